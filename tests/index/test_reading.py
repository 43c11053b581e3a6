"""What is in a file comes in; what can't be read is named, with a reason, and stops nothing else."""

import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from index.model import Received
from index.reading import SUFFIXES, Item, Remark, Unreadable, read

CHINESE = (
    "包头市的新电车线路昨天开通。沿线共有十二个车站，票价为两元。"
    "市民表示，电车比公交车更安静，也更准时。明年还将开通第二条线路。"
)
PAGE = """<html><head><title>Trams open | Tram Weekly</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Trams open in Baotou", "datePublished": "2023-04-05T08:00:00Z",
"publisher": {"@type": "Organization", "name": "Tram Weekly"}}</script></head>
<body><nav><a href="/">Home</a> <a href="/about">About us</a></nav><article><h1>Trams open in Baotou</h1>
<p>The new line opened on Monday with twelve stops and a ceremony at the old depot downtown.</p>
<p>Riders pay two yuan, and most of them said that the tram was quieter than any bus before it.</p>
</article><footer><p>Subscribe to our newsletter</p></footer></body></html>"""


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def articles(items: Iterable[Item]) -> list[Received]:
    found = list(items)
    assert [item for item in found if isinstance(item, Unreadable)] == []
    return [item for item in found if isinstance(item, Received)]


def refused(path: Path) -> Unreadable:
    (item,) = (item for item in read([path]) if not isinstance(item, Remark))
    assert isinstance(item, Unreadable)
    assert str(path) in item.uri
    return item


def remarks(items: Iterable[Item]) -> str:
    return "\n".join(item.text for item in items if isinstance(item, Remark))


def test_plain_text_takes_its_title_from_its_first_line(tmp_path: Path) -> None:
    text = "\n# Trams open\n\nThe line opened.\n"
    (article,) = articles(read([write(tmp_path / "a.txt", text)]))
    assert (article.raw, article.title, article.uri) == (
        text, "Trams open", (tmp_path / "a.txt").as_uri()
    )  # fmt: skip
    assert (article.id, article.outlet, article.published, article.published_how) == (None,) * 4


def test_a_long_first_line_becomes_a_title_of_whole_words(tmp_path: Path) -> None:
    (article,) = articles(read([write(tmp_path / "a.txt", "tramway " * 100)]))
    assert article.title == "tramway " * 15 + "…"


def test_front_matter_says_what_it_says(tmp_path: Path) -> None:
    head = (
        "---\ntitle: Trams\noutlet: Tram Weekly\npublished: 2023-04-05\nurl: https://t.example/1\n"
    )
    path = write(tmp_path / "a.md", f"{head}language: en\n---\nThe line opened.\n")
    assert articles(read([path])) == [
        Received(
            uri=path.as_uri(),
            raw="The line opened.\n",
            title="Trams",
            outlet="Tram Weekly",
            published=date(2023, 4, 5),
            published_how="front matter, certain",
            url="https://t.example/1",
            language="en",
        )
    ]


def test_front_matter_may_name_several_authors(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "---\nauthor: [Jane Roe, Bo Lin]\n---\nThe line opened.\n")
    assert articles(read([path]))[0].author == "Jane Roe; Bo Lin"


@pytest.mark.parametrize(
    "text",
    ["Title: Trams\nThey run.\n\nMore.", "Title: Trams\nMood: good\n\nMore.", "By: Jo\nDay: Monday\n\nMore."],
)  # fmt: skip
def test_lines_that_are_no_fields_of_an_article_stay_in_the_text(tmp_path: Path, text: str) -> None:
    assert articles(read([write(tmp_path / "a.txt", text)]))[0].raw == text


def test_a_rule_between_lines_is_no_front_matter(tmp_path: Path) -> None:
    text = "---\nTrams run.\n---\nBuses too."
    assert articles(read([write(tmp_path / "a.md", text)]))[0].raw == text


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("title: [Trams", "YAML"),
        ("published: next week", "next week"),
        ("published: 2023-02-30", "no day"),
        ("date: 03/04/2025", "could be two days"),
        ("title: {a: b}", "title was left out"),
        ('title: "\\ud800', "YAML"),
        ("title: Trams\nmood: good\nlayout: post", "ignored: layout, mood"),
        pytest.param("title: " + "[" * 1_900, "YAML", id="nested deeply"),
    ],
)
def test_what_front_matter_has_wrong_costs_that_field_and_is_told(
    tmp_path: Path, head: str, told: str
) -> None:
    found = list(read([write(tmp_path / "a.md", f"---\n{head}\n---\nTrams run.")]))
    (article,) = articles(found)
    assert (article.raw, article.published) == ("Trams run.", None)
    assert told in remarks(found)


@pytest.mark.parametrize(
    "head",
    [
        "---\nTitle: Trams: the return\nDate: 12 March 2025\nSource: Tram Weekly\nLINK: https://t.example/1\n---\n",
        "+++\ntitle = 'Trams: the return'\ndate = 2025-03-12\npublisher = 'Tram Weekly'\nurl = 'https://t.example/1'\n+++\n",
        "---\ntitle: 'Trams: the return'\ndate: 12 March 2025\nsource: Tram Weekly\nlink: https://t.example/1\n...\n",
        "Title: Trams: the return\nDate: 12 March 2025\nSource: Tram Weekly\nLink: https://t.example/1\n",
        '{"headline": "Trams: the return", "pubDate": "Mar 12, 2025", "source": {"name": "Tram Weekly"}, "link": "https://t.example/1"}\n',
    ],
    ids=["YAML", "TOML", "YAML that ends in dots", "lines", "JSON"],
)
def test_front_matter_is_read_in_any_notation_and_by_the_usual_names(
    tmp_path: Path, head: str
) -> None:
    (article,) = articles(read([write(tmp_path / "a.md", f"{head}\nTrams run.\n")]))
    assert (article.title, article.outlet) == ("Trams: the return", "Tram Weekly")
    assert (article.published, article.url) == (date(2025, 3, 12), "https://t.example/1")
    assert article.raw.strip() == "Trams run."


def test_values_of_front_matter_are_what_is_written(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "---\ntitle: 1984\nauthor: No\n---\nTrams run.")
    (article,) = articles(read([path]))
    assert (article.title, article.author) == ("1984", "No")


def test_a_note_between_rules_stays_in_the_text(tmp_path: Path) -> None:
    text = "---\nEditor note: this was corrected.\n---\nTrams run."
    assert articles(read([write(tmp_path / "a.md", text)]))[0].raw == text


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-09-05T22:10:00+02:00", date(2025, 9, 5)),
        ("20250906", date(2025, 9, 6)),
        (1756684800, date(2025, 9, 1)),
        (1756684800000, date(2025, 9, 1)),
        ("Sep 3, 2025", date(2025, 9, 3)),
        ("3. September 2025", date(2025, 9, 3)),
        ("03.09.2025", date(2025, 9, 3)),
        ("25/12/2025", date(2025, 12, 25)),
        ("12/25/2025", date(2025, 12, 25)),
        ("2025年9月3日", date(2025, 9, 3)),
        ("Wed, 03 Sep 2025 23:30:00 -0500", date(2025, 9, 3)),
    ],
)
def test_days_are_read_as_people_and_programs_write_them(
    tmp_path: Path, written: object, day: date
) -> None:
    line = json.dumps({"text": "Trams run.", "date": written})
    (article,) = articles(read([write(tmp_path / "a.jsonl", line)]))
    assert article.published == day


@pytest.mark.parametrize(
    "whole",
    [
        "[{0}, {1}]", '{{"articles": [{0}, {1}]}}', "{0}\n{1}\n",
        '{{"response": {{"status": "ok", "results": [{0}, {1}]}}}}',
        '{{"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": [{0}, {1}]}}',
    ],
    ids=["array", "object", "lines", "object in an object", "JSON feed"],
)  # fmt: skip
def test_json_is_read_in_the_shapes_that_it_comes_in(tmp_path: Path, whole: str) -> None:
    one = json.dumps({"title": "Trams", "content": ["Trams", "run."], "authors": [{"name": "Jane Roe"}, "Bo Lin"]})  # fmt: skip
    other = json.dumps({"headline": 7, "content_html": "<p>Buses <b>run</b>.</p>", "tags": ["a"]})
    found = list(read([write(tmp_path / "a.json", whole.format(one, other))]))
    first, second = articles(found)
    assert (first.raw, first.author) == ("Trams\n\nrun.", "Jane Roe; Bo Lin")
    assert (second.title, second.raw) == ("7", "Buses run.")
    assert "ignored: tags" in remarks(found)


def test_objects_of_several_lines_may_follow_each_other(tmp_path: Path) -> None:
    one = json.dumps({"title": "Trams", "text": "Trams run."}, indent=1)
    other = json.dumps({"title": "Buses", "text": "Buses run.", "date": "03/04/2025"}, indent=1)
    found = list(read([write(tmp_path / "a.jsonl", f"{one}\n{other}\n")]))
    assert [article.title for article in articles(found)] == ["Trams", "Buses"]
    assert [one.uri for one in found if isinstance(one, Remark)] == [f"{tmp_path}/a.jsonl, line 5"]


def test_a_source_that_is_an_address_is_no_outlet(tmp_path: Path) -> None:
    head = "---\ntitle: Trams\nsource: https://t.example/1\npublisher: Tram Weekly\n---\n"
    (article,) = articles(read([write(tmp_path / "a.md", f"{head}Trams run.")]))
    assert (article.url, article.outlet) == ("https://t.example/1", "Tram Weekly")


def test_one_object_is_one_article_though_it_holds_lists(tmp_path: Path) -> None:
    one = json.dumps({"authors": [{"name": "Jane Roe"}], "text": "Trams run."})
    (article,) = articles(read([write(tmp_path / "a.json", one)]))
    assert article.author == "Jane Roe"


def test_an_entry_without_a_name_is_known_by_what_it_says_wherever_it_stands(
    tmp_path: Path,
) -> None:
    lines = [json.dumps({"text": text}) for text in ("Trams run.", "Buses run.")]
    path = tmp_path / "a.jsonl"
    before = articles(read([write(path, "\n".join(lines))]))
    after = articles(read([write(path, "\n".join(['{"text": "Boats float."}', *lines]))]))
    assert [one.uri for one in after[1:]] == [one.uri for one in before]
    assert len({one.uri for one in after}) == 3


def test_a_web_page_gives_its_article_with_the_day_and_outlet_that_it_declares(
    tmp_path: Path,
) -> None:
    (article,) = articles(read([write(tmp_path / "page.html", PAGE)]))
    assert (article.title, article.outlet) == ("Trams open in Baotou", "Tram Weekly")
    assert (article.published, article.published_how) == (date(2023, 4, 5), "JSON-LD, certain")
    assert "Riders pay two yuan" in article.raw
    assert "About us" not in article.raw
    assert "newsletter" not in article.raw


def test_a_web_page_without_an_article_is_refused(tmp_path: Path) -> None:
    page = write(tmp_path / "page.htm", "<html><body><script>run()</script></body></html>")
    assert "no article" in refused(page).problem


@pytest.mark.parametrize("name", ["url", "id"])
def test_entries_that_share_an_address_or_id_are_articles_of_their_own(
    tmp_path: Path, name: str
) -> None:
    shared = {"url": "https://e.org/live", "id": "live"}[name]
    lines = [json.dumps({name: shared, "text": f"Tram {n} runs."}) for n in (1, 2, 2)]
    *found, remark = read([write(tmp_path / "a.jsonl", "\n".join(lines))])
    assert isinstance(remark, Remark)
    assert "share an id or address" in remark.text
    assert len({one.uri for one in articles(found)}) == 2


def test_a_number_is_an_id_in_its_own_file_alone(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.jsonl", json.dumps({"id": 1, "text": f"{name} run."})) for name in ("Trams", "Buses")]  # fmt: skip
    first, second = articles(read(files))
    assert first.uri == f"{files[0].as_uri()}#1"
    assert first.uri != second.uri


def test_each_line_of_json_is_an_article(tmp_path: Path) -> None:
    lines = [
        {"id": "t-1", "title": "Trams", "text": "Trams run.", "published": "2023-04-05",
         "outlet": "Tram Weekly", "author": "Jane Roe", "url": "https://t.example/1", "language": "en"},
        {"text": "Buses\nrun."},
        {"id": "t-3", "text": "Boats", "uri": "test:boats"},
        {"id": "t-4", "text": "Bikes"},
    ]  # fmt: skip
    path = write(tmp_path / "a.jsonl", "\n\n".join(json.dumps(line) for line in lines))
    first, second, third, fourth = articles(read([path]))
    assert first == Received(
        uri="https://t.example/1", raw="Trams run.", title="Trams", id="t-1", outlet="Tram Weekly", author="Jane Roe",
        published=date(2023, 4, 5), published_how="given, certain", url="https://t.example/1", language="en",
    )  # fmt: skip
    assert second.uri.startswith(f"{path.as_uri()}#")
    assert second.title == "Buses"
    assert (third.uri, fourth.uri) == ("test:boats", "assay:t-4")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"text": "cut of', "JSON"),
        ('["text"]', "object"),
        ('{"title": "Trams"}', "text"),
        ('{"text": ""}', "text"),
        ('{"text": true}', "text"),
        ('{"text": "half \\ud83d a character"}', "surrogate"),
        ('{"text": "nothing \\u0000 there"}', "not text"),
        pytest.param("[" * 100_000, "JSON", id="nested deeply"),
    ],
)
def test_a_bad_line_fails_alone_and_is_named(tmp_path: Path, line: str, problem: str) -> None:
    good = '{"text": "Buses run."}'
    path = write(tmp_path / "a.jsonl", f"{good}\n{line}\n{good}\n")
    before, failed, after = read([path])
    assert isinstance(before, Received)
    assert isinstance(after, Received)
    assert isinstance(failed, Unreadable)
    assert failed.uri == f"{path}, line 2"
    assert problem in failed.problem


def test_only_line_feeds_end_a_line_of_json(tmp_path: Path) -> None:
    text = "one\u2028two\x85three"
    line = json.dumps({"text": text}, ensure_ascii=False)
    path = write(tmp_path / "a.jsonl", f"{line}\r\n{line}\n")
    assert [article.raw for article in articles(read([path]))] == [text, text]


def test_empty_fields_count_as_missing(tmp_path: Path) -> None:
    line = '{"id": "", "uri": "", "title": " ", "outlet": "", "published": "", "text": "Trams"}'
    (article,) = articles(read([write(tmp_path / "a.jsonl", line)]))
    assert (article.id, article.title, article.outlet) == (None, "Trams", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_chinese_is_read_in_its_usual_encodings(tmp_path: Path, encoding: str) -> None:
    text = CHINESE if encoding != "big5" else "電車比公交車更安靜，也更準時。票價為兩元。" * 3
    (article,) = articles(read([write(tmp_path / "a.txt", text.encode(encoding))]))
    assert article.raw == text


def test_big_endian_utf16_is_told_by_its_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"\xfe\xff" + CHINESE.encode("utf-16-be"))
    assert articles(read([path]))[0].raw == CHINESE


def test_western_text_in_the_windows_code_page_keeps_its_letters(tmp_path: Path) -> None:
    text = "The café’s owner was “naïve”, she said – too naïve for the façade of Zürich’s trams."
    assert articles(read([write(tmp_path / "a.txt", text.encode("cp1252"))]))[0].raw == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Nowa linia tramwajowa została otwarta wczoraj w Łodzi, zażółć gęślą jaźń."),
        ("cp1251", "Новая трамвайная линия открылась вчера."),
        ("koi8_r", "Новая трамвайная линия открылась вчера."),
        ("cp1253", "Η νέα γραμμή του τραμ άνοιξε χθες."),
        ("cp1254", "Yeni tramvay hattı dün açıldı, İstanbul şehri için önemli."),
        ("cp1255", "קו הרכבת הקלה החדש נפתח אתמול."),
        ("cp1256", "افتتح خط الترام الجديد أمس في المدينة."),
        ("cp1257", "Naujas tramvajų maršrutas atidarytas vakar, žmonės džiaugiasi."),
        ("cp874", "รถรางสายใหม่เปิดให้บริการเมื่อวานนี้"),
        ("cp932", "新しい路面電車が昨日開通しました。"),
        ("euc_jp", "新しい路面電車が昨日開通しました。"),
        ("cp949", "새 전차 노선이 어제 개통되었습니다."),
        ("gb18030", "包钢稀土价格涨"),
        ("big5", "電車昨天開通了"),
    ],
)
def test_one_sentence_is_enough_to_tell_an_encoding(
    tmp_path: Path, encoding: str, text: str
) -> None:
    assert articles(read([write(tmp_path / "a.txt", text.encode(encoding))]))[0].raw == text


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else(tmp_path: Path) -> None:
    data = CHINESE.encode()[:-1] + b" \xff tram"
    assert CHINESE[:-1] in articles(read([write(tmp_path / "a.txt", data)]))[0].raw


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty"),
        ("a.txt", b"\xff\xfe", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.txt", bytes(range(256)) * 20, "not text"),
        ("a.odt", b"PK", "no known kind"),
        ("article", b"Trams run.", "no known kind"),
    ],
)
def test_what_is_no_text_is_refused(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    assert problem in refused(write(tmp_path / name, content)).problem


def test_a_refusal_of_an_ending_names_those_that_are_known(tmp_path: Path) -> None:
    hint = refused(write(tmp_path / "a.odt", b"PK")).hint
    assert all(suffix in hint for suffix in SUFFIXES)


def test_a_file_of_50_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert "too large (50 MB" in refused(path).problem


@pytest.mark.parametrize("name", ["gone.txt", "gone.pdf", "gone"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    assert "No such file" in refused(tmp_path / name).problem


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Trams run.")
    path.chmod(0)
    assert "Permission denied" in refused(path).problem


def test_a_folder_is_read_to_the_bottom_without_what_is_hidden_or_unknown(tmp_path: Path) -> None:
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "sub/deep/a.MD", ".hidden.txt", ".git/c.txt", "d.png", "e.odt"):
        write(tmp_path / name, f"Trams in {name}.")
    found = list(read([tmp_path]))
    assert [one.raw for one in articles(found)] == ["Trams in b.txt.", "Trams in sub/deep/a.MD."]
    passed = [item.uri for item in found if isinstance(item, Remark)]
    assert passed == [str(tmp_path / "d.png"), str(tmp_path / "e.odt"), str(tmp_path)]


def test_what_a_folder_hides_or_only_links_to_is_told(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Trams run.")
    write(tmp_path / ".b.txt", "Trams run.")
    (tmp_path / "c.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "d").symlink_to(tmp_path.parent)
    told = [(item.uri, item.text) for item in read([tmp_path]) if isinstance(item, Remark)]
    assert told == [
        (str(tmp_path / "d"), "was passed over: it is a link to a folder"),
        (str(tmp_path / "c.txt"), "was passed over: it is a link to nothing"),
        (str(tmp_path), "1 hidden file or folder was passed over"),
    ]


def test_a_folder_that_lies_in_a_hidden_one_is_read_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / "articles"
    folder.mkdir(parents=True)
    write(folder / "a.txt", "Trams run.")
    assert len(articles(read([folder]))) == 1


def test_a_folder_with_nothing_to_read_is_named(tmp_path: Path) -> None:
    write(tmp_path / "d.png", b"\x89PNG")
    assert "no articles" in refused(tmp_path).problem


def test_bad_files_stop_nothing_and_order_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Trams run.")
    write(tmp_path / "b.txt", b"")
    write(tmp_path / "c.txt", "Buses run.")
    kinds = [type(item).__name__ for item in read([tmp_path / "gone.txt", tmp_path])]
    assert kinds == ["Unreadable", "Received", "Unreadable", "Received"]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("<p>Trams cost <s>4</s> 6&nbsp;yuan.</p>", "Trams cost 6\xa0yuan."),
        ("A tram is <b>fast</b>, 4 < 6 and 7 > 5.", "A tram is <b>fast</b>, 4 < 6 and 7 > 5."),
    ],
)
def test_a_text_in_json_that_is_html_is_read_as_such(
    tmp_path: Path, text: str, read_as: str
) -> None:
    path = write(tmp_path / "a.json", json.dumps([{"title": "Trams", "content": text}]))
    assert [one.raw for one in articles(read([path]))] == [read_as]


def test_the_readme_names_every_kind_of_file() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert [suffix for suffix in SUFFIXES if suffix not in readme] == []
