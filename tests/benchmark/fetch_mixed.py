#!/usr/bin/env python3
"""Gets a mixed folder of real signed files, small and large, for goal P7 of run.py.

    python3 tests/benchmark/fetch_mixed.py DIR

The files of tests/false_positives.py and those of some packages with large ones, 1.2 GB in all, with pip from PyPI.
Nothing that is downloaded is executed.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from false_positives import PACKAGES, fetch

# Of large files several releases, which are as different as files of different makers.
LARGE = [
    ("PySide6-Addons", "6.12.0", 200), ("PyQt6-WebEngine-Qt6", "6.11.2", 10), ("playwright", "1.65.2", 1),
    ("playwright", "1.58.0", 1), ("playwright", "1.50.0", 1), ("deno", "2.8.3", 1), ("deno", "2.7.14", 1),
    ("onnxruntime-directml", "1.23.0", 4), ("gurobipy", "12.0.3", 1),
]

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    fetch(sys.argv[1], PACKAGES + LARGE)
