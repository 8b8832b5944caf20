//! What the signature blob says: SignedData, SpcIndirectDataContent, attributes, countersignatures.
