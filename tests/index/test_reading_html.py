"""What a page declares about its article is believed; what it doesn't declare is guessed."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from index.model import Received
from index.reading import Unreadable, read
from index.structure import as_sentence, tables

BODY = """<nav><a href="/">Home</a></nav><article><h1>Trams open in Baotou</h1>
<p>The new line opened on Monday with twelve stops and a ceremony at the old depot downtown.</p>
<p>Riders pay two yuan, and most of them said that the tram was quieter than any bus before it.</p>
{}</article><div class="comments"><p>First comment: I like trams very much indeed.</p></div>"""


def page(tmp_path: Path, head: str, more: str = "") -> Received:
    path = tmp_path / "page.html"
    path.write_text(f"<html><head>{head}</head><body>{BODY.format(more)}</body></html>", "utf-8")
    (found,) = read([path])
    assert isinstance(found, Received), found
    return found


def json_ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Trams &amp; buses",
    "datePublished": "2023-04-05T23:30:00-05:00",
    "author": [{"name": "Jane Roe"}, {"name": "Bo Lin"}],
    "publisher": {"name": "Tram Weekly"},
}


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE,
        [{"@type": "WebSite", "name": "Site"}, ARTICLE],
        {"@graph": [{"@type": "WebPage"}, {**ARTICLE, "@type": ["Thing", "Article"]}]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {
            "@graph": [
                {**ARTICLE, "author": [{"@id": "#j"}, "Bo Lin"], "publisher": {"@id": "#w"}},
                {"@type": "Person", "@id": "#j", "name": "Jane Roe"},
                {"@type": "Organization", "@id": "#w", "name": "Tram Weekly"},
            ]
        },
    ],
    ids=["alone", "in a list", "in a graph", "in a page", "by reference"],
)
def test_json_ld_is_believed_wherever_it_stands(tmp_path: Path, data: object) -> None:
    found = page(tmp_path, '<meta property="og:title" content="Other">' + json_ld(data))
    assert (found.title, found.author, found.outlet) == (
        "Trams & buses", "Jane Roe; Bo Lin", "Tram Weekly"
    )  # fmt: skip
    assert (found.published, found.published_how) == (date(2023, 4, 5), "JSON-LD, certain")


def test_meta_tags_are_believed_where_there_is_no_json_ld(tmp_path: Path) -> None:
    head = """<meta property="og:title" content="Trams"><meta property="og:site_name" content="Tram Weekly">
    <meta property="article:published_time" content="2023-04-05T08:00:00Z">
    <meta name="author" content="Jane Roe"><script type="application/ld+json">{"broken</script>"""
    found = page(tmp_path, head)
    assert (found.title, found.author, found.outlet) == ("Trams", "Jane Roe", "Tram Weekly")
    assert (found.published, found.published_how) == (date(2023, 4, 5), "meta tag, certain")


def test_papers_are_known_by_their_citation_tags(tmp_path: Path) -> None:
    head = """<meta name="citation_title" content="On trams"><meta name="citation_author" content="Roe, Jane">
    <meta name="citation_author" content="Lin, Bo"><meta name="citation_publication_date" content="2023/4/5">"""
    found = page(tmp_path, head)
    assert (found.title, found.author) == ("On trams", "Roe, Jane; Lin, Bo")
    assert (found.published, found.published_how) == (date(2023, 4, 5), "meta tag, likely")


@pytest.mark.parametrize("day", ["04/05/2023", "5.4.2023", "1970-01-01", "2023-13-45", "soon"])
def test_a_day_that_could_mean_two_is_never_certain(tmp_path: Path, day: str) -> None:
    found = page(tmp_path, json_ld({**ARTICLE, "datePublished": day}))
    assert "certain" not in (found.published_how or "")


def test_the_url_tells_a_day_that_is_likely_and_the_text_one_that_is_a_guess(
    tmp_path: Path,
) -> None:
    head = '<link rel="canonical" href="https://t.example/2023/04/05/trams">'
    likely = page(tmp_path, head)
    assert (likely.published, likely.published_how) == (date(2023, 4, 5), "URL, likely")
    guess = page(tmp_path, "", "<p>Published on 5 April 2023</p>")
    assert (guess.published, guess.published_how) == (date(2023, 4, 5), "page text, a guess")


def test_tables_stay_rows_and_comments_stay_out(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>Year</th><th>Riders</th></tr><tr><td>2023</td><td>41,000</td></tr></table>"
    )
    found = page(tmp_path, "", table)
    assert "| 2023 | 41,000 |" in found.raw
    assert "I like trams" not in found.raw


@pytest.mark.parametrize(
    "named",
    ["class='comentarios'", "id='leserkommentare'", "class='article-comments'",
     "class='reactions' itemscope itemtype='https://schema.org/Comment'"],
)  # fmt: skip
def test_comments_stay_out_in_other_languages_too(tmp_path: Path, named: str) -> None:
    told = (
        f"<div {named}><p>tomk: El director debe renunciar ahora mismo, y no más tarde!</p></div>"
    )
    assert "tomk" not in page(tmp_path, "", told).raw


def test_the_rows_of_a_box_have_no_head_but_their_own(tmp_path: Path) -> None:
    rows = (("Owner", "Norvane Bank"), ("Builder", "Vexling"), ("Length", "310 m"))
    cells = "".join(f"<tr><th>{name}</th><td>{told}</td></tr>" for name, told in rows)
    found = page(tmp_path, "", f"<table><caption>The works</caption>{cells}</table>").raw
    [table] = tables(found)
    assert [as_sentence(found, cell) for cell in table.cells()] == list(map(": ".join, rows))


def test_the_name_counts_where_the_headline_is_not_what_the_page_shows(tmp_path: Path) -> None:
    described = {"@type": "Article", "name": "Trams open in Baotou", "headline": "way to travel"}
    assert page(tmp_path, json_ld(described)).title == "Trams open in Baotou"
    named = {"@type": "Article", "name": "Tram story 7", "headline": "Trams open in Baotou"}
    assert page(tmp_path, json_ld(named)).title == "Trams open in Baotou"


def test_a_text_that_only_machines_are_handed_is_read(tmp_path: Path) -> None:
    words = "Riders of the new tram pay two yuan, and most of them said that it was quiet. " * 8
    for body in (words, f"<p>{words}</p>"):
        path = tmp_path / "spa.html"
        script = json_ld({**ARTICLE, "articleBody": body})
        path.write_text(f"<html><head>{script}</head><body><p>Loading …</p></body></html>")
        (found,) = read([path])
        assert isinstance(found, Received)
        assert found.raw == words.strip()


@pytest.mark.parametrize(
    "told", ["The depot has served since 1998.", "The depot burnt down on 12 May 2019.", "It was on <a href='/b'>the day</a> of 12 May 2019, when <a href='/c'>it</a> burnt down in the end.", "It replaced one that burnt down on 12 May 2019, after a long and very dry spring."]
)  # fmt: skip
def test_a_day_in_a_sentence_is_no_day_of_publication(tmp_path: Path, told: str) -> None:
    assert page(tmp_path, "", f"<p>{told}</p>").published is None


def test_a_time_that_the_page_marks_as_such_is_a_day_of_publication(tmp_path: Path) -> None:
    found = page(tmp_path, "", '<time datetime="2023-04-05T10:00:00Z">5 Apr</time>')
    assert found.published == date(2023, 4, 5)


def test_a_body_that_is_set_twice_is_read_once(tmp_path: Path) -> None:
    line = "The depot downtown, which was built for horses, is to become a market hall by autumn."
    more = f"<p>The mayor was pleased.</p><p>{line}</p><ul><li>Length: 310 m</li></ul>"
    twice = f"<div class='desktop'>{more}</div><div class='mobile'>{more}</div>"
    found = page(tmp_path, "", twice).raw
    assert (found.count("The mayor was pleased."), found.count("310 m")) == (1, 1)
    both = f"<div class='desktop'><p>{line}</p></div><div class='mobile'><p>{line}</p></div>"
    assert page(tmp_path, "", both).raw.count(line) == 1


def test_a_caption_stands_apart_from_the_paragraphs(tmp_path: Path) -> None:
    figure = "<figure><img src='a.jpg'><figcaption>The mayor rides along.</figcaption></figure>"
    named = (
        "<div class='image'><img src='a.jpg'><p class='wp-caption'>The mayor rides along.</p></div>"
    )
    for told in (figure, f"<div class='lead'>{figure}</div>", named):
        assert page(tmp_path, "", told).raw.endswith("\n\nPicture: The mayor rides along.")


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize(
    "shown", ["<time>{}:05</time>", "<span>{}:05</span>", "<time>{} pm</time>"]
)
def test_the_times_of_a_live_blog_stay(tmp_path: Path, shown: str, count: int) -> None:
    told = [f"<div>{shown.format(2 + n)}<p>{'Tram number ' + str(n)} left the depot with all seats taken.</p></div>" for n in range(count)]  # fmt: skip
    time = re.sub("<.*?>", "", shown.format(1 + count))
    assert f"{time}\nTram number {count - 1} left" in page(tmp_path, "", "".join(told)).raw


def test_paragraphs_that_only_lead_elsewhere_are_left_out(tmp_path: Path) -> None:
    pointer = '<p><a href="/b">DEPOT BURNS DOWN: ALL THE PICTURES OF THE NIGHT</a></p>'
    linked = '<p>The <a href="/c">depot</a> downtown is to become a market hall by autumn.</p>'
    found = page(tmp_path, "", pointer + linked)
    assert "DEPOT BURNS" not in found.raw
    assert "The depot downtown is to become" in found.raw


def test_utf_8_is_read_as_such_whatever_was_declared(tmp_path: Path) -> None:
    markup = f'<html><head><meta charset="iso-8859-1"><title>Café “Zur Brücke”</title></head><body>{BODY.format("")}</body></html>'
    (tmp_path / "a.html").write_text(markup.replace("Trams open", "“Zürich” opens"), "utf-8")
    (found,) = read([tmp_path / "a.html"])
    assert isinstance(found, Received)
    assert "“Zürich” opens" in found.raw


def test_a_link_that_runs_a_script_is_no_url(tmp_path: Path) -> None:
    assert page(tmp_path, '<link rel="canonical" href="javascript:alert(1)">').url is None


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("gb2312", "gb18030"), ("big5", "big5"), ("iso-8859-1", "cp1252"), ("tis-620", "cp874"),
     ("utf-16", "utf-8"), ("no-such", "utf-8")],
)  # fmt: skip
def test_the_declared_charset_counts(tmp_path: Path, declared: str, encoding: str) -> None:
    text = {"gb18030": "电车开通", "big5": "電車開通", "cp1252": "“Zürich”", "cp874": "รถราง"}
    words = text.get(encoding, "Zürich 电车")
    markup = f'<html><head><meta charset="{declared}"></head><body>{BODY.format(f"<p>{words}</p>")}</body></html>'
    (tmp_path / "a.html").write_bytes(markup.encode(encoding))
    (found,) = read([tmp_path / "a.html"])
    assert isinstance(found, Received)
    assert words in found.raw


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "Trams run.",
        "<b><i>" * 20_000 + "Trams run.",
        "<p>Trams run.</p>" * 60_000,
        "Trams run. " * 1_700_000,
    ],
    ids=["nested deeply", "nested inline", "many elements", "20 MB"],
)
def test_a_monstrous_page_is_refused_soon(tmp_path: Path, markup: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{markup}")
    (found,) = read([tmp_path / "a.html"])
    assert isinstance(found, Unreadable)


def test_json_ld_that_is_nested_deeply_is_passed_over(tmp_path: Path) -> None:
    nested = f'<script type="application/ld+json">{"[" * 100_000}</script>'
    assert page(tmp_path, nested).title == "Trams open in Baotou"


@pytest.mark.parametrize(
    ("told", "day"), [("<div>Published December 11, 2025</div>", "2025-12-11"), ("", "None")]
)
def test_the_days_of_comments_and_of_other_articles_are_not_those_of_the_page(
    tmp_path: Path, told: str, day: str
) -> None:
    around = (
        "<aside><a href='/o'>Harbour dues rise</a> 3 May 2019</aside>"
        "<section id='comments'><h2>Comments</h2><div>Jo, 2 January 2018: Well!</div></section>"
        "<footer>&copy; 2017 The Lode</footer>"
    )
    body = "".join(
        f"<p>The tram line number {n} has opened with a ceremony in the old depot.</p>"
        for n in range(6)
    )
    (tmp_path / "a.html").write_text(
        f"<html><body><main><article><h1>Trams</h1>{told}{body}</article>{around}</main></body></html>"
    )
    [found] = read([tmp_path / "a.html"])
    assert isinstance(found, Received)
    assert str(found.published) == day
    assert "Well!" not in found.raw
