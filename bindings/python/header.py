"""A reader of capi/metaqore.h and the headers that it takes in. It knows only the shapes that they use and
refuses every other, so that nothing in them can be passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Tuple, Union

# A type in C without const and names of parameters: "uint32_t", "metaqore_engine**", "void(void*,int32_t)*"


@dataclass(frozen=True)
class Constant:
    name: str
    value: int
    type: str = "int"  # or "size_t"


@dataclass(frozen=True)
class Alias:
    name: str
    type: str


@dataclass(frozen=True)
class Struct:
    name: str
    members: Tuple[Tuple[str, str], ...]  # names and types; none where it is opaque


@dataclass(frozen=True)
class Function:
    name: str
    result: str
    parameters: Tuple[str, ...]


Declaration = Union[Constant, Alias, Struct, Function]


class NotUnderstood(Exception):
    """Something in a header has a shape that is not known here."""


def texts(folder: Path, name: str = "metaqore.h") -> Dict[str, str]:
    """A header and all that it takes in, by their names; what is taken in comes first."""
    found: Dict[str, str] = {}

    def take_in(name: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        for inner in re.findall(r'^#include "(.+)"', text, flags=re.M):
            if inner not in found:
                take_in(inner)
        found[name] = text

    take_in(name)
    return found


def parse(headers: Mapping[str, str]) -> Dict[str, List[Declaration]]:
    """What each header declares, in its order."""
    parsed = {name: list(_declarations(text)) for name, text in headers.items()}
    names = [each.name for declarations in parsed.values() for each in declarations]
    for name in names:
        if names.count(name) > 1:
            raise NotUnderstood(f"{name} is declared twice")
    return parsed


# What a binding need not know: guards, what is taken in, and a help for string literals in C.
DIRECTIVES = (
    r"#define METAQORE_(\w+_)?H",
    r"#include (<stddef\.h>|<stdint\.h>|\".+\")",
    r"#define METAQORE_TEXT\(literal\) .*",
)


def _declarations(text: str) -> Iterator[Declaration]:
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    if "//" in text or "\\\n" in text:
        raise NotUnderstood("a line comment or a continued line")
    code = ""
    for line in _in_c(text):
        if define := re.fullmatch(r"#define (\w+) (\d+|\(\(size_t\)-\d+\))", line):
            code += f"constant {define.group(1)} = {define.group(2)};\n"
        elif not line.startswith("#"):
            code += f"{line}\n"
        elif not any(re.fullmatch(directive, line) for directive in DIRECTIVES):
            raise NotUnderstood(line)
    *declarations, rest = _split(code, ";")
    if rest:
        raise NotUnderstood(rest)
    for declaration in declarations:
        yield from _declared(declaration)


def _in_c(text: str) -> Iterator[str]:
    """The lines that a compiler of C sees; the guard is taken for what it is."""
    conditions: List[str] = []
    for line in text.splitlines():
        line = " ".join(line.split())
        if re.fullmatch(r"#ifndef METAQORE_(\w+_)?H", line):
            conditions.append("guard")
        elif line == "#ifdef __cplusplus":
            conditions.append("C++")
        elif line == "#else" and conditions[-1:] == ["C++"]:
            conditions[-1] = "C"
        elif line == "#endif" and conditions:
            conditions.pop()
        elif re.match(r"# ?(if|el|end)", line):
            raise NotUnderstood(line)
        elif "C++" not in conditions:
            yield line
    if conditions:
        raise NotUnderstood("a condition that does not end")


def _split(text: str, separator: str) -> List[str]:
    """At separators outside of brackets; without needless space."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "({[") - (letter in ")}]")
        if letter == separator and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    if depth != 0:
        raise NotUnderstood("unbalanced brackets")
    return [re.sub(r" ?\* ?", "*", " ".join(part.split())) for part in [*parts, text[start:]]]


# A type as it is written before a name: "const char*", "metaqore_buffer**", "uint32_t ".
TYPE = r"(?:const )?\w+(?:\*+| )"


def _declared(text: str) -> Iterator[Declaration]:
    if match := re.fullmatch(r"typedef struct (\w+) \1", text):
        yield Struct(match.group(1), ())
    elif match := re.fullmatch(r"typedef struct (\w+) \{(.+); ?\} \1", text):
        yield Struct(match.group(1), tuple(_named(member) for member in _split(match.group(2), ";")))
    elif match := re.fullmatch(r"typedef (\w+) (\w+)", text):
        yield Alias(match.group(2), match.group(1))
    elif match := re.fullmatch(r"constant (\w+) = (\d+)", text):
        yield Constant(match.group(1), int(match.group(2)))
    elif match := re.fullmatch(r"constant (\w+) = \(\(size_t\)(-\d+)\)", text):
        yield Constant(match.group(1), int(match.group(2)), "size_t")
    elif match := re.fullmatch(r"enum \{(.+)\}", text):
        for item in _split(match.group(1), ","):
            constant = re.fullmatch(r"(\w+) = (-?\d+)", item)
            if constant is None:
                raise NotUnderstood(item)
            yield Constant(constant.group(1), int(constant.group(2)))
    elif match := re.fullmatch(rf"({TYPE})(\w+)\((.+)\)", text):
        yield Function(match.group(2), _type(match.group(1)), _parameters(match.group(3)))
    else:
        raise NotUnderstood(text)


def _parameters(text: str) -> Tuple[str, ...]:
    return () if text == "void" else tuple(_named(parameter)[1] for parameter in _split(text, ","))


def _named(text: str) -> Tuple[str, str]:
    """A member or parameter as its name and type."""
    if match := re.fullmatch(r"(\w+) \(\*(\w+)\)\((.+)\)", text):
        return match.group(2), f"{match.group(1)}({','.join(_parameters(match.group(3)))})*"
    if match := re.fullmatch(rf"({TYPE})(\w+)((?:\[\d+\])?)", text):
        return match.group(2), _type(match.group(1)) + match.group(3)
    raise NotUnderstood(text)


def _type(text: str) -> str:
    return text.replace("const ", "").strip()
