"""Who may do what over HTTP: keys, what they are good for, and how often."""

import hmac
import re
import secrets
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import ClassVar, get_args

from pydantic import ConfigDict

from index.collecting import Within, is_name
from index.keys import KeyStore, StoredKey
from index.model import Filters
from service.errors import BadInput, KeyUnknown
from service.settings import Scope

SCOPES: tuple[Scope, ...] = get_args(Scope)

_NAME = re.compile(r"[\w.@-]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What somebody may do: `admin` may do all. Without numbers as often as they like.

    They see the articles in `within`; None: all. Models may cost `daily_cost_usd` a day (UTC) for
    them. `name` tells a key from a user and from the server's own keys, whatever these are called:
    limits, costs and the log go by it.
    `digest` is their key's, `signed_in` says that a cookie stood for it; a proxy's users have none.
    """

    name: str
    scopes: frozenset[Scope]
    digest: str | None = None
    signed_in: bool = False
    per_minute: int | None = None
    per_day: int | None = None
    within: Within = None
    daily_cost_usd: float | None = None

    @property
    def owner(self) -> str:
        """Under what is kept what they were told.

        A new key of a name finds it, unless it sees other collections than the one before.
        """
        whose = f"digest {self.digest}" if self.name == OF_SETTINGS else self.name
        return whose if self.within is None else f"{whose} in {','.join(sorted(self.within))}"

    def holds(self, keys: Sequence[StoredKey]) -> bool:
        """Whether it is good still, with these named keys; a user's and the server's own are."""
        if self.digest is None or self.name == OF_SETTINGS:
            return True
        return grant_of(self.digest, keys) is not None

    def allows(self, scope: Scope) -> bool:
        """Whether that is among what they may do."""
        return scope in self.scopes or "admin" in self.scopes


OF_SETTINGS = "ASSAY_API_KEYS"  # the name in the log of all keys that no catalogue keeps
GRANT: ContextVar[Grant | None] = ContextVar("grant", default=None)


def narrowed(filters: Filters, within: Within) -> Filters:
    """What is asked for, of what may be seen. Raises `BadInput`."""
    if within is None:
        return filters
    if strange := sorted(set(filters.collections) - within):
        raise BadInput(
            f"There is no collection {strange[0][:100]!a} for you.",
            f"Name one of {', '.join(sorted(within))}, or none for all of these.",
        )
    return replace(filters, collections=filters.collections or tuple(sorted(within)))


def covers(within: Within, asked: Filters) -> bool:
    """Whether all that was asked within these (narrowed) filters may be seen."""
    return within is None or (bool(asked.collections) and within >= set(asked.collections))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRequest:
    """A key to be made; with `collections` it sees these alone. Raises `BadInput`."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    scopes: tuple[Scope, ...] = ("ask",)
    expires_at: datetime | None = None
    per_minute: int | None = None
    per_day: int | None = None
    collections: tuple[str, ...] = ()
    daily_cost_usd: float | None = None

    def __post_init__(self) -> None:
        if self.name == OF_SETTINGS or not _NAME.fullmatch(self.name):
            raise BadInput(
                f"{self.name[:100]!r} is no name of a key.",
                "Use 1 to 100 letters, digits, dots, dashes, underscores and @, "
                f"but not {OF_SETTINGS}: so the server's own keys are called.",
            )
        if not self.scopes or not set(self.scopes) <= set(SCOPES):
            raise BadInput(
                "The key has no scope that is known.", f"Choose among {', '.join(SCOPES)}."
            )
        if self.daily_cost_usd is not None and not self.daily_cost_usd > 0:
            raise BadInput("What models may cost is no positive amount.", "Leave it out.")
        if any(most is not None and most < 1 for most in (self.per_minute, self.per_day)):
            raise BadInput("A limit is below 1.", "Leave it out, or revoke the key.")
        if wrong := next((name for name in self.collections if not is_name(name)), None):
            raise BadInput(
                f"{wrong[:100]!a} is no name of a collection.",
                "Use 1 to 100 letters, digits, dots, dashes and underscores.",
            )
        if self.collections and "admin" in self.scopes:
            raise BadInput("A key with the scope admin sees all.", "Leave out its collections.")
        if self.expires_at and self.expires_at.astimezone(UTC) <= datetime.now(UTC):
            raise BadInput("The key would have expired already.", "Choose a later day.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAbout:
    """A key without its secret."""

    name: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    expires_at: datetime | None
    per_minute: int | None
    per_day: int | None
    collections: tuple[str, ...]
    daily_cost_usd: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMade(KeyAbout):
    """A new key with its secret, which is shown this once."""

    key: str


@dataclass(frozen=True, slots=True)
class Keyring:
    """The named keys of a catalogue; `closed` where others administer, whose keys have no name."""

    store: KeyStore
    closed: bool = False

    async def make(self, wanted: KeyRequest) -> KeyMade:
        """A new key; only its digest is kept. Raises `BadInput` where the name is taken."""
        first = not (self.closed or await self.store.all())
        if first and "admin" not in wanted.scopes:
            raise BadInput(
                "The first key must have the scope admin, or nobody could make another.",
                "Make one with --scope admin first. From then on every request needs a key.",
            )
        secret = f"assay_{secrets.token_urlsafe(32)}"
        kept = StoredKey(
            name=wanted.name,
            digest=digest_of(secret),
            scopes=",".join(scope for scope in SCOPES if scope in wanted.scopes),
            made_at=datetime.now(UTC),
            expires_at=wanted.expires_at and wanted.expires_at.astimezone(UTC),
            per_minute=wanted.per_minute,
            per_day=wanted.per_day,
            collections=",".join(sorted(set(wanted.collections))) or None,
            daily_cost_usd=wanted.daily_cost_usd,
        )
        if not await self.store.add(kept):
            raise BadInput(f"There is a key named {wanted.name}.", "Revoke it, or name another.")
        return KeyMade(**asdict(_about(kept)), key=secret)

    async def all(self) -> list[KeyAbout]:
        """The keys, without their secrets."""
        return [_about(key) for key in await self.store.all()]

    async def revoke(self, name: str, *, last: bool = False) -> None:
        """Forget a key: whoever shows it is refused.

        Raises `KeyUnknown`, and `BadInput` where nobody could administer any more, unless it may be
        the `last` that can.
        """

        def check(key: StoredKey, others: Sequence[StoredKey]) -> None:
            if not (self.closed or last):
                _check_administered(key, others)

        if not await self.store.revoke(name, check):
            raise KeyUnknown(f"No key is named {name[:100]!r}.", "`assay key list` lists them.")


def _check_administered(key: StoredKey, others: Sequence[StoredKey]) -> None:
    """Raises `BadInput` where a key is the last one, or the last that may administer."""
    administer = any("admin" in _scopes(one) and not _is_over(one) for one in others)
    if administer or (others and "admin" not in _scopes(key)):
        return
    then = (
        "no named key can make others"
        if others
        else f"no key has a name, and without {OF_SETTINGS} everybody may do everything"
    )
    raise BadInput(
        f"Without {key.name} {then}.",
        "Make another key with --scope admin first, or say --last (over HTTP ?last=true).",
    )


def grant_of(digest: str, keys: Sequence[StoredKey]) -> Grant | None:
    """What the key with this digest is good for; as much is compared whatever is shown."""
    same = [key for key in keys if hmac.compare_digest(key.digest, digest)]
    for key in same:
        if not _is_over(key):
            return Grant(
                name=f"key {key.name}",
                scopes=frozenset(_scopes(key)),
                digest=digest,
                per_minute=key.per_minute,
                per_day=key.per_day,
                within=frozenset(_collections(key)) or None,
                daily_cost_usd=key.daily_cost_usd,
            )
    return None


def digest_of(secret: str) -> str:
    """A secret is long and random, so that a plain digest can't be turned back."""
    return sha256(secret.encode(errors="replace")).hexdigest()


def _is_over(key: StoredKey) -> bool:
    return key.expires_at is not None and key.expires_at <= datetime.now(UTC)


def _scopes(key: StoredKey) -> tuple[Scope, ...]:
    return tuple(scope for scope in SCOPES if scope in key.scopes.split(","))


def _collections(key: StoredKey) -> tuple[str, ...]:
    return tuple(key.collections.split(",")) if key.collections else ()


def _about(key: StoredKey) -> KeyAbout:
    return KeyAbout(
        name=key.name,
        scopes=_scopes(key),
        made_at=key.made_at,
        expires_at=key.expires_at,
        per_minute=key.per_minute,
        per_day=key.per_day,
        collections=_collections(key),
        daily_cost_usd=key.daily_cost_usd,
    )
