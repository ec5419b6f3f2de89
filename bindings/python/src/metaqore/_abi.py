"""capi/metaqore.h in ctypes, and nothing else: tests/test_header.py compares the two in both directions."""

from __future__ import annotations

from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char,
    c_char_p,
    c_int32,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any, Dict, Tuple

METAQORE_ABI_VERSION = 3
METAQORE_NUL_TERMINATED = c_size_t(-1).value

METAQORE_OK = 0
METAQORE_INVALID_ARGUMENT = 1
METAQORE_NOT_FOUND = 2
METAQORE_STALE = 3
METAQORE_BUSY = 4
METAQORE_STORAGE = 5
METAQORE_READ_ONLY = 6
METAQORE_CLOSED = 7
METAQORE_FORKED = 8
METAQORE_NO_MEMORY = 9
METAQORE_INTERNAL = 10
METAQORE_ERROR_DENIED = 11

METAQORE_DENIED = 0
METAQORE_ACCEPTED = 1

METAQORE_AGENT = 0
METAQORE_HUMAN = 1
METAQORE_HOST = 2

METAQORE_PROJECT = 1
METAQORE_ARTIFACT = 3
METAQORE_CONFLICT = 4

METAQORE_ADMITS_NOTHING = 0
METAQORE_ADMITS_PRERELEASES = 1
METAQORE_ADMITS_RELEASES = 2

METAQORE_SUBSET = 1
METAQORE_SUPERSET = 2
METAQORE_EQUAL = 3

METAQORE_LOG_INFO = 1
METAQORE_LOG_WARNING = 2
METAQORE_LOG_ERROR = 3

metaqore_status = c_int32
metaqore_verdict = c_int32
metaqore_role = c_int32
metaqore_kind = c_int32
metaqore_admits = c_int32
metaqore_relation = c_int32
metaqore_log_level = c_int32


class metaqore_engine(Structure):
    """Opaque."""


class metaqore_state(Structure):
    """Opaque."""


class metaqore_requirement_index(Structure):
    """Opaque."""


class metaqore_schema(Structure):
    """Opaque."""


class metaqore_buffer(Structure):
    """Opaque."""


class metaqore_error(Structure):
    """Opaque."""


class metaqore_id(Structure):
    _fields_ = [("text", c_char * 64)]


class metaqore_hash(Structure):
    _fields_ = [("text", c_char * 65)]


DestroyFunction = CFUNCTYPE(None, c_void_p)
LogFunction = CFUNCTYPE(None, c_void_p, metaqore_log_level, c_char_p, c_char_p, c_char_p)


class metaqore_hooks(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("userdata", c_void_p),
        ("destroy", DestroyFunction),
        ("log", LogFunction),
    ]


class metaqore_state_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("timeout_ms", c_uint32),
        ("trace_id", c_char_p),
    ]


_engine = POINTER(metaqore_engine)
_state = POINTER(metaqore_state)
_index = POINTER(metaqore_requirement_index)
_schema = POINTER(metaqore_schema)
_buffer = POINTER(metaqore_buffer)
_error = POINTER(metaqore_error)
_id = POINTER(metaqore_id)
_hash = POINTER(metaqore_hash)
_verdict = POINTER(metaqore_verdict)
_i32 = POINTER(c_int32)
_u64 = POINTER(c_uint64)
_text = (c_char_p, c_size_t)

# name: (result, parameters)
PROTOTYPES: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {
    "metaqore_abi_version": (c_uint32, ()),
    "metaqore_version": (c_char_p, ()),
    "metaqore_hooks_init": (None, (POINTER(metaqore_hooks),)),
    "metaqore_engine_open": (
        metaqore_status,
        (POINTER(_engine), c_char_p, c_size_t, POINTER(metaqore_hooks), POINTER(_error)),
    ),
    "metaqore_engine_close": (metaqore_status, (_engine, POINTER(_error))),
    "metaqore_engine_free": (None, (_engine,)),
    "metaqore_state_options_init": (None, (POINTER(metaqore_state_options),)),
    "metaqore_state_open": (
        metaqore_status,
        (
            POINTER(_state),
            _engine,
            c_char_p,
            c_size_t,
            metaqore_role,
            POINTER(metaqore_state_options),
            POINTER(_error),
        ),
    ),
    "metaqore_state_free": (None, (_state,)),
    "metaqore_declare": (
        metaqore_status,
        (_verdict, _id, _u64, _u64, POINTER(_buffer), _state, c_char_p, c_size_t, POINTER(_error)),
    ),
    "metaqore_check": (
        metaqore_status,
        (_verdict, POINTER(_buffer), _state, c_char_p, c_size_t, POINTER(_error)),
    ),
    "metaqore_decision_text": (metaqore_status, (POINTER(_buffer), c_char_p, c_size_t, POINTER(_error))),
    "metaqore_create": (
        metaqore_status,
        (_id, _u64, POINTER(_buffer), _state, metaqore_kind, c_char_p, c_size_t, POINTER(_error)),
    ),
    "metaqore_get": (
        metaqore_status,
        (POINTER(_buffer), _state, metaqore_kind, c_char_p, c_size_t, POINTER(_error)),
    ),
    "metaqore_head": (
        metaqore_status,
        (
            _id,
            _u64,
            POINTER(_buffer),
            _state,
            c_char_p,
            c_size_t,
            c_char_p,
            c_size_t,
            c_char_p,
            c_size_t,
            POINTER(_error),
        ),
    ),
    "metaqore_list": (
        metaqore_status,
        (POINTER(_buffer), _state, metaqore_kind, c_char_p, c_size_t, POINTER(_error)),
    ),
    "metaqore_ledger_head": (metaqore_status, (_u64, _hash, _engine, POINTER(_error))),
    "metaqore_ledger_root": (metaqore_status, (_hash, _engine, c_uint64, POINTER(_error))),
    "metaqore_ledger_entries": (
        metaqore_status,
        (POINTER(_buffer), _engine, c_uint64, c_uint32, POINTER(_error)),
    ),
    "metaqore_ledger_verify": (
        metaqore_status,
        (POINTER(c_int32), POINTER(_buffer), POINTER(_buffer), _engine, POINTER(_error)),
    ),
    "metaqore_ecosystems": (metaqore_status, (POINTER(_buffer), POINTER(_error))),
    "metaqore_version_compare": (metaqore_status, (_i32, *_text, *_text, *_text, POINTER(_error))),
    "metaqore_version_normalize": (
        metaqore_status,
        (POINTER(_buffer), _i32, *_text, *_text, POINTER(_error)),
    ),
    "metaqore_name_normalize": (metaqore_status, (POINTER(_buffer), *_text, *_text, POINTER(_error))),
    "metaqore_constraint_normalize": (
        metaqore_status,
        (_i32, POINTER(_buffer), POINTER(_buffer), *_text, *_text, POINTER(_error)),
    ),
    "metaqore_constraint_contains": (metaqore_status, (_i32, *_text, *_text, *_text, POINTER(_error))),
    "metaqore_constraints_compare": (
        metaqore_status,
        (_i32, _i32, POINTER(_buffer), POINTER(_buffer), *_text, *_text, *_text, POINTER(_error)),
    ),
    "metaqore_default_sharing_rules": (metaqore_status, (POINTER(_buffer), POINTER(_error))),
    "metaqore_requirements_analyze": (
        metaqore_status,
        (_i32, POINTER(_buffer), POINTER(_buffer), *_text, POINTER(_error)),
    ),
    "metaqore_requirement_index_new": (metaqore_status, (POINTER(_index), *_text, POINTER(_error))),
    "metaqore_requirement_index_free": (None, (_index,)),
    "metaqore_requirement_index_add": (metaqore_status, (_index, *_text, POINTER(_error))),
    "metaqore_requirement_index_remove": (metaqore_status, (_i32, _index, *_text, POINTER(_error))),
    "metaqore_requirement_index_check": (
        metaqore_status,
        (_i32, POINTER(_buffer), POINTER(_buffer), _index, *_text, POINTER(_error)),
    ),
    "metaqore_requirement_index_size": (metaqore_status, (_u64, _index, POINTER(_error))),
    "metaqore_json_find": (metaqore_status, (_i32, POINTER(_buffer), *_text, *_text, POINTER(_error))),
    "metaqore_json_patch_make": (metaqore_status, (POINTER(_buffer), *_text, *_text, POINTER(_error))),
    "metaqore_json_patch_apply": (metaqore_status, (POINTER(_buffer), *_text, *_text, POINTER(_error))),
    "metaqore_json_merge_patch_make": (
        metaqore_status,
        (_i32, POINTER(_buffer), *_text, *_text, POINTER(_error)),
    ),
    "metaqore_json_merge_patch_apply": (metaqore_status, (POINTER(_buffer), *_text, *_text, POINTER(_error))),
    "metaqore_json_text_diff": (
        metaqore_status,
        (POINTER(_buffer), *_text, *_text, c_uint32, *_text, *_text, POINTER(_error)),
    ),
    "metaqore_json_merge": (
        metaqore_status,
        (
            _i32,
            POINTER(_buffer),
            POINTER(_buffer),
            POINTER(_buffer),
            *_text,
            *_text,
            *_text,
            *_text,
            *_text,
            *_text,
            POINTER(_error),
        ),
    ),
    "metaqore_json_resolve": (metaqore_status, (_i32, POINTER(_buffer), *_text, *_text, POINTER(_error))),
    "metaqore_schema_new": (metaqore_status, (POINTER(_schema), *_text, *_text, POINTER(_error))),
    "metaqore_schema_free": (None, (_schema,)),
    "metaqore_schema_validate": (
        metaqore_status,
        (_i32, POINTER(_buffer), POINTER(_buffer), _schema, *_text, *_text, POINTER(_error)),
    ),
    # As a pointer and not as c_char_p, which ctypes would cut at the first NUL: the size tells the end.
    "metaqore_buffer_data": (POINTER(c_char), (_buffer,)),
    "metaqore_buffer_size": (c_size_t, (_buffer,)),
    "metaqore_buffer_free": (None, (_buffer,)),
    "metaqore_error_code": (metaqore_status, (_error,)),
    "metaqore_error_reason": (c_char_p, (_error,)),
    "metaqore_error_message": (c_char_p, (_error,)),
    "metaqore_error_details": (c_char_p, (_error,)),
    "metaqore_error_free": (None, (_error,)),
}
