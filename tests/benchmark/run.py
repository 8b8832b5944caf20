#!/usr/bin/env python3
"""Measures sigscope against the goals of its design, as ratios of pairs run in turn.

    python3 tests/benchmark/run.py [--corpus DIR] [--mixed DIR] [--rounds N] [--only P1,P2]

Needs openssl, osslsigncode and GNU time, and a folder of real signed files for the folder goals
(default: $SIGSCOPE_CORPUS). P7 wants large ones too: `tests/benchmark/fetch_mixed.py DIR` gets such a folder for --mixed
(default: the same as --corpus). Builds the release binary itself; everything it makes lies under
target/benchmark. Each ratio is the median over the rounds of (A's wall time / B's wall time), A and
B run one after the other, after one warm-up; the smallest and the largest ratio follow in brackets.
"""
import argparse, base64, hashlib, json, os, shutil, statistics, struct, subprocess, sys, time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "benchmark"
SIGSCOPE = ROOT / "target" / "release" / "sigscope"
MIB = 1 << 20


def run(command, **options):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, **options)


def wall(command):
    """Wall seconds of one command; its output is thrown away."""
    started = time.perf_counter()
    status = subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    took = time.perf_counter() - started
    # osslsigncode's status tells what it thinks of the file.
    if status != 0 and "osslsigncode" not in str(command):
        sys.exit(f"status {status} of {' '.join(map(str, command[:8]))} ...")
    return took


def pair_wall(command):
    """Wall seconds of two copies of one command side by side."""
    started = time.perf_counter()
    copies = [subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    for copy in copies:
        copy.wait()
    return time.perf_counter() - started


def peak(command):
    """Peak resident set in KiB. GNU time starts the command: a child of this interpreter would count its memory."""
    answer = WORK / "peak"
    run(["/usr/bin/time", "-f", "%M", "-o", answer, *command])
    return int(answer.read_text().split()[-1])


def ratio(a, b, rounds):
    """Median, smallest and largest of wall(a) / wall(b), and both medians in seconds."""
    wall(a), wall(b)
    pairs = [(wall(a), wall(b)) for _ in range(rounds)]
    ratios = [x / y for x, y in pairs]
    return statistics.median(ratios), min(ratios), max(ratios), statistics.median(x for x, _ in pairs), statistics.median(y for _, y in pairs)


def report(files, *options):
    return [SIGSCOPE, "report", "--format", "ndjson", *options, *files]


def shell(text):
    return ["sh", "-c", text]


# ---------------------------------------------------------------- files


def make_signer():
    """A throw-away CA and leaf, once."""
    pki = WORK / "pki"
    if (pki / "leaf.pem").exists():
        return pki
    pki.mkdir(parents=True, exist_ok=True)
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", pki / "ca.key", "-out", pki / "ca.pem",
         "-subj", "/CN=sigscope benchmark CA", "-days", "3650"])
    run(["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", pki / "leaf.key", "-out", pki / "leaf.csr",
         "-subj", "/CN=sigscope benchmark"])
    (pki / "ext").write_text("extendedKeyUsage=codeSigning\n")
    run(["openssl", "x509", "-req", "-in", pki / "leaf.csr", "-CA", pki / "ca.pem", "-CAkey", pki / "ca.key",
         "-CAcreateserial", "-days", "3650", "-extfile", pki / "ext", "-out", pki / "leaf.pem"])
    return pki


def signed_file(size):
    """A signed PE image of about `size` bytes: the unsigned sample with an overlay of AES-CTR output."""
    path = WORK / f"signed-{size}.exe"
    if path.exists():
        return path
    pki = make_signer()
    plain = WORK / "plain.exe"
    with open(plain, "wb") as out:
        out.write((ROOT / "samples" / "unsigned.exe").read_bytes())
        out.flush()
        maker = f"openssl enc -aes-128-ctr -K 01 -iv 00 -in /dev/zero 2>/dev/null | head -c {size}"
        subprocess.run(shell(maker), stdout=out, stderr=subprocess.DEVNULL, check=True)
    run(["osslsigncode", "sign", "-certs", pki / "leaf.pem", "-key", pki / "leaf.key", "-h", "sha256", "-in", plain, "-out", path])
    plain.unlink()
    return path


def with_certificates(count):
    """The unsigned sample, signed with `count` certificates beside the signer's own."""
    path = WORK / f"certificates-{count}.exe"
    if path.exists():
        return path
    pki, bag = make_signer(), WORK / f"certificates-{count}.pem"
    run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", pki / "extra.key"])
    with open(bag, "wb") as out:
        for number in range(count):
            out.write(run(["openssl", "req", "-x509", "-new", "-key", pki / "extra.key", "-subj", f"/CN=extra {number}"]).stdout)
    run(["osslsigncode", "sign", "-certs", pki / "leaf.pem", "-ac", bag, "-key", pki / "leaf.key", "-h", "sha256",
         "-in", ROOT / "samples" / "unsigned.exe", "-out", path])
    return path


def plain_file(size):
    """A file of exactly `size` bytes that is no PE image."""
    path = WORK / f"plain-{size}.bin"
    if not path.exists():
        with open(path, "wb") as out:
            maker = f"openssl enc -aes-128-ctr -K 02 -iv 00 -in /dev/zero 2>/dev/null | head -c {size}"
            subprocess.run(shell(maker), stdout=out, stderr=subprocess.DEVNULL, check=True)
    return path


def needed_roots(folder):
    """A PEM file with the programme's roots in which chains of the folder end, those of timestamps too.

    osslsigncode stops early on a chain without its root: with fewer roots it would do less work than sigscope.
    """
    path = folder.with_suffix(".roots.pem")
    if not path.exists():
        ends = set()
        for line in run(report([folder], "--hashes", "none")).stdout.splitlines():
            for signature in json.loads(line)["signatures"]:
                ends.update(chain[-1] for chain in [signature["chain"], *(stamp["chain"] for stamp in signature["timestamps"])] if chain)
        data, pem = (ROOT / "assets/trust/roots.der").read_bytes(), []
        while data:
            size = 4 + struct.unpack_from(">H", data, 2)[0]  # SEQUENCE, length in two bytes
            root, data = data[:size], data[size:]
            if hashlib.sha256(root).hexdigest() in ends:
                pem += ["-----BEGIN CERTIFICATE-----", base64.encodebytes(root).decode().strip(), "-----END CERTIFICATE-----"]
        path.write_text("\n".join(pem) + "\n")
    return path


def repeated_table(source, count):
    """A copy of a signed PE image with its WIN_CERTIFICATE repeated `count` times."""
    path = WORK / f"repeated-{count}.exe"
    data = bytearray(source.read_bytes())
    optional = struct.unpack_from("<I", data, 0x3C)[0] + 24
    directory = optional + (144 if struct.unpack_from("<H", data, optional)[0] == 0x20B else 128)
    offset, size = struct.unpack_from("<II", data, directory)
    struct.pack_into("<I", data, directory + 4, size * count)
    path.write_bytes(data[:offset] + data[offset:offset + size] * count)
    return path


def corpus_files(corpus, largest=None):
    files = sorted(path for path in Path(corpus).rglob("*") if path.is_file() and path.read_bytes()[:2] == b"MZ")
    return [path for path in files if largest is None or path.stat().st_size <= largest]


def small_folder(corpus, count):
    """`count` copies of the corpus files below 700 KiB, under names of their own."""
    folder = WORK / f"small-{count}"
    if not folder.exists():
        kinds = corpus_files(corpus, 700 * 1024)
        folder.mkdir(parents=True)
        for index in range(count):
            shutil.copyfile(kinds[index % len(kinds)], folder / f"{index:05}.exe")
    return folder


# ---------------------------------------------------------------- goals

GIANT = 1 << 30
LARGE = 100_000_000
MEDIUM = 22_700_000


def p1(a):
    return "verify 1 GiB (--hashes none) / own SHA-256 pass, both with a thread that reads and one that hashes", "1.05", ratio(
        report([signed_file(GIANT)], "--hashes", "none"), report([plain_file(GIANT)], "--hashes", "sha256"), a.rounds)


def p2(a):
    giant = signed_file(GIANT)
    openssl = ["openssl", "dgst", "-sha256", giant]
    one, two = (ratio(report([giant], "--hashes", "none", *jobs), openssl, a.rounds) for jobs in (["--jobs", "1"], []))
    return "verify 1 GiB / openssl dgst -sha256: 1 thread; reading and hashing in 2", "1.00", f"{show(one)}; {show(two)}"


def p3(a):
    folder = small_folder(a.corpus, 204)
    roots = needed_roots(folder)
    other = f"ls -d {folder}/* | xargs -P2 -I{{}} osslsigncode verify -CAfile {roots} -TSA-CAfile {roots} -ignore-crl -ignore-cdp -in {{}}"
    return "204 small files, 2 threads: osslsigncode (2 jobs, the needed roots) / sigscope", ">= 8", ratio(
        shell(other), report([folder], "--hashes", "none", "--jobs", "2"), max(3, a.rounds // 2))


def p7(a):
    # The largest files whose average is still 10 MB, as the goal says: a folder of small ones measures P3 again.
    files = sorted(corpus_files(a.mixed or a.corpus), key=lambda path: -path.stat().st_size)
    sizes = [path.stat().st_size for path in files]
    files = files[:max((count for count in range(1, len(sizes) + 1) if sum(sizes[:count]) >= 10e6 * count), default=len(files))]
    average = sum(path.stat().st_size for path in files) / len(files) / 1e6
    return f"{len(files)} real files of {average:.1f} MB on average, 1 thread / openssl dgst -sha256 of the files", "1.10", ratio(
        report(files, "--hashes", "none", "--jobs", "1"), ["openssl", "dgst", "-sha256", *files], a.rounds)


def p8(a):
    folder = small_folder(a.corpus, 2100)
    one, two = (report([folder], "--hashes", "none", "--jobs", jobs) for jobs in "12")
    # What the machine itself gives: the same work as two processes that share nothing.
    ceiling = statistics.median(2 * wall(one) / pair_wall(one) for _ in range(max(3, a.rounds // 2)))
    what = f"2,100 small files: 1 thread / 2 threads (two processes that share nothing: {ceiling:.2f})"
    return what, ">= 1.75", ratio(one, two, a.rounds)


def p9(a):
    small = corpus_files(a.corpus, 200 * 1024)[-1]
    roots = needed_roots(small_folder(a.corpus, 204))
    return "one small file / osslsigncode with the needed roots", "0.6", ratio(
        report([small], "--hashes", "none"),
        ["osslsigncode", "verify", "-CAfile", roots, "-TSA-CAfile", roots, "-ignore-crl", "-ignore-cdp", "-in", small], max(15, a.rounds))


def p10(a):
    small = corpus_files(a.corpus, 200 * 1024)[-1]
    giant_kib = max(peak(report([signed_file(GIANT)], *hashes)) for hashes in ([], ["--hashes", "none"]))
    small_kib = peak(report([small]))
    return "peak memory, 1 GiB file / small file; absolute", "1.1; 24 MiB", f"{giant_kib / small_kib:.3f}; {giant_kib / 1024:.1f} MiB"


def p11(a):
    peaks = [peak(report([small_folder(a.corpus, count)], "--jobs", "2")) / 1024 for count in (204, 2100)]
    return "peak memory of a folder, 204 and 2,100 files", "64 MiB + 4 KiB a file", ", ".join(f"{peak:.1f} MiB" for peak in peaks)


def p12(a):
    giant, plain = signed_file(GIANT), plain_file(GIANT)
    base = report([plain], "--hashes", "sha256", "--jobs", "1")
    two = ratio(report([giant]), base, max(3, a.rounds // 2))
    one = ratio(report([giant], "--jobs", "1"), base, max(3, a.rounds // 2))
    return "all five digests / own SHA-256 pass, 2 threads; 1 thread", "4.5; 6.5", f"{show(two)}; {show(one)}"


def p13(a):
    source = signed_file(MEDIUM)
    return "100 WIN_CERTIFICATEs / 1 on 22.7 MB", "3", ratio(
        report([repeated_table(source, 100)], "--hashes", "none"), report([repeated_table(source, 1)], "--hashes", "none"), a.rounds)


def p14(a):
    tiny = ROOT / "samples" / "clean.exe"

    def growth(small, large):
        """Median over rounds of (large - start-up) / (small - start-up), the three measured in turn."""
        rounds = [[wall(report([path], "--hashes", "none")) for path in (tiny, small, large)] for _ in range(a.rounds)]
        return statistics.median((many - start) / (few - start) for start, few, many in rounds)

    size, count = growth(signed_file(LARGE), signed_file(GIANT)), growth(with_certificates(400), with_certificates(800))
    return "time(1 GiB) / time(100 MB); time(800 certificates) / time(400); start-up removed", "10.9; 2.2", f"{size:.2f}; {count:.2f}"


GOALS = {"P1": p1, "P2": p2, "P3": p3, "P7": p7, "P8": p8, "P9": p9, "P10": p10, "P11": p11, "P12": p12, "P13": p13, "P14": p14}


def show(result):
    if isinstance(result, str):
        return result
    middle, low, high, a, b = result
    return f"{middle:.3f} ({low:.3f}-{high:.3f}) [{a * 1000:.1f} ms / {b * 1000:.1f} ms]"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", default=os.environ.get("SIGSCOPE_CORPUS"))
    parser.add_argument("--mixed")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default=",".join(GOALS))
    arguments = parser.parse_args()
    if not arguments.corpus:
        sys.exit("give --corpus DIR or set SIGSCOPE_CORPUS: the folder goals need real signed files")
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
    print("| goal | what | must | measured |\n|---|---|---|---|")
    for name in arguments.only.split(","):
        what, must, result = GOALS[name](arguments)
        print(f"| {name} | {what} | {must} | {show(result)} |", flush=True)


if __name__ == "__main__":
    main()
