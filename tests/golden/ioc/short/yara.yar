// sigscope 0.1.0, 2026-11-23T00:00:00Z
import "pe"

rule sigscope_leaf_7bb92bc2c7202a41
{
    meta:
        description = "Signed with the certificate of Jane Q Sample"
        subject = "CN=Jane Q Sample,O=Jane Q Sample,L=Salem,ST=Oregon,C=US"
        issuer = "CN=Sigscope Test ID Verified CS EOC CA 03,O=Sigscope Test Corporation,C=US"
        serial = "33:00:06:ca:41:19:3b:bc:0c:30:db:6e:89:00:00:00:06:ca:41"
        thumbprint_sha1 = "cd1201a6839abec404dc661204d58c5d88297308"
        thumbprint_sha256 = "7bb92bc2c7202a41bfeef2f285e9adcf817464291ba73dd3c9e0b4eaaca90f7b"
        not_before = "2026-09-01T21:14:07Z"
        not_after = "2026-09-04T21:14:07Z"
        date = "2026-11-23"
        generator = "sigscope 0.1.0"
        hash = "d1ea8446af03d6a6e4e6497519561d9a1922e3f6b030f04b5e0cc5da5faeb747"
    condition:
        for any signature in pe.signatures : (
            signature.serial == "33:00:06:ca:41:19:3b:bc:0c:30:db:6e:89:00:00:00:06:ca:41" and
            (signature.issuer endswith "/CN=Sigscope Test ID Verified CS EOC CA 03" or signature.issuer contains "/CN=Sigscope Test ID Verified CS EOC CA 03/")
        )
}

rule sigscope_identity_97_111111111_222222222_333333333_444444444
{
    meta:
        description = "Signed by this subscriber of Microsoft Trusted Signing, with any of its certificates"
        durable_identity = "1.3.6.1.4.1.311.97.111111111.222222222.333333333.444444444"
        date = "2026-11-23"
        generator = "sigscope 0.1.0"
        hash = "d1ea8446af03d6a6e4e6497519561d9a1922e3f6b030f04b5e0cc5da5faeb747"
    strings:
        $identity = { 06 1a 2b 06 01 04 01 82 37 61 b4 fd d7 47 e9 fb af 0e 81 9e f9 86 55 81 d3 f6 de 1c }
    condition:
        pe.data_directories[pe.IMAGE_DIRECTORY_ENTRY_SECURITY].size > 0 and
        $identity in (pe.data_directories[pe.IMAGE_DIRECTORY_ENTRY_SECURITY].virtual_address .. filesize)
}
