//! The OIDs that code asks for, dotted.

// Extended key usages.
/// 2.5.29.37.0, anyExtendedKeyUsage.
pub const ANY_EXTENDED_KEY_USAGE: &str = "2.5.29.37.0";
/// 1.3.6.1.5.5.7.3.1, serverAuth.
pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
/// 1.3.6.1.5.5.7.3.2, clientAuth.
pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
/// 1.3.6.1.5.5.7.3.3, codeSigning.
pub const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
/// 1.3.6.1.5.5.7.3.4, emailProtection.
pub const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
/// 1.3.6.1.5.5.7.3.8, timeStamping.
pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
/// 1.3.6.1.5.5.7.3.9, OCSPSigning.
pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
/// 1.3.6.1.4.1.311.10.3.13, lifetime signing.
pub const LIFETIME_SIGNING: &str = "1.3.6.1.4.1.311.10.3.13";
/// 1.3.6.1.4.1.311.10.3.5, Windows Hardware Driver Verification.
pub const WHQL: &str = "1.3.6.1.4.1.311.10.3.5";
/// 1.3.6.1.4.1.311.10.3.5.1, Windows Hardware Driver Attested Verification.
pub const WHQL_ATTESTED: &str = "1.3.6.1.4.1.311.10.3.5.1";
/// 1.3.6.1.4.1.311.10.3.39, Windows Hardware Driver Extended Verification.
pub const WHQL_EXTENDED: &str = "1.3.6.1.4.1.311.10.3.39";
/// 1.3.6.1.4.1.311.61.1.1, kernel-mode code signing.
pub const KERNEL_MODE_CODE_SIGNING: &str = "1.3.6.1.4.1.311.61.1.1";
/// 1.3.6.1.4.1.311.61.4.1, ELAM driver.
pub const EARLY_LAUNCH_ANTIMALWARE: &str = "1.3.6.1.4.1.311.61.4.1";
/// 1.3.6.1.4.1.311.2.1.22, SPC_COMMERCIAL_SP_KEY_PURPOSE.
pub const COMMERCIAL_CODE_SIGNING: &str = "1.3.6.1.4.1.311.2.1.22";
/// 1.3.6.1.4.1.311.2.1.21, SPC_INDIVIDUAL_SP_KEY_PURPOSE.
pub const INDIVIDUAL_CODE_SIGNING: &str = "1.3.6.1.4.1.311.2.1.21";

// Trusted Signing.
/// 1.3.6.1.4.1.311.97, the arc of Trusted Signing (Azure Artifact Signing).
pub const TRUSTED_SIGNING: &str = "1.3.6.1.4.1.311.97";
/// 1.3.6.1.4.1.311.97.1.0, Public Trust marker.
pub const TRUSTED_SIGNING_PUBLIC_TRUST: &str = "1.3.6.1.4.1.311.97.1.0";
/// 1.3.6.1.4.1.311.97.1.3.1, the arc of Private Trust identities.
pub const TRUSTED_SIGNING_PRIVATE_TRUST: &str = "1.3.6.1.4.1.311.97.1.3.1";
/// 1.3.6.1.4.1.311.97.1.4.1, the arc of Private Trust CI policy identities.
pub const TRUSTED_SIGNING_CI_POLICY: &str = "1.3.6.1.4.1.311.97.1.4.1";

// Policies.
/// 2.5.29.32.0, anyPolicy.
pub const ANY_POLICY: &str = "2.5.29.32.0";
/// 2.23.140.1.3, CA/Browser Forum: EV code signing.
pub const EV_CODE_SIGNING_POLICY: &str = "2.23.140.1.3";
/// 2.23.140.1.4.1, CA/Browser Forum: code signing.
pub const CODE_SIGNING_POLICY: &str = "2.23.140.1.4.1";
/// 2.23.140.1.4.2, CA/Browser Forum: timestamping.
pub const TIME_STAMPING_POLICY: &str = "2.23.140.1.4.2";
/// 1.3.6.1.5.5.7.2.1, qualifier: certification practice statement.
pub const POLICY_CPS: &str = "1.3.6.1.5.5.7.2.1";
/// 1.3.6.1.5.5.7.2.2, qualifier: user notice.
pub const POLICY_USER_NOTICE: &str = "1.3.6.1.5.5.7.2.2";

// Name attributes.
/// 2.5.4.3, CN.
pub const COMMON_NAME: &str = "2.5.4.3";
/// 2.5.4.5, serialNumber: a registration number.
pub const SERIAL_NUMBER: &str = "2.5.4.5";
/// 2.5.4.6, C.
pub const COUNTRY: &str = "2.5.4.6";
/// 2.5.4.7, L.
pub const LOCALITY: &str = "2.5.4.7";
/// 2.5.4.8, ST.
pub const STATE: &str = "2.5.4.8";
/// 2.5.4.10, O.
pub const ORGANIZATION: &str = "2.5.4.10";
/// 2.5.4.11, OU.
pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
/// 2.5.4.15, businessCategory.
pub const BUSINESS_CATEGORY: &str = "2.5.4.15";
/// 2.5.4.97, organizationIdentifier.
pub const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";
/// 1.2.840.113549.1.9.1, emailAddress.
pub const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";
/// 1.3.6.1.4.1.311.60.2.1.1, EV jurisdiction of incorporation: locality.
pub const JURISDICTION_LOCALITY: &str = "1.3.6.1.4.1.311.60.2.1.1";
/// 1.3.6.1.4.1.311.60.2.1.2, EV jurisdiction of incorporation: state or province.
pub const JURISDICTION_STATE: &str = "1.3.6.1.4.1.311.60.2.1.2";
/// 1.3.6.1.4.1.311.60.2.1.3, EV jurisdiction of incorporation: country.
pub const JURISDICTION_COUNTRY: &str = "1.3.6.1.4.1.311.60.2.1.3";

// Certificate extensions.
/// 2.5.29.9, subjectDirectoryAttributes.
pub const SUBJECT_DIRECTORY_ATTRIBUTES: &str = "2.5.29.9";
/// 2.5.29.14, subjectKeyIdentifier.
pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
/// 2.5.29.15, keyUsage.
pub const KEY_USAGE: &str = "2.5.29.15";
/// 2.5.29.16, privateKeyUsagePeriod.
pub const PRIVATE_KEY_USAGE_PERIOD: &str = "2.5.29.16";
/// 2.5.29.17, subjectAltName.
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
/// 2.5.29.18, issuerAltName.
pub const ISSUER_ALT_NAME: &str = "2.5.29.18";
/// 2.5.29.19, basicConstraints.
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// 2.5.29.30, nameConstraints.
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
/// 2.5.29.31, cRLDistributionPoints.
pub const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
/// 2.5.29.32, certificatePolicies.
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
/// 2.5.29.33, policyMappings.
pub const POLICY_MAPPINGS: &str = "2.5.29.33";
/// 2.5.29.35, authorityKeyIdentifier.
pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
/// 2.5.29.36, policyConstraints.
pub const POLICY_CONSTRAINTS: &str = "2.5.29.36";
/// 2.5.29.37, extKeyUsage.
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// 2.5.29.46, freshestCRL.
pub const FRESHEST_CRL: &str = "2.5.29.46";
/// 2.5.29.54, inhibitAnyPolicy.
pub const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
/// 1.3.6.1.5.5.7.1.1, authorityInfoAccess.
pub const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
/// 1.3.6.1.5.5.7.1.11, subjectInfoAccess.
pub const SUBJECT_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.11";
/// 1.3.6.1.5.5.7.48.1, access method: OCSP.
pub const ACCESS_OCSP: &str = "1.3.6.1.5.5.7.48.1";
/// 1.3.6.1.5.5.7.48.2, access method: caIssuers.
pub const ACCESS_CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";

// Keys and signatures.
/// 1.2.840.113549.1.1.1, rsaEncryption.
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// 1.2.840.113549.1.1.10, id-RSASSA-PSS.
pub const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
/// 1.2.840.113549.1.1.8, id-mgf1.
pub const MGF1: &str = "1.2.840.113549.1.1.8";
/// 1.2.840.10045.2.1, id-ecPublicKey.
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// 1.2.840.10040.4.1, id-dsa.
pub const DSA: &str = "1.2.840.10040.4.1";
/// 1.3.101.112, Ed25519.
pub const ED25519: &str = "1.3.101.112";
/// 1.3.101.113, Ed448.
pub const ED448: &str = "1.3.101.113";
/// 1.2.840.10045.3.1.7, P-256.
pub const SECP256R1: &str = "1.2.840.10045.3.1.7";
/// 1.3.132.0.34, P-384.
pub const SECP384R1: &str = "1.3.132.0.34";
/// 1.3.132.0.35, P-521.
pub const SECP521R1: &str = "1.3.132.0.35";
/// 1.2.840.113549.2.5, md5.
pub const MD5: &str = "1.2.840.113549.2.5";
/// 1.3.14.3.2.26, sha1.
pub const SHA1: &str = "1.3.14.3.2.26";
/// 2.16.840.1.101.3.4.2.4, sha224.
pub const SHA224: &str = "2.16.840.1.101.3.4.2.4";
/// 2.16.840.1.101.3.4.2.1, sha256.
pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";
/// 2.16.840.1.101.3.4.2.2, sha384.
pub const SHA384: &str = "2.16.840.1.101.3.4.2.2";
/// 2.16.840.1.101.3.4.2.3, sha512.
pub const SHA512: &str = "2.16.840.1.101.3.4.2.3";

// Content types.
/// 1.2.840.113549.1.7.1, data.
pub const DATA: &str = "1.2.840.113549.1.7.1";
/// 1.2.840.113549.1.7.2, signedData.
pub const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// 1.2.840.113549.1.9.16.1.4, id-ct-TSTInfo.
pub const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
/// 1.3.6.1.4.1.311.2.1.4, SpcIndirectDataContent.
pub const SPC_INDIRECT_DATA: &str = "1.3.6.1.4.1.311.2.1.4";
/// 1.3.6.1.4.1.311.10.1, certificate trust list.
pub const CTL: &str = "1.3.6.1.4.1.311.10.1";

// Attributes of a SignerInfo.
/// 1.2.840.113549.1.9.3, contentType.
pub const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
/// 1.2.840.113549.1.9.4, messageDigest.
pub const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
/// 1.2.840.113549.1.9.5, signingTime: the signer's own claim.
pub const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
/// 1.2.840.113549.1.9.6, PKCS #9 countersignature.
pub const COUNTERSIGNATURE: &str = "1.2.840.113549.1.9.6";
/// 1.2.840.113549.1.9.16.2.12, ESS signingCertificate.
pub const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
/// 1.2.840.113549.1.9.16.2.47, ESS signingCertificateV2.
pub const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
/// 1.2.840.113549.1.9.25.4, sequenceNumber.
pub const SEQUENCE_NUMBER: &str = "1.2.840.113549.1.9.25.4";
/// 1.3.6.1.4.1.311.2.1.11, SpcStatementType.
pub const SPC_STATEMENT_TYPE: &str = "1.3.6.1.4.1.311.2.1.11";
/// 1.3.6.1.4.1.311.2.1.12, SpcSpOpusInfo.
pub const SPC_SP_OPUS_INFO: &str = "1.3.6.1.4.1.311.2.1.12";
/// 1.3.6.1.4.1.311.3.3.1, RFC 3161 timestamp token.
pub const RFC3161_TOKEN: &str = "1.3.6.1.4.1.311.3.3.1";
/// 1.3.6.1.4.1.311.2.4.1, nested signature.
pub const NESTED_SIGNATURE: &str = "1.3.6.1.4.1.311.2.4.1";
/// 1.3.6.1.4.1.311.2.4.2, intentToSeal.
pub const INTENT_TO_SEAL: &str = "1.3.6.1.4.1.311.2.4.2";
/// 1.3.6.1.4.1.311.2.4.3, sealing signature.
pub const SEALING_SIGNATURE: &str = "1.3.6.1.4.1.311.2.4.3";
/// 1.3.6.1.4.1.311.2.4.4, sealing timestamp.
pub const SEALING_TIMESTAMP: &str = "1.3.6.1.4.1.311.2.4.4";
/// 1.3.6.1.4.1.311.2.6.1, relaxedPEMarkerCheck.
pub const RELAXED_PE_MARKER_CHECK: &str = "1.3.6.1.4.1.311.2.6.1";
/// 1.3.6.1.4.1.42921.1.2.1, osslsigncode's unauthenticated data blob.
pub const OSSLSIGNCODE_DATA: &str = "1.3.6.1.4.1.42921.1.2.1";
/// 1.3.6.1.4.1.37476.9000.159.1.1, jsign's unsigned data.
pub const JSIGN_DATA: &str = "1.3.6.1.4.1.37476.9000.159.1.1";

// SpcIndirectDataContent.
/// 1.3.6.1.4.1.311.2.1.15, SpcPeImageData.
pub const SPC_PE_IMAGE_DATA: &str = "1.3.6.1.4.1.311.2.1.15";
/// 1.3.6.1.4.1.311.2.1.25, SpcLink of a cabinet.
pub const SPC_CAB_DATA: &str = "1.3.6.1.4.1.311.2.1.25";
/// 1.3.6.1.4.1.311.2.1.30, SpcSipInfo.
pub const SPC_SIP_INFO: &str = "1.3.6.1.4.1.311.2.1.30";
/// 1.3.6.1.4.1.311.2.3.1, page hashes with SHA-1.
pub const PAGE_HASHES_V1: &str = "1.3.6.1.4.1.311.2.3.1";
/// 1.3.6.1.4.1.311.2.3.2, page hashes with SHA-256.
pub const PAGE_HASHES_V2: &str = "1.3.6.1.4.1.311.2.3.2";
