"""State: one actor's reads, and the one way to write."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Callable, Iterator, Optional, Type, TypeVar, Union

from . import _abi, _codec, _native
from .errors import InternalError, InvalidArgument, NotFound
from .models import (
    Artifact,
    ArtifactStatus,
    Candidate,
    Conflict,
    ConflictType,
    Decision,
    Lineage,
    Members,
    Page,
    Project,
    Role,
    Verdict,
    candidate_of,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")

_ROLES = {Role.AGENT: _abi.METAQORE_AGENT, Role.HUMAN: _abi.METAQORE_HUMAN, Role.HOST: _abi.METAQORE_HOST}
_OVERTAKEN = {ConflictType.VERSION_MISMATCH, ConflictType.PARALLEL_CREATION}
_VERDICTS = {_abi.METAQORE_DENIED: Verdict.DENIED, _abi.METAQORE_ACCEPTED: Verdict.ACCEPTED}
_KINDS = {
    Project: _abi.METAQORE_PROJECT,
    Artifact: _abi.METAQORE_ARTIFACT,
    Conflict: _abi.METAQORE_CONFLICT,
}


@dataclass(frozen=True)
class _Query:
    cursor: str = ""
    limit: int = 100


@dataclass(frozen=True)
class _ArtifactQuery(_Query):
    project_id: str = ""
    artifact_type: Optional[str] = None
    name: Optional[str] = None
    status: Union[None, ArtifactStatus, str] = ArtifactStatus.ACTIVE


@dataclass(frozen=True)
class _ConflictQuery(_Query):
    project_id: str = ""
    artifact_id: Optional[str] = None


class State(_native.Owner):
    """One actor's reads, and the one way to write. Any thread. From Engine.state()."""

    def __init__(
        self,
        engine: _native.Owner,
        actor: str,
        role: Union[Role, str] = Role.AGENT,
        timeout: Optional[float] = None,
        trace_id: Optional[str] = None,
        on_behalf_of: Optional[str] = None,
    ) -> None:
        (actor_text,) = _native.texts(actor=actor)
        try:
            self.role = Role(_codec.name(Role, "role", role))
        except ValueError as error:
            names = ", ".join(f"`{known}`" for known in Role)
            raise InvalidArgument(f"role is `{role}`: give one of {names}", "python.role") from error
        self.actor = actor
        self.engine: Any = engine  # an Engine, which stands above this module

        options = _abi.metaqore_state_options()
        _native.lib.metaqore_state_options_init(ctypes.byref(options))
        if timeout is not None:
            options.timeout_ms = _codec.milliseconds("timeout", timeout)
        if trace_id is not None:
            options.trace_id = _native.text(_codec.encoded("trace_id", trace_id))
        if on_behalf_of is not None:
            options.on_behalf_of = _native.text(_codec.encoded("on_behalf_of", on_behalf_of))
        self._own(
            "metaqore_state",
            "open",
            engine._handle,
            actor_text,
            _ROLES[self.role],
            ctypes.byref(options),
        )

    # ---- Writing

    def declare(
        self, candidate: Union[Lineage, Candidate], data: Any = ..., **members: Unpack[Members]
    ) -> Decision:
        """Judges a first or next version, and keeps it with the decision. A denial is an answer: the decision
        is then false. What is given beside a Candidate replaces what that says: data, base, expected_version,
        depends_on, reads, requirements, paths, metadata, id. The same id and content again is given the first
        answer again."""
        return self._declare("declare", candidate_of(candidate, data, members))

    def try_declare(
        self, candidate: Union[Lineage, Candidate], data: Any = ..., **members: Unpack[Members]
    ) -> Decision:
        """The same, but of a candidate that is denied nothing is kept: its effect is `refused`, and its
        conflicts have no ids."""
        return self._declare("try_declare", candidate_of(candidate, data, members))

    def update(
        self, lineage: Lineage, change: Callable[[Candidate], Candidate], *, attempts: int = 100
    ) -> Decision:
        """Reads, changes and writes as one step, so that two increments are two. `change` is given the head's
        next(), or a blank candidate where there is none, and returns the candidate to be declared, as `exact`
        and on that base; its lineage stays. Where somebody else was faster (version_mismatch or
        parallel_creation, and nothing else) it reads and changes again, at most `attempts` times in all. Of
        an attempt that is denied nothing is kept. What `change` raises ends the call."""
        if attempts < 1:
            raise InvalidArgument(f"attempts is `{attempts}`: give 1 or more", "python.attempts")
        while True:
            head = self.head(lineage)
            before = head.next() if head else Candidate(lineage)
            changed = change(before)
            if not isinstance(changed, Candidate):
                raise TypeError(f"change must return a Candidate, not {type(changed).__name__}")
            decision = self.try_declare(
                replace(changed, lineage=lineage, base=head.version if head else 0, exact=True)
            )
            attempts -= 1
            if decision or attempts == 0 or any(it.type not in _OVERTAKEN for it in decision.conflicts):
                return decision

    def _declare(self, how: str, candidate: Candidate) -> Decision:
        said = _native.document("candidate", candidate, Candidate)
        verdict, artifact, sequence = _abi.metaqore_verdict(), _abi.metaqore_id(), ctypes.c_uint64()
        message, decision = _native.new_buffer(), _native.new_buffer()
        _native.call(
            f"metaqore_state_{how}",
            ctypes.byref(verdict),
            ctypes.byref(artifact),
            None,
            ctypes.byref(sequence),
            ctypes.byref(message),
            ctypes.byref(decision),
            self._handle,
            said,
        )
        what = f"artifact `{artifact.text.decode()}`, recorded as entry {sequence.value}"
        return _decision(verdict.value, message, decision, what)

    def check(
        self, candidate: Union[Lineage, Candidate], data: Any = ..., **members: Unpack[Members]
    ) -> Decision:
        """The answer that declare() would give now; nothing is kept."""
        said = _native.document("candidate", candidate_of(candidate, data, members), Candidate)
        verdict, message, decision = _abi.metaqore_verdict(), _native.new_buffer(), _native.new_buffer()
        _native.call(
            "metaqore_state_check",
            ctypes.byref(verdict),
            ctypes.byref(message),
            ctypes.byref(decision),
            self._handle,
            said,
        )
        return _decision(verdict.value, message, decision, "a check, which keeps nothing")

    def create_project(self, project: Project) -> Project:
        """Reads name, description, owner_id, metadata and id; answers the project as it was kept. The same id
        and content again answers the same project."""
        wanted = _native.document("project", project, Project)
        made, buffer = _abi.metaqore_id(), _native.new_buffer()
        _native.call(
            "metaqore_state_create",
            ctypes.byref(made),
            None,
            ctypes.byref(buffer),
            self._handle,
            _abi.METAQORE_PROJECT,
            wanted,
        )
        return _codec.read(Project, _native.take(buffer), f"project `{made.text.decode()}`")

    # ---- Reading

    def get_project(self, id: str) -> Optional[Project]:
        return self._get(Project, id)

    def get_artifact(self, id: str) -> Optional[Artifact]:
        """A candidate that converged is answered with the artifact that it converged on."""
        return self._get(Artifact, id)

    def get_conflict(self, id: str) -> Optional[Conflict]:
        return self._get(Conflict, id)

    def head(self, lineage: Lineage) -> Optional[Artifact]:
        """The newest active version."""
        texts = _native.texts(**_codec.plain("lineage", lineage, Lineage))
        buffer = _native.new_buffer()
        try:
            _native.call("metaqore_state_head", None, None, ctypes.byref(buffer), self._handle, *texts)
        except NotFound:
            return None
        return _codec.read(Artifact, _native.take(buffer))

    def list_projects(self, *, page_size: int = 100) -> Iterator[Project]:
        """All projects, page by page, as they are at this call."""
        return self._all_pages(Project, _Query(limit=page_size))

    def page_projects(self, *, cursor: str = "", limit: int = 100) -> Page[Project]:
        return self._page(Project, _Query(cursor, limit))

    def list_artifacts(
        self,
        project_id: str,
        artifact_type: Optional[str] = None,
        name: Optional[str] = None,
        *,
        status: Union[None, ArtifactStatus, str] = ArtifactStatus.ACTIVE,
        page_size: int = 100,
    ) -> Iterator[Artifact]:
        """Active heads; with another status those; with None every version and every blocked candidate. In
        the order of type, name and id, page by page, as they are at this call."""
        return self._all_pages(
            Artifact, _ArtifactQuery("", page_size, project_id, artifact_type, name, status)
        )

    def page_artifacts(
        self,
        project_id: str,
        artifact_type: Optional[str] = None,
        name: Optional[str] = None,
        *,
        status: Union[None, ArtifactStatus, str] = ArtifactStatus.ACTIVE,
        cursor: str = "",
        limit: int = 100,
    ) -> Page[Artifact]:
        return self._page(Artifact, _ArtifactQuery(cursor, limit, project_id, artifact_type, name, status))

    def list_conflicts(
        self, project_id: str, artifact_id: Optional[str] = None, *, page_size: int = 100
    ) -> Iterator[Conflict]:
        """Those of a project, or of one candidate in it, page by page, as they are at this call."""
        return self._all_pages(Conflict, _ConflictQuery("", page_size, project_id, artifact_id))

    def page_conflicts(
        self, project_id: str, artifact_id: Optional[str] = None, *, cursor: str = "", limit: int = 100
    ) -> Page[Conflict]:
        return self._page(Conflict, _ConflictQuery(cursor, limit, project_id, artifact_id))

    def _get(self, kind: Type[T], id: str) -> Optional[T]:
        buffer, wanted = _native.new_buffer(), _native.texts(id=id)
        try:
            _native.call("metaqore_state_get", ctypes.byref(buffer), self._handle, _KINDS[kind], *wanted)
        except NotFound:
            return None
        return _codec.read(kind, _native.take(buffer))

    def _page(self, kind: Type[T], query: _Query) -> Page[T]:
        buffer, wanted = _native.new_buffer(), _native.document("query", query, type(query))
        _native.call("metaqore_state_list", ctypes.byref(buffer), self._handle, _KINDS[kind], wanted)
        pages: Type[Page[T]] = Page[kind]  # type: ignore[valid-type]
        return _codec.read(pages, _native.take(buffer))

    def _all_pages(self, kind: Type[T], query: _Query) -> Iterator[T]:
        # The first page is read at once: mistakes are raised by the call, and the list is as it is then.
        first = self._page(kind, query)

        def items(page: Page[T]) -> Iterator[T]:
            while True:
                yield from page.items
                if not page.next:
                    return
                page = self._page(kind, replace(query, cursor=page.next))

        return items(first)


def _decision(verdict: int, message: Any, decision: Any, what: str) -> Decision:
    """The decision in JSON, but only where it says what the typed verdict says."""
    typed = _VERDICTS.get(verdict, Verdict.DENIED)
    sentence = (_native.take(message) or b"").decode()
    answer = _codec.read(Decision, _native.take(decision), f"{typed}: {what}", sentence=sentence)
    if answer.verdict is not typed:
        raise InternalError(
            f"the library answered `{typed}`, but its decision says `{answer.verdict}` ({what})",
            "python.disagrees",
        )
    return answer
