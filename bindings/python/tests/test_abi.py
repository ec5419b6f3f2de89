"""The declarations in ctypes say what capi/metaqore.h says, no more and no less."""

import ast
import ctypes
import re
import runpy
import sys
import types
import unittest
from pathlib import Path
from typing import Dict, List

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from generate_abi import CAPI, TARGET, generate
from header import NotUnderstood, texts

HEADERS = texts(CAPI)
KEPT = TARGET.read_text(encoding="utf-8")
# By its path: importing the package would ask for the library.
ABI = types.SimpleNamespace(**runpy.run_path(str(TARGET)))


def statements(module: str) -> Dict[str, str]:
    """What a module says of each name: of a constant, a type or a function of C."""
    said: Dict[str, str] = {}
    for each in ast.parse(module).body:
        if isinstance(each, ast.ClassDef):
            said[each.name] = ast.unparse(each)
        elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            said[each.targets[0].id] = ast.unparse(each.value)
        elif isinstance(each, ast.AnnAssign) and isinstance(each.value, ast.Dict):
            for name, prototype in zip(each.value.keys, each.value.values):
                assert isinstance(name, ast.Constant) and isinstance(name.value, str)
                said[name.value] = ast.unparse(prototype)
    return said


def differences(one: str, other: str) -> List[str]:
    first, second = statements(one), statements(other)
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))


def changed(before: str, after: str) -> Dict[str, str]:
    """The headers with a change in the one that says what is changed."""
    (name,) = [name for name, text in HEADERS.items() if before in text]
    return {**HEADERS, name: HEADERS[name].replace(before, after)}


class TheDeclarations(unittest.TestCase):
    def test_are_what_the_header_gives(self) -> None:
        given = generate(HEADERS)
        if given != KEPT:
            names = ", ".join(differences(KEPT, given)) or "its layout"
            self.fail(
                f"{TARGET} is not what {CAPI / 'metaqore.h'} gives ({names} differs); run "
                "`python3 bindings/python/generate_abi.py`"
            )

    def test_are_all_there(self) -> None:
        folder = {f"metaqore/{path.name}" for path in (CAPI / "metaqore").glob("*.h")}
        self.assertEqual(set(HEADERS), {"metaqore.h", *folder})
        # Counted by other means than the generator's: each name outside of comments and guards.
        code = re.sub(r"/\*.*?\*/", " ", "\n".join(HEADERS.values()), flags=re.S)
        code = re.sub(r"^#(ifndef|include|define \w+_H$|define METAQORE_TEXT).*$", "", code, flags=re.M)
        self.assertEqual(set(re.findall(r"\b(metaqore_\w+)\(", code)), set(ABI.PROTOTYPES))
        constants = {name for name in vars(ABI) if name.startswith("METAQORE_")}
        self.assertEqual(set(re.findall(r"\bMETAQORE_\w+", code)), constants)
        types = {name: kind for name, kind in vars(ABI).items() if name.startswith("metaqore_")}
        structs = {name: kind for name, kind in types.items() if issubclass(kind, ctypes.Structure)}
        # What a member calls has no name in C.
        called = {
            f"{name}_{each[0]}" for name, kind in structs.items() for each in getattr(kind, "_fields_", [])
        }
        self.assertEqual(set(re.findall(r"\bmetaqore_\w+\b(?!\()", code)), set(types) - called)

    def test_have_struct_sizes_of_64_bit_systems(self) -> None:
        self.assertEqual(ctypes.sizeof(ABI.metaqore_id), 64)
        self.assertEqual(ctypes.sizeof(ABI.metaqore_hash), 65)
        self.assertEqual(ctypes.sizeof(ABI.metaqore_text), 16)
        self.assertEqual(ctypes.sizeof(ABI.metaqore_hooks), 40)
        self.assertEqual(ctypes.sizeof(ABI.metaqore_state_options), 40)
        self.assertEqual(ABI.metaqore_hooks.userdata.offset, 8)

    def test_keep_a_text_that_has_its_size_beside_it_as_a_pointer(self) -> None:
        result, _ = ABI.PROTOTYPES["metaqore_buffer_data"]
        self.assertIs(result, ctypes.POINTER(ctypes.c_char))
        self.assertIs(ABI.PROTOTYPES["metaqore_error_message"][0], ctypes.c_char_p)


class AChangedHeader(unittest.TestCase):
    """Each change of the header is noticed, and by its name."""

    CHANGES = {
        "a constant renumbered": ("METAQORE_BUSY = 4", "METAQORE_BUSY = 14", "METAQORE_BUSY"),
        "a constant added": ("METAQORE_HOST = 2", "METAQORE_HOST = 2, METAQORE_ROBOT = 3", "METAQORE_ROBOT"),
        "a constant removed": (", METAQORE_HUMAN = 1", "", "METAQORE_HUMAN"),
        "the ABI version": (
            f"ABI_VERSION {ABI.METAQORE_ABI_VERSION}",
            f"ABI_VERSION {ABI.METAQORE_ABI_VERSION + 1}",
            "METAQORE_ABI_VERSION",
        ),
        "a macro": ("((size_t)-1)", "((size_t)-2)", "METAQORE_NUL_TERMINATED"),
        "a function added": (
            "uint32_t metaqore_abi_version(void);",
            "uint32_t metaqore_abi_version(void);\nvoid metaqore_more(uint32_t x);",
            "metaqore_more",
        ),
        "a function removed": ("const char* metaqore_version(void);", "", "metaqore_version"),
        "a result": (
            "uint32_t metaqore_abi_version",
            "uint64_t metaqore_abi_version",
            "metaqore_abi_version",
        ),
        "a parameter's type": ("uint32_t limit", "uint64_t limit", "metaqore_ledger_entries"),
        "a parameter's depth": ("metaqore_buffer** page", "metaqore_buffer* page", "metaqore_state_list"),
        "a parameter removed": ("uint64_t from,", "", "metaqore_ledger_entries"),
        "parameters swapped": (
            "metaqore_ledger_head(uint64_t* size, metaqore_hash* root,",
            "metaqore_ledger_head(metaqore_hash* root, uint64_t* size,",
            "metaqore_ledger_head",
        ),
        "another handle": (
            "metaqore_state_free(metaqore_state* ",
            "metaqore_state_free(metaqore_engine* ",
            "metaqore_state_free",
        ),
        "a member added": ("void* userdata;\n", "void* userdata;\n  void* more;\n", "metaqore_hooks"),
        "a member's size": ("text[65]", "text[66]", "metaqore_hash"),
        "a member's type": ("uint32_t timeout_ms", "uint64_t timeout_ms", "metaqore_state_options"),
        "members swapped": (
            "  const char* data;\n  size_t size; /* in bytes */\n",
            "  size_t size; /* in bytes */\n  const char* data;\n",
            "metaqore_text",
        ),
        "a callback's parameter": ("metaqore_log_level level,", "uint64_t level,", "metaqore_hooks_log"),
        "a typedef": ("int32_t metaqore_verdict", "uint32_t metaqore_verdict", "metaqore_verdict"),
        "an opaque type added": (
            "typedef struct metaqore_error metaqore_error;",
            "typedef struct metaqore_error metaqore_error;\ntypedef struct metaqore_more metaqore_more;",
            "metaqore_more",
        ),
        "an opaque type laid open": (
            "typedef struct metaqore_buffer metaqore_buffer;",
            "typedef struct metaqore_buffer { size_t size; } metaqore_buffer;",
            "metaqore_buffer",
        ),
    }

    def test_is_noticed(self) -> None:
        for what, (before, after, named) in self.CHANGES.items():
            with self.subTest(what):
                self.assertIn(named, differences(KEPT, generate(changed(before, after))))

    def test_is_refused_where_it_cannot_be_read(self) -> None:
        marker = "typedef struct metaqore_engine metaqore_engine;"
        for unknown in (
            "union metaqore_u { int a; };",
            "extern int metaqore_x;",
            "static inline int f(void) { return 1; }",
            "#define METAQORE_MIN(a, b) a",
            "#define METAQORE_NAME metaqore_name",
            "#pragma pack(1)",
            "#if defined(_WIN32)\n#endif",
            "#ifdef METAQORE_MORE\n#endif",
            "#ifdef __cplusplus",
            "enum { METAQORE_AUTO };",
            "enum metaqore_e { METAQORE_E = 1 };",
            "typedef struct metaqore_bits { int32_t a : 3; } metaqore_bits;",
            "typedef struct metaqore_grid { int32_t a[2][2]; } metaqore_grid;",
            "void metaqore_x(metaqore_unknown* it);",
            "void metaqore_x(long it);",
            "void metaqore_x(uint32_t it[]);",
            "void metaqore_x(uint32_t it, ...);",
            "void metaqore_x();",
            "void metaqore_x(uint32_t it)",
            "metaqore_status metaqore_version(void);",  # a second time
            "// a comment",
        ):
            with self.subTest(unknown), self.assertRaises(NotUnderstood):
                generate(changed(marker, f"{unknown}\n{marker}"))


if __name__ == "__main__":
    unittest.main()
