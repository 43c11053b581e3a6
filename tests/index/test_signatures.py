"""Near-copies are labelled alike, and labels merge."""

from datetime import date

from index.catalogue import Catalogue
from tests.index.articles import index_all, repaired


async def test_clusters_are_labelled_and_merged(catalogue: Catalogue) -> None:
    days = {"a": date(2022, 1, 1), "b": None, "c": date(2021, 1, 1), "d": date(2022, 1, 1)}
    for id_, day in days.items():
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_, published=day))
    await index_all(catalogue)
    assert await catalogue.signatures.all() == []
    assert (await catalogue.article("a")).cluster is None
    for id_ in ("a", "b", "d"):
        await catalogue.signatures.place(id_, id_, id_.encode())
    assert (await catalogue.page(None, 1))[0][0].cluster == "a"
    await catalogue.signatures.place("c", "a", b"\0\xff", merged=["b", "d", "gone"])
    assert [member.id for member in await catalogue.copies("a")] == ["c", "d", "b"]
    assert [member.id for member in await catalogue.copies("b")] == ["c", "a", "d"]
    assert (await catalogue.passages(["b:1:0"]))["b:1:0"].cluster == "a"
    assert dict(await catalogue.signatures.all()) == {
        "a": b"a", "b": b"b", "c": b"\0\xff", "d": b"d",
    }  # fmt: skip


async def test_a_new_version_has_no_signature_until_it_is_given_one(catalogue: Catalogue) -> None:
    await catalogue.accept(repaired(id="a"))
    await index_all(catalogue)
    await catalogue.signatures.place("a", "a", b"one")
    await catalogue.accept(repaired("Trams stop.", id="a"))
    assert await catalogue.signatures.all() == [("a", b"one")]
    await index_all(catalogue)
    assert await catalogue.signatures.all() == []
    await catalogue.signatures.place("a", "a", b"two")
    await catalogue.signatures.place("gone", "a", b"three")
    assert await catalogue.signatures.all() == [("a", b"two")]
