"""The declarations in ctypes say what capi/metaqore.h says, no more and no less."""

import ctypes
import importlib.util
import re
import unittest
from pathlib import Path
from typing import Any, Callable, List

from header import Header, NotUnderstood, parse

ROOT = Path(__file__).resolve().parents[1]
HEADER = (ROOT.parents[1] / "capi" / "metaqore.h").read_text(encoding="utf-8")


def _load() -> Any:
    # By its path: importing the package would ask for the library.
    spec = importlib.util.spec_from_file_location("_abi", ROOT / "src" / "metaqore" / "_abi.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ABI = _load()
PLAIN = {
    "void": None,
    "char": ctypes.c_char,
    "int32_t": ctypes.c_int32,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
    "size_t": ctypes.c_size_t,
    "void*": ctypes.c_void_p,
    "char*": ctypes.c_char_p,
}


def ctype(header: Header, text: str) -> Any:
    """The ctypes type of a type in C."""
    if text in PLAIN:
        return PLAIN[text]
    if text in header.aliases:
        return ctype(header, header.aliases[text])
    if text in header.opaque or text in header.structs:
        return getattr(ABI, text, text)
    if match := re.fullmatch(r"(\w+)\((.*)\)\*", text):
        parameters = [ctype(header, each) for each in match.group(2).split(",")]
        return ctypes.CFUNCTYPE(ctype(header, match.group(1)), *parameters)
    if match := re.fullmatch(r"(.+)\[(\d+)\]", text):
        return ctype(header, match.group(1)) * int(match.group(2))
    if text.endswith("*"):
        target = ctype(header, text[:-1])
        return text if isinstance(target, str) else ctypes.POINTER(target)
    raise NotUnderstood(text)


def differences(text: str) -> List[str]:
    header = parse(text)
    found: List[str] = []

    def compare(what: str, in_c: Any, in_python: Any) -> None:
        if in_c != in_python:
            found.append(f"{what}: {in_c} in C, {in_python} in Python")

    def names(what: str, in_c: Any, in_python: Any) -> None:
        compare(what, sorted(in_c), sorted(in_python))

    declared = {name: value for name, value in vars(ABI).items() if name.startswith("METAQORE_")}
    compare("constants", header.constants, declared)

    types = {name: value for name, value in vars(ABI).items() if name.startswith("metaqore_")}
    names("types", [*header.opaque, *header.structs, *header.aliases], types)
    for name, alias in header.aliases.items():
        compare(name, ctype(header, alias), types.get(name))
    for name in header.opaque:
        compare(name, False, hasattr(types.get(name), "_fields_"))
    for name, members in header.structs.items():
        expected = [(member, ctype(header, kind)) for member, kind in members]
        compare(name, expected, list(getattr(types.get(name), "_fields_", [])))

    names("functions", header.functions, ABI.PROTOTYPES)
    for name, (result, parameters) in header.functions.items():
        if name in ABI.PROTOTYPES:
            python_result, python_parameters = ABI.PROTOTYPES[name]
            c_result = ctype(header, result)
            if python_result is ctypes.POINTER(ctypes.c_char):  # char *, but kept as the pointer
                python_result = ctypes.c_char_p
            compare(f"result of {name}", c_result, python_result)
            compare(
                f"parameters of {name}", [ctype(header, each) for each in parameters], [*python_parameters]
            )
    return found


class TheDeclarations(unittest.TestCase):
    def test_say_what_the_header_says(self) -> None:
        self.assertEqual(differences(HEADER), [])

    def test_were_compared_in_full(self) -> None:
        # Counted by other means than the parser's: each name followed by a bracket, outside of comments.
        code = re.sub(r"/\*.*?\*/", " ", HEADER, flags=re.S)
        self.assertEqual(set(re.findall(r"\b(metaqore_\w+)\(", code)), set(ABI.PROTOTYPES))
        constants = set(re.findall(r"\bMETAQORE_(?!H\b)\w+", code))
        self.assertEqual(constants, {name for name in vars(ABI) if name.startswith("METAQORE_")})
        self.assertEqual(set(re.findall(r"\bmetaqore_\w+\b(?!\()", code)), set(_types()))

    def test_have_struct_sizes_of_64_bit_systems(self) -> None:
        self.assertEqual(ctypes.sizeof(ABI.metaqore_id), 64)
        self.assertEqual(ctypes.sizeof(ABI.metaqore_hash), 65)
        self.assertEqual(ctypes.sizeof(ABI.metaqore_hooks), 32)
        self.assertEqual(ctypes.sizeof(ABI.metaqore_state_options), 16)
        self.assertEqual(ABI.metaqore_hooks.userdata.offset, 8)


def _types() -> List[str]:
    return [name for name in vars(ABI) if name.startswith("metaqore_")]


class AChangedHeader(unittest.TestCase):
    """Each change of the header is noticed, and by its name."""

    CHANGES = {
        "a constant renumbered": ("METAQORE_BUSY = 4", "METAQORE_BUSY = 14", "constants"),
        "a constant added": ("METAQORE_HOST = 2", "METAQORE_HOST = 2, METAQORE_ROBOT = 3", "METAQORE_ROBOT"),
        "a constant removed": (", METAQORE_HUMAN = 1", "", "METAQORE_HUMAN"),
        "the ABI version": ("ABI_VERSION 3", "ABI_VERSION 4", "METAQORE_ABI_VERSION"),
        "a macro": ("((size_t)-1)", "((size_t)-2)", "METAQORE_NUL_TERMINATED"),
        "a function added": (
            "uint32_t metaqore_abi_version(void);",
            "uint32_t metaqore_abi_version(void);\nvoid metaqore_more(uint32_t x);",
            "metaqore_more",
        ),
        "a function removed": ("const char *metaqore_version(void);", "", "metaqore_version"),
        "a result": (
            "uint32_t metaqore_abi_version",
            "uint64_t metaqore_abi_version",
            "metaqore_abi_version",
        ),
        "a parameter's type": ("uint32_t limit", "uint64_t limit", "metaqore_ledger_entries"),
        "a parameter's depth": ("metaqore_buffer **page", "metaqore_buffer *page", "metaqore_list"),
        "a parameter removed": ("uint64_t from,", "", "metaqore_ledger_entries"),
        "parameters swapped": (
            "metaqore_status metaqore_ledger_head(uint64_t *size, metaqore_hash *root,",
            "metaqore_status metaqore_ledger_head(metaqore_hash *root, uint64_t *size,",
            "metaqore_ledger_head",
        ),
        "another handle": (
            "metaqore_state_free(metaqore_state ",
            "metaqore_state_free(metaqore_engine ",
            "state_free",
        ),
        "a member added": (
            "void *userdata;\n",
            "void *userdata;\n  void *more;\n",
            "metaqore_hooks",
        ),
        "a member's size": ("text[65]", "text[66]", "metaqore_hash"),
        "a member's type": ("uint32_t timeout_ms", "uint64_t timeout_ms", "metaqore_state_options"),
        "a callback's parameter": ("metaqore_log_level level,", "uint64_t level,", "metaqore_hooks"),
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
                self.assertIn(before, HEADER)
                found = differences(HEADER.replace(before, after))
                self.assertTrue(any(named in each for each in found), found)

    def test_is_refused_where_it_cannot_be_read(self) -> None:
        marker = "/* ---- Engine"
        for unknown in (
            "union metaqore_u { int a; };",
            "extern int metaqore_x;",
            "static inline int f(void) { return 1; }",
            "#define METAQORE_MIN(a, b) a",
            "#pragma pack(1)",
            "#if defined(_WIN32)",
            "enum { METAQORE_AUTO };",
            "typedef struct metaqore_bits { int32_t a : 3; } metaqore_bits;",
        ):
            with self.subTest(unknown), self.assertRaises(NotUnderstood):
                self.assertIn(marker, HEADER)
                parse(HEADER.replace(marker, f"{unknown}\n{marker}", 1))


class TheComparison(unittest.TestCase):
    """Each change of the Python side is noticed too."""

    def noticed(self, change: Callable[[Any], None], named: str) -> None:
        global ABI
        kept = ABI
        try:
            ABI = _load()
            change(ABI)
            found = differences(HEADER)
        finally:
            ABI = kept
        self.assertTrue(any(named in each for each in found), found)

    def test_notices_what_the_header_lacks(self) -> None:
        self.noticed(lambda abi: setattr(abi, "METAQORE_EXTRA", 1), "METAQORE_EXTRA")
        self.noticed(lambda abi: setattr(abi, "metaqore_extra", ctypes.c_int32), "metaqore_extra")
        self.noticed(lambda abi: abi.PROTOTYPES.update(metaqore_extra=(None, ())), "metaqore_extra")

    def test_notices_a_wrong_prototype(self) -> None:
        self.noticed(
            lambda abi: abi.PROTOTYPES.update(metaqore_buffer_size=(ctypes.c_uint32, (abi._buffer,))),
            "metaqore_buffer_size",
        )


if __name__ == "__main__":
    unittest.main()
