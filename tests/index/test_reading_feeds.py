"""Every entry of a feed is an article; what it links to is left alone."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from index.model import Received
from index.reading import Item, Remark, Unreadable, read

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Tram Weekly</title>{}</channel></rss>"""
FULL = """<item><title>Trams open</title><link>https://t.example/1</link><guid>t-1</guid><dc:creator>Jane Roe</dc:creator>
<description>Short.</description><pubDate>Wed, 05 Apr 2023 23:30:00 -0500</pubDate><content:encoded><![CDATA[<h2>Trams</h2>
<p>The line<br>opened.</p><ul><li>quiet</li></ul><table><tr><td>Year</td><td>2023</td></tr></table><script>run()</script>]]></content:encoded></item>"""
SHORT = "<item><title>Buses &amp;amp; more</title><description>Buses run.</description></item>"
ATOM = """<?xml version="1.0" encoding="{}"?><feed xmlns="http://www.w3.org/2005/Atom"><title>电车周刊</title>
<entry><id>urn:t:2</id><title>电车</title><updated>2024-01-02T00:00:00Z</updated><summary>电车开通了。</summary></entry></feed>"""


def items(path: Path, text: str, encoding: str = "utf-8") -> Sequence[Item]:
    path.write_bytes(text.encode(encoding))
    return list(read([path]))


def test_an_entry_gives_its_full_content_else_its_summary(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    full, short = items(path, RSS.format(FULL + SHORT))
    assert full == Received(
        uri=f"{path.as_uri()}#t-1", url="https://t.example/1", title="Trams open",
        raw="## Trams\n\nThe line\nopened.\n\n- quiet\n\n| Year | 2023 |",
        outlet="Tram Weekly", author="Jane Roe",
        published=date(2023, 4, 5), published_how="feed, certain",
    )  # fmt: skip
    assert isinstance(short, Received)
    assert (short.title, short.raw, short.published) == ("Buses & more", "Buses run.", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_atom_in_any_encoding_gives_its_last_change_as_likely(
    tmp_path: Path, encoding: str
) -> None:
    (found,) = items(tmp_path / "a.xml", ATOM.format(encoding), encoding)
    assert isinstance(found, Received)
    assert (found.outlet, found.raw) == ("电车周刊", "电车开通了。")
    assert (found.published, found.published_how) == (date(2024, 1, 2), "feed's last change, likely")  # fmt: skip


def test_a_day_that_could_be_two_is_left_out_and_told(tmp_path: Path) -> None:
    entry = FULL.replace("Wed, 05 Apr 2023 23:30:00 -0500", "04/05/2023")
    found, remark = items(tmp_path / "a.rss", RSS.format(entry))
    assert isinstance(found, Received)
    assert isinstance(remark, Remark)
    assert found.published is None
    assert (remark.uri, "could be two days" in remark.text) == (f"{tmp_path}/a.rss, entry 1", True)


def test_an_entry_without_text_fails_alone(tmp_path: Path) -> None:
    empty, short = items(
        tmp_path / "a.rss", RSS.format("<item><title>Trams</title></item>" + SHORT)
    )
    assert isinstance(empty, Unreadable)
    assert empty.uri.endswith("a.rss, entry 1")
    assert isinstance(short, Received)


def test_a_feed_that_is_cut_off_says_so_and_keeps_no_half_entry(tmp_path: Path) -> None:
    cut, first = items(tmp_path / "a.rss", RSS.format(SHORT + FULL)[:-300])
    assert isinstance(cut, Unreadable)
    assert "cut off" in cut.problem
    assert isinstance(first, Received)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<?xml version='1.0'?><urlset><url/></urlset>", "no feed"),
        (RSS.format(""), "no entries"),
        ('<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><item>&b;</item></rss>', "entities"),
        ("<rss><channel>" + "<a>" * 50_000 + "</channel></rss>", "no entries"),
    ],
    ids=["no feed", "empty", "entities", "nested deeply"],
)  # fmt: skip
def test_what_is_no_feed_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (found,) = items(tmp_path / "a.xml", text)
    assert isinstance(found, Unreadable)
    assert problem in found.problem


@pytest.mark.parametrize("piece", ["<??>", "<!---->", "<!DOCTYPE>", "<?", " <!-- "])
def test_what_stands_before_a_feed_is_passed_over_once(tmp_path: Path, piece: str) -> None:
    """Two dozen of these held the process for minutes."""
    (tmp_path / "a.xml").write_text(piece * 2_000 + "x")
    [problem] = read([tmp_path / "a.xml"])
    assert isinstance(problem, Unreadable)
    assert problem.problem == "is no feed"


def test_entries_that_share_an_id_are_articles_of_their_own(tmp_path: Path) -> None:
    entry = "<item><guid>same</guid><title>Tram {0}</title><description>Tram {0} runs.</description></item>"
    whole = "".join(map(entry.format, (1, 2, 3)))
    *found, remark = items(tmp_path / "a.rss", RSS.format(whole))
    assert len({one.uri for one in found}) == 3
    assert isinstance(remark, Remark)
    assert "share an id" in remark.text


def test_entries_without_an_id_keep_their_names_when_others_come_before_them(
    tmp_path: Path,
) -> None:
    entry = "<item><title>Tram {0}</title><description>Tram {0} runs.</description></item>"
    before = items(tmp_path / "a.rss", RSS.format(entry.format(1)))
    after = items(tmp_path / "a.rss", RSS.format(entry.format(2) + entry.format(1)))
    assert after[1] == before[0]
    assert after[0].uri != after[1].uri


def test_odd_entries_are_read_all_the_same(tmp_path: Path) -> None:
    entry = """<item><guid>1</guid><title>Trams</title><link>/one</link><pubDate>Dec 4, 2018</pubDate>
    <description>&lt;![CDATA[Trams run.]]&gt;</description></item>"""
    whole = RSS.replace("</title>{}", "</title><link>https://t.example/</link>{}").format(entry)
    (found,) = items(tmp_path / "a.rss", whole.replace("Tram Weekly", "Trams &amp;amp; Co"))
    assert isinstance(found, Received)
    assert (found.raw, found.url) == ("Trams run.", "https://t.example/one")
    assert (found.published, found.outlet) == (date(2018, 12, 4), "Trams & Co")
