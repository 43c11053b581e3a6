"""A running server, over its public API. It gives the same types as the service does itself."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import httpx
from pydantic import SecretStr, TypeAdapter

from index import arrivals
from index.accepting import Accepted
from index.arrivals import (
    Arrival,
    Done,
    Failure,
    Indexed,
    Progress,
    Refused,
    Report,
    reported,
    silent,
)
from index.audit import AuditEntry
from index.errors import AssayError
from index.model import Article, ArticleSummary, Filters, Hit
from index.reading import Item, Remark, Unreadable
from index.reading.fields import to_fields
from index.search import Explained
from service.answers import (
    Answer,
    Answered,
    Checked,
    Drafted,
    Event,
    Failed,
    Question,
    Retrieved,
    answer_of,
)
from service.checks import CheckEvent, CheckReport, CheckRequest, Reported, report_of
from service.errors import BadInput, NotReady, ServerUnreachable, name_of
from service.feedback import PendingCase
from service.grants import KeyAbout, KeyMade, KeyRequest
from service.intake import Intake, Taken
from service.paging import every_article
from service.receipts import Receipt

_PATIENCE = 60.0  # seconds for a server that loads; it sends pings when an answer takes longer
_PATIENCE_ARTICLES = 600.0  # it is silent until it has repaired and kept a whole batch
_BATCH_ARTICLES = 100
_BATCH_BYTES = 1_000_000
_PAGE = 200  # articles of a list
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

_QUESTION = TypeAdapter(Question)
_ANSWER = TypeAdapter(Answer)
_ARTICLE = TypeAdapter(Article)
_RECEIPT = TypeAdapter(Receipt)
_CASES = TypeAdapter(list[PendingCase])
_HITS = TypeAdapter(tuple[Hit, ...])
_FILTERS = TypeAdapter(Filters)
_SUMMARIES = TypeAdapter(tuple[ArticleSummary, ...])
_EXPLAINED = TypeAdapter(Explained)
_TAKEN = TypeAdapter(Taken)
_INTAKE = TypeAdapter(Intake)
_WANTED = TypeAdapter(KeyRequest)
_MADE = TypeAdapter(KeyMade)
_KEYS = TypeAdapter(tuple[KeyAbout, ...])
_CHANGES = TypeAdapter(tuple[AuditEntry, ...])
_CHECK = TypeAdapter(CheckRequest)
_REPORT = TypeAdapter(CheckReport)
_EVENTS: dict[str, Callable[[bytes], Any]] = {
    "retrieved": TypeAdapter(Retrieved).validate_json,
    "drafted": TypeAdapter(Drafted).validate_json,
    "checked": TypeAdapter(Checked).validate_json,
    "answered": lambda data: Answered(answer=_ANSWER.validate_json(data)),
    "reported": lambda data: Reported(report=_REPORT.validate_json(data)),
    "failed": lambda data: _failed(json.loads(data)),
}

EVERYTHING = Filters()
Tell = Callable[[str], None]
Frame = tuple[str, bytes]


class _Article(NamedTuple):
    """An article that is sent: its place among all that came, its uri, and its fields."""

    place: int
    uri: str
    json: bytes


Batch = Sequence[_Article]


def _failed(problem: dict[str, Any]) -> Failed:
    """The problem, and what was shown before it."""
    answer = problem.get("answer")
    return Failed(
        error=error_of(problem), answer=_ANSWER.validate_python(answer) if answer else None
    )


def untold(words: str) -> None:
    """No one wants to know."""


@asynccontextmanager
async def connect(
    url: str, tell: Tell = untold, key: SecretStr | str | None = None
) -> AsyncIterator["Client"]:
    """The server at `url`, once it is ready; `tell` hears when that takes a while.

    It is shown the `key`, where there is one.

    Raises `BadInput`, `ServerUnreachable`, or what the server says about itself.
    """
    async with httpx.AsyncClient(
        base_url=_checked(url),
        timeout=_timeout(_PATIENCE),
        headers={"authorization": f"Bearer {_plain(key)}"} if key else {},
        trust_env=not is_loopback(url),
    ) as http:  # a proxy from the environment has no business between two local processes
        client = Client(http)
        await client.ready(tell)
        yield client


def _plain(key: SecretStr | str) -> str:
    return key if isinstance(key, str) else key.get_secret_value()


class Client:
    """What a server does, over HTTP. A question or a text alone stands for one without options."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._url = str(http.base_url).rstrip("/")

    async def ready(self, tell: Tell) -> None:
        """Wait until the server has loaded. Raises `ServerUnreachable`, `NotReady`."""
        patient_until = monotonic() + _PATIENCE
        waiting = False
        while (reply := await self._send("GET", "/readyz")).status_code == 503:
            if "retry-after" not in reply.headers:
                break
            if monotonic() > patient_until:
                raise NotReady(f"The server at {self._url} still loads.", "Try again later.")
            if not waiting:
                tell(f"The server at {self._url} is still loading; waiting …")
            waiting = True
            await asyncio.sleep(1)
        told = self._json(reply)
        if not (isinstance(told, dict) and told.get("status") == "ready"):
            raise _no_server(self._url)

    def events(self, question: Question | str) -> AsyncGenerator[Event, None]:
        """The events of an answer; the last is `Answered` or `Failed`, whatever happens."""
        question = Question(text=question) if isinstance(question, str) else question
        return self._events("/v1/answers", _QUESTION.dump_json(question, by_alias=True))

    def checks(self, request: CheckRequest | str) -> AsyncGenerator[CheckEvent, None]:
        """The events of a check; the last is `Reported` or `Failed`, whatever happens."""
        request = CheckRequest(text=request) if isinstance(request, str) else request
        return self._events("/v1/checks", _CHECK.dump_json(request))

    async def _events(self, path: str, body: bytes) -> AsyncGenerator[Any, None]:
        try:
            async with aclosing(self._stream(path, body)) as frames:
                async for name, data in frames:
                    if name in _EVENTS:
                        yield (event := _EVENTS[name](data))
                        if isinstance(event, Answered | Reported | Failed):
                            return
        except AssayError as error:
            yield Failed(error=error)
            return
        yield Failed(error=_cut(self._url))

    async def answer(self, question: Question | str) -> Answer:
        """The answer alone. Raises what `Failed` carries."""
        return await answer_of(self.events(question))

    async def check(self, request: CheckRequest | str) -> CheckReport:
        """The report alone. Raises what `Failed` carries."""
        return await report_of(self.checks(request))

    async def search(
        self, query: str, filters: Filters = EVERYTHING, limit: int = 10
    ) -> Sequence[Hit]:
        """The passages that match best."""
        asked = _search(query, filters, limit)
        found = self._json(await self._send("POST", "/v1/search", json=asked))
        return _HITS.validate_python(found["hits"])

    async def explain(
        self, query: str, filters: Filters = EVERYTHING, limit: int = 10
    ) -> Explained:
        """The same, and why other passages are not among them."""
        asked = {**_search(query, filters, limit), "explain": True}
        found = self._json(await self._send("POST", "/v1/search", json=asked))
        return _EXPLAINED.validate_python({name: found[name] for name in ("hits", "dropped")})

    async def arrivals(self, items: Iterable[Item]) -> AsyncGenerator[Arrival, None]:
        """Send articles in batches, and tell what becomes of each. A bad one fails alone."""
        parts = _parts(items)
        # Reading takes files and addresses, so a thread does it.
        while (part := await asyncio.to_thread(next, parts, None)) is not None:
            if isinstance(part, Remark | Refused):
                yield part
                continue
            async with aclosing(self._send_batch(part)) as events:
                async for event in events:
                    yield event
        yield Done()

    async def add(self, items: Iterable[Item], progress: Progress = silent) -> Report:
        """Send articles, and stay until each is indexed; `progress` hears what becomes of each."""
        return await reported(self.arrivals(items), progress)

    async def remove(self, id_: str) -> None:
        """Forget an article for good. Raises `ArticleUnknown`."""
        self._json(await self._send("DELETE", _path(id_)))

    async def article(self, id_: str, version: int | None = None) -> Article:
        """An article with its texts, in the version that is found. Raises `ArticleUnknown`."""
        query = {"version": version} if version else {}
        reply = await self._send("GET", _path(id_), params=query)
        return _ARTICLE.validate_python(self._json(reply))

    def articles(self) -> AsyncGenerator[ArticleSummary, None]:
        """All articles, without their texts."""
        return every_article(self.page, _PAGE)

    async def page(
        self, cursor: str | None, limit: int
    ) -> tuple[Sequence[ArticleSummary], str | None]:
        """Articles in order of id, and the cursor of the next page."""
        query = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        page = self._json(await self._send("GET", "/v1/articles", params=query))
        return _SUMMARIES.validate_python(page["articles"]), page["next"]

    async def status(self) -> dict[str, object]:
        """What the server holds."""
        return {"server": self._url, **self._json(await self._send("GET", "/v1/status"))}

    async def receipt(self, id_: str) -> Receipt:
        """An answer as it was given. Raises `AnswerUnknown`."""
        path = f"/v1/answers/{quote(id_, safe='')}"
        return _RECEIPT.validate_python(self._json(await self._send("GET", path)))

    async def pending_cases(self) -> list[PendingCase]:
        """What readers said, as cases for the evals."""
        return _CASES.validate_python(self._json(await self._send("GET", "/v1/feedback")))

    async def make_key(self, wanted: KeyRequest) -> KeyMade:
        """A new key, with its secret. Raises `BadInput`."""
        body = _WANTED.dump_python(wanted, mode="json")
        return _MADE.validate_python(self._json(await self._send("POST", "/v1/keys", json=body)))

    async def keys(self) -> Sequence[KeyAbout]:
        """The named keys, without their secrets."""
        return _KEYS.validate_python(self._json(await self._send("GET", "/v1/keys")))

    async def revoke_key(self, name: str, *, last: bool = False) -> None:
        """Forget a key, also if it is the `last` that may administer.

        Raises `KeyUnknown`, `BadInput`.
        """
        query = {"last": "true"} if last else {}
        path = f"/v1/keys/{quote(name, safe='')}"
        self._json(await self._send("DELETE", path, params=query))

    async def log(self, limit: int) -> Sequence[AuditEntry]:
        """Who changed what, the latest first."""
        reply = await self._send("GET", "/v1/log", params={"limit": limit})
        return _CHANGES.validate_python(self._json(reply))

    async def backup(self, to: Path) -> None:
        """Write the server's catalogue to a file, which appears when it is whole."""
        await self._download("/v1/backup", to)

    async def snapshot(self, to: Path) -> None:
        """The same for the lexical index of a replica."""
        await self._download("/v1/snapshot", to)

    async def _download(self, path: str, to: Path) -> None:
        part = to.with_name(f"{to.name}.part")
        try:
            with _told_plainly(self._url), part.open("wb") as file:
                async with self._http.stream(
                    "GET", path, timeout=_timeout(_PATIENCE_ARTICLES)
                ) as reply:
                    if not reply.is_success:
                        await reply.aread()
                        self._json(reply)
                    async for chunk in reply.aiter_bytes():
                        file.write(chunk)
            part.replace(to)
        except OSError as error:
            raise BadInput(
                f"{to} can't be written: {error.strerror or error}.", "Name another file."
            ) from error
        finally:
            part.unlink(missing_ok=True)

    async def _send_batch(self, batch: Batch) -> AsyncGenerator[Arrival, None]:
        body = b'{"articles":[' + b",".join(article.json for article in batch) + b"]}"
        stream = self._stream("/v1/articles", body, _PATIENCE_ARTICLES)
        async with aclosing(stream) as frames:
            async for name, data in frames:
                if name == "accepted":
                    yield _accepted(_TAKEN.validate_json(data))
                if name == "indexed":
                    yield Indexed(id=_TAKEN.validate_json(data).id)
                if name == "done":
                    for event in _failures(_INTAKE.validate_json(data), batch):
                        yield event
                    return
        raise _cut(self._url)

    async def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        with _told_plainly(self._url):
            return await self._http.request(method, path, **more)

    async def _stream(
        self, path: str, body: bytes, patience: float = _PATIENCE
    ) -> AsyncGenerator[Frame, None]:
        headers = {"content-type": "application/json", "accept": "text/event-stream"}
        with _told_plainly(self._url):
            async with self._http.stream(
                "POST", path, content=body, headers=headers, timeout=_timeout(patience)
            ) as reply:
                if not reply.is_success:
                    await reply.aread()
                    self._json(reply)
                async for frame in frames_of(reply.aiter_bytes()):
                    yield frame

    def _json(self, reply: httpx.Response) -> Any:
        """What a reply holds. Raises what the server reports."""
        try:
            told = reply.json() if reply.content else None
        except ValueError as error:
            raise _no_server(self._url) from error
        if reply.is_success:
            return told
        if not (isinstance(told, dict) and isinstance(told.get("detail"), str)):
            raise _no_server(self._url)
        raise error_of(told)


async def frames_of(chunks: AsyncIterator[bytes]) -> AsyncGenerator[Frame, None]:
    """Server-sent events as this server writes them: only LF ends a line."""
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n\n")
        for frame in whole:
            fields = dict(line.partition(b": ")[::2] for line in frame.split(b"\n"))
            if name := fields.get(b"event"):
                yield name.decode(), fields.get(b"data", b"")


def _search(query: str, filters: Filters, limit: int) -> dict[str, Any]:
    return {
        "query": query,
        "filters": _FILTERS.dump_python(filters, mode="json"),
        "limit": limit,
    }


def error_of(problem: dict[str, Any]) -> AssayError:
    """The error that a problem tells of: of the same class, where that is one of ours."""
    name = str(problem.get("type")).rpartition(":")[2]
    kind = next((kind for kind in _kinds(AssayError) if name_of(kind) == name), AssayError)
    return kind(str(problem.get("detail")), str(problem.get("hint") or ""))


def _kinds(kind: type[AssayError]) -> Iterator[type[AssayError]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


def _parts(items: Iterable[Item]) -> Iterator[Remark | Refused | Batch]:
    """Articles as JSON, as many as go together, and what else was read."""
    batch: list[_Article] = []
    size = place = 0
    for item in items:
        if isinstance(item, Remark):
            yield item
            continue
        if isinstance(item, Unreadable):
            yield Refused(place=place, uri=item.uri, problem=item.sentence, hint=item.hint)
        else:
            article = _Article(place, item.uri, json.dumps(to_fields(item)).encode())
            if batch and (len(batch) == _BATCH_ARTICLES or size + len(article.json) > _BATCH_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(article)
            size += len(article.json)
        place += 1
    if batch:
        yield batch


def _accepted(taken: Taken) -> Accepted:
    return Accepted(
        id=taken.id,
        uri=taken.uri,
        version=taken.version,
        outcome=taken.outcome,
        copy_of=taken.copy_of,
    )


def _failures(intake: Intake, batch: Batch) -> Iterator[Failure]:
    """What failed of a batch, by the state that each article is in at the end."""
    for taken in intake.articles:
        if taken.state == "failed":
            problem = taken.problem or ""
            yield arrivals.Failed(id=taken.id, uri=taken.uri, problem=problem, hint="Add it again.")
    for refused in intake.failed:
        sent = batch[refused.place]
        yield Refused(place=sent.place, uri=sent.uri, problem=refused.problem, hint=refused.hint)


@contextmanager
def _told_plainly(url: str) -> Iterator[None]:
    try:
        yield
    except httpx.ConnectError as error:
        raise ServerUnreachable(
            f"No server answers at {url}.", "Start it with `assay serve`, or check the address."
        ) from error
    except httpx.HTTPError as error:
        raise _cut(url) from error


def _cut(url: str) -> ServerUnreachable:
    return ServerUnreachable(f"The server at {url} fell silent.", "See its log, and try again.")


def _no_server(url: str) -> ServerUnreachable:
    return ServerUnreachable(
        f"What answers at {url} is no Assay server.", "Check the address; `assay serve` prints it."
    )


def _timeout(patience: float) -> httpx.Timeout:
    return httpx.Timeout(patience, connect=10)


def _path(id_: str) -> str:
    return f"/v1/articles/{quote(id_, safe='')}"


def _checked(url: str) -> str:
    if not (url.startswith(("http://", "https://")) and _host(url)):
        raise BadInput(f"{url!r} is no address of a server.", "Write it as http://127.0.0.1:8321.")
    return url


def is_loopback(url: str) -> bool:
    """Whether an address is one of this machine's own."""
    return _host(url) in _LOOPBACK


def _host(url: str) -> str:
    """The host of an address; empty where it is none."""
    try:
        _ = httpx.URL(url), urlsplit(url).port  # each refuses what the other lets through
        return urlsplit(url).hostname or ""
    except (httpx.InvalidURL, ValueError):
        return ""
