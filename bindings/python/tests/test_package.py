"""Finding the library, and noticing a second SQLite beside it."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List
from unittest import mock

from metaqore import _abi, _native
from metaqore._sqlite import sqlite_copies


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


class TheSearch(Case):
    def test_takes_the_environment_at_its_word(self) -> None:
        (self.folder / "libmetaqore_c.so.0").touch()
        self.assertEqual(
            list(_native.candidates({"METAQORE_LIBRARY": "/x/lib.so"}, self.folder)), ["/x/lib.so"]
        )

    def test_prefers_the_copy_beside_the_package(self) -> None:
        beside = self.folder / "libmetaqore_c.so.0"
        beside.touch()
        with mock.patch.object(ctypes.util, "find_library", return_value="libmetaqore_c.so"):
            found = list(_native.candidates({"METAQORE_LIBRARY": ""}, self.folder))
        self.assertEqual(found, [str(beside), "libmetaqore_c.so.0", "libmetaqore_c.so"])

    def test_asks_other_programs_only_at_last(self) -> None:
        with mock.patch.object(ctypes.util, "find_library") as asked:
            self.assertEqual(next(_native.candidates({}, self.folder)), "libmetaqore_c.so.0")
            asked.assert_not_called()

    def test_goes_on_where_a_library_does_not_serve(self) -> None:
        (self.folder / "libmetaqore_c.so.0").touch()
        opened: List[str] = []

        def open_library(path: str) -> Any:
            opened.append(path)
            if path == _native.SONAME:
                return _native.lib
            raise OSError(f"{path}: file too short")

        self.assertIs(_native.load({}, self.folder, open_library), _native.lib)
        self.assertEqual(opened, [str(self.folder / "libmetaqore_c.so.0"), _native.SONAME])

    def test_refuses_an_older_abi(self) -> None:
        old, needed = mock.Mock(), _abi.METAQORE_ABI_VERSION
        old.metaqore_abi_version.return_value = needed - 1
        with self.assertRaisesRegex(
            ImportError, f"/x/lib.so: has ABI {needed - 1}, and this package needs {needed}"
        ):
            _native.load({"METAQORE_LIBRARY": "/x/lib.so"}, self.folder, lambda path: old)

    def test_takes_a_newer_abi(self) -> None:
        new = mock.Mock()
        new.metaqore_abi_version.return_value = _abi.METAQORE_ABI_VERSION + 1
        loaded = _native.load({"METAQORE_LIBRARY": "/x/lib.so"}, self.folder, lambda path: new)
        self.assertIs(loaded, new)
        self.assertEqual(new.metaqore_state_check.argtypes, _abi.PROTOTYPES["metaqore_state_check"][1])

    def test_refuses_a_library_that_is_another(self) -> None:
        with self.assertRaisesRegex(ImportError, "libc.so.6.*metaqore_abi_version"):
            _native.load({"METAQORE_LIBRARY": "libc.so.6"}, self.folder)

    def test_gave_every_function_its_types(self) -> None:
        for name, (result, parameters) in _abi.PROTOTYPES.items():
            function = getattr(_native.lib, name)
            self.assertIs(function.restype, result)
            self.assertEqual(function.argtypes, parameters)

    def test_says_on_import_what_was_tried_and_what_to_do(self) -> None:
        missing = str(self.folder / "libmissing.so")
        done = python("import metaqore", METAQORE_LIBRARY=missing)
        self.assertEqual(done.returncode, 1)
        last = done.stderr.strip().splitlines()[-1]
        self.assertTrue(last.startswith("ImportError: no usable MetaQore C library"), done.stderr)
        for part in (missing, "METAQORE_LIBRARY", "pip install ./bindings/python"):
            self.assertIn(part, last)


def python(script: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    variables: Dict[str, str] = {**os.environ, **environment}
    command = [sys.executable, *arguments[:-1], "-c", script, *arguments[-1:]]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60)


MAPS = """\
7f0000000000-7f0000001000 r--p 00000000 fe:00 101 /usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6
7f0000001000-7f0000002000 r-xp 00001000 fe:00 101 /usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6
7f0000002000-7f0000003000 rw-p 00000000 00:00 0
7f0000003000-7f0000004000 rw-p 00000000 00:00 0                          [heap]
7f0000004000-7f0000005000 r-xp 00000000 fe:00 102 /usr/lib/x86_64-linux-gnu/libc.so.6
7f0000005000-7f0000006000 r--p 00000000 fe:00 103 /srv/libsqlite3 notes/team.db-shm
"""


class ASecondSQLite(Case):
    def test_is_told_from_one_that_is_mapped_in_parts(self) -> None:
        self.assertEqual(sqlite_copies(""), [])
        self.assertEqual(sqlite_copies(MAPS), ["/usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6"])

    def test_is_another_file_and_not_another_name(self) -> None:
        same = MAPS + "7f0000007000-7f0000008000 r-xp 00000000 fe:00 101 /lib/libsqlite3.so.0\n"
        self.assertEqual(len(sqlite_copies(same)), 1)
        bundled = "/home/a b/site-packages/x.libs/libsqlite3-0f2a4d3c.so.0.8.6"
        other = MAPS + f"7f0000007000-7f0000008000 r-xp 00000000 fe:00 104 {bundled}\n"
        self.assertEqual(sqlite_copies(other), [bundled, "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6"])
        device = MAPS + "7f0000007000-7f0000008000 r-xp 00000000 fe:01 101 /mnt/libsqlite3.so (deleted)\n"
        self.assertEqual(len(sqlite_copies(device)), 2)

    SCRIPT = (
        "import ctypes, sys\n"
        "second, path = sys.argv[1].split('|')\n"
        "import metaqore\n"  # first: the loader serves it with a copy of the same name that is there already
        "if second: ctypes.CDLL(second)\n"
        "metaqore.Engine(path).close()\n"
    )

    def second(self) -> str:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            (loaded, *_) = sqlite_copies(maps.read())
        copy = self.folder / "libsqlite3-copy.so"
        shutil.copyfile(loaded, copy)
        return str(copy)

    def test_is_warned_of_when_an_engine_opens(self) -> None:
        path = str(self.folder / "team.db")
        alone = python(self.SCRIPT, f"|{path}")
        self.assertEqual((alone.returncode, alone.stderr), (0, ""))
        beside = python(self.SCRIPT, f"{self.second()}|{path}")
        self.assertEqual(beside.returncode, 0, beside.stderr)
        self.assertIn("<string>:5: DuplicateSQLiteWarning: two copies of SQLite are loaded", beside.stderr)
        self.assertIn("libsqlite3-copy.so", beside.stderr)

    def test_is_refused_before_the_file_is_touched_where_warnings_are_errors(self) -> None:
        path = self.folder / "team.db"
        done = python(self.SCRIPT, "-W", "error", f"{self.second()}|{path}")
        self.assertEqual(done.returncode, 1)
        self.assertIn("DuplicateSQLiteWarning", done.stderr)
        self.assertFalse(path.exists())

    def test_is_not_what_the_sqlite3_module_of_this_python_brings(self) -> None:
        script = "import sqlite3\n" + self.SCRIPT
        done = python(script, f"|{self.folder / 'team.db'}")
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
