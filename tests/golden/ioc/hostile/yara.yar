// sigscope 0.1.0, 2026-11-23T00:00:00Z
import "pe"

rule sigscope_leaf_22a8312e2ac67503
{
    meta:
        description = "Signed with the certificate of invoice\xe2\x80\xaefdp.exe Tools"
        subject = "CN=invoice\xe2\x80\xaefdp.exe Tools,O=Harm\xe2\x80\x8bless\x1b]52\\;c\\;c2lnc2NvcGU=\x07 Tools,L=Salem,C=US"
        issuer = "CN=Sigscope Test Conventional Code Signing CA 2,O=Sigscope Test Trust Services,C=DE"
        serial = "3c:97:f6:53:5c:46:ec:60:3a:d8:37:b1:7b:e8:b6:23"
        thumbprint_sha1 = "11af8e3c803e1bae39b9d200aef279f10c44f631"
        thumbprint_sha256 = "22a8312e2ac6750303e6c63bc762af7ae96036ac7083205c1b818095dc46b1ac"
        not_before = "2025-09-01T00:00:00Z"
        not_after = "2028-08-31T23:59:59Z"
        date = "2026-11-23"
        generator = "sigscope 0.1.0"
        hash = "14083282bb302451dbcafcac938b7cbb16c4c6eba9714c100269fb58f971a5f1"
    condition:
        for any signature in pe.signatures : (
            signature.serial == "3c:97:f6:53:5c:46:ec:60:3a:d8:37:b1:7b:e8:b6:23" and
            (signature.issuer endswith "/CN=Sigscope Test Conventional Code Signing CA 2" or signature.issuer contains "/CN=Sigscope Test Conventional Code Signing CA 2/")
        )
}
