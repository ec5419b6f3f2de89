"""Checks that every source file takes part in the build: a test that is not listed would never run.

Usage: check_listed.py ROOT. A file counts as listed when the nearest CMakeLists.txt above it names it.
"""

import sys
from pathlib import Path


def unlisted(root):
    for top in ("lib", "capi", "examples", "tests"):
        for path in sorted((root / top).rglob("*.c*")):
            if path.suffix not in {".c", ".cpp"}:
                continue
            lists = next(p / "CMakeLists.txt" for p in path.parents if (p / "CMakeLists.txt").is_file())
            names = lists.read_text(encoding="utf-8").replace(")", " ").split()
            if path.relative_to(lists.parent).as_posix() not in names:
                yield f"{path.relative_to(root)} is not listed in {lists.relative_to(root)}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = list(unlisted(Path(sys.argv[1])))
    print("\n".join(found) if found else "every source file is listed")
    sys.exit(1 if found else 0)
