"""Two copies of SQLite in one process do not know of each other's POSIX locks: when one closes a file, the
locks of the other on that file are gone (https://www.sqlite.org/howtocorrupt.html, section 2.2)."""

from __future__ import annotations

import os
import warnings
from typing import Dict, List, Tuple


class DuplicateSQLiteWarning(RuntimeWarning):
    """This process has loaded two copies of SQLite: no file may be opened through both."""


def sqlite_copies(maps: str) -> List[str]:
    """The distinct files named libsqlite3* among the mappings of /proc/PID/maps (proc(5))."""
    copies: Dict[Tuple[str, str], str] = {}
    for line in maps.splitlines():
        columns = line.split(None, 5)
        if len(columns) < 6:
            continue
        _, _, _, device, inode, path = columns
        if os.path.basename(path).startswith("libsqlite3"):
            copies.setdefault((device, inode), path)
    return sorted(copies.values())


def warn_of_copies(stacklevel: int) -> None:
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as file:
            copies = sqlite_copies(file.read())
    except OSError:  # no Linux, or no /proc: nothing can be said
        return
    if len(copies) > 1:
        warnings.warn(
            f"two copies of SQLite are loaded ({', '.join(copies)}): open no file of MetaQore through the "
            "other one (sqlite3.connect), or locks are lost and the file can be damaged",
            DuplicateSQLiteWarning,
            stacklevel=stacklevel + 1,
        )
