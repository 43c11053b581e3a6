"""Several servers of Assay over one PostgreSQL and one Chroma, all on this machine."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from evals.bench.startup import assay
from evals.servers import Program, chroma, free_port, is_ok, postgresql

if TYPE_CHECKING:
    from service.settings import Role, Settings


@dataclass(frozen=True, slots=True)
class Member:
    """One server: its program, where it answers, and its data directory."""

    role: "Role"
    program: Program
    url: str
    data: Path

    @property
    def followed(self) -> int:
        """How far its lexical index has followed the ledger."""
        [place, *_] = [*sorted(self.data.glob("indexes/*/followed")), None]
        return int(place.read_text() or 0) if place else 0


@dataclass(slots=True)
class Fleet:
    """What runs, and where; a server is started by `add`."""

    folder: Path
    database_url: str
    database: Program
    vectors_url: str
    vectors: Program
    members: list[Member] = field(default_factory=list)

    def add(self, role: "Role") -> Member:
        """Start one more server, without waiting for it."""
        number, port = len(self.members), free_port()
        url = f"http://127.0.0.1:{port}"
        data = self.folder / f"{role}-{number}"
        program = Program(
            name=data.name,
            command=[*assay(), "serve", "--role", role, "--port", str(port), "--data", data],
            folder=self.folder,
            answers=lambda _: is_ok(f"{url}/readyz"),
            settings={
                "ASSAY_DATABASE_URL": self.database_url,
                "ASSAY_CHROMA_URL": self.vectors_url,
            },
        )
        member = Member(role, program, url, data)
        self.members.append(member)
        program.start()
        return member

    def of(self, role: "Role") -> list[Member]:
        """The servers of a role."""
        return [member for member in self.members if member.role == role]

    def settings(self, data: Path) -> "Settings":
        """Those of one more process over the same servers."""
        from service.settings import Settings

        return Settings.model_construct(
            data=data, database_url=SecretStr(self.database_url), chroma_url=self.vectors_url
        )


@contextmanager
def fleet(folder: Path) -> Iterator[Fleet]:
    """PostgreSQL and Chroma, and whatever is added; all end with the context.

    Raises `ProgramMissing`, `ProgramFailed`.
    """
    with ExitStack() as stack:
        database_url, database = stack.enter_context(postgresql())
        vectors_url, vectors = stack.enter_context(chroma(folder / "chroma"))
        ours = Fleet(folder, database_url, database, vectors_url, vectors)
        try:
            yield ours
        finally:
            for member in ours.members:
                member.program.stop()
