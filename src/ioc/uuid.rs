//! Stable identifiers: the same content has the same id in every run.

use uuid::Uuid;

/// Namespace of the identifiers that we make; the namespace of STIX cyber-observables must not be used for others.
const NAMESPACE: Uuid = Uuid::from_u128(0x5a1c_9b62_7d0e_4f7b_9a53_0d2f_6b7e_91c4);

/// Namespace of STIX 2.1 cyber-observable objects (section 2.9 of the specification).
const STIX_OBSERVABLES: Uuid = Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);

/// The identifier (version 5, RFC 9562 section 5.5) of a content of ours.
pub(super) fn uuid(content: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, content.as_bytes())
}

/// The identifier of a STIX cyber-observable, from the canonical JSON of its contributing properties.
pub(super) fn observable_uuid(canonical: &str) -> Uuid {
    Uuid::new_v5(&STIX_OBSERVABLES, canonical.as_bytes())
}
