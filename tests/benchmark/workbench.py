#!/usr/bin/env python3
"""Measures the workbench in a pseudo terminal: from a key to the end of its frame, and bytes a frame.

    cargo build --release
    python3 tests/benchmark/workbench.py FILE [--program target/release/sigscope] [--size 200x60] [--times 30]

FILE is a signed file, the larger the better: no key may cost more because the file is large. A frame ends with the end of
its synchronized update (CSI ? 2026 l). Each figure is the smallest and the median of several keys; on a busy machine the
smallest one is the program's. Nothing but Python's standard library is needed.
"""
import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time

# Down and up again: two neighbours alone may be the dearest or the cheapest of all steps.
WALK = b"j" * 15 + b"k" * 15
END = b"\x1b[?2026l"
CLEAR = b"\x1b[2J"


class Session:
    """The program in a pseudo terminal that answers the question for its attributes, as terminals do."""

    def __init__(self, program, arguments, columns, rows):
        folder = tempfile.mkdtemp()
        self.started = time.perf_counter()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            environment = {
                "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": folder,
                "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder,
            }
            # The size has to be there before the program asks for it.
            while struct.unpack("HHHH", fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8)))[0] != rows:
                time.sleep(0.001)
            os.execve(program, [program, *arguments], environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, timeout):
        """What the program writes until nothing comes for a while; bytes and the time of the last frame's end."""
        written, ended = b"", None
        wait = timeout
        while select.select([self.terminal], [], [], wait)[0]:
            try:
                part = os.read(self.terminal, 65536)
            except OSError:
                break
            if not part:
                break
            if b"\x1b[c" in part:
                os.write(self.terminal, b"\x1b[?62;4c")
            written += part
            if END in written:
                ended = time.perf_counter() if END in part[-64:] or ended is None else ended
                wait = 0.06
        return written, ended

    def key(self, key):
        start = time.perf_counter()
        os.write(self.terminal, key)
        written, ended = self.read(3)
        if ended is None:
            sys.exit(f"no frame after {key!r}")
        return (ended - start) * 1000, written

    def close(self):
        os.write(self.terminal, b"Q")
        self.read(1)
        os.close(self.terminal)
        os.waitpid(self.process, 0)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("file")
    options.add_argument("--program", default="target/release/sigscope")
    options.add_argument("--size", default="200x60")
    options.add_argument("--times", type=int, default=30)
    arguments = options.parse_args()
    columns, rows = (int(number) for number in arguments.size.split("x"))
    program, file = os.path.abspath(arguments.program), os.path.abspath(arguments.file)
    print(f"{os.path.basename(file)}, {os.path.getsize(file):,} bytes, {columns}x{rows}, {arguments.times} times each")
    print(f"{'what':<44} {'min':>9} {'median':>9}  {'bytes':>6}  target")

    first, first_bytes, whole, whole_bytes = [], [], [], []
    for _ in range(max(3, arguments.times // 5)):
        session = Session(program, ["--theme", "dark", file], columns, rows)
        start, frame = session.started, b""
        while END not in frame:
            frame += os.read(session.terminal, 65536)
        first.append((time.perf_counter() - start) * 1000)
        first_bytes.append(len(frame))
        while b"Signatures" not in frame or not frame.endswith(END):
            frame += os.read(session.terminal, 65536)
        whole.append((time.perf_counter() - start) * 1000)
        whole_bytes.append(len(frame))
        session.read(1)
        session.close()
    row("start of the process to its first frame", first, first_bytes, "100 ms")
    row("start of the process to the whole sample", whole, whole_bytes, "")

    session = Session(program, ["--theme", "dark", file], columns, rows)
    session.read(5)
    cleared = False
    for what, ready, keys, target in [
        ("a cursor step in the tree", b"1g", WALK, "50 ms, 2,000 B"),
        ("a cursor step in Details", b"2g", WALK, "50 ms, 2,000 B"),
        ("a cursor step in the bytes", b"5", b"lh", "50 ms, 2,000 B"),
        ("a cursor step in the findings", b"4g", b"jk", "50 ms, 2,000 B"),
        ("the next pane", b"1", b"\t", "50 ms"),
        ("a popup, opened and closed", b"1", b"?\x1b", "50 ms"),
        ("a step of the as-of cursor, judged anew", b"3a", b"lh", "10 ms"),
        ("the as-of cursor to the next event", b"", b"][", "10 ms"),
        ("a step of the supposed revocation", b"R", b"lh", "10 ms"),
    ]:
        for key in ready:
            session.key(bytes([key]))
        times, sizes = [], []
        for index in range(arguments.times):
            took, written = session.key(keys[index % len(keys):][:1])
            cleared |= CLEAR in written
            times.append(took)
            sizes.append(len(written))
        row(what, times, sizes, target)
        if what.startswith("a popup") and arguments.times % 2:
            session.key(b"\x1b")
    session.close()
    print("the screen was cleared after the start" if cleared else "the screen was never cleared after the start")


def row(what, times, sizes, target):
    smallest, median = min(times), statistics.median(times)
    print(f"{what:<44} {smallest:6.1f} ms {median:6.1f} ms  {int(statistics.median(sizes)):>6,}  {target}")


if __name__ == "__main__":
    main()
