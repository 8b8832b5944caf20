#!/usr/bin/env python3
"""Measures the triage of many files: generated ones, in a temporary folder.

    python3 tests/benchmark/triage.py [--files 20000] [--subset 200] [--signify PYTHON] [--keep DIR]

Each file is one of the signed samples (samples/*.exe and samples/real) with another number in the PE checksum, which no
signature covers: all contents differ, and every signature is as good as that of its sample. Measured are files per second
of `sigscope report --format ndjson` with one and with two jobs, its peak memory, and of the workbench on the same folder
the time to the first row, the time from a key to its frame while the scan goes on, and the peak memory. Beside them
osslsigncode (a process a file, as it works) and signify (one process) on some of the files, chosen at random; what they would
need for all is extrapolated and marked so. Needs GNU time and osslsigncode; signify only when a Python that has it is named.
"""
import argparse, fcntl, os, pty, random, re, select, shutil, signal, statistics, struct, subprocess, sys, tempfile, termios, time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIGSCOPE = ROOT / "target" / "release" / "sigscope"
SIGNIFY = """
import sys
from signify.authenticode import AuthenticodeFile
for path in open(sys.argv[1]).read().split():
    with open(path, 'rb') as file:
        try:
            AuthenticodeFile.from_stream(file).explain_verify()
        except Exception as error:
            print(path, error)
"""


def sources():
    """The signed samples that are PE images, with the offset of their checksum."""
    found = []
    for path in sorted([*(ROOT / "samples").glob("*.exe"), *(ROOT / "samples" / "real").rglob("*")]):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if data[:2] != b"MZ" or len(data) < 0x200:
            continue
        header = struct.unpack_from("<I", data, 0x3C)[0]
        if data[header:header + 4] == b"PE\0\0":
            found.append((path.suffix, bytearray(data), header + 24 + 64))
    return found


def generate(folder, count):
    kinds = sources()
    size = 0
    for number in range(count):
        suffix, data, checksum = kinds[number % len(kinds)]
        struct.pack_into("<I", data, checksum, number)
        name = folder / f"{number // 1000:03}" / f"{number:06}{suffix}"
        name.parent.mkdir(exist_ok=True)
        name.write_bytes(data)
        size += len(data)
    return len(kinds), size


def timed(command, **options):
    """Wall seconds and peak KiB of one command."""
    with tempfile.NamedTemporaryFile() as answer:
        started = time.perf_counter()
        subprocess.run(["/usr/bin/time", "-f", "%M", "-o", answer.name, *map(str, command)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        return time.perf_counter() - started, int(Path(answer.name).read_text().split()[-1])


class Workbench:
    """The workbench in a pseudo terminal of 120x40."""

    def __init__(self, folder):
        self.started = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
            os.execv(SIGSCOPE, ["sigscope", "--theme", "dark", str(folder)])
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.output = b""

    def read(self, seconds):
        """Reads what comes within that time, at most one piece."""
        ready, _, _ = select.select([self.terminal], [], [], max(0, seconds))
        if ready:
            try:
                self.output += os.read(self.terminal, 1 << 16)
            except OSError:
                return False
        return bool(ready)

    def wait(self, pattern, seconds, start=0):
        """Seconds since now until the pattern stands in the output behind `start`."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < seconds:
            if re.search(pattern, self.output[start:]):
                return time.perf_counter() - begun
            self.read(seconds - (time.perf_counter() - begun))
        sys.exit(f"waited for {pattern!r} in vain: {self.output[-2000:]!r}")

    def peak(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1])

    def send(self, keys):
        os.write(self.terminal, keys)

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def finished(bench):
    """Tells whether the scan is over: the last frames took the percentage and the key that stops it away."""
    # A whole frame is drawn anew; blanks between words are steps of the cursor.
    mark = len(bench.output)
    bench.send(b"\x0c")
    until = time.perf_counter() + 0.25
    while time.perf_counter() < until:
        bench.read(until - time.perf_counter())
    frame = bench.output[mark:]
    return b"help" in frame and b"Ctrl-C" not in frame


def workbench(folder):
    """Time to the first row, times from a key to its frame during the scan, seconds of the scan, peak KiB."""
    bench = Workbench(folder)
    bench.wait(rb"\d{6}\.", 30)
    first = time.perf_counter() - bench.started
    # Until the list is longer than the screen a row that arrives may move the selection.
    while time.perf_counter() - bench.started < 2:
        bench.read(0.05)
    bench.send(b"j")
    bench.wait(rb"\x1b\[[0-9;]*7m", 5, len(bench.output))
    keys = []
    while len(keys) < 40 and not finished(bench):
        quiet = time.perf_counter() + 0.12
        while time.perf_counter() < quiet:
            bench.read(quiet - time.perf_counter())
        mark = len(bench.output)
        bench.send(b"j")
        # The row under the cursor is drawn in reverse video; progress draws none.
        keys.append(bench.wait(rb"\x1b\[(?:[0-9;]*;)?7m", 5, mark))
    while not finished(bench):
        bench.read(0.2)
    whole = time.perf_counter() - bench.started
    kib = bench.peak()
    bench.end()
    return first, keys, whole, kib


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--subset", type=int, default=200)
    parser.add_argument("--signify", metavar="PYTHON")
    parser.add_argument("--keep", metavar="DIR")
    parser.add_argument("--no-build", action="store_true")
    arguments = parser.parse_args()
    if not arguments.no_build:
        subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
    folder = Path(arguments.keep or tempfile.mkdtemp(prefix="sigscope-triage-"))
    try:
        folder.mkdir(exist_ok=True)
        kinds, size = generate(folder, arguments.files)
        print(f"{arguments.files} files out of {kinds} samples, {size / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f}\n")
        print("| what | measured |\n|---|---|")
        for jobs in (1, 2):
            for hashes in ("md5,sha1,sha256", "none"):
                seconds, kib = timed([SIGSCOPE, "report", "--format", "ndjson", "--hashes", hashes, "--jobs", jobs, folder])
                rate = arguments.files / seconds
                print(f"| report, {jobs} job{'s' if jobs > 1 else ''}, hashes {hashes} | {rate:.0f} files/s, "
                      f"{kib / 1024:.0f} MiB |", flush=True)
        first, keys, whole, kib = workbench(folder)
        keys.sort()
        if keys:
            worst = keys[min(len(keys) - 1, int(len(keys) * 0.99))]
            latency = f"{statistics.median(keys) * 1000:.0f} ms in the middle, {worst * 1000:.0f} ms at worst of {len(keys)}"
        else:
            latency = "the scan was over before a key"
        print(f"| workbench, first row after the start | {first * 1000:.0f} ms |")
        print(f"| workbench, key to frame during the scan | {latency} |")
        print(f"| workbench, whole scan | {arguments.files / whole:.0f} files/s, {kib / 1024:.0f} MiB |", flush=True)
        every = sorted(path for path in folder.rglob("*") if path.is_file())
        # At random, so that each kind of sample has its share.
        subset = random.Random(1).sample(every, min(arguments.subset, len(every)))
        pem = ROOT / "samples" / "root.pem"
        for jobs in (1, 2):
            script = (f"xargs -P{jobs} -I{{}} osslsigncode verify -CAfile {pem} -TSA-CAfile {pem} -ignore-crl "
                      f"-ignore-cdp -in {{}}")
            seconds, _ = timed(["sh", "-c", script + f" < {listing(subset)}"])
            print(f"| osslsigncode, a process a file, {jobs} at a time, two roots, {len(subset)} files | "
                  f"{len(subset) / seconds:.0f} files/s (all: {len(every) * seconds / len(subset):.0f} s, extrapolated) |", flush=True)
        if arguments.signify:
            seconds, kib = timed([arguments.signify, "-c", SIGNIFY, listing(subset)])
            print(f"| signify, one process, {len(subset)} files | {len(subset) / seconds:.1f} files/s, {kib / 1024:.0f} MiB "
                  f"(all: {len(every) * seconds / len(subset):.0f} s, extrapolated) |", flush=True)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


def listing(paths):
    """A file with one path a line, left to the system's temporary folder."""
    file = tempfile.NamedTemporaryFile("w", suffix=".paths", delete=False)
    file.write("\n".join(map(str, paths)) + "\n")
    file.close()
    return file.name


if __name__ == "__main__":
    main()
