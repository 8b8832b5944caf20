//! Group K: kernel-mode drivers.

mod file;
mod listed;
mod policy;

use super::{Answer, Case, KnownRole, Rule, SignatureCase};
use crate::model::Instant;

pub(super) use policy::uses_loophole;

/// The rules of the group, by id.
pub(super) static RULES: &[&Rule] = &[
    &policy::DRIVER_ATTESTATION_SIGNED,
    &policy::DRIVER_CROSS_SIGNED_2026,
    &policy::DRIVER_LEGACY_LOOPHOLE,
    &policy::DRIVER_NEWER_THAN_CERTIFICATE,
    &policy::DRIVER_NOT_MICROSOFT_SIGNED,
    &listed::DRIVER_ON_VULNERABLE_LIST,
    &file::DRIVER_ORIGINAL_NAME_MISMATCH,
    &file::DRIVER_PAGE_HASH_MISSING,
    &file::DRIVER_SHORT_LIVED_LEAF,
    &file::DRIVER_TEST_SIGNED,
];

/// Libraries that only kernel code imports.
const KERNEL_LIBRARIES: &[&str] = &[
    "ntoskrnl.exe",
    "ntkrnlpa.exe",
    "hal.dll",
    "fltmgr.sys",
    "ndis.sys",
    "wdfldr.sys",
    "wdf01000.sys",
    "storport.sys",
    "scsiport.sys",
    "tdi.sys",
    "netio.sys",
    "fwpkclnt.sys",
    "win32k.sys",
    "ks.sys",
    "portcls.sys",
    "dxgkrnl.sys",
    "usbd.sys",
    "hidclass.sys",
    "hidparse.sys",
    "cng.sys",
    "ksecdd.sys",
    "classpnp.sys",
    "videoprt.sys",
    "bthport.sys",
];

/// Tells whether the file is a kernel-mode driver: native subsystem, or a .sys file that imports the kernel. A native
/// program that imports nothing but ntdll.dll runs in user mode.
pub(super) fn is_driver(case: &Case<'_>) -> bool {
    let Some(pe) = case.pe() else { return false };
    let imports = |name: &str| pe.imports.iter().any(|import| import.library.eq_ignore_ascii_case(name));
    let kernel = KERNEL_LIBRARIES.iter().any(|library| imports(library));
    let native_program = imports("ntdll.dll") && !kernel;
    (pe.subsystem == "native" && !native_program) || (kernel && case.file_name().to_ascii_lowercase().ends_with(".sys"))
}

/// Asks about a driver.
fn of_driver(case: &Case<'_>, check: impl FnOnce() -> Answer) -> Answer {
    if is_driver(case) { check() } else { Answer::not_applicable("the file is no driver") }
}

/// Whether a signature is Microsoft's own, its chain ending in a root of Microsoft: the portal signature that newer Windows
/// asks for. Trusted Signing serves user mode.
fn is_portal_signed(case: &Case<'_>, signature: &SignatureCase<'_>) -> bool {
    signature.root().is_some_and(|root| case.known().is(KnownRole::MicrosoftRoot, root))
        && signature.is_microsofts(case.known())
}

/// End-entity certificates issued before this day still load: 2015-07-29.
const EXCEPTION_END: Instant = Instant::from_unix(1_438_128_000);
