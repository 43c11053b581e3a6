"""A replica's lexical index as one file, from which another begins instead of making its own."""

import json
import os
import shutil
import tarfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from index.directory import DataDirectory
from index.errors import DirectoryNotUsable

_ABOUT, _INDEX, _META = "about.json", "lexical", "meta.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Which indexes of which catalogue these are, and how far they had followed the ledger."""

    identity: str
    generation: int
    followed: int


def take_snapshot(directory: DataDirectory, generation: int, identity: str, to: Path) -> None:
    """Write a replica's lexical index to a file, also while it is in use.

    Raises `DirectoryNotUsable`.
    """
    part = to.with_name(f"{to.name}.part")
    try:
        # Before the files: what they hold beyond it is only taken over again.
        followed = int(directory.followed(generation).read_text())
        about = Snapshot(identity=identity, generation=generation, followed=followed)
        with TemporaryDirectory(dir=directory.temporary) as name:
            _link(directory.lexical(generation), Path(name) / _INDEX)
            with tarfile.open(part, "w") as written:
                _add(written, json.dumps(asdict(about)).encode())
                written.add(Path(name) / _INDEX, _INDEX)
        part.replace(to)
    except (OSError, ValueError) as error:
        part.unlink(missing_ok=True)
        raise DirectoryNotUsable(
            f"There is no index of a replica in {directory.path} to be written to {to}: {error}.",
            "Ask a server that was started with --role, and look at the disk.",
        ) from error


def begin_from(file: Path, directory: DataDirectory, generation: int, identity: str) -> bool:
    """Put a snapshot where there is no index yet; whether it could be used.

    One of an index that is in use no more can't. Raises `DirectoryNotUsable`.
    """
    index, place = directory.lexical(generation), directory.followed(generation)
    if place.exists():
        return True
    try:
        with tarfile.open(file) as read:
            about = _read(read)
            if about.identity != identity:
                raise DirectoryNotUsable(
                    f"{file} is a snapshot of another catalogue.", "Take one of this."
                )
            if about.generation != generation:
                return False
            shutil.rmtree(index, ignore_errors=True)
            read.extractall(index.parent, filter="data")
        (index.parent / _ABOUT).unlink()
        place.write_text(str(about.followed))
    except (OSError, ValueError, KeyError, TypeError, tarfile.TarError) as error:
        raise DirectoryNotUsable(
            f"{file} is no snapshot: {error}.", "`assay snapshot FILE` writes one."
        ) from error
    return True


def _link(index: Path, to: Path) -> None:
    """The files of an index at one moment: a commit writes new ones, and at last names them all."""
    while True:
        meta = (index / _META).read_bytes()
        to.mkdir()
        with suppress(FileNotFoundError):  # a commit took one away
            for file in index.iterdir():
                if file.suffix != ".lock" and file.name != _META:
                    os.link(file, to / file.name)
            if (index / _META).read_bytes() == meta:
                (to / _META).write_bytes(meta)
                return
        shutil.rmtree(to)


def _add(written: tarfile.TarFile, about: bytes) -> None:
    member = tarfile.TarInfo(_ABOUT)
    member.size = len(about)
    written.addfile(member, BytesIO(about))


def _read(read: tarfile.TarFile) -> Snapshot:
    member = read.extractfile(_ABOUT)
    if member is None:
        raise ValueError(f"{_ABOUT} is no file")
    return Snapshot(**json.loads(member.read()))
