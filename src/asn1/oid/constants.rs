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
/// 0.9.2342.19200300.100.1.1, userId.
pub const USER_ID: &str = "0.9.2342.19200300.100.1.1";
/// 0.9.2342.19200300.100.1.25, domainComponent.
pub const DOMAIN_COMPONENT: &str = "0.9.2342.19200300.100.1.25";
/// 2.5.4.9, streetAddress.
pub const STREET_ADDRESS: &str = "2.5.4.9";

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
/// 1.2.840.113533.7.65.0, entrustVersionInfo.
pub const ENTRUST_VERSION_INFO: &str = "1.2.840.113533.7.65.0";
/// 1.3.6.1.4.1.11129.2.4.2, sctList.
pub const SCT_LIST: &str = "1.3.6.1.4.1.11129.2.4.2";
/// 1.3.6.1.4.1.11129.2.4.3, ctPoison.
pub const CT_POISON: &str = "1.3.6.1.4.1.11129.2.4.3";
/// 1.3.6.1.5.5.7.1.3, qcStatements.
pub const QC_STATEMENTS: &str = "1.3.6.1.5.5.7.1.3";
/// 1.3.6.1.5.5.7.1.12, logotype.
pub const LOGOTYPE: &str = "1.3.6.1.5.5.7.1.12";
/// 1.3.6.1.5.5.7.1.24, tlsFeature.
pub const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";
/// 1.3.6.1.5.5.7.48.1.5, ocspNoCheck.
pub const OCSP_NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
/// 2.5.29.1, authorityKeyIdentifier (old).
pub const OLD_AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.1";
/// 2.5.29.4, keyUsageRestriction.
pub const KEY_USAGE_RESTRICTION: &str = "2.5.29.4";
/// 2.5.29.10, basicConstraints (old).
pub const OLD_BASIC_CONSTRAINTS: &str = "2.5.29.10";
/// 2.5.29.56, noRevAvail.
pub const NO_REV_AVAIL: &str = "2.5.29.56";

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
/// 1.2.840.10040.4.3, dsa-with-sha1.
pub const DSA_WITH_SHA1: &str = "1.2.840.10040.4.3";
/// 1.2.840.10045.4.1, ecdsa-with-SHA1.
pub const ECDSA_WITH_SHA1: &str = "1.2.840.10045.4.1";
/// 1.2.840.10045.4.3.1, ecdsa-with-SHA224.
pub const ECDSA_WITH_SHA224: &str = "1.2.840.10045.4.3.1";
/// 1.2.840.10045.4.3.2, ecdsa-with-SHA256.
pub const ECDSA_WITH_SHA256: &str = "1.2.840.10045.4.3.2";
/// 1.2.840.10045.4.3.3, ecdsa-with-SHA384.
pub const ECDSA_WITH_SHA384: &str = "1.2.840.10045.4.3.3";
/// 1.2.840.10045.4.3.4, ecdsa-with-SHA512.
pub const ECDSA_WITH_SHA512: &str = "1.2.840.10045.4.3.4";
/// 1.2.840.113549.1.1.4, md5WithRSAEncryption.
pub const MD5_WITH_RSA: &str = "1.2.840.113549.1.1.4";
/// 1.2.840.113549.1.1.5, sha1WithRSAEncryption.
pub const SHA1_WITH_RSA: &str = "1.2.840.113549.1.1.5";
/// 1.2.840.113549.1.1.11, sha256WithRSAEncryption.
pub const SHA256_WITH_RSA: &str = "1.2.840.113549.1.1.11";
/// 1.2.840.113549.1.1.12, sha384WithRSAEncryption.
pub const SHA384_WITH_RSA: &str = "1.2.840.113549.1.1.12";
/// 1.2.840.113549.1.1.13, sha512WithRSAEncryption.
pub const SHA512_WITH_RSA: &str = "1.2.840.113549.1.1.13";
/// 1.2.840.113549.1.1.14, sha224WithRSAEncryption.
pub const SHA224_WITH_RSA: &str = "1.2.840.113549.1.1.14";
/// 1.2.840.113549.2.2, md2.
pub const MD2: &str = "1.2.840.113549.2.2";
/// 1.3.14.3.2.3, md5WithRSA.
pub const OIW_MD5_WITH_RSA: &str = "1.3.14.3.2.3";
/// 1.3.14.3.2.13, dsaWithSHA (OIW).
pub const OIW_DSA_WITH_SHA: &str = "1.3.14.3.2.13";
/// 1.3.14.3.2.15, shaWithRSA.
pub const OIW_SHA_WITH_RSA: &str = "1.3.14.3.2.15";
/// 1.3.14.3.2.25, md5WithRSASignature.
pub const OIW_MD5_WITH_RSA_SIGNATURE: &str = "1.3.14.3.2.25";
/// 1.3.14.3.2.27, dsaWithSHA1 (OIW).
pub const OIW_DSA_WITH_SHA1: &str = "1.3.14.3.2.27";
/// 1.3.14.3.2.29, sha1WithRSA.
pub const OIW_SHA1_WITH_RSA: &str = "1.3.14.3.2.29";
/// 2.5.8.1.1, id-ea-rsa.
pub const EA_RSA: &str = "2.5.8.1.1";
/// 2.16.840.1.101.3.4.3.1, dsa-with-sha224.
pub const DSA_WITH_SHA224: &str = "2.16.840.1.101.3.4.3.1";
/// 2.16.840.1.101.3.4.3.2, dsa-with-sha256.
pub const DSA_WITH_SHA256: &str = "2.16.840.1.101.3.4.3.2";
/// 2.16.840.1.101.3.4.3.3, dsa-with-sha384.
pub const DSA_WITH_SHA384: &str = "2.16.840.1.101.3.4.3.3";
/// 2.16.840.1.101.3.4.3.4, dsa-with-sha512.
pub const DSA_WITH_SHA512: &str = "2.16.840.1.101.3.4.3.4";

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
/// 1.3.6.1.4.1.311.10.3.30, disallowedList.
pub const DISALLOWED_LIST: &str = "1.3.6.1.4.1.311.10.3.30";
/// 1.3.6.1.4.1.311.12.1.1, CATALOG_LIST.
pub const CATALOG_LIST: &str = "1.3.6.1.4.1.311.12.1.1";

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
/// 1.2.840.113549.1.9.15, smimeCapabilities.
pub const SMIME_CAPABILITIES: &str = "1.2.840.113549.1.9.15";
/// 1.2.840.113549.1.9.16.2.14, timeStampToken.
pub const TIME_STAMP_TOKEN: &str = "1.2.840.113549.1.9.16.2.14";
/// 1.3.6.1.4.1.311.2.6.2, encryptedDigestRetryCount.
pub const ENCRYPTED_DIGEST_RETRY_COUNT: &str = "1.3.6.1.4.1.311.2.6.2";

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

// Elliptic curves.
/// 1.2.156.10197.1.301, SM2.
pub const SM2: &str = "1.2.156.10197.1.301";
/// 1.2.250.1.223.101.256.1, FRP256v1.
pub const FRP256V1: &str = "1.2.250.1.223.101.256.1";
/// 1.2.840.10045.1.1, prime-field.
pub const PRIME_FIELD: &str = "1.2.840.10045.1.1";
/// 1.2.840.10045.3.1.1, P-192.
pub const SECP192R1: &str = "1.2.840.10045.3.1.1";
/// 1.3.36.3.3.2.8.1.1.5, brainpoolP224r1.
pub const BRAINPOOL_P224R1: &str = "1.3.36.3.3.2.8.1.1.5";
/// 1.3.36.3.3.2.8.1.1.7, brainpoolP256r1.
pub const BRAINPOOL_P256R1: &str = "1.3.36.3.3.2.8.1.1.7";
/// 1.3.36.3.3.2.8.1.1.9, brainpoolP320r1.
pub const BRAINPOOL_P320R1: &str = "1.3.36.3.3.2.8.1.1.9";
/// 1.3.36.3.3.2.8.1.1.11, brainpoolP384r1.
pub const BRAINPOOL_P384R1: &str = "1.3.36.3.3.2.8.1.1.11";
/// 1.3.36.3.3.2.8.1.1.13, brainpoolP512r1.
pub const BRAINPOOL_P512R1: &str = "1.3.36.3.3.2.8.1.1.13";
/// 1.3.132.0.10, secp256k1.
pub const SECP256K1: &str = "1.3.132.0.10";
/// 1.3.132.0.31, secp192k1.
pub const SECP192K1: &str = "1.3.132.0.31";
/// 1.3.132.0.32, secp224k1.
pub const SECP224K1: &str = "1.3.132.0.32";
/// 1.3.132.0.33, P-224.
pub const SECP224R1: &str = "1.3.132.0.33";

// Certificate extensions of Netscape.
/// 2.16.840.1.113730.1.1, netscapeCertType.
pub const NETSCAPE_CERT_TYPE: &str = "2.16.840.1.113730.1.1";
/// 2.16.840.1.113730.1.2, netscapeBaseURL.
pub const NETSCAPE_BASE_URL: &str = "2.16.840.1.113730.1.2";
/// 2.16.840.1.113730.1.3, netscapeRevocationURL.
pub const NETSCAPE_REVOCATION_URL: &str = "2.16.840.1.113730.1.3";
/// 2.16.840.1.113730.1.4, netscapeCARevocationURL.
pub const NETSCAPE_CA_REVOCATION_URL: &str = "2.16.840.1.113730.1.4";
/// 2.16.840.1.113730.1.7, netscapeRenewalURL.
pub const NETSCAPE_RENEWAL_URL: &str = "2.16.840.1.113730.1.7";
/// 2.16.840.1.113730.1.8, netscapeCAPolicyURL.
pub const NETSCAPE_CA_POLICY_URL: &str = "2.16.840.1.113730.1.8";
/// 2.16.840.1.113730.1.12, netscapeSSLServerName.
pub const NETSCAPE_SSL_SERVER_NAME: &str = "2.16.840.1.113730.1.12";
/// 2.16.840.1.113730.1.13, netscapeComment.
pub const NETSCAPE_COMMENT: &str = "2.16.840.1.113730.1.13";

// Certificate extensions of Microsoft.
/// 1.3.6.1.4.1.311.2.1.10, SPC_SP_AGENCY_INFO.
pub const SPC_SP_AGENCY_INFO: &str = "1.3.6.1.4.1.311.2.1.10";
/// 1.3.6.1.4.1.311.2.1.26, SPC_MINIMAL_CRITERIA.
pub const SPC_MINIMAL_CRITERIA: &str = "1.3.6.1.4.1.311.2.1.26";
/// 1.3.6.1.4.1.311.2.1.27, SPC_FINANCIAL_CRITERIA.
pub const SPC_FINANCIAL_CRITERIA: &str = "1.3.6.1.4.1.311.2.1.27";
/// 1.3.6.1.4.1.311.20.2, certificateTemplateName.
pub const CERTIFICATE_TEMPLATE_NAME: &str = "1.3.6.1.4.1.311.20.2";
/// 1.3.6.1.4.1.311.21.1, caVersion.
pub const CA_VERSION: &str = "1.3.6.1.4.1.311.21.1";
/// 1.3.6.1.4.1.311.21.2, previousCACertificateHash.
pub const PREVIOUS_CA_CERTIFICATE_HASH: &str = "1.3.6.1.4.1.311.21.2";
/// 1.3.6.1.4.1.311.21.7, certificateTemplate.
pub const CERTIFICATE_TEMPLATE: &str = "1.3.6.1.4.1.311.21.7";
/// 1.3.6.1.4.1.311.21.10, applicationPolicies.
pub const APPLICATION_POLICIES: &str = "1.3.6.1.4.1.311.21.10";
/// 1.3.6.1.4.1.311.21.11, applicationPolicyMappings.
pub const APPLICATION_POLICY_MAPPINGS: &str = "1.3.6.1.4.1.311.21.11";
/// 1.3.6.1.4.1.311.21.12, applicationPolicyConstraints.
pub const APPLICATION_POLICY_CONSTRAINTS: &str = "1.3.6.1.4.1.311.21.12";
/// 1.3.6.1.4.1.311.25.2, ntdsCASecurity.
pub const NTDS_CA_SECURITY: &str = "1.3.6.1.4.1.311.25.2";

// Extensions of CRLs and OCSP responses.
/// 1.3.6.1.5.5.7.48.1.1, basicOCSPResponse.
pub const OCSP_BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
/// 1.3.6.1.5.5.7.48.1.6, archive cutoff of an OCSP response.
pub const OCSP_ARCHIVE_CUTOFF: &str = "1.3.6.1.5.5.7.48.1.6";
/// 2.5.29.20, cRLNumber.
pub const CRL_NUMBER: &str = "2.5.29.20";
/// 2.5.29.21, reasonCode.
pub const CRL_REASON: &str = "2.5.29.21";
/// 2.5.29.24, invalidityDate.
pub const INVALIDITY_DATE: &str = "2.5.29.24";
/// 2.5.29.27, deltaCRLIndicator.
pub const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
/// 2.5.29.28, issuingDistributionPoint.
pub const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
/// 2.5.29.60, expiredCertsOnCRL.
pub const EXPIRED_CERTS_ON_CRL: &str = "2.5.29.60";
