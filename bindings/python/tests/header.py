"""A reader of capi/metaqore.h. It knows only the shapes that the header uses and refuses every other, so that
nothing in it can be passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Dict, List, Tuple

# A type in C without const and parameter names: "uint32_t", "metaqore_engine**", "void(void*,int32_t)*"


@dataclass
class Header:
    constants: Dict[str, int] = field(default_factory=dict)
    opaque: List[str] = field(default_factory=list)
    aliases: Dict[str, str] = field(default_factory=dict)
    structs: Dict[str, List[Tuple[str, str]]] = field(default_factory=dict)  # members: name, type
    functions: Dict[str, Tuple[str, List[str]]] = field(default_factory=dict)  # result, parameters


# What says nothing about the contract.
DIRECTIVES = (
    r"#(ifndef|ifdef|endif|include)\b.*|#if defined\(__GNUC__\)|#pragma GCC visibility p(ush\(default\)|op)"
)


class NotUnderstood(Exception):
    pass


def parse(text: str) -> Header:
    header = Header()
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    if "//" in text or "\\\n" in text:
        raise NotUnderstood("a line comment or a continued line")
    code = []
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            _directive(header, line.strip())
        else:
            code.append(line)
    body = re.sub(r'extern\s+"C"\s*\{', "", "\n".join(code))
    # The one brace that `extern "C"` leaves behind stands alone between its #ifdef and #endif.
    body = re.sub(r"\}\s*\Z", "", body.rstrip())
    for declaration in _split(body, ";"):
        if declaration:
            _declaration(header, declaration)
    return header


def _directive(header: Header, line: str) -> None:
    define = re.fullmatch(r"#define\s+(\w+)\s*(.*)", line)
    if define is None:
        if not re.fullmatch(DIRECTIVES, line):
            raise NotUnderstood(line)
    elif define.group(1) != "METAQORE_H":
        value = re.fullmatch(r"(\d+)|\(\(size_t\)(-\d+)\)", define.group(2))
        if value is None:
            raise NotUnderstood(line)
        header.constants[define.group(1)] = int(value.group(1) or int(value.group(2)) + (1 << 64))


def _split(text: str, separator: str) -> List[str]:
    """At separators outside of brackets; without surrounding space."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "({[") - (letter in ")}]")
        if letter == separator and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    if depth != 0:
        raise NotUnderstood("unbalanced brackets")
    return [*parts, text[start:].strip()]


def _declaration(header: Header, text: str) -> None:
    text = " ".join(text.split())
    if match := re.fullmatch(r"typedef struct (\w+) \1", text):
        header.opaque.append(match.group(1))
    elif match := re.fullmatch(r"typedef struct (\w+) \{(.*)\} \1", text):
        members = [_named(member) for member in _split(match.group(2), ";") if member]
        header.structs[match.group(1)] = members
    elif match := re.fullmatch(r"typedef (\w+) (\w+)", text):
        header.aliases[match.group(2)] = match.group(1)
    elif match := re.fullmatch(r"enum \{(.*)\}", text):
        for item in filter(None, _split(match.group(1), ",")):
            constant = re.fullmatch(r"(\w+) = (-?\d+)", item)
            if constant is None:
                raise NotUnderstood(item)
            header.constants[constant.group(1)] = int(constant.group(2))
    elif match := re.fullmatch(r"((?:const )?\w+ \**)\s*(\w+)\((.*)\)", text):
        name, result = match.group(2), _type(match.group(1))
        header.functions[name] = (result, _parameters(match.group(3)))
    else:
        raise NotUnderstood(text)


def _parameters(text: str) -> List[str]:
    return [] if text.strip() == "void" else [_named(parameter)[1] for parameter in _split(text, ",")]


def _named(text: str) -> Tuple[str, str]:
    """A member or parameter as its name and type."""
    text = " ".join(text.split())
    if match := re.fullmatch(r"(\w+) \(\*(\w+)\)\((.*)\)", text):
        return match.group(2), f"{match.group(1)}({','.join(_parameters(match.group(3)))})*"
    if match := re.fullmatch(r"((?:const )?\w+ \**)(\w+)((?:\[\d+\])?)", text):
        return match.group(2), _type(match.group(1)) + match.group(3)
    raise NotUnderstood(text)


def _type(text: str) -> str:
    return re.sub(r"\bconst\b|\s", "", text)
