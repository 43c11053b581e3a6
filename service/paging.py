"""All of a list that is had page by page."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from index.model import ArticleSummary

Page = Callable[[str | None, int], Awaitable[tuple[Sequence[ArticleSummary], str | None]]]
"""A page of so many articles behind a cursor, and the cursor of the next one."""


async def every_article(page: Page, size: int) -> AsyncGenerator[ArticleSummary, None]:
    """All articles, without their texts."""
    cursor = None
    while True:
        found, cursor = await page(cursor, size)
        for summary in found:
            yield summary
        if cursor is None:
            return
