"""The page: its files under an address that changes with what they hold, compressed once."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

_WEB = Path(__file__).parent.parent / "web"
_FOREVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    zipped: bytes
    media_type: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "_File":
        media_type = "text/javascript" if name.endswith(".js") else guess_type(name)[0]
        return cls(content, gzip.compress(content, mtime=0), media_type or "text/plain")


@dataclass(frozen=True, slots=True)
class _Files:
    """All files of the page by name, and the digest of all, under which browsers keep them.

    Modules name each other relatively, so the one digest in the page's own text leads to all.
    """

    digest: str
    files: dict[str, _File]


@cache
def _files() -> _Files:
    contents = {path.name: path.read_bytes() for path in sorted(_WEB.iterdir())}
    told = sha256()
    for name, content in contents.items():
        told.update(f"{name}\n{len(content)}\n".encode() + content)
    digest = told.hexdigest()[:16]
    whole = contents["index.html"].replace(b'"/web/', f'"/web/{digest}/'.encode())
    contents["index.html"] = whole
    return _Files(digest, {name: _File.of(name, content) for name, content in contents.items()})


@router.api_route("/", methods=["GET", "HEAD"])
@router.api_route("/answers/{id}", methods=["GET", "HEAD"])
@router.api_route("/articles", methods=["GET", "HEAD"])
@router.api_route("/articles/{id}", methods=["GET", "HEAD"])
async def page(request: Request) -> Response:
    """The shell; it is asked for each time, and not sent again where the browser has it."""
    files = _files()
    tag = f'"{files.digest}"'
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers={"etag": tag})
    return _reply(request, files.files["index.html"], {"etag": tag})


@router.api_route("/web/{name}", methods=["GET", "HEAD"])
async def file(request: Request, name: str) -> Response:
    """A file by its bare name, which may hold something else tomorrow."""
    return _reply(request, _found(name), {})


@router.api_route("/web/{digest}/{name}", methods=["GET", "HEAD"])
async def file_for_good(request: Request, digest: str, name: str) -> Response:
    """A file of the page as it is now: kept for good under its digest only.

    A page that was loaded before an update gets what there is now, since the old files are gone.
    """
    kept = {"cache-control": _FOREVER} if digest == _files().digest else {}
    return _reply(request, _found(name), kept)


def _found(name: str) -> _File:
    """Raises `HTTPException`."""
    found = _files().files.get(name)
    if found is None:
        raise HTTPException(404)
    return found


def _reply(request: Request, found: _File, headers: dict[str, str]) -> Response:
    told = headers | {"vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        told["content-encoding"] = "gzip"
        return Response(found.zipped, media_type=found.media_type, headers=told)
    return Response(found.content, media_type=found.media_type, headers=told)
