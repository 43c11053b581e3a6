"""Lies about the sample articles: true sentences with one thing changed, each kind its own way.

A way of lying gets a true sentence, the article that it is from and a source of chance, and gives
the lie, or nothing where the sentence offers no hold. The same seed gives the same lies.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from index.words import is_cjk

Plant = Callable[["Truth", Random], str | None]

# The people, firms and places of the sample articles, and strangers that none of them names.
_PEOPLE = """Petronel Askew, Teodric Vaal, Maren Ollivant, Gideon Strake, Annelie Kroft, Ilka Drummeth,
Hesper Langrish, Ludo Pennarth, Imke Tassoul, Jorun Castavel, Brannoch Eddel, Rhosyn Dalmott,
Lisbet Hauvik, Wenren Dai, Sanna Kivelaar, Dacian Froome, Odile Marchbank, Aurel Stennick,
Bing Lizhou, Xian Ruolan, Cen Mohe, 闻人岱, 邴立舟, 冼若岚, 庾书涵"""
_FIRMS = """Kessandra, Quarrevane, Halvorn, Shuoyan, Zheyuan, Orrinloop, Greyfen, Caddis, Bellwick & Saro,
Northfold Grid, Plateau Lines, Sablecote, Fenwold Assay House, 朔砚新材, 赭原矿业, 哈尔沃恩磁业"""
_PLACES = """Port Ellisk, Mount Ulbrace, Caldremouth, Dunmarrow, Skarrevik, Tessel Bay, Vandelhook, Lanpi,
Ellisk Moor, Tarvenna, Denmark, Canada, 岚陂, 青栎沟, 丹麦"""
_KINDS = tuple(tuple(re.split(r",\s+", names)) for names in (_PEOPLE, _FIRMS, _PLACES))
_STRANGERS = ("Orla Benning", "Tessaract", "Marrowby"), ("罗启明", "金岭矿业", "白水")

_NUMBER = re.compile(
    r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w-]|[.,]\d)|(?<=[\u4e00-\u9fff])\d+(?:\.\d+)?"
)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ORDINALS = "first second third fourth".split()
_OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in """rose/fell; risen/fallen; fell/rose; fallen/risen; rise/fall; up from/down from;
    down from/up from; higher/lower; lower/higher; increased/decreased; above/below; below/above;
    more than/less than; less than/more than; lifted/cut; raise/reduce; raised/lowered; gained/lost;
    larger/smaller; largest/smallest; highest/lowest; before/after; after/before; granted/refused;
    accepted/rejected; refused/accepted; late/early; later/earlier; longer/shorter; closed/opened;
    supports/opposes; bought/sold; sold/bought; import/export; exports/imports; start/end; best/worst;
    lost/gained; approved/rejected; increases/decreases; reduced/raised; within/outside; with/without;
    over/under; maximum/minimum; 提高/降低; 低于/高于; 增加/减少; 下降/上升; 降到/升到; 晚/早;
    降至/升至; 以前/以后; 最低/最高""".replace("\n", " ").split("; ")
    for pair in (pair.strip(),)
)
_UNITS = tuple(
    tuple(pair.split("/"))
    for pair in """million/billion; tonnes/kilograms; kilograms/tonnes; kilogram/tonne; kg/g; days/weeks;
    weeks/months; months/years; years/months; year/month; month/week; kilometres/metres; metres/kilometres;
    megawatts/kilowatts; millisieverts/sieverts; MW/kW; mSv/Sv; hours/days; minutes/hours; $/€;
    percent/per mille; %/ percentage points; yuan/dollars; 亿元/万元; 公斤/吨; 吨/公斤; 毫克/克; 个月/年; 天/周""".replace(
        "\n", " "
    ).split("; ")
    for pair in (pair.strip(),)
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|will|would|has|had|have|can|could|may|must|should|did|does)\b(?! not)"
)
_NEGATION = re.compile(r" (?:not|never)\b(?! only)|(?:没有|并不|不会|不)(?=[\u4e00-\u9fff])")
_CHINESE_VERB = re.compile(
    "(?=提高|达到|持股|投产|降到|降至|来自|采用|计划|相当|增加|停产|适用|预计|影响|承认)"
)
_SAYS = (
    r"(?:said|says|told|adds|added|answered|replied|thinks|called|described|estimated|confirmed)"
)
_QUOTE = re.compile(r"[“\"‘「]([^“”\"「」]{15,})[”\"’」]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A true sentence, and the text of the article that carries it."""

    text: str
    article: str
    neighbours: Sequence[str] = ()  # other sentences of the same passage


def _new_number(truth: Truth, chance: Random) -> str | None:
    def other(shown: str) -> str | None:
        places = [i for i, char in enumerate(shown) if char.isdigit()]
        place = chance.choice(places)
        digit = chance.choice([d for d in "123456789" if d != shown[place]])
        changed = shown[:place] + digit + shown[place + 1 :]
        return None if changed in truth.article else changed

    return _exchange(truth.text, _NUMBER, other, chance)


def _number_of_the_article(truth: Truth, chance: Random) -> str | None:
    def other(shown: str) -> str | None:
        pool = sorted(
            {n for n in _NUMBER.findall(truth.article) if _shape(n) == _shape(shown)}
            - set(_NUMBER.findall(truth.text))
        )
        return chance.choice(pool) if pool else None

    return _exchange(truth.text, _NUMBER, other, chance)


def _numbers_exchanged(truth: Truth, chance: Random) -> str | None:
    found = [m for m in _NUMBER.finditer(truth.text)]
    pairs = [
        (a, b)
        for i, a in enumerate(found)
        for b in found[i + 1 :]
        if a.group() != b.group() and _shape(a.group()) == _shape(b.group())
    ]
    return _swap(truth.text, *chance.choice(pairs)) if pairs else None


def _new_name(truth: Truth, chance: Random) -> str | None:
    strangers = _STRANGERS[is_cjk(truth.text)]
    return _rename(truth, lambda name, kind: strangers[kind], chance)


def _name_of_the_article(truth: Truth, chance: Random) -> str | None:
    def other(name: str, kind: int) -> str | None:
        short = name.split()[-1] if kind == 0 else name
        pool = [
            n
            for n in _known(truth.article, kind)
            if short not in n and n.split()[-1] not in truth.text
        ]
        return chance.choice(pool) if pool else None

    return _rename(truth, other, chance)


def _names_exchanged(truth: Truth, chance: Random) -> str | None:
    pairs = []
    for kind in range(3):
        found = [
            m for name in _known(truth.text, kind) if (m := re.search(re.escape(name), truth.text))
        ]
        found.sort(key=lambda m: m.start())
        pairs += [
            (a, b)
            for i, a in enumerate(found)
            for b in found[i + 1 :]
            if a.end() <= b.start()
            and not re.fullmatch(
                r"\W*(?:\w+ )?(?:and|or|和|与|,)?\W*", truth.text[a.end() : b.start()]
            )
        ]
    return _swap(truth.text, *chance.choice(pairs)) if pairs else None


def _other_speaker(truth: Truth, chance: Random) -> str | None:
    people = _known(truth.article, 0)
    for name in _known(truth.text, 0):
        short = re.escape(name.split()[-1])
        full = re.escape(name)
        if not re.search(
            rf"{short}\b[^.]{{0,40}}\b{_SAYS}|{_SAYS} (?:{full}|{short})|{short}[^，。]{{0,4}}说",
            truth.text,
        ):
            continue
        pool = [p for p in people if p != name and p.split()[-1] not in truth.text]
        if pool:
            other = chance.choice(pool)
            spelled = other if name in truth.text else other.split()[-1]
            return truth.text.replace(name if name in truth.text else name.split()[-1], spelled)
    return None


def _negated(truth: Truth, chance: Random) -> str | None:
    if found := _NEGATION.search(truth.text):
        return truth.text[: found.start()] + truth.text[found.end() :]
    if is_cjk(truth.text):
        places = list(_CHINESE_VERB.finditer(truth.text))
        if not places:
            return None
        at = chance.choice(places).start()
        return truth.text[:at] + "没有" + truth.text[at:]
    places = list(_AUXILIARY.finditer(truth.text))
    if not places:
        return None
    at = chance.choice(places).end()
    return f"{truth.text[:at]} not{truth.text[at:]}"


def _turned_round(truth: Truth, chance: Random) -> str | None:
    return _replace_one(truth.text, _OPPOSITES, chance)


def _other_unit(truth: Truth, chance: Random) -> str | None:
    return _replace_one(truth.text, _UNITS, chance)


def _other_date(truth: Truth, chance: Random) -> str | None:
    pairs: list[tuple[str, str]] = []
    for names in (_MONTHS, _DAYS):
        pairs += [(name, chance.choice([n for n in names if n != name])) for name in names]
    pairs += [
        (f"{a} quarter", f"{chance.choice([o for o in _ORDINALS if o != a])} quarter")
        for a in _ORDINALS
    ]
    for year in sorted(set(re.findall(r"(?<!\d)20[0-3]\d(?!\d)", truth.text))):
        pairs.append((year, str(int(year) + chance.choice((-2, -1, 1, 2)))))
    for month in sorted(set(re.findall(r"(?<!\d)(\d{1,2})月", truth.text))):
        pairs.append((f"{month}月", f"{int(month) % 12 + 1}月"))
    return _replace_one(truth.text, pairs, chance)


def _other_words_quoted(truth: Truth, chance: Random) -> str | None:
    found = _QUOTE.search(truth.text)
    if not found:
        return None
    words = [m for m in re.finditer(r"\b[a-z]{4,}\b", found.group(1))]
    pool = sorted(
        set(re.findall(r"\b[a-z]{4,}\b", truth.article)) - set(re.findall(r"\w+", truth.text))
    )
    if not words:
        return None
    word = chance.choice(words)
    start = found.start(1)
    return (
        truth.text[: start + word.start()] + chance.choice(pool) + truth.text[start + word.end() :]
    )


def _stitched(truth: Truth, chance: Random) -> str | None:
    """The beginning of one sentence and the end of another, or two joined as cause and effect."""
    others = [
        o
        for o in truth.neighbours
        if len(o) > 30 and o != truth.text and is_cjk(o) == is_cjk(truth.text)
    ]
    if not others or len(truth.text) < 30 or re.search('[“”"]', truth.text):
        return None
    other = chance.choice(others)
    if is_cjk(truth.text):
        return f"由于{other.rstrip('。”')}，{truth.text}"
    body = truth.text.rstrip(".")
    if chance.random() < 0.5:
        return f"{body} because {other[0].lower()}{other[1:]}"
    head, tail = body.split(" "), other.split(" ")
    return " ".join(head[: len(head) // 2 + 1] + tail[len(tail) // 2 :])


KINDS: Mapping[str, Plant] = {
    "new number": _new_number,
    "number of the article": _number_of_the_article,
    "numbers exchanged": _numbers_exchanged,
    "new name": _new_name,
    "name of the article": _name_of_the_article,
    "names exchanged": _names_exchanged,
    "other speaker": _other_speaker,
    "negation": _negated,
    "direction": _turned_round,
    "unit": _other_unit,
    "date": _other_date,
    "quotation": _other_words_quoted,
    "stitched": _stitched,
}


def _shape(number: str) -> tuple[bool, bool, bool]:
    """Numbers of a shape pass for one another: years, whole numbers, fractions."""
    return bool(re.fullmatch(r"20\d\d", number)), "." in number, "," in number


def _exchange(
    text: str, pattern: re.Pattern[str], other: Callable[[str], str | None], chance: Random
) -> str | None:
    found = list(pattern.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    changed = other(match.group())
    return text[: match.start()] + changed + text[match.end() :] if changed else None


def _swap(text: str, a: re.Match[str], b: re.Match[str]) -> str:
    between = text[a.end() : b.start()]
    return text[: a.start()] + b.group() + between + a.group() + text[b.end() :]


def _known(text: str, kind: int) -> list[str]:
    """The names of a kind that a text holds, people also by their surname."""
    return [
        name for name in _KINDS[kind]
        if re.search(rf"\b{re.escape(name)}\b" if name.isascii() else name, text)
        or (kind == 0 and re.search(rf"\b{name.split()[-1]}\b", text))
    ]  # fmt: skip


def _rename(truth: Truth, other: Callable[[str, int], str | None], chance: Random) -> str | None:
    held = [(name, kind) for kind in range(3) for name in _known(truth.text, kind)]
    if not held:
        return None
    name, kind = chance.choice(held)
    changed = other(name, kind)
    if changed is None:
        return None
    if name in truth.text:
        return truth.text.replace(name, changed)
    return truth.text.replace(name.split()[-1], changed.split()[-1])


def _replace_one(text: str, pairs: Sequence[Sequence[str]], chance: Random) -> str | None:
    found = [
        (match, new)
        for old, new in pairs
        for match in re.finditer(
            rf"\b{re.escape(old)}\b"
            if old.isascii() and old.replace(" ", "").isalpha()
            else re.escape(old),
            text,
        )
    ]
    if not found:
        return None
    match, new = chance.choice(found)
    return text[: match.start()] + new + text[match.end() :]
