//! The trust anchors, and what the root programme allows each of them.

/// Trust anchors with the restrictions of Microsoft's root programme.
#[derive(Debug, Default)]
pub struct TrustStore {}

impl TrustStore {
    /// The list that is built into the program.
    pub fn built_in() -> Self {
        Self {}
    }
}
