"""The cookie of a browser that signed in: a random token that no script and no other site has."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from service.errors import OriginRefused

DAYS = 90
_NAME = "assay_session"
_PATH = "/v1"
_READING = ("GET", "HEAD")


def token_of(headers: Headers, method: str) -> str:
    """The token that a request shows; empty where it shows none.

    Raises `OriginRefused` where a page of another origin would change something with it.
    `SameSite` keeps other sites out, but not what runs beside this server on another port or
    under a sibling of its name.
    """
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(_NAME)
    except CookieError:
        return ""
    if morsel is None or not morsel.value:
        return ""
    if method not in _READING and not _is_own(headers):
        raise OriginRefused(
            "A signed-in browser may only send this from Assay's own page.",
            "Programs send `Authorization: Bearer KEY`.",
        )
    return morsel.value


def give(request: Request, response: Response, token: str) -> None:
    """Set the cookie; it travels encrypted only where the page does."""
    response.set_cookie(
        _NAME,
        token,
        max_age=DAYS * 24 * 3600,
        path=_PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def take_back(response: Response) -> None:
    """Have the browser forget the cookie."""
    response.delete_cookie(_NAME, path=_PATH, httponly=True, samesite="strict")


def _is_own(headers: Headers) -> bool:
    """Whether a request comes from the page of this server, by what only browsers can say."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", "")).netloc
    return bool(origin) and origin == headers.get("host")
