//! Machine types and subsystems in words.

use goblin::pe::header as coff;
use goblin::pe::subsystem::{
    IMAGE_SUBSYSTEM_EFI_APPLICATION, IMAGE_SUBSYSTEM_EFI_BOOT_SERVICE_DRIVER, IMAGE_SUBSYSTEM_EFI_ROM,
    IMAGE_SUBSYSTEM_EFI_RUNTIME_DRIVER, IMAGE_SUBSYSTEM_NATIVE, IMAGE_SUBSYSTEM_NATIVE_WINDOWS,
    IMAGE_SUBSYSTEM_OS2_CUI, IMAGE_SUBSYSTEM_POSIX_CUI, IMAGE_SUBSYSTEM_UNKNOWN,
    IMAGE_SUBSYSTEM_WINDOWS_BOOT_APPLICATION, IMAGE_SUBSYSTEM_WINDOWS_CE_GUI, IMAGE_SUBSYSTEM_WINDOWS_CUI,
    IMAGE_SUBSYSTEM_WINDOWS_GUI, IMAGE_SUBSYSTEM_XBOX,
};

/// Names a machine type; the number in hex when it has no name here.
pub(super) fn machine_name(machine: u16) -> String {
    let name = match machine {
        coff::COFF_MACHINE_UNKNOWN => "unknown",
        coff::COFF_MACHINE_X86 => "x86",
        coff::COFF_MACHINE_X86_64 => "x64",
        // Windows on 32-bit ARM runs Thumb-2 code only; the other two are of Windows CE.
        coff::COFF_MACHINE_ARMNT => "arm",
        coff::COFF_MACHINE_ARM => "arm-ce",
        coff::COFF_MACHINE_THUMB => "thumb",
        coff::COFF_MACHINE_ARM64 => "arm64",
        // ARM64EC and ARM64X images carry the machine type of the processor they pretend to run on; object files
        // and some tools write these.
        0xa641 => "arm64ec",
        0xa64e => "arm64x",
        coff::COFF_MACHINE_IA64 => "ia64",
        coff::COFF_MACHINE_ALPHA => "alpha",
        coff::COFF_MACHINE_ALPHA64 => "alpha64",
        coff::COFF_MACHINE_AM33 => "am33",
        coff::COFF_MACHINE_EBC => "ebc",
        coff::COFF_MACHINE_LOONGARCH32 => "loongarch32",
        coff::COFF_MACHINE_LOONGARCH64 => "loongarch64",
        coff::COFF_MACHINE_M32R => "m32r",
        coff::COFF_MACHINE_MIPS16 => "mips16",
        coff::COFF_MACHINE_MIPSFPU => "mipsfpu",
        coff::COFF_MACHINE_MIPSFPU16 => "mipsfpu16",
        coff::COFF_MACHINE_R4000 => "r4000",
        coff::COFF_MACHINE_WCEMIPSV2 => "wcemipsv2",
        coff::COFF_MACHINE_POWERPC => "powerpc",
        coff::COFF_MACHINE_POWERPCFP => "powerpcfp",
        coff::COFF_MACHINE_RISCV32 => "riscv32",
        coff::COFF_MACHINE_RISCV64 => "riscv64",
        coff::COFF_MACHINE_RISCV128 => "riscv128",
        coff::COFF_MACHINE_SH3 => "sh3",
        coff::COFF_MACHINE_SH3DSP => "sh3dsp",
        coff::COFF_MACHINE_SH4 => "sh4",
        coff::COFF_MACHINE_SH5 => "sh5",
        _ => return format!("0x{machine:04x}"),
    };
    name.to_owned()
}

/// Names a subsystem; the number when it has no name.
pub(super) fn subsystem_name(subsystem: u16) -> String {
    let name = match subsystem {
        IMAGE_SUBSYSTEM_UNKNOWN => "unknown",
        IMAGE_SUBSYSTEM_NATIVE => "native",
        IMAGE_SUBSYSTEM_WINDOWS_GUI => "windows-gui",
        IMAGE_SUBSYSTEM_WINDOWS_CUI => "windows-cui",
        IMAGE_SUBSYSTEM_OS2_CUI => "os2-cui",
        IMAGE_SUBSYSTEM_POSIX_CUI => "posix-cui",
        IMAGE_SUBSYSTEM_NATIVE_WINDOWS => "native-windows",
        IMAGE_SUBSYSTEM_WINDOWS_CE_GUI => "windows-ce-gui",
        IMAGE_SUBSYSTEM_EFI_APPLICATION => "efi-application",
        IMAGE_SUBSYSTEM_EFI_BOOT_SERVICE_DRIVER => "efi-boot-service-driver",
        IMAGE_SUBSYSTEM_EFI_RUNTIME_DRIVER => "efi-runtime-driver",
        IMAGE_SUBSYSTEM_EFI_ROM => "efi-rom",
        IMAGE_SUBSYSTEM_XBOX => "xbox",
        IMAGE_SUBSYSTEM_WINDOWS_BOOT_APPLICATION => "windows-boot-application",
        _ => return subsystem.to_string(),
    };
    name.to_owned()
}
