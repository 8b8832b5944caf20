#!/usr/bin/env python3
"""Fuzzes every parser entry of sigscope with libFuzzer, from seeds cut out of the samples.

    python3 tests/fuzz/run.py [--seconds N] [--only TARGET,TARGET]

Needs Rust and a C++ compiler. Stops with status 1 when an input panics, runs longer than ten seconds or needs more
than 1 GiB; the input then lies under target/fuzz/<target>. What was found interesting stays in target/fuzz/<target>/seeds
and makes the next run deeper.
"""
import argparse, base64, os, re, struct, subprocess, sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CRATE = ROOT / "tests" / "fuzz"
WORK = ROOT / "target" / "fuzz"
# The coverage that libFuzzer reads; overflow and debug assertions as in a test.
FLAGS = ["-Cpasses=sancov-module", "-Cllvm-args=-sanitizer-coverage-level=4",
         "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters", "-Cllvm-args=-sanitizer-coverage-pc-table",
         "-Cllvm-args=-sanitizer-coverage-trace-compares", "--cfg=fuzzing", "-Cdebug-assertions", "-Coverflow-checks"]


def build():
    host = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout)[1]
    # With --target, build scripts and macros are built without these flags.
    command = ["cargo", "build", "--release", "--locked", "--target", host, "--target-dir", WORK / "build"]
    subprocess.run(command, cwd=CRATE, check=True, env={**os.environ, "RUSTFLAGS": " ".join(FLAGS)})
    return WORK / "build" / host / "release"


def pem_blocks(path):
    blocks = re.findall(r"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END", path.read_text(), re.S)
    return [base64.b64decode(block) for block in blocks]


def signatures(image):
    """The first WIN_CERTIFICATE's content, as [offset, size) of the certificate table says."""
    if image[:2] != b"MZ":
        return []
    optional = struct.unpack_from("<I", image, 0x3C)[0] + 24
    directory = optional + (144 if struct.unpack_from("<H", image, optional)[0] == 0x20B else 128)
    offset, size = struct.unpack_from("<II", image, directory)
    return [image[offset + 8:offset + size]] if size else []


def certificates(message):
    """DER certificates in a message, found by their first bytes: two long SEQUENCEs and [0] version v3."""
    for match in re.finditer(rb"\x30\x82(..)\x30\x82..\xa0\x03\x02\x01\x02", message, re.S):
        yield message[match.start():match.start() + 4 + struct.unpack(">H", match[1])[0]]


def seeds(target):
    images = [path.read_bytes() for path in sorted((ROOT / "samples").rglob("*.exe"))]
    messages = [message for image in images for message in signatures(image)]
    trust_list = ROOT / "assets" / "trust" / "authroot.stl"
    return {
        "file": images,
        "content_info": messages,
        "certificate": sorted({found for message in messages for found in certificates(message)}),
        "root_list": [trust_list.read_bytes()],
        "known_bad": [b"thumbprint_sha256,serial,issuer_cn,label\n" + b"ab" * 32 + b",11:22,Example CA,x\n", b"ab" * 20],
        "block_list": [
            b"<SiPolicy><FileRules><Deny FriendlyName='x' Hash='" + b"AB" * 32 + b"'/><Deny FileName='a.sys' "
            b"MaximumFileVersion='1.2.3.4'/></FileRules></SiPolicy>",
            b'[{"Category":"vulnerable driver","KnownVulnerableSamples":[{"SHA256":"' + b"ab" * 32 + b'"}]}]',
        ],
        # Other lists have no sample: the fuzzer finds their form from the trust list's and the certificates'.
        "catalog": [trust_list.read_bytes()[:4096]],
        "crl": sorted({found for message in messages for found in certificates(message)})[:8],
        "ocsp": sorted({found for message in messages for found in certificates(message)})[:8],
    }.get(target, [])


def fuzz(binary, seconds):
    target = binary.name
    folder = WORK / target
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    start = seeds(target)
    for number, seed in enumerate(start):
        (folder / "seeds" / f"seed-{number:02}").write_bytes(seed)
    longest = max((len(seed) for seed in start), default=4096)
    command = [binary, folder / "seeds", f"-max_total_time={seconds}", f"-max_len={2 * longest}", "-timeout=10",
               "-rss_limit_mb=1024", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=0"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    executed = re.search(r"number_of_executed_units: *(\d+)", done.stderr)
    print(f"{target}: {executed[1] if executed else '?'} inputs from {len(start)} seeds, status {done.returncode}", flush=True)
    if done.returncode != 0:
        print(done.stderr[-4000:], flush=True)
    # A run that executed nothing found nothing.
    return done.returncode == 0 and executed is not None and int(executed[1]) > len(start)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--only", help="these targets")
    arguments = parser.parse_args()
    targets = sorted(path.stem for path in (CRATE / "fuzz_targets").glob("*.rs"))
    if arguments.only:
        targets = arguments.only.split(",")
    binaries = build()
    # A list, not a generator: one target's failure does not hide the others'.
    results = [fuzz(binaries / target, arguments.seconds) for target in targets]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
