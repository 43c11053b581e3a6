"""A request that comes again gets its first reply again, for a day."""

import pytest

from index import replies
from index.catalogue import Catalogue


async def test_the_first_reply_to_a_request_is_kept_for_a_day(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await catalogue.replies.find("k") is None
    first = await catalogue.replies.keep("k", "d1", 201, '{"a": "ü"}')
    assert (first.key, first.digest, first.status, first.body) == ("k", "d1", 201, '{"a": "ü"}')
    assert await catalogue.replies.keep("k", "d2", 200, "other") == first
    assert await catalogue.replies.find("k") == first
    monkeypatch.setattr(replies, "_KEPT", first.at - first.at)
    assert await catalogue.replies.find("k") is None
    await catalogue.replies.keep("other", "d", 200, "")
    monkeypatch.undo()
    assert await catalogue.replies.find("k") is None
    assert (await catalogue.replies.keep("k", "d2", 200, "new")).body == "new"
