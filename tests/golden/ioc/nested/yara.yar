// sigscope 0.1.0, 2026-11-23T00:00:00Z
import "pe"

rule sigscope_leaf_4bec86c5d73257ac
{
    meta:
        description = "Signed with the certificate of Example Gantry Software GmbH"
        subject = "CN=Example Gantry Software GmbH,O=Example Gantry Software GmbH,L=Berlin,ST=Berlin,C=DE"
        issuer = "CN=Sigscope Test Conventional Code Signing CA 2,O=Sigscope Test Trust Services,C=DE"
        serial = "3c:55:59:39:9e:6a:74:55:6d:5c:4f:fc:51:68:20:93"
        thumbprint_sha1 = "ecb703a8ad0e3a5c4c41bf51d8294b81e0839214"
        thumbprint_sha256 = "4bec86c5d73257ac4ffcff1b42e469496436988007e287c1c64bbf5e5ef11e20"
        not_before = "2025-01-15T00:00:00Z"
        not_after = "2028-01-14T23:59:59Z"
        date = "2026-11-23"
        generator = "sigscope 0.1.0"
        hash = "45c57ef89c4e8ca6cd47bc8b392f86bed11a1f249351829f612f1c2b5d513450"
    condition:
        for any signature in pe.signatures : (
            signature.serial == "3c:55:59:39:9e:6a:74:55:6d:5c:4f:fc:51:68:20:93" and
            (signature.issuer endswith "/CN=Sigscope Test Conventional Code Signing CA 2" or signature.issuer contains "/CN=Sigscope Test Conventional Code Signing CA 2/")
        )
}
