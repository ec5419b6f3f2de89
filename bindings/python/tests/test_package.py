"""Finding the library, and SQLite beside it."""

import ctypes
import ctypes.util
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List
from unittest import mock

import metaqore
from metaqore import _abi, _native


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


class SQLiteInTheSameProcess(Case):
    def test_drops_no_lock_of_an_engine_when_it_closes_the_file(self) -> None:
        path = str(self.folder / "team.db")
        writer = "import sys, metaqore\nwith metaqore.Engine(sys.argv[1]) as e: e.state('b').create_project(metaqore.Project('p'))\n"
        with metaqore.Engine(path) as engine:
            for _ in range(10):
                engine.state("a").create_project(metaqore.Project("p"))
                sqlite3.connect(path).close()
                with open(path, "rb") as file, open(path + "-shm", "rb") as index:
                    file.read(), index.read()
                done = python(writer, path)  # the last to close it, if nobody else has it open
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(os.path.exists(path + "-wal"))
            self.assertEqual(len(list(engine.state("a").list_projects())), 20)
        self.assertTrue(metaqore.verify_file(path))


if __name__ == "__main__":
    unittest.main()
