"""Compiles every public header alone, with warnings as errors; and metaqore.h takes in every header of C.

Usage: check_headers.py --root ROOT --cxx COMPILER --cc COMPILER. Answers 1 when a header does not stand alone.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

CXX = ["-x", "c++", "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
C = ["-x", "c", "-std=c11", "-Wall", "-Wextra", "-pedantic", "-Werror"]


def compiles(compiler, flags, folder, header):
    # Twice: a header is also guarded against a second look at it.
    source = f'#include "{header}"\n' * 2
    command = [*compiler, *flags, "-fsyntax-only", f"-I{folder}", "-"]
    done = subprocess.run(command, input=source, text=True, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        print(f"{header} does not compile alone by {' '.join(command)}:\n{done.stderr}")
    return done.returncode == 0


def takes_in_all(capi, subjects):
    taken_in = re.findall(r'^#include "(.+)"', (capi / "metaqore.h").read_text(encoding="utf-8"), re.MULTILINE)
    for subject in sorted(set(subjects) - set(taken_in)):
        print(f"metaqore.h does not take in {subject}")
    return set(subjects) <= set(taken_in)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--cxx", nargs="+", required=True)
    parser.add_argument("--cc", nargs="+", required=True)
    given = parser.parse_args()

    include, capi = given.root / "include", given.root / "capi"
    headers = sorted(path.relative_to(include).as_posix() for path in include.rglob("*.hpp"))
    subjects = sorted(path.relative_to(capi).as_posix() for path in (capi / "metaqore").glob("*.h"))
    results = [compiles(given.cxx, CXX, include, header) for header in headers]
    for header in ["metaqore.h", *subjects]:
        results += [compiles(given.cc, C, capi, header), compiles(given.cxx, CXX, capi, header)]
    print(f"{sum(results)} of {len(results)} compile alone")
    return 0 if headers and subjects and all(results) and takes_in_all(capi, subjects) else 1


if __name__ == "__main__":
    sys.exit(main())
