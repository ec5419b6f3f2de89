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
    ArtifactStatusName,
    Candidate,
    Conflict,
    ConflictType,
    Decision,
    Lineage,
    Members,
    Page,
    Project,
    Role,
    RoleName,
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
    status: Union[None, ArtifactStatus, ArtifactStatusName] = ArtifactStatus.ACTIVE


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
        role: Union[Role, RoleName] = Role.AGENT,
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

    def __repr__(self) -> str:
        return f"<State of {self.actor!r}, {self.role}, {self.engine!r}>"

    # ---- Writing

    def declare(
        self, candidate: Union[Lineage, Candidate], data: Any = ..., **members: Unpack[Members]
    ) -> Decision:
        """Judges a first or next version, and keeps it with the decision.

        candidate: a Lineage, as project.lineage("plan"), for a first version; or a Candidate, as
            artifact.next(data), for one that is based on what was read.
        data: what json.dumps takes, {} when left out. What is given beside a Candidate replaces what that
            says; so do the others, which go by name:
        base: the version that it was made from. 0: there was none yet; None: the newest that this state got
            by get_artifact() or head(), or declared itself, and unknown where there is none.
        exact: it becomes the next version on exactly its base, or is denied; see update().
        expected_version: the version that it has to become.
        depends_on: what has to exist in the project, each an artifact's id, or `type/name` or `type`.
        reads: ids of the artifacts that it was made of.
        requirements: each a Requirement on a package registry.
        paths: files that it is about.
        metadata: a mapping for the host's own use.
        id: one's own, `art_…`. The same id and content again is given the first answer again, so that a
            repeat is safe.

        Returns a Decision, which is false when denied: a denial is an answer, and `.or_raise()` gives the
        artifact or raises ConflictDetected. Raises TypeError and InvalidArgument, which names the member and
        the place within it; NotFound for the project; Busy after the timeout; ReadOnly, StorageError, Closed,
        Forked. Nothing was written then.
        """
        return self._declare("declare", candidate_of(candidate, data, members))

    def try_declare(
        self, candidate: Union[Lineage, Candidate], data: Any = ..., **members: Unpack[Members]
    ) -> Decision:
        """The same as declare(), but of a candidate that is denied nothing is kept: its effect is `refused`,
        and its conflicts have no ids.

        candidate, data and the members by name: as of declare(). Returns and raises as declare().
        """
        return self._declare("try_declare", candidate_of(candidate, data, members))

    def update(
        self, lineage: Lineage, change: Callable[[Candidate], Candidate], *, attempts: int = 100
    ) -> Decision:
        """Reads, changes and writes as one step, so that two increments are two.

        lineage: what is changed, as project.lineage("counter").
        change: is given the head's next(), or a blank Candidate where there is no head, and returns the
            Candidate to be declared: as `exact`, on that base and of this lineage, whatever it says of these.
            What it raises ends the call.
        attempts: how often it reads and changes at most. It does so again where somebody else was faster
            (version_mismatch or parallel_creation, and nothing else).

        Returns the last attempt's Decision; of one that is denied nothing is kept. Raises TypeError where
        change returns something else, InvalidArgument for less than one attempt, and as declare().
        """
        if type(attempts) is not int or attempts < 1:
            raise InvalidArgument(f"attempts is `{attempts}`: give a whole number, 1 or more", "python.attempts")
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

    def check(
        self, candidate: Union[Lineage, Candidate], data: Any = ..., **members: Unpack[Members]
    ) -> Decision:
        """The answer that declare() would give now; nothing is kept.

        Takes, returns and raises the same as declare(); what is not kept has no ids.
        """
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
        """Keeps a new project.

        project: a Project of which name, description, owner_id, metadata and id (`proj_…`) may be set: what
            is the library's to say (status, created_at, updated_at, sequence) is refused. The same id and
            content again answers the same project.

        Returns the project as it was kept. Raises TypeError, InvalidArgument, Busy after the timeout,
        ReadOnly, StorageError, Closed, Forked. Nothing was written then.
        """
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

    # ---- Reading. Every read may raise TypeError, InvalidArgument, StorageError, Closed and Forked.

    def get_project(self, id: str) -> Optional[Project]:
        """The project with this id (`proj_…`), or None."""
        return self._get(Project, id)

    def get_artifact(self, id: str) -> Optional[Artifact]:
        """The artifact or blocked candidate with this id (`art_…`), or None. A candidate that converged is
        answered with the artifact that it converged on."""
        return self._get(Artifact, id)

    def get_conflict(self, id: str) -> Optional[Conflict]:
        """The conflict with this id (`conf_…`), or None."""
        return self._get(Conflict, id)

    def head(self, lineage: Lineage) -> Optional[Artifact]:
        """The newest active version of a lineage, as project.lineage("plan"), or None."""
        texts = _native.texts(**_codec.plain("lineage", lineage, Lineage))
        buffer = _native.new_buffer()
        try:
            _native.call("metaqore_state_head", None, None, ctypes.byref(buffer), self._handle, *texts)
        except NotFound:
            return None
        return _codec.read(Artifact, _native.take(buffer))

    def list_projects(self, *, page_size: int = 100) -> Iterator[Project]:
        """Iterates over all projects, as they are at this call.

        page_size: how many are read at once, 1 to 1,000.
        """
        return self._all_pages(Project, _Query(limit=page_size))

    def page_projects(self, *, cursor: str = "", limit: int = 100) -> Page[Project]:
        """One page of the projects.

        cursor: `next` of the page before; empty for the first.
        limit: at most so many, 1 to 1,000.

        Returns a Page with `items` and `next`, which is empty on the last. All pages show the state that the
        first one saw.
        """
        return self._page(Project, _Query(cursor, limit))

    def list_artifacts(
        self,
        project_id: str,
        artifact_type: Optional[str] = None,
        name: Optional[str] = None,
        *,
        status: Union[None, ArtifactStatus, ArtifactStatusName] = ArtifactStatus.ACTIVE,
        page_size: int = 100,
    ) -> Iterator[Artifact]:
        """Iterates over artifacts in the order of type, name and id, as they are at this call.

        project_id: whose.
        artifact_type, name: only those; None: all.
        status: "active", "blocked" or "superseded"; None: every version and every blocked candidate.
        page_size: how many are read at once, 1 to 1,000.
        """
        return self._all_pages(
            Artifact, _ArtifactQuery("", page_size, project_id, artifact_type, name, status)
        )

    def page_artifacts(
        self,
        project_id: str,
        artifact_type: Optional[str] = None,
        name: Optional[str] = None,
        *,
        status: Union[None, ArtifactStatus, ArtifactStatusName] = ArtifactStatus.ACTIVE,
        cursor: str = "",
        limit: int = 100,
    ) -> Page[Artifact]:
        """One page of what list_artifacts() gives with the same arguments; cursor, limit and the Page are
        those of page_projects()."""
        return self._page(Artifact, _ArtifactQuery(cursor, limit, project_id, artifact_type, name, status))

    def list_conflicts(
        self, project_id: str, artifact_id: Optional[str] = None, *, page_size: int = 100
    ) -> Iterator[Conflict]:
        """Iterates over conflicts, as they are at this call.

        project_id: whose.
        artifact_id: only those of this blocked candidate; None: of all.
        page_size: how many are read at once, 1 to 1,000.
        """
        return self._all_pages(Conflict, _ConflictQuery("", page_size, project_id, artifact_id))

    def page_conflicts(
        self, project_id: str, artifact_id: Optional[str] = None, *, cursor: str = "", limit: int = 100
    ) -> Page[Conflict]:
        """One page of what list_conflicts() gives with the same arguments; cursor, limit and the Page are
        those of page_projects()."""
        return self._page(Conflict, _ConflictQuery(cursor, limit, project_id, artifact_id))

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
