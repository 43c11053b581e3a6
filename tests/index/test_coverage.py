"""What the articles cover is told of those that can be found, on each database."""

from datetime import date

from index.catalogue import Catalogue
from index.coverage import Tally
from tests.index.articles import index_all, repaired

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


async def test_days_outlets_and_languages_are_counted_with_the_most_frequent_first(
    catalogue: Catalogue,
) -> None:
    for id_, outlet, day, language in (
        ("a", "Ledger", MAY, "en"), ("b", "LEDGER", JUNE, "zh"), ("c", "Courier", None, "en"),
    ):  # fmt: skip
        await catalogue.accept(
            repaired(f"{id_} runs.", id=id_, uri=id_, title=id_, outlet=outlet, published=day, language=language)
        )  # fmt: skip
    await index_all(catalogue)
    await catalogue.accept(repaired("It waits.", id="d", uri="d", published=date(2030, 1, 1)))
    covered = await catalogue.coverage()
    assert (covered.articles, covered.published_from, covered.published_to) == (3, MAY, JUNE)
    assert [(one.name.casefold(), one.articles) for one in covered.outlets] == [
        ("ledger", 2), ("courier", 1),
    ]  # fmt: skip
    assert covered.all_outlets == 2
    assert covered.languages == (Tally(name="en", articles=2), Tally(name="zh", articles=1))
    assert covered.newest == ("b", "a", "c")


async def test_of_near_copies_one_title_is_told(catalogue: Catalogue) -> None:
    for id_ in "ab":
        await catalogue.accept(repaired(f"{id_} runs.", id=id_, uri=id_, title=id_))
    await index_all(catalogue)
    for id_ in "ab":
        await catalogue.signatures.place(id_, "a", b"")
    assert (await catalogue.coverage()).newest == ("a",)
