"""The modules of the package have floors: each imports what is below it, and nothing goes in a circle."""

import ast
import sys
import unittest
from pathlib import Path
from typing import Iterator, List, Set, Tuple

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "metaqore"

# From the ground up. The modules of one floor do not know of each other.
FLOORS: List[Set[str]] = [
    {"_abi"},
    {"errors"},
    {"_codec"},
    {"models"},
    {"_native"},
    {"_documents", "ledger", "requirement", "state"},
    {"engine", "merge", "patch", "schema"},
    {"__init__"},
]
FLOOR = {module: number for number, modules in enumerate(FLOORS) for module in modules}


def imports(module: str, text: str) -> Iterator[str]:
    """What a module imports of its package, also in functions and for types alone."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            yield from [node.module] if node.module else [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "metaqore":
            raise AssertionError(f"{module} imports its own package by its full name")
        elif isinstance(node, ast.Import) and any(
            each.name.split(".")[0] == "metaqore" for each in node.names
        ):
            raise AssertionError(f"{module} imports its own package by its full name")


class TheModules(unittest.TestCase):
    def test_have_a_floor_each(self) -> None:
        self.assertEqual({path.stem for path in PACKAGE.glob("*.py")}, set(FLOOR))
        self.assertEqual(len(FLOOR), sum(map(len, FLOORS)))

    def test_import_what_is_below_them(self) -> None:
        edges: Set[Tuple[str, str]] = set()
        for module in FLOOR:
            text = (PACKAGE / f"{module}.py").read_text(encoding="utf-8")
            edges |= {(module, imported) for imported in imports(module, text)}
        self.assertIn(("state", "_native"), edges)
        wrong = [f"{above} imports {below}" for above, below in edges if FLOOR[above] <= FLOOR[below]]
        self.assertEqual(wrong, [])

    def test_are_seen_wherever_they_are_imported(self) -> None:
        text = (
            "from __future__ import annotations\n"
            "import json\n"
            "from . import _abi, _codec\n"
            "from .errors import InternalError\n"
            "if TYPE_CHECKING:\n    from .engine import Engine\n"
            "def f():\n    from .state import State\n"
        )
        self.assertEqual(list(imports("x", text)), ["_abi", "_codec", "errors", "engine", "state"])
        for other in (
            "import metaqore.engine",
            "from metaqore import engine",
            "from metaqore.engine import Engine",
        ):
            with self.assertRaises(AssertionError):
                list(imports("x", other))

    def test_need_nothing_but_python(self) -> None:
        known = set(sys.stdlib_module_names) if sys.version_info >= (3, 10) else None
        for module in FLOOR:
            tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
            for node in tree.body:  # what stands below a condition is for type checkers
                names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.level == 0:
                    names = [node.module or ""]
                for name in names:
                    self.assertTrue(known is None or name.split(".")[0] in known, f"{module}: {name}")


if __name__ == "__main__":
    unittest.main()
