"""capi/metaqore.h in ctypes. Made by bindings/python/generate_abi.py, and not to be edited."""

from __future__ import annotations

import ctypes
from ctypes import (
    CFUNCTYPE,
    Structure,
    c_char,
    c_char_p,
    c_int32,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from functools import lru_cache
from typing import Any, Dict, Tuple

# Of ctypes, but with a cache of our own: that of ctypes forgets its types when a subinterpreter imports it.
POINTER = lru_cache(maxsize=None)(ctypes.POINTER)

# ---- metaqore/base.h

METAQORE_ABI_VERSION = 4

metaqore_status = c_int32
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

metaqore_verdict = c_int32
METAQORE_DENIED = 0
METAQORE_ACCEPTED = 1


class metaqore_id(Structure):
    _fields_ = [("text", c_char * 64)]


class metaqore_hash(Structure):
    _fields_ = [("text", c_char * 65)]


METAQORE_NUL_TERMINATED = c_size_t(-1).value


class metaqore_text(Structure):
    _fields_ = [("data", c_char_p), ("size", c_size_t)]


class metaqore_buffer(Structure):
    """Opaque."""


class metaqore_error(Structure):
    """Opaque."""


# ---- metaqore/engine.h


class metaqore_engine(Structure):
    """Opaque."""


metaqore_log_level = c_int32
METAQORE_LOG_INFO = 1
METAQORE_LOG_WARNING = 2
METAQORE_LOG_ERROR = 3

metaqore_hooks_destroy = CFUNCTYPE(None, c_void_p)

metaqore_hooks_log = CFUNCTYPE(None, c_void_p, metaqore_log_level, c_char_p, c_char_p, c_char_p)

metaqore_hooks_interrupted = CFUNCTYPE(c_int32, c_void_p)


class metaqore_hooks(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("userdata", c_void_p),
        ("destroy", metaqore_hooks_destroy),
        ("log", metaqore_hooks_log),
        ("interrupted", metaqore_hooks_interrupted),
    ]


# ---- metaqore/requirement.h

metaqore_admits = c_int32
METAQORE_ADMITS_NOTHING = 0
METAQORE_ADMITS_PRERELEASES = 1
METAQORE_ADMITS_RELEASES = 2

metaqore_relation = c_int32
METAQORE_SUBSET = 1
METAQORE_SUPERSET = 2
METAQORE_EQUAL = 3


class metaqore_requirement_index(Structure):
    """Opaque."""


# ---- metaqore/schema.h


class metaqore_schema(Structure):
    """Opaque."""


# ---- metaqore/state.h


class metaqore_state(Structure):
    """Opaque."""


metaqore_role = c_int32
METAQORE_AGENT = 0
METAQORE_HUMAN = 1
METAQORE_HOST = 2

metaqore_kind = c_int32
METAQORE_PROJECT = 1
METAQORE_ARTIFACT = 3
METAQORE_CONFLICT = 4


class metaqore_state_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("timeout_ms", c_uint32),
        ("trace_id", metaqore_text),
        ("on_behalf_of", metaqore_text),
    ]


# name: (result, parameters)
PROTOTYPES: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {
    "metaqore_abi_version": (c_uint32, ()),
    "metaqore_version": (c_char_p, ()),
    "metaqore_text_of": (metaqore_text, (c_char_p,)),
    "metaqore_buffer_data": (POINTER(c_char), (POINTER(metaqore_buffer),)),
    "metaqore_buffer_size": (c_size_t, (POINTER(metaqore_buffer),)),
    "metaqore_buffer_text": (metaqore_text, (POINTER(metaqore_buffer),)),
    "metaqore_buffer_free": (None, (POINTER(metaqore_buffer),)),
    "metaqore_error_code": (metaqore_status, (POINTER(metaqore_error),)),
    "metaqore_error_reason": (c_char_p, (POINTER(metaqore_error),)),
    "metaqore_error_message": (c_char_p, (POINTER(metaqore_error),)),
    "metaqore_error_details": (c_char_p, (POINTER(metaqore_error),)),
    "metaqore_error_free": (None, (POINTER(metaqore_error),)),
    "metaqore_hooks_init": (None, (POINTER(metaqore_hooks),)),
    "metaqore_engine_open": (
        metaqore_status,
        (
            POINTER(POINTER(metaqore_engine)),
            metaqore_text,
            POINTER(metaqore_hooks),
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_engine_backup": (
        metaqore_status,
        (POINTER(metaqore_engine), metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_engine_close": (metaqore_status, (POINTER(metaqore_engine), POINTER(POINTER(metaqore_error)))),
    "metaqore_engine_free": (None, (POINTER(metaqore_engine),)),
    "metaqore_json_string": (
        metaqore_status,
        (POINTER(POINTER(metaqore_buffer)), metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_json_string_at": (
        metaqore_status,
        (POINTER(POINTER(metaqore_buffer)), metaqore_text, metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_json_find": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_json_patch_make": (
        metaqore_status,
        (POINTER(POINTER(metaqore_buffer)), metaqore_text, metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_json_patch_apply": (
        metaqore_status,
        (POINTER(POINTER(metaqore_buffer)), metaqore_text, metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_json_merge_patch_make": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_json_merge_patch_apply": (
        metaqore_status,
        (POINTER(POINTER(metaqore_buffer)), metaqore_text, metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_json_diff": (
        metaqore_status,
        (
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            metaqore_text,
            c_uint32,
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_json_merge": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            metaqore_text,
            metaqore_text,
            metaqore_text,
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_json_resolve": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_ledger_head": (
        metaqore_status,
        (
            POINTER(c_uint64),
            POINTER(metaqore_hash),
            POINTER(metaqore_engine),
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_ledger_root": (
        metaqore_status,
        (POINTER(metaqore_hash), POINTER(metaqore_engine), c_uint64, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_ledger_entries": (
        metaqore_status,
        (
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_engine),
            c_uint64,
            c_uint32,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_ledger_verify": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_engine),
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_verify_file": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_ecosystem_list": (
        metaqore_status,
        (POINTER(POINTER(metaqore_buffer)), POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_version_compare": (
        metaqore_status,
        (POINTER(c_int32), metaqore_text, metaqore_text, metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_version_normalize": (
        metaqore_status,
        (
            POINTER(POINTER(metaqore_buffer)),
            POINTER(c_int32),
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_name_normalize": (
        metaqore_status,
        (POINTER(POINTER(metaqore_buffer)), metaqore_text, metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_constraint_normalize": (
        metaqore_status,
        (
            POINTER(metaqore_admits),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_constraint_contains": (
        metaqore_status,
        (POINTER(c_int32), metaqore_text, metaqore_text, metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_constraint_compare": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(metaqore_relation),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_sharing_rules_default": (
        metaqore_status,
        (POINTER(POINTER(metaqore_buffer)), POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_requirement_analyze": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_requirement_index_new": (
        metaqore_status,
        (POINTER(POINTER(metaqore_requirement_index)), metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_requirement_index_free": (None, (POINTER(metaqore_requirement_index),)),
    "metaqore_requirement_index_add": (
        metaqore_status,
        (POINTER(metaqore_requirement_index), metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_requirement_index_remove": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(metaqore_requirement_index),
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_requirement_index_check": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_requirement_index),
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_requirement_index_size": (
        metaqore_status,
        (POINTER(c_uint64), POINTER(metaqore_requirement_index), POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_schema_new": (
        metaqore_status,
        (POINTER(POINTER(metaqore_schema)), metaqore_text, metaqore_text, POINTER(POINTER(metaqore_error))),
    ),
    "metaqore_schema_free": (None, (POINTER(metaqore_schema),)),
    "metaqore_schema_validate": (
        metaqore_status,
        (
            POINTER(c_int32),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_schema),
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_state_options_init": (None, (POINTER(metaqore_state_options),)),
    "metaqore_state_open": (
        metaqore_status,
        (
            POINTER(POINTER(metaqore_state)),
            POINTER(metaqore_engine),
            metaqore_text,
            metaqore_role,
            POINTER(metaqore_state_options),
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_state_free": (None, (POINTER(metaqore_state),)),
    "metaqore_state_declare": (
        metaqore_status,
        (
            POINTER(metaqore_verdict),
            POINTER(metaqore_id),
            POINTER(c_uint64),
            POINTER(c_uint64),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_state),
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_state_try_declare": (
        metaqore_status,
        (
            POINTER(metaqore_verdict),
            POINTER(metaqore_id),
            POINTER(c_uint64),
            POINTER(c_uint64),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_state),
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_state_check": (
        metaqore_status,
        (
            POINTER(metaqore_verdict),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_state),
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_state_create": (
        metaqore_status,
        (
            POINTER(metaqore_id),
            POINTER(c_uint64),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_state),
            metaqore_kind,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_state_get": (
        metaqore_status,
        (
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_state),
            metaqore_kind,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_state_head": (
        metaqore_status,
        (
            POINTER(metaqore_id),
            POINTER(c_uint64),
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_state),
            metaqore_text,
            metaqore_text,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
    "metaqore_state_list": (
        metaqore_status,
        (
            POINTER(POINTER(metaqore_buffer)),
            POINTER(metaqore_state),
            metaqore_kind,
            metaqore_text,
            POINTER(POINTER(metaqore_error)),
        ),
    ),
}
