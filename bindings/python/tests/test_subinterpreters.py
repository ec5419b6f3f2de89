"""Subinterpreters: beside one that imports ctypes or the package, and within one."""

import os
import subprocess
import sys
import unittest

from support import Case

# Those of the kind that may import ctypes in every release of Python.
BEGIN = """
import sys
from metaqore import *
try:
    import _interpreters as interpreters
    new = interpreters.create('legacy')
except ImportError:
    import _xxsubinterpreters as interpreters
    new = interpreters.create(isolated=False)

def run(script):
    failure = interpreters.run_string(new, script)
    assert failure is None, failure
"""

USE = """
from metaqore import *
from metaqore import merge, patch, requirement, schema

heard = []
engine = Engine(PATH, log=lambda *told: heard.append(told))
project = engine.state('host').create_project(Project('p'))
plan = Lineage(project.id, 'plan')
engine.state('a', timeout=1, trace_id='0123456789abcdef' * 2).declare(plan, 1).or_raise()
assert not engine.state('b').declare(plan, 2)
assert heard[0][1:3] == ('psmp', 'a candidate was blocked'), heard
assert engine.ledger.verify()
assert len(engine.ledger.entries()) == engine.ledger.head().size
try:
    engine.state('')
    raise AssertionError
except InvalidArgument:
    pass
assert merge.merge({}, {'a': 1}, {'b': 2}).merged == {'a': 1, 'b': 2}
assert patch.apply({}, patch.make({}, {'a': 1})) == {'a': 1}
assert schema.Schema({'type': 'integer'}).validate(1)
index = requirement.RequirementIndex()
index.add(requirement.needs('a', 'pypi', 'numpy', '<2'))
assert index.check(requirement.needs('b', 'pypi', 'numpy', '>=2'))
assert requirement.Constraint('pypi', '<2').meets(requirement.Constraint('pypi', '>1'))
"""


class ASubinterpreter(Case):
    def end(self, script: str) -> None:
        """The script ends with its interpreter, and leaves no write-ahead log."""
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual([name for name in os.listdir(self.folder) if not name.endswith(".db")], [])

    def use(self, name: str) -> str:
        return USE.replace("PATH", repr(str(self.folder / f"{name}.db")))

    def test_may_import_ctypes_beside_an_engine(self) -> None:
        before, after = self.use("before"), self.use("after")
        self.end(f"{BEGIN}{before}kept = engine\nrun('import ctypes')\n{after}kept.state('c')\n")

    def test_has_engines_of_its_own(self) -> None:
        beside, within, after = self.use("beside"), self.use("within"), self.use("after")
        self.end(f"{BEGIN}{beside}run({within!r})\nengine.state('c')\ninterpreters.destroy(new)\n{after}")


if __name__ == "__main__":
    unittest.main()
