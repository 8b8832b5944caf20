#!/usr/bin/env python3
"""Measures the workbench in a pseudo terminal: from a key to the end of its frame, and bytes a frame.

    cargo build --release
    python3 tests/benchmark/workbench.py FILE [--program target/release/sigscope] [--size 200x60] [--times 30]

FILE is a signed file, the larger the better: no key may cost more because the file is large. A frame ends with the end of
its synchronized update (CSI ? 2026 l). Each figure is the smallest and the median of several keys; on a busy machine the
smallest one is the program's. A walk holds the key: the next one comes as soon as the frame is there. The bytes of the
file follow at the pause, so the walk is made once more with pauses, and their frames are a row of their own. Steps at an
end of the list, which move nothing, are left out. Nothing but Python's standard library is needed.
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
# A frame in which nothing moves has the cursor and the ends of its update.
EMPTY = 64
# Longer than the pause of the keys after which the workbench draws the bytes of the file.
QUIET = 0.15
CLEAR = b"\x1b[2J"


class Session:
    """The program in a pseudo terminal that answers the question for its attributes, as terminals do."""

    def __init__(self, program, arguments, columns, rows):
        folder = tempfile.mkdtemp()
        self.buffer = b""
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

    def read(self, wait):
        """Reads what the program writes into the buffer; tells whether it wrote anything in that time."""
        if not select.select([self.terminal], [], [], wait)[0]:
            return False
        try:
            part = os.read(self.terminal, 65536)
        except OSError:
            return False
        if b"\x1b[c" in part:
            os.write(self.terminal, b"\x1b[?62;4c")
        self.buffer += part
        return bool(part)

    def frame(self, wait):
        """The next frame, None when none is there in time."""
        while END not in self.buffer:
            if not self.read(wait):
                return None
        end = self.buffer.index(END) + len(END)
        frame, self.buffer = self.buffer[:end], self.buffer[end:]
        return frame

    def rest(self):
        """All that follows until nothing comes for a while."""
        while self.read(QUIET):
            pass
        rest, self.buffer = self.buffer, b""
        return rest

    def key(self, key):
        start = time.perf_counter()
        os.write(self.terminal, key)
        frame = self.frame(3)
        if frame is None:
            sys.exit(f"no frame after {key!r}")
        return (time.perf_counter() - start) * 1000, frame

    def close(self):
        os.write(self.terminal, b"Q")
        self.rest()
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
    print(f"{'what':<48} {'min':>9} {'median':>9}  {'bytes':>6}  target")

    first, first_bytes, whole, whole_bytes = [], [], [], []
    for _ in range(max(3, arguments.times // 5)):
        session = Session(program, ["--theme", "dark", file], columns, rows)
        written = session.frame(3)
        first.append((time.perf_counter() - session.started) * 1000)
        first_bytes.append(len(written))
        while b"Signatures" not in written:
            written += session.frame(3)
        whole.append((time.perf_counter() - session.started) * 1000)
        whole_bytes.append(len(written))
        session.rest()
        session.close()
    row("start of the process to its first frame", first, first_bytes, "100 ms")
    row("start of the process to the whole sample", whole, whole_bytes, "")

    session = Session(program, ["--theme", "dark", file], columns, rows)
    session.frame(5)
    everything = session.rest()
    for what, ready, target in [
        ("a cursor step in the tree", b"1g", "50 ms, 2,000 B"),
        ("a cursor step in Details", b"2g", "50 ms, 2,000 B"),
    ]:
        for key in ready:
            session.key(bytes([key]))
            session.rest()
        held = [session.key(bytes([key])) for key in WALK]
        session.rest()
        paused = []
        for key in WALK:
            start = time.perf_counter()
            everything += session.key(bytes([key]))[1]
            behind = session.frame(QUIET) or b""
            took = (time.perf_counter() - start) * 1000
            paused.append((took, behind + session.rest()))
        for what, frames, target in [(what, held, target), ("  the bytes of the file behind it, at the pause", paused, "")]:
            frames = [(took, written) for took, written in frames if len(written) > EMPTY]
            everything += b"".join(written for _, written in frames)
            if frames:
                row(what, [took for took, _ in frames], [len(written) for _, written in frames], target)
    for what, ready, keys, target in [
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
            session.rest()
        times, sizes = [], []
        for index in range(arguments.times):
            took, written = session.key(keys[index % len(keys):][:1])
            written += session.rest()
            everything += written
            times.append(took)
            sizes.append(len(written))
        row(what, times, sizes, target)
        if what.startswith("a popup") and arguments.times % 2:
            session.key(b"\x1b")
    session.close()
    print("the screen was cleared after the start" if CLEAR in everything else "the screen was never cleared after the start")


def row(what, times, sizes, target):
    smallest, median = min(times), statistics.median(times)
    print(f"{what:<48} {smallest:6.1f} ms {median:6.1f} ms  {int(statistics.median(sizes)):>6,}  {target}")


if __name__ == "__main__":
    main()
