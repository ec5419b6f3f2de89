"""Writes src/metaqore/_abi.py, which says in ctypes what capi/metaqore.h says: python3 generate_abi.py"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Iterator, List, Mapping, Set, Tuple, Union

from header import Alias, Constant, Declaration, Function, NotUnderstood, Struct, parse, texts

HERE = Path(__file__).resolve().parent
CAPI = HERE.parents[1] / "capi"
TARGET = HERE / "src" / "metaqore" / "_abi.py"
WIDTH = 110

START = '''\
"""capi/metaqore.h in ctypes. Made by bindings/python/generate_abi.py, and not to be edited."""

from __future__ import annotations

import ctypes
from ctypes import (
{})
from functools import lru_cache
from typing import Any, Dict, Tuple

# Of ctypes, but with a cache of our own: that of ctypes forgets its types when a subinterpreter imports it.
POINTER = lru_cache(maxsize=None)(ctypes.POINTER)
'''

PLAIN = {
    "void": "None",
    "char": "c_char",
    "int32_t": "c_int32",
    "uint32_t": "c_uint32",
    "uint64_t": "c_uint64",
    "size_t": "c_size_t",
    "void*": "c_void_p",
    "char*": "c_char_p",
}

Expression = Union[str, Tuple["Expression", ...], List["Expression"]]  # in Python; a list is one there too


def generate(headers: Mapping[str, str]) -> str:
    """The text of the module."""
    parsed = parse(headers)
    known: Set[str] = set()
    body: List[str] = []
    for name, declarations in parsed.items():
        title = [f"# ---- {name}"]
        for declaration in declarations:
            if not isinstance(declaration, Function):
                body += [*title, *_written(declaration, known)]
                known.add(declaration.name)
                title = []
    functions = [each for listed in parsed.values() for each in listed if isinstance(each, Function)]
    names = {each.name for each in functions}
    table = "# name: (result, parameters)\nPROTOTYPES: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {\n"
    for each in functions:
        table += _laid_out(f'    "{each.name}": ', _prototype(each, names, known), ",") + "\n"
    text = _spaced([*body, f"{table}}}"])
    used = sorted(set(re.findall(r"\b(c_[a-z]\w+|CFUNCTYPE|Structure)\b", text)))
    return START.format("".join(f"    {each},\n" for each in used)) + text


def _spaced(statements: List[str]) -> str:
    text, last = "", ""
    for statement in statements:
        if statement.startswith("class ") or last.startswith("class "):
            text += "\n\n"
        elif last.startswith("#") or not statement.startswith("METAQORE_"):
            text += "\n"  # unless it is a constant, which stands with its type
        text += f"{statement}\n"
        last = statement
    return text


def _written(declaration: Declaration, known: Set[str]) -> Iterator[str]:
    """The statements that declare it."""
    name = declaration.name
    if isinstance(declaration, Constant):
        value = declaration.value
        yield f"{name} = {value}" if declaration.type == "int" else f"{name} = c_size_t({value}).value"
    elif isinstance(declaration, Alias):
        yield f"{name} = {_ctype(declaration.type, known)}"
    elif isinstance(declaration, Struct) and not declaration.members:
        yield f'class {name}(Structure):\n    """Opaque."""'
    elif isinstance(declaration, Struct):
        members: List[Expression] = []
        for member, kind in declaration.members:
            ctype = _ctype(kind, known)
            if ctype.startswith("CFUNCTYPE"):  # it has a name, by which what is called back is made
                yield f"{name}_{member} = {ctype}"
                ctype = f"{name}_{member}"
            members.append((f'"{member}"', ctype))
        yield f"class {name}(Structure):\n" + _laid_out("    _fields_ = ", members)


def _prototype(function: Function, names: Set[str], known: Set[str]) -> Expression:
    result = _ctype(function.result, known)
    # What has its size beside it stays a pointer: as c_char_p ctypes would cut it at the first NUL.
    if result == "c_char_p" and re.sub("_data$", "_size", function.name) in names - {function.name}:
        result = "POINTER(c_char)"
    return result, tuple(_ctype(each, known) for each in function.parameters)


def _ctype(kind: str, known: Set[str]) -> str:
    """The ctypes type of a type in C."""
    if kind in PLAIN:
        return PLAIN[kind]
    if kind in known:
        return kind
    if match := re.fullmatch(r"(\w+)\((.*)\)\*", kind):
        parts = [match.group(1), *filter(None, match.group(2).split(","))]
        return f"CFUNCTYPE({', '.join(_ctype(each, known) for each in parts)})"
    if match := re.fullmatch(r"(.+)\[(\d+)\]", kind):
        return f"{_ctype(match.group(1), known)} * {match.group(2)}"
    if kind.endswith("*"):
        return f"POINTER({_ctype(kind[:-1], known)})"
    raise NotUnderstood(f"the type {kind}")


def _laid_out(start: str, expression: Expression, end: str = "") -> str:
    """An expression after the start of its line; where that is too long, one part a line."""
    line = f"{start}{_in_a_line(expression)}{end}"
    if isinstance(expression, str) or len(line) <= WIDTH:
        return line
    first, last = ("(", ")") if isinstance(expression, tuple) else ("[", "]")
    indent = " " * (len(start) - len(start.lstrip()))
    parts = [_laid_out(f"{indent}    ", part, ",") for part in expression]
    return "\n".join([f"{start}{first}", *parts, f"{indent}{last}{end}"])


def _in_a_line(expression: Expression) -> str:
    if isinstance(expression, str):
        return expression
    parts = ", ".join(map(_in_a_line, expression))
    if isinstance(expression, list):
        return f"[{parts}]"
    return f"({parts},)" if len(expression) == 1 else f"({parts})"


if __name__ == "__main__":
    try:
        TARGET.write_text(generate(texts(CAPI)), encoding="utf-8")
    except NotUnderstood as error:
        sys.exit(f"{CAPI / 'metaqore.h'} says what is not understood here: {error}")
