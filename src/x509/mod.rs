//! One certificate: DER bytes to [`crate::model::CertificateFacts`].
