"""Asks the hub, by its own client, what a model consists of: revision, files, sizes, hashes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from earshot.domain.errors import UntrustedModelError
from earshot.domain.getting import HUB, Asking, Hash, Plan, Retrying, Wanted
from earshot.domain.names import Kind, is_commit, is_repository, is_short_commit, kind, shown
from earshot.domain.refusals import (
    DamagedError,
    GettingError,
    LicenceError,
    OddServerError,
    TokenError,
    UnknownFilesError,
    UnknownModelError,
    UnknownRevisionError,
)
from earshot.store.getting import mark, trouble
from earshot.store.getting.beside import beside
from earshot.store.getting.patience import Patience
from earshot.store.getting.trouble import Trouble
from earshot.store.net import Door, host_of

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo

T = TypeVar("T")
_MOST_FILES = 2_000
_LARGEST_SMALL = 64 * 1024 * 1024
"""Bytes of a file that is not weights."""
Steps = Generator[Asking | Retrying, None, T]


class Hub:
    """A hub, or a mirror of it, behind the door."""

    def __init__(self, door: Door, endpoint: str, patience: Patience) -> None:
        self.door, self.patience = door, patience
        self.endpoint = endpoint.rstrip("/")
        self.host = host_of(self.endpoint)

    def address(self, plan: Plan, name: str) -> str:
        """Where a file's bytes are."""
        return f"{self.endpoint}/{plan.repository}/resolve/{plan.revision}/{quote(name)}"

    def page(self, repository: str) -> str:
        """Where a licence is read and accepted."""
        return f"{self.endpoint}/{repository}"

    def plan(self, repository: str, revision: str, hashes: Mapping[str, str]) -> Steps[Plan]:
        """Everything there is to fetch.  `hashes` are SHA-256 that the catalogue vouches for.  Raises EarshotError."""
        info = yield from self._info(repository, revision)
        files = _files(info, hashes)
        if not info.sha or not is_commit(info.sha):
            raise OddServerError(f"The server {self.host} does not say which revision it has.")
        if self.endpoint == f"https://{HUB}":
            proof = HUB
        else:
            proof = "the catalogue" if all(file.name in hashes for file in files) else ""
        licenses = [shown(str(tag)[8:]) for tag in info.tags or [] if str(tag).startswith("license:")]
        return Plan(repository, info.sha, self.endpoint, files, proof, licenses[0] if licenses else "")

    def newest(self, repository: str) -> Steps[str]:
        """The newest revision there is.  Raises EarshotError."""
        info = yield from self._info(repository, "")
        return str(info.sha or "")

    def refused(self, status: int, repository: str) -> GettingError:
        """Why a server that wants to know who asks said no."""
        page, whose = self.page(repository), "" if self.host == HUB else f" --host {self.host}"
        if self.door.secret(self.endpoint) is None:
            return LicenceError(
                f"The model {repository} is only for those who accepted its licence, or is private.",
                f"Accept it at {page}, make a read token, and save that by `earshot models token{whose}`.",
                page,
            )
        if status == 401:
            return TokenError(f"The token for {self.host} is not accepted.")
        return LicenceError(
            f"The licence of {repository} has not been accepted with this token's account.",
            f"Accept it at {page} and try again; some models answer only after a while.",
            page,
        )

    def _info(self, repository: str, revision: str) -> Steps[ModelInfo]:
        if not is_repository(repository):
            raise UnknownModelError(f"“{repository}” is no name of a model at the hub.")
        unknown = UnknownRevisionError(f"The model {repository} has no revision “{revision}”.")
        found = yield from self._asked(lambda api: self._told(api, repository, revision), repository)
        if found is None and is_short_commit(revision):
            commits = yield from self._asked(lambda api: api.list_repo_commits(repository), repository)
            whole = [row.commit_id for row in commits or [] if row.commit_id.startswith(revision)]
            if len(whole) == 1:
                found = yield from self._asked(lambda api: self._told(api, repository, whole[0]), repository)
        if found is None or (is_commit(revision) and found.sha != revision):
            raise unknown
        return found

    def _told(self, api: HfApi, repository: str, revision: str) -> ModelInfo:
        return api.model_info(repository, revision=revision or None, files_metadata=True, timeout=self.patience.stall)

    def _asked(self, question: Callable[[HfApi], T], repository: str) -> Steps[T | None]:
        """The hub's answer, after as many tries as patience has; None for a revision it does not know."""
        failures = 0
        while True:
            yield Asking()
            match (yield from _told(beside(lambda: self._once(question, repository), self.patience.tick))):
                case Trouble() as passing:
                    failures += 1
                    if failures >= self.patience.tries:
                        raise passing.error
                    pause = passing.wish if passing.wish is not None else self.patience.pause(failures)
                    yield Retrying("", passing.reason, pause)
                    yield from waited(pause, self.patience.tick)
                case _Again():
                    pass
                case answer:
                    return answer

    def _once(self, question: Callable[[HfApi], T], repository: str) -> T | Trouble | _Again | None:
        """On another thread."""
        from huggingface_hub import HfApi
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, RevisionNotFoundError

        secret = self.door.secret(self.endpoint)
        try:
            with self.door.hub():
                return question(HfApi(endpoint=self.endpoint, token=secret or False, library_name="earshot"))
        except RevisionNotFoundError:
            return None
        except HFValidationError as problem:
            raise UnknownModelError(f"“{repository}” is no name of a model at the hub.") from problem
        except HfHubHTTPError as problem:
            return self._of_answer(problem, repository)
        except (ValueError, TypeError, LookupError, AttributeError) as problem:
            raise OddServerError(f"The server {self.host} does not answer as a hub does.") from problem
        except Exception as problem:
            return trouble.of_request(problem, self.host)

    def _of_answer(self, problem: Any, repository: str) -> Trouble | _Again:
        from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

        status = problem.response.status_code
        passing = trouble.of_status(status, problem.response.headers, self.host)
        if passing is not None:
            return passing
        if self.door.unlock(self.endpoint):
            return _Again()
        if isinstance(problem, GatedRepoError) or (status in (401, 403) and self.door.secret(self.endpoint)):
            raise self.refused(status, repository) from problem
        if isinstance(problem, RepositoryNotFoundError) or status in (401, 403, 404):
            raise UnknownModelError(f"There is no model {repository} at {self.host}.") from problem
        raise OddServerError(f"The server {self.host} does not answer as a hub does (it said {status}).") from problem


class _Again:
    """Ask once more, with a token this time."""


def _told(steps: Generator[None, None, T]) -> Steps[T]:
    """The ticks of a call, as events."""
    try:
        while True:
            next(steps)
            yield Asking()
    except StopIteration as end:
        answer: T = end.value
        return answer


def waited(seconds: float, tick: float) -> Steps[None]:
    """Lets time pass; whoever listens may stop in between."""
    end = monotonic() + seconds
    while (left := end - monotonic()) > 0:
        sleep(min(tick, left))
        yield Asking()


def _files(info: ModelInfo, hashes: Mapping[str, str]) -> tuple[Wanted, ...]:
    """The files that a model needs, small ones first.  Raises EarshotError for a repository that is none."""
    rows = info.siblings or []
    name_of = f"The model {info.id}"
    if len(rows) > _MOST_FILES:
        raise UnknownFilesError(f"{name_of} has far more files than a model.")
    wanted = []
    for row in rows:
        name = str(row.rfilename)
        match kind(name):
            case Kind.ESCAPES:
                raise UntrustedModelError(f"{name_of} has a file whose name would lead out of its folder.")
            case Kind.RUNS:
                raise UntrustedModelError(f"{name_of} has the file {name}, which could run as a program.")
            case Kind.UNKNOWN:
                raise UnknownFilesError(f"{name_of} has the file {name}, which Earshot does not know.")
            case Kind.WANTED if name.casefold() == mark.NAME:
                pass  # of somebody who fetched it by Earshot and gave it away: ours is written in its place
            case Kind.WANTED:
                wanted.append(_wanted(row, name, name_of, hashes))
            case Kind.LEFT:
                pass
    names = [file.name.casefold() for file in wanted]
    if len(set(names)) != len(names):
        raise UntrustedModelError(f"{name_of} has two files whose names differ in their case alone.")
    if "config.json" not in names or not any(file.weights for file in wanted):
        raise UnknownFilesError(f"{name_of} has no weights in safetensors format, or no config.json.")
    return tuple(sorted(wanted, key=lambda file: (file.weights, file.name)))


def _wanted(row: Any, name: str, name_of: str, hashes: Mapping[str, str]) -> Wanted:
    large = row.lfs
    size = large.size if large is not None else row.size
    digest = str((large.sha256 if large is not None else row.blob_id) or "").lower()
    known = len(digest) == (64 if large is not None else 40) and set(digest) <= set("0123456789abcdef")
    if type(size) is not int or size < 0 or not known:
        raise UnknownFilesError(f"{name_of} does not say size and hash of its file {name}.")
    if not name.endswith(".safetensors") and size > _LARGEST_SMALL:
        raise UnknownFilesError(f"{name_of} has the file {name}, which is far too large for its kind.")
    pinned = hashes.get(name)
    if pinned is not None and large is not None and pinned != digest:
        raise DamagedError(f"{name_of} is offered with another {name} than the one the catalogue names.")
    return Wanted(name, size, Hash.SHA256 if large is not None or pinned else Hash.GIT, pinned or digest)
