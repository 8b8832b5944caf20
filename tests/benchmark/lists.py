#!/usr/bin/env python3
"""Measures what large lists cost: a CRL of a million entries, a list of 100,000 abused certificates.

    python3 tests/benchmark/lists.py [--binary SIGSCOPE] [--rounds N]

Needs openssl, osslsigncode and GNU time. Makes a CA, a file signed under it, and the lists, under target/benchmark;
without --binary it builds the release binary. What is printed is the median over the rounds, with the smallest and the
largest in brackets; the cost of a list is the time with it less the time without. No test depends on a clock.
"""
import argparse, hashlib, json, random, statistics, subprocess, sys, time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "benchmark" / "lists"
ENTRIES = 1_000_000
LINES = 100_000


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, **options).stdout


def tlv(tag, content):
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def make_signed_file():
    """A CA, a leaf of it, and the unsigned sample signed with that; gives the leaf's serial number."""
    config = WORK / "leaf.cnf"
    config.write_text("extendedKeyUsage = codeSigning\nkeyUsage = critical, digitalSignature\n")
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", WORK / "ca.key", "-out", WORK / "ca.pem",
        "-subj", "/CN=Benchmark CA", "-days", "3650", "-addext", "basicConstraints=critical,CA:TRUE",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", WORK / "leaf.key", "-out", WORK / "leaf.csr",
        "-subj", "/CN=Benchmark Publisher")
    serial = 0x1234567890ABCDEF1234567890ABCDEF
    run("openssl", "x509", "-req", "-in", WORK / "leaf.csr", "-CA", WORK / "ca.pem", "-CAkey", WORK / "ca.key",
        "-set_serial", hex(serial), "-days", "365", "-extfile", config, "-out", WORK / "leaf.pem")
    signed = WORK / "signed.exe"
    signed.unlink(missing_ok=True)
    run("osslsigncode", "sign", "-certs", WORK / "leaf.pem", "-key", WORK / "leaf.key", "-h", "sha256",
        "-in", ROOT / "samples" / "unsigned.exe", "-out", signed)
    return serial


def make_crl(serial):
    """A million entries, 16-byte serials and a reason each, the leaf's somewhere among them."""
    numbers = random.Random(1)
    date = tlv(0x17, time.strftime("%y%m%d000000Z", time.gmtime(time.time() - 86_400)).encode())
    until = tlv(0x17, time.strftime("%y%m%d000000Z", time.gmtime(time.time() + 8 * 86_400)).encode())
    reason = tlv(0x30, tlv(0x30, b"\x06\x03\x55\x1d\x15" + tlv(0x04, b"\x0a\x01\x04")))
    entry = lambda number: tlv(0x30, tlv(0x02, number.to_bytes(17, "big").lstrip(b"\0") if number >> 127 == 0 else number.to_bytes(17, "big")) + date + reason)
    entries = [entry(numbers.getrandbits(126) | 1 << 125) for _ in range(ENTRIES - 1)]
    entries.insert(ENTRIES * 2 // 3, entry(serial))
    algorithm = tlv(0x30, bytes.fromhex("06092a864886f70d01010b0500"))
    name = tlv(0x30, tlv(0x31, tlv(0x30, b"\x06\x03\x55\x04\x03" + tlv(0x0C, b"Benchmark CA"))))
    tbs = tlv(0x30, tlv(0x02, b"\x01") + algorithm + name + date + until + tlv(0x30, b"".join(entries)))
    (WORK / "tbs").write_bytes(tbs)
    signature = run("openssl", "dgst", "-sha256", "-sign", WORK / "ca.key", WORK / "tbs")
    path = WORK / "million.crl"
    path.write_bytes(tlv(0x30, tbs + algorithm + tlv(0x03, b"\0" + signature)))
    return path


def make_known_bad(leaf_sha256):
    path = WORK / "abused.csv"
    rows = ["thumbprint_sha256,serial,issuer_cn,subject_cn,label,date"]
    for number in range(LINES - 1):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        rows.append(f"{digest},{digest[:38]},Example CA {number % 50},Example Ltd {number},family{number % 99},2026-01-01")
    rows.insert(LINES // 2, f"{leaf_sha256},,,,benchmark,2026-01-01")
    path.write_text("\n".join(rows) + "\n")
    return path


def measured(command, rounds):
    """Wall seconds of each round, and the peak resident set in MiB of the last."""
    seconds, answer = [], WORK / "peak"
    for _ in range(rounds + 1):
        started = time.perf_counter()
        run("/usr/bin/time", "-f", "%M", "-o", answer, *command)
        seconds.append(time.perf_counter() - started)
    return seconds[1:], int(answer.read_text().split()[-1]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    if arguments.binary is None:
        run("cargo", "build", "--release", "--locked", cwd=ROOT)
    sigscope = arguments.binary or ROOT / "target" / "release" / "sigscope"
    WORK.mkdir(parents=True, exist_ok=True)
    crl = make_crl(make_signed_file())
    report = [sigscope, "report", "--format", "json", "--trust", WORK / "ca.pem", WORK / "signed.exe"]
    plain = json.loads(run(*report))["files"][0]
    abused = make_known_bad(plain["signatures"][0]["signer"])
    none, least = measured(report, arguments.rounds)
    print(f"no list: {statistics.median(none) * 1000:.0f} ms, {least:.0f} MiB")
    for name, option, finding in [
        (f"CRL of {ENTRIES:,} entries, {crl.stat().st_size >> 20} MiB", ["--crl", crl], "leaf-revoked"),
        (f"list of {LINES:,} abused certificates, {abused.stat().st_size >> 20} MiB", ["--known-bad", abused], "known-abused-certificate"),
    ]:
        found = [one["id"] for one in json.loads(run(*report, *option))["files"][0]["findings"]]
        if finding not in found:
            sys.exit(f"{name}: {finding} is missing in {found}")
        seconds, memory = measured([*report, *option], arguments.rounds)
        base = statistics.median(none)
        cost = [round((value - base) * 1000) for value in (statistics.median(seconds), min(seconds), max(seconds))]
        print(f"{name}: {cost[0]} ms more ({cost[1]} to {cost[2]}), {memory:.0f} MiB")


if __name__ == "__main__":
    main()
