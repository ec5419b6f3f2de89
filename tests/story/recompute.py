"""Recomputes a ledger without the library: recompute.py STORY_PROGRAM DATA

Tells the story into a file and reads that with nothing but an SQLite driver and SHA-256, as an outsider would.
"""

import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(leaves):
    """RFC 9162, section 2.1.1, as it is written there."""
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return sha256(b"\1", root_of(leaves[:left]), root_of(leaves[left:]))


def recompute(path):
    """The number of entries and the root; AssertionError where a row is not what its entry says."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        entries = file.execute("SELECT sequence, entry FROM entries ORDER BY sequence").fetchall()
        rows = {row[0]: row[1:] for row in file.execute("SELECT sequence, salt, kind, body, payload FROM rows")}
    assert [sequence for sequence, _ in entries] == list(range(len(entries))) == sorted(rows)
    for sequence, entry in entries:
        salt, kind, body, payload = rows[sequence]
        said = sha256(b"\2", salt, kind.encode(), body.encode(), sha256(payload.encode()))
        assert json.loads(entry)["sequence"] == sequence
        assert json.loads(entry)["after"] == said.hex(), f"row {sequence}"
        for text in (entry, body, payload or "{}"):  # canonical: sorted, without blanks, nothing escaped that need not be
            assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return len(entries), root_of([sha256(b"\0", entry.encode()) for _, entry in entries]).hex()


def main(program, data):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "story.db")
        told = subprocess.run([program, data, path], check=True, capture_output=True, text=True).stdout
        size, root = recompute(path)
        assert f"{size} entries" in told and root in told, f"the story says other than {size} entries, {root}"
        print(f"{size} entries, root {root}: as the library says")
        with sqlite3.connect(path) as file:
            file.execute("UPDATE rows SET body = replace(body, 'planner', 'coder') WHERE sequence = 3")
        try:
            recompute(path)
        except AssertionError:
            return
        raise AssertionError("a changed row was not noticed")


if __name__ == "__main__":
    main(*sys.argv[1:])
