"""Runs rules with YARA, the program in C.

Usage: check_yara.py FOLDER

The folder holds files and for each the rules made of it, `NAME` and `NAME.yar`. Every rule has to match its file. Ends
with status 1 and the first failure. Needs yara-python.
"""

import pathlib
import sys

import yara


def main():
    pairs = sorted(pathlib.Path(sys.argv[1]).glob("*.yar"))
    assert pairs, __doc__
    for path in pairs:
        rules = yara.compile(str(path), error_on_warning=True)
        names = {rule.identifier for rule in rules}
        missing = names - {match.rule for match in rules.match(str(path.with_suffix("")))}
        if missing:
            raise SystemExit(f"{path.stem}: no match of {', '.join(sorted(missing))}")
        print(f"{path.stem}: {len(names)}")


main()
