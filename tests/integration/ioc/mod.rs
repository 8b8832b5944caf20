//! Indicators: the same values in the spelling and quoting of every consumer.

mod golden;
mod hostile;
mod oracle;
mod revocation;

use std::path::PathBuf;
use std::sync::Arc;

use sigscope::ioc::{Format, RenderOptions, default_basket, render};
use sigscope::model::{Analysis, Assessment, Confidence, Finding, Instant, Severity};
use sigscope::trust::TrustStore;
use sigscope::{ExamineOptions, Policy, examine, judge};

/// The day that the samples are looked at.
pub fn at() -> Instant {
    "2026-11-23".parse().unwrap()
}

/// Where a committed sample lies.
pub fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// The built-in anchors and the test roots.
pub fn store() -> TrustStore {
    TrustStore::built_in().with_anchors(&[sample("root.pem")]).unwrap()
}

/// A committed sample, judged with the test roots as anchors, under its name alone, with one finding of our own: the
/// catalogue has its own tests.
pub fn analysis(name: &str) -> Arc<Analysis> {
    let evidence = examine(&sample(name), &ExamineOptions::default());
    let mut analysis = judge(&evidence, &Policy::new(at(), Arc::new(store())));
    assert_eq!(analysis.error, None, "{name}");
    analysis.path = format!("samples/{name}");
    analysis.assessment = Assessment::Review;
    analysis.findings = vec![Finding {
        id: "example-finding".to_owned(),
        severity: Severity::Warning,
        confidence: Confidence::High,
        title: "Something is odd".to_owned(),
        detail: "observed at http://a.example/x".to_owned(),
        signature: None,
        certificate: None,
        offset: Some(0x200),
        length: Some(16),
    }];
    Arc::new(analysis)
}

/// What a consumer gets of these files when nobody chose.
pub fn written(format: Format, files: &[Arc<Analysis>]) -> String {
    render(format, &default_basket(format, files), &RenderOptions::new(at()))
}
