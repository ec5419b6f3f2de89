"""What the tests of use share."""

import contextlib
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from metaqore import (
    Decision,
    Engine,
    Lineage,
    Project,
    _native,
)


class Case(unittest.TestCase):
    """One engine in memory with a project, and one folder."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.engine = Engine(":memory:")
        self.addCleanup(self.engine.close)
        self.host = self.engine.state("host", role="host")
        self.planner = self.engine.state("planner")
        self.coder = self.engine.state("coder")
        self.project = self.host.create_project(Project("chatbot"))
        self.plan = Lineage(self.project.id, "plan")

    @contextlib.contextmanager
    def answering(self, change: Any) -> Any:
        """Documents of the library are changed on their way; its sentences are not."""

        def take(buffer: Any) -> Any:
            answer = original(buffer)
            return change(answer) if answer and answer[:1] in (b"{", b"[") else answer

        original = _native.take
        with mock.patch.object(_native, "take", take):
            yield

    def blocked(self) -> Decision:
        self.planner.declare(self.plan, {"steps": ["index", "chat"]}).or_raise()
        return self.coder.declare(self.plan, {"steps": ["chat"]})
