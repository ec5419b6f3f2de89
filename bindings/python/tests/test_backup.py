"""A copy of a file that is in use."""

import os
import unittest

from support import Case

from metaqore import Closed, Engine, Project, StorageError


class ABackup(Case):
    def test_is_a_file_that_opens_and_replaces_nothing(self) -> None:
        path, copy = self.folder / "team.db", self.folder / "copy.db"
        with Engine(path) as engine:
            project = engine.state("host").create_project(Project("kept"))
            engine.backup(copy)
            engine.backup(str(self.folder / "second.db"))
            engine.state("host").create_project(Project("later"))
            with self.assertRaises(StorageError) as raised:
                engine.backup(copy)
            self.assertEqual(raised.exception.reason, "storage.backup_exists")
            self.assertIn(str(copy), str(raised.exception))
        with self.assertRaises(Closed):
            engine.backup(self.folder / "late.db")
        self.assertEqual(
            sorted(os.listdir(self.folder)), ["copy.db", "second.db", "team.db"], "and nothing beside them"
        )
        for name in ("copy.db", "second.db"):
            with Engine(self.folder / name) as engine:
                self.assertEqual(list(engine.state("host").list_projects()), [project])
                self.assertTrue(engine.ledger.verify())

    def test_is_made_of_memory_too(self) -> None:
        copy = self.folder / "copy.db"
        self.engine.backup(copy)
        with Engine(copy, read_only=True) as engine:
            self.assertEqual(engine.state("host").get_project(self.project.id), self.project)

    def test_takes_a_path_and_nothing_else(self) -> None:
        for wrong in (7, None, b"copy.db"):
            with self.assertRaises(TypeError):
                self.engine.backup(wrong)  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
