"""State: one actor's reads, and the one way to write."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    TypeVar,
    Union,
)

from . import _abi, _codec, _native
from .errors import InternalError, InvalidArgument, NotFound
from .models import (
    Artifact,
    ArtifactStatus,
    Candidate,
    Conflict,
    Decision,
    Lineage,
    Page,
    Project,
    Requirement,
    Role,
    Verdict,
    amended,
)

if TYPE_CHECKING:
    from .engine import Engine

T = TypeVar("T")

_ROLES = {Role.AGENT: _abi.METAQORE_AGENT, Role.HUMAN: _abi.METAQORE_HUMAN, Role.HOST: _abi.METAQORE_HOST}
_VERDICTS = {_abi.METAQORE_DENIED: Verdict.DENIED, _abi.METAQORE_ACCEPTED: Verdict.ACCEPTED}


class State(_native.Owner):
    """One actor's reads, and the one way to write. Any thread. From Engine.state()."""

    def __init__(
        self,
        engine: Engine,
        actor: str,
        role: Union[Role, str] = Role.AGENT,
        timeout: Optional[float] = None,
        trace_id: Optional[str] = None,
    ) -> None:
        actor_text = _codec.text("actor", actor)
        try:
            self.role = Role(_codec.name("role", role, Role))
        except ValueError as error:
            names = ", ".join(f"`{known}`" for known in Role)
            raise InvalidArgument(f"role is `{role}`: give one of {names}", "python.role") from error
        self.actor = actor
        self.engine = engine

        options = _abi.metaqore_state_options()
        _native.lib.metaqore_state_options_init(ctypes.byref(options))
        wait = engine._timeout if timeout is None else _codec.milliseconds(timeout)
        if wait is not None:
            options.timeout_ms = wait
        if trace_id is not None:
            trace = _codec.text("trace_id", trace_id)
            if b"\0" in trace:
                raise InvalidArgument("trace_id has a NUL: give 32 lower-case hex digits", "python.nul")
            options.trace_id = trace
        self._handle = ctypes.POINTER(_abi.metaqore_state)()
        _native.call(
            "metaqore_state_open",
            ctypes.byref(self._handle),
            engine._handle,
            actor_text,
            len(actor_text),
            _ROLES[self.role],
            ctypes.byref(options),
        )
        _native.free_with(self, "metaqore_state_free", self._handle)

    # ---- Writing

    def declare(
        self,
        candidate: Union[Lineage, Candidate],
        data: Any = ...,
        *,
        base: Optional[int] = None,
        expected_version: Optional[int] = None,
        depends_on: Optional[Sequence[str]] = None,
        reads: Optional[Sequence[str]] = None,
        requirements: Optional[Sequence[Requirement]] = None,
        paths: Optional[Sequence[str]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        id: Optional[str] = None,
    ) -> Decision:
        """Judges a first or next version, and keeps it with the decision. A denial is an answer: the decision
        is then false. What is given beside a Candidate replaces what that says. The same id and content again
        is given the first answer again."""
        document = _document(
            candidate,
            data,
            base=base,
            expected_version=expected_version,
            depends_on=depends_on,
            reads=reads,
            requirements=requirements,
            paths=paths,
            metadata=metadata,
            id=id,
        )
        verdict, artifact = _abi.metaqore_verdict(), _abi.metaqore_id()
        sequence, buffer = ctypes.c_uint64(), _native.new_buffer()
        _native.call(
            "metaqore_declare",
            ctypes.byref(verdict),
            ctypes.byref(artifact),
            None,
            ctypes.byref(sequence),
            ctypes.byref(buffer),
            self._handle,
            document,
            len(document),
        )
        what = f"artifact `{artifact.text.decode()}`, recorded as entry {sequence.value}"
        return _decision(verdict.value, _native.take(buffer), what)

    def check(
        self,
        candidate: Union[Lineage, Candidate],
        data: Any = ...,
        *,
        base: Optional[int] = None,
        expected_version: Optional[int] = None,
        depends_on: Optional[Sequence[str]] = None,
        reads: Optional[Sequence[str]] = None,
        requirements: Optional[Sequence[Requirement]] = None,
        paths: Optional[Sequence[str]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        id: Optional[str] = None,
    ) -> Decision:
        """The answer that declare() would give now; nothing is kept."""
        document = _document(
            candidate,
            data,
            base=base,
            expected_version=expected_version,
            depends_on=depends_on,
            reads=reads,
            requirements=requirements,
            paths=paths,
            metadata=metadata,
            id=id,
        )
        verdict, buffer = _abi.metaqore_verdict(), _native.new_buffer()
        _native.call(
            "metaqore_check",
            ctypes.byref(verdict),
            ctypes.byref(buffer),
            self._handle,
            document,
            len(document),
        )
        return _decision(verdict.value, _native.take(buffer), "a check, which keeps nothing")

    def create_project(self, project: Project) -> Project:
        """Reads name, description, owner_id, metadata and id; answers the project as it was kept. The same id
        and content again answers the same project."""
        document = _codec.project(project)
        made, buffer = _abi.metaqore_id(), _native.new_buffer()
        _native.call(
            "metaqore_create",
            ctypes.byref(made),
            None,
            ctypes.byref(buffer),
            self._handle,
            _abi.METAQORE_PROJECT,
            document,
            len(document),
        )
        return _codec.read(_codec.to_project, _native.take(buffer), f"project `{made.text.decode()}`")

    # ---- Reading

    def get_project(self, id: str) -> Optional[Project]:
        return self._get(_abi.METAQORE_PROJECT, id, _codec.to_project)

    def get_artifact(self, id: str) -> Optional[Artifact]:
        """A candidate that converged is answered with the artifact that it converged on."""
        return self._get(_abi.METAQORE_ARTIFACT, id, _codec.to_artifact)

    def get_conflict(self, id: str) -> Optional[Conflict]:
        return self._get(_abi.METAQORE_CONFLICT, id, _codec.to_conflict)

    def head(self, lineage: Lineage) -> Optional[Artifact]:
        """The newest active version."""
        texts: List[Any] = []
        for member in _codec.lineage_members(lineage).values():
            encoded = member.encode("utf-8")
            texts += [encoded, len(encoded)]
        buffer = _native.new_buffer()
        try:
            _native.call("metaqore_head", None, None, ctypes.byref(buffer), self._handle, *texts)
        except NotFound:
            return None
        return _codec.read(_codec.to_artifact, _native.take(buffer))

    def list_projects(self, *, page_size: int = 100) -> Iterator[Project]:
        """All projects, page by page, as they are at this call."""
        return _all_pages(lambda cursor: self.page_projects(cursor=cursor, limit=page_size))

    def page_projects(self, *, cursor: str = "", limit: int = 100) -> Page[Project]:
        return self._page(_abi.METAQORE_PROJECT, {}, cursor, limit, _codec.to_project)

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
        return _all_pages(
            lambda cursor: self.page_artifacts(
                project_id, artifact_type, name, status=status, cursor=cursor, limit=page_size
            )
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
        query: Dict[str, Any] = {"project_id": _codec.checked("project_id", project_id)}
        if artifact_type is not None:
            query["artifact_type"] = _codec.checked("artifact_type", artifact_type)
        if name is not None:
            query["name"] = _codec.checked("name", name)
        query["status"] = None if status is None else _codec.name("status", status, ArtifactStatus)
        return self._page(_abi.METAQORE_ARTIFACT, query, cursor, limit, _codec.to_artifact)

    def list_conflicts(
        self, project_id: str, artifact_id: Optional[str] = None, *, page_size: int = 100
    ) -> Iterator[Conflict]:
        """Those of a project, or of one candidate in it, page by page, as they are at this call."""
        return _all_pages(
            lambda cursor: self.page_conflicts(project_id, artifact_id, cursor=cursor, limit=page_size)
        )

    def page_conflicts(
        self, project_id: str, artifact_id: Optional[str] = None, *, cursor: str = "", limit: int = 100
    ) -> Page[Conflict]:
        query = {"project_id": _codec.checked("project_id", project_id)}
        if artifact_id is not None:
            query["artifact_id"] = _codec.checked("artifact_id", artifact_id)
        return self._page(_abi.METAQORE_CONFLICT, query, cursor, limit, _codec.to_conflict)

    def _get(self, kind: int, id: str, form: Callable[[Any], T]) -> Optional[T]:
        name, buffer = _codec.text("id", id), _native.new_buffer()
        try:
            _native.call("metaqore_get", ctypes.byref(buffer), self._handle, kind, name, len(name))
        except NotFound:
            return None
        return _codec.read(form, _native.take(buffer))

    def _page(
        self, kind: int, query: Mapping[str, Any], cursor: str, limit: int, form: Callable[[Any], T]
    ) -> Page[T]:
        members = {**query, "limit": _codec.number("limit", limit)}
        if _codec.checked("cursor", cursor):
            members["cursor"] = cursor
        document, buffer = _codec.dumps("query", members), _native.new_buffer()
        _native.call("metaqore_list", ctypes.byref(buffer), self._handle, kind, document, len(document))
        return _codec.read(_codec.page_of(form), _native.take(buffer))


def _document(candidate: Any, data: Any, **given: Any) -> bytes:
    if isinstance(candidate, Lineage):
        candidate = Candidate(candidate)
    elif isinstance(candidate, Artifact):
        raise TypeError("candidate must be a Lineage or a Candidate: use artifact.next(data)")
    elif not isinstance(candidate, Candidate):
        raise TypeError(f"candidate must be a Lineage or a Candidate, not {type(candidate).__name__}")
    return _codec.candidate(amended(candidate, data, **given))


def _decision(verdict: int, document: Optional[bytes], what: str) -> Decision:
    """The decision in JSON, but only where it says what the typed verdict says."""
    typed = _VERDICTS.get(verdict, Verdict.DENIED)
    decision = _codec.read(_codec.to_decision, document, f"{typed}: {what}")
    if decision.verdict is not typed:
        raise InternalError(
            f"the library answered `{typed}`, but its decision says `{decision.verdict}` ({what})",
            "python.disagrees",
        )
    return replace(decision, document=document or b"")


def _all_pages(page: Callable[[str], Page[T]]) -> Iterator[T]:
    # The first page is read at once: mistakes are raised by the call, and the list is as it is then.
    first = page("")

    def items(now: Page[T]) -> Iterator[T]:
        while True:
            yield from now.items
            if not now.next:
                return
            now = page(now.next)

    return items(first)
