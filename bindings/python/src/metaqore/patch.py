"""What changed between two JSON documents, for programs and for people, and how to make the change elsewhere.

    from metaqore import patch

    change = patch.make({"port": 80}, {"port": 8080})  # [{"op": "replace", "path": "/port", "value": 8080}]
    patch.apply({"port": 80, "host": "a.example"}, change)  # {"host": "a.example", "port": 8080}
    print(patch.text_diff({"port": 80}, {"port": 8080}))

No engine takes part. A document is any value that json.dumps takes, or bytes, which are the JSON text itself:
it is read strictly then (no duplicate names) and as exactly as it was written. Results are what json.loads
reads: integers are exact from -2**63 to 2**64-1, `1.0` comes back as `1`. What breaks a rule raises
InvalidArgument, whose reason and details say which and where.
"""

from __future__ import annotations

import ctypes
from typing import Any, Dict, List

from . import _codec, _documents, _native
from ._codec import ABSENT, Absent

__all__ = ["ABSENT", "Absent", "apply", "apply_merge", "find", "make", "make_merge", "text_diff"]


def find(document: Any, pointer: str, default: Any = ABSENT) -> Any:
    """The value at a JSON Pointer (RFC 6901), or the default where the document has none. ``""`` is the whole
    document, ``"/a~1b/0"`` the first element of its member ``a/b``."""
    found, buffer = ctypes.c_int32(), _native.new_buffer()
    _native.call(
        "metaqore_json_find",
        ctypes.byref(found),
        ctypes.byref(buffer),
        *_documents.texts(document=document),
        *_native.texts(pointer=pointer),
    )
    value = _documents.answer(found, buffer)
    return default if value is ABSENT else value


def make(before: Any, after: Any) -> List[Dict[str, Any]]:
    """A JSON Patch (RFC 6902) that makes the second document of the first; empty where they are equal."""
    patch: List[Dict[str, Any]] = _made("metaqore_json_patch_make", before=before, after=after)
    return patch


def apply(document: Any, patch: Any) -> Any:
    """The document after all operations of a JSON Patch, or none of them: where one cannot be made, raises
    InvalidArgument (`patch.not_found`, `patch.test_failed`, …) whose details have its number as
    `operation`."""
    return _made("metaqore_json_patch_apply", document=document, patch=patch)


def make_merge(before: Any, after: Any) -> Any:
    """A merge patch (RFC 7396) that makes the second document of the first. ABSENT where none can, because a
    member that changes is to be null, or to have a member that is."""
    possible, buffer = ctypes.c_int32(), _native.new_buffer()
    _native.call(
        "metaqore_json_merge_patch_make",
        ctypes.byref(possible),
        ctypes.byref(buffer),
        *_documents.texts(before=before, after=after),
    )
    return _documents.answer(possible, buffer)


def apply_merge(document: Any, patch: Any) -> Any:
    """The document after a merge patch. Any document is one."""
    return _made("metaqore_json_merge_patch_apply", document=document, patch=patch)


def text_diff(
    before: Any,
    after: Any,
    *,
    context: int = 3,
    before_label: str = "before",
    after_label: str = "after",
) -> str:
    """A unified diff for people, of both documents written with one member or element a line, with so many
    unchanged lines around each change. Empty where they are equal."""
    buffer = _native.new_buffer()
    _native.call(
        "metaqore_json_diff",
        ctypes.byref(buffer),
        *_documents.texts(before=before, after=after),
        _codec.number("context", context, 2**32),
        *_native.texts(before_label=before_label, after_label=after_label),
    )
    return _native.taken(buffer)


def _made(function: str, **documents: Any) -> Any:
    buffer = _native.new_buffer()
    _native.call(function, ctypes.byref(buffer), *_documents.texts(**documents))
    return _documents.made(buffer)
