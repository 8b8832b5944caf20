// sigscope 0.1.0, 2026-11-23T00:00:00Z
import "pe"

rule sigscope_leaf_9889a3eaaf4a2971
{
    meta:
        description = "Signed with the certificate of Quillmark Example Labs Inc."
        subject = "CN=Quillmark Example Labs Inc.,O=Quillmark Example Labs Inc.,L=Ottawa,ST=Ontario,C=CA"
        issuer = "CN=Sigscope Test ID Verified CS EOC CA 03,O=Sigscope Test Corporation,C=US"
        serial = "33:00:08:3d:61:78:b9:bf:e0:fa:7f:06:a6:00:00:00:08:3d:61"
        thumbprint_sha1 = "ed5fd81a2f2db1d8da12b3ed20c9e334235f193c"
        thumbprint_sha256 = "9889a3eaaf4a29711abb764996c848971d2ca4b83fc34f1a07cca78baa96c559"
        not_before = "2026-10-05T20:48:12Z"
        not_after = "2026-10-08T20:48:12Z"
        date = "2026-11-23"
        generator = "sigscope 0.1.0"
        hash = "d495d72e13e6fea4f4a43da7441295819d4ebbf0ddc3403dbdcb01e950994b12"
    condition:
        for any signature in pe.signatures : (
            signature.serial == "33:00:08:3d:61:78:b9:bf:e0:fa:7f:06:a6:00:00:00:08:3d:61" and
            (signature.issuer endswith "/CN=Sigscope Test ID Verified CS EOC CA 03" or signature.issuer contains "/CN=Sigscope Test ID Verified CS EOC CA 03/")
        )
}

rule sigscope_identity_97_123456789_234567890_345678901_456789012
{
    meta:
        description = "Signed by this subscriber of Microsoft Trusted Signing, with any of its certificates"
        durable_identity = "1.3.6.1.4.1.311.97.123456789.234567890.345678901.456789012"
        date = "2026-11-23"
        generator = "sigscope 0.1.0"
        hash = "d495d72e13e6fea4f4a43da7441295819d4ebbf0ddc3403dbdcb01e950994b12"
    strings:
        $identity = { 06 1a 2b 06 01 04 01 82 37 61 ba ef 9a 15 ef ec f1 52 81 a4 ea c8 35 81 d9 e8 98 14 }
    condition:
        pe.data_directories[pe.IMAGE_DIRECTORY_ENTRY_SECURITY].size > 0 and
        $identity in (pe.data_directories[pe.IMAGE_DIRECTORY_ENTRY_SECURITY].virtual_address .. filesize)
}
