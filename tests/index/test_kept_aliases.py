"""The catalogue keeps the names that articles pair, as long as the articles can be found."""

from index.aliases import Alias
from index.catalogue import Catalogue
from tests.index.articles import index_all, repaired

SHUOYAN = Alias("朔砚集团", "Shuoyan Group")


LANPI = Alias("岚陂", "Lanpi")


async def test_aliases_are_those_of_versions_that_can_be_found(catalogue: Catalogue) -> None:
    for uri in ("test:a", "test:b"):
        await catalogue.accept(repaired(uri=uri))
    revisions = [await catalogue.aliases_revision()]
    for article in await catalogue.queue.pending(10):
        await catalogue.queue.indexed(article, [], [SHUOYAN, LANPI])
    assert sorted(await catalogue.aliases()) == [(LANPI, 2), (SHUOYAN, 2)]
    revisions.append(await catalogue.aliases_revision())
    newer = await catalogue.accept(repaired("Trams stop."))
    assert sorted(await catalogue.aliases()) == [(LANPI, 2), (SHUOYAN, 2)]
    [article] = await catalogue.queue.pending(10)
    await catalogue.queue.indexed(article, [], [LANPI])
    assert sorted(await catalogue.aliases()) == [(LANPI, 2), (SHUOYAN, 1)]
    revisions.append(await catalogue.aliases_revision())
    await catalogue.remove(newer.id)
    assert sorted(await catalogue.aliases()) == [(LANPI, 1), (SHUOYAN, 1)]
    revisions.append(await catalogue.aliases_revision())
    assert len(set(revisions)) == len(revisions)


async def test_aliases_found_again_replace_those_found_before(catalogue: Catalogue) -> None:
    accepted = await catalogue.accept(repaired())
    article = await catalogue.article(accepted.id)
    for pairs in ([SHUOYAN], [LANPI], [LANPI]):
        await catalogue.queue.indexed(article, [], pairs)
    assert await catalogue.aliases() == [(LANPI, 1)]
    await catalogue.generations.set_aside(2, [(article, [], [SHUOYAN])])
    assert await catalogue.aliases() == [(SHUOYAN, 1)]


async def test_articles_without_aliases_leave_what_is_kept_in_memory_alone(
    catalogue: Catalogue,
) -> None:
    before = await catalogue.aliases_revision()
    await catalogue.accept(repaired())
    await index_all(catalogue)
    assert await catalogue.aliases_revision() == before
