"""Lies that change no value: what a source never said, or said otherwise than as a fact.

`plant` makes them from any two neighbouring sentences, English or Chinese, each kind with true
twins. Some kinds need a source that denies, plans or reports: they change the source and tell the
sentence as it was. Everything is a function of its arguments: the same text gives the same lies.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from index.words import is_cjk

_SHORTEST = 25  # characters of an English sentence that can carry a lie; Chinese ones half as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A claim, its kind, whether it is true, and the source text that it is to be read beside."""

    text: str
    kind: str
    supported: bool
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A sentence and the one behind it, as they stand in a source, and the names around them."""

    text: str
    following: str
    names: frozenset[str]
    chance: Random

    @property
    def chinese(self) -> bool:
        return is_cjk(self.text)

    @property
    def body(self) -> str:
        """The sentence without its full stop."""
        return self.text.rstrip(" .。")

    @property
    def stop(self) -> str:
        return "。" if self.chinese else "."

    @property
    def source(self) -> str:
        return _joined(self.text, self.following)

    def lie(self, kind: str, text: str, evidence: str | None = None) -> Planted:
        return Planted(text=text, kind=kind, supported=False, evidence=evidence or self.source)

    def truth(self, kind: str, text: str, evidence: str | None = None) -> Planted:
        return Planted(text=text, kind=kind, supported=True, evidence=evidence or self.source)


Invent = Callable[[_Pair], Iterator[Planted]]


def plant(sentence: str, next_sentence: str, article: str = "") -> Iterator[Planted]:
    """Lies of every kind that two neighbouring sentences offer a hold for, and their true twins.

    A lie that the article happens to say somewhere is left out.
    """
    shortest = _SHORTEST // 2 if is_cjk(sentence) else _SHORTEST
    if len(sentence) < shortest or sentence.rstrip("”’\"' ")[-1:] not in (".", "。"):
        return
    if is_cjk(sentence) != is_cjk(next_sentence):
        next_sentence = ""
    names = frozenset(_INSIDE.findall(f"{sentence}\n{next_sentence}\n{article}")) - _NEVER_NAMES
    for kind, invent in KINDS.items():
        chance = Random(f"{kind}\n{sentence}")  # noqa: S311  no secret
        pair = _Pair(
            text=sentence.strip(), following=next_sentence.strip(), names=names, chance=chance
        )
        for planted in invent(pair):
            told = planted.text != pair.text and planted.text in article
            if planted.supported or not told:
                yield planted


# Who did what in an invented clause: all subjects go with all predicates.
_SUBJECTS = """the governor; a spokesman; the auditors; two councillors; the new owner; the night
watchman; local fishermen; the bishop; the finance committee; a rival bidder; the architect; her
predecessor; the coach; several tenants"""
_DEEDS = """left the country; was cleared of fraud; lost the election; went bankrupt; called off the
wedding; burned the files; asked for a refund; bought a yacht; refused to pay; fell ill; won the
lottery; blocked the road; sued the ministry; was taken to hospital"""
_WHICH = """ruined two villages; made him famous; angered the neighbours; delighted the children;
cost nine lives; shocked the markets; broke a record; saved the harvest"""
_EVENTS = """a storm in the bay; the collapse of the roof; protests by teachers; a ban on fishing;
the death of the founder; heavy fines; an outbreak of measles"""
_SUBJECTS_ZH = "省长; 两名记者; 审计员; 新东家; 当地渔民; 教练; 几位住户; 竞争对手"
_DEEDS_ZH = (
    "离开了那个国家; 输掉了选举; 宣告破产; 烧毁了档案; 买了一艘游艇; 被送进医院; 拒绝付款; 中了彩票"
)
_EVENTS_ZH = "屋顶坍塌; 教师抗议; 海湾风暴; 创始人去世; 麻疹暴发"


def _listed(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(";")]


def _clause(pair: _Pair) -> str:
    subjects, deeds = (
        (_SUBJECTS_ZH, _DEEDS_ZH) if pair.chinese else (_SUBJECTS, _DEEDS)
    )  # fmt: skip
    gap = "" if pair.chinese else " "
    return gap.join(pair.chance.choice(_listed(part)) for part in (subjects, deeds))


def _added_behind(pair: _Pair) -> Iterator[Planted]:
    if pair.chinese:
        joiner = pair.chance.choice(("，而且", "，但", "，同时"))
    else:
        joiner = pair.chance.choice((", and ", ", but ", "; ", ", while "))
    yield pair.lie("added clause, behind", f"{pair.body}{joiner}{_clause(pair)}{pair.stop}")
    if pair.following and not re.search('[“”"?？]', pair.following):
        if pair.chinese:
            told = f"{pair.body}，{pair.following}"
        else:
            told = f"{pair.body}, and {_lowered(pair.following)}"
        yield pair.truth("added clause, behind", told)


def _added_in_front(pair: _Pair) -> Iterator[Planted]:
    invented = _clause(pair)
    if pair.chinese:
        yield pair.lie("added clause, in front", f"{invented}，{pair.text}")
    else:
        opener = pair.chance.choice(("", "After ", "Although ", "When "))
        front = f"{opener}{invented}"
        joiner = ", " if opener else ", and "
        told = f"{front[0].upper()}{front[1:]}{joiner}{_lowered(pair.text)}"
        yield pair.lie("added clause, in front", told)


def _added_relative(pair: _Pair) -> Iterator[Planted]:
    if pair.chinese:
        yield pair.lie("added clause, relative", f"{pair.body}，此举令{_clause(pair)}。")
    else:
        deed = pair.chance.choice(_listed(_WHICH))
        yield pair.lie("added clause, relative", f"{pair.body}, which {deed}.")


def _added_in_brackets(pair: _Pair) -> Iterator[Planted]:
    open_, close = ("（", "）") if pair.chinese else (" (", ")")
    text = f"{pair.body}{open_}{_clause(pair)}{close}{pair.stop}"
    yield pair.lie("added clause, in brackets", text)


def _added_cause(pair: _Pair) -> Iterator[Planted]:
    if pair.chinese:
        event = pair.chance.choice(_listed(_EVENTS_ZH))
        yield pair.lie("added clause, cause", f"由于{event}，{pair.text}")
        return
    if pair.chance.random() < 0.5:
        event = pair.chance.choice(_listed(_EVENTS))
        opener = pair.chance.choice(("because of", "despite", "after", "amid", "following"))
    else:
        event = _clause(pair)
        opener = pair.chance.choice(("because", "after", "although", "since", "when"))
    yield pair.lie("added clause, cause", f"{pair.body} {opener} {event}.")


# Verbs of one form that never mean the same, and words for the same thing.
_PREDICATES = (
    """opened sold repaired rejected visited photographed insured flooded praised demolished rented
    inspected copied hid painted borrowed destroyed inherited misplaced""",
    """open sell repair reject visit photograph insure flood praise demolish rent inspect copy hide
    paint borrow destroy inherit""",
)
_FREQUENT = re.compile(
    r"\b(?P<past>made|built|bought|took|gave|got|found|won|lost|paid|wrote|held|led|kept|sent|spent|"
    r"refused|approved|signed|started|closed|opened|sold|recovered|produced|delivered|reached|filed|"
    r"raised|cut|agreed|ordered|measured|checked|granted|carried|treated|promised|installed|bears|"
    r"received|dismissed|employed|rejected|covered|announced|published|planned|settled|leased)\b"
    r"|(?<=will )(?P<base>[a-z]{3,})(?=\s(?!be\b)\w)"
)
_PREDICATES_ZH = "查封 拆除 出租 赞扬 抵押 捐赠 拍卖 隐瞒 焚毁 抄袭".split()
_FREQUENT_ZH = re.compile(
    "签订|签署|供应|采购|公布|宣布|批准|检查|投资|建设|生产|提高|降低|收到|采用|持有|登记|完成|启动|停产"
)
_SAME: Mapping[str, str] = {
    "bought": "purchased", "began": "started", "started": "began", "said": "stated",
    "about": "around", "needs": "requires", "employs": "has a staff of", "built": "constructed",
    "rose": "went up", "fell": "went down", "told": "informed", "ended": "came to an end",
    "got": "received", "chief executive": "CEO", "a year": "per year", "more than": "over",
    "at least": "no fewer than", "because": "since", "refused": "turned down", "made": "produced",
    "also": "in addition", "however": "though", "took place": "happened",
}  # fmt: skip
_SAME_ZH: Mapping[str, str] = {
    "签订": "签署", "公布": "发布", "提高": "提升", "大约": "约", "由于": "因为", "全部": "都",
    "企业": "公司", "采购": "购买", "合计": "总共", "超过": "多于", "目前": "现在", "表示": "说",
}  # fmt: skip


def _other_predicate(pair: _Pair) -> Iterator[Planted]:
    pattern = _FREQUENT_ZH if pair.chinese else _FREQUENT
    found = list(pattern.finditer(pair.text))
    if found:
        verb = pair.chance.choice(found)
        pool = _PREDICATES_ZH if pair.chinese else _PREDICATES[verb["past"] is None].split()
        other = pair.chance.choice([word for word in pool if word[:4] not in pair.source])
        yield pair.lie(
            "other predicate", pair.text[: verb.start()] + other + pair.text[verb.end() :]
        )
    same = _SAME_ZH if pair.chinese else _SAME
    told = [word for word in same if re.search(_word(word), pair.text)]
    if told:
        word = pair.chance.choice(told)
        text = re.sub(_word(word), same[word], pair.text, count=1)
        yield pair.truth("other predicate", text)


def _word(word: str) -> str:
    return rf"\b{word}\b" if word.isascii() else word


_AHEAD = re.compile(
    r"\b(?:will|would|may|might|could|should|plans? to|intends? to|hopes? to|wants? to|aims? to|"
    r"expects? to|is to|are to|is due to|are due to) (?:(?P<be>be) (?=\w+ed\b)|(?P<have>have )?)"
    r"(?P<verb>[a-z]{3,})\b"
)
_AHEAD_ZH = re.compile("计划|预计|可能|打算|准备|拟|将(?!军|近)")
_NOT_DONE = re.compile(
    r"\b(has|have|had) not (?:yet )?(?=\w+(?:ed|en|own|un)\b)|(?:尚未|还没有|没有)"
)
_PAST: Mapping[str, str] = {
    verb: past
    for verb, _, past in (
        pair.partition("/")
        for pair in """become/become begin/begun break/broken bring/brought build/built buy/bought
        come/come drive/driven fall/fallen find/found get/got give/given go/gone grow/grown
        hold/held keep/kept know/known lead/led leave/left lose/lost make/made meet/met pay/paid
        rise/risen run/run say/said sell/sold send/sent show/shown spend/spent take/taken
        win/won write/written cut/cut put/put have/had bear/borne""".split()
    )
}


def _plan_as_done(pair: _Pair) -> Iterator[Planted]:
    if pair.chinese:
        if found := _AHEAD_ZH.search(pair.text):
            text = pair.text[: found.start()] + "已经" + pair.text[found.end() :]
            yield pair.lie("plan told as done", text)
        return
    found = _AHEAD.search(pair.text)
    if found and found["verb"] not in ("not", "never", "only", "also", "then", "the"):
        verb = found["verb"]
        if found["be"]:
            done = f"was {verb}"
        elif found["have"]:
            done = verb
        else:
            done = f"has {_participle(verb)}"
        text = pair.text[: found.start()] + done + pair.text[found.end() :]
        yield pair.lie("plan told as done", text)


def _participle(verb: str) -> str:
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if re.search(r"[^aeiou]y$", verb) else f"{verb}ed"


def _polarity_dropped(pair: _Pair) -> Iterator[Planted]:
    if found := _NOT_DONE.search(pair.text):
        kept = f"{found[1]} " if found[1] else "已经"
        text = pair.text[: found.start()] + kept + pair.text[found.end() :]
        yield pair.lie("polarity dropped", text)


# What a source may put around a sentence, so that it is no fact any more.
_DENIED = (
    "A spokeswoman denied that {}.", "The agency rejected reports that {}.",
    "It is not true that {}, the lawyers said.", "Nobody has confirmed that {}.",
)  # fmt: skip
_HEARD = (
    "A blogger alleged that {}.", "According to a rumour, {}.", "A rival claimed that {}.",
    "It is suspected that {}.",
)  # fmt: skip
_MAYBE = (
    "The board will discuss whether {}.", "It is possible that {}.",
    "Campaigners demand that {}.", "It may be one day that {}.",
)  # fmt: skip
_DENIED_ZH = ("发言人否认{}。", "公司驳斥了有关{}的说法。")
_HEARD_ZH = ("有传闻称{}。", "一名博主声称{}。", "据说{}。")
_MAYBE_ZH = ("董事会将讨论是否{}。", "有可能{}。", "有人提议{}。")


def _around(
    kind: str, english: Sequence[str], chinese: Sequence[str]
) -> Callable[[_Pair], Iterator[Planted]]:
    """A kind whose source puts something around the sentence that the claim drops."""

    def invent(pair: _Pair) -> Iterator[Planted]:
        if re.search('[“”"?？:：]', pair.text):
            return
        frame = pair.chance.choice(chinese if pair.chinese else english)
        governed = frame.format(pair.body if pair.chinese else _lowered(pair.body))
        evidence = _joined(governed, pair.following)
        yield pair.lie(kind, pair.text, evidence)
        if pair.chinese:
            yield pair.truth(kind, f"同时，{governed}", evidence)
        else:
            yield pair.truth(kind, f"In short: {_lowered(governed)}", evidence)

    return invent


_CAUSE = re.compile(r"\b(?:because|since|due to|so|therefore|led to)\b|因为|由于|因此|所以|导致|因")
_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{3,}")
_NEVER_NAMES = frozenset(
    """January February March April June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday""".split()
)
_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:& )?[A-Z][\w'’-]+){0,3}")
_STARTERS = frozenset(
    """The A An In On At It Its He She They We I You But And If When For From With By This That
    These Those After Before Of As To No Not One Two Three All Both Each Most Some There""".split()
)


def _subject(sentence: str) -> str | None:
    """The name that a sentence opens with."""
    found = _NAME.match(sentence)
    return found.group() if found and found.group().split()[0] not in _STARTERS else None


def _borrowed(pair: _Pair) -> Iterator[Planted]:
    own, other = _subject(pair.text), _subject(pair.following)
    if not own or not other or not {own.split()[0], other.split()[0]} <= pair.names:
        return
    if set(own.split()) & set(other.split()):
        return
    if other in pair.text or own in pair.following:
        return
    yield pair.lie("borrowed from the next sentence", pair.text.replace(own, other, 1))
    yield pair.lie("borrowed from the next sentence", pair.following.replace(other, own, 1))
    yield pair.truth("borrowed from the next sentence", pair.following)


def _pairs_of_a_list(pair: _Pair) -> Iterator[Planted]:
    """A list is made up around the names of the sentence; the claim crosses two of its items."""
    found = [name for name in _INSIDE.findall(pair.source) if name in pair.names]
    names = list(dict.fromkeys(found))
    if pair.chinese or len(names) < 2:
        return
    one, two = pair.chance.sample(names, 2)
    a, b, c = pair.chance.sample(range(3, 97), 3)
    thing = pair.chance.choice(("buses", "seats", "crates", "lorries", "berths", "beds"))
    evidence = (
        f"{pair.text} They share {a + b + c} {thing}: {one} gets {a}, {two} {b} and the rest {c}."
    )
    kind = "pairs of a list"
    yield pair.lie(kind, f"{two} gets {a} {thing}.", evidence)
    yield pair.lie(kind, f"{one} gets {b} {thing}.", evidence)
    yield pair.truth(kind, f"{two} gets {b} {thing}.", evidence)
    yield pair.truth(kind, f"{one} gets {a} {thing}.", evidence)


def _cause_swapped(pair: _Pair) -> Iterator[Planted]:
    if not pair.following or re.search('[“”"?？]', pair.source) or _CAUSE.search(pair.source):
        return
    effect, cause = pair.body, pair.following.rstrip(" .。")
    kind = "cause swapped"
    if pair.chinese:
        evidence = f"由于{cause}，{effect}。"
        yield pair.lie(kind, f"由于{effect}，{cause}。", evidence)
        yield pair.truth(kind, f"{effect}，因为{cause}。", evidence)
        return
    evidence = f"{effect} because {_lowered(cause)}."
    yield pair.lie(kind, f"{cause} because {_lowered(effect)}.", evidence)
    yield pair.truth(kind, f"Because {_lowered(cause)}, {_lowered(effect)}.", evidence)
    yield pair.lie(kind, f"{effect} because {_lowered(cause)}.")


KINDS: Mapping[str, Invent] = {
    "added clause, behind": _added_behind,
    "added clause, in front": _added_in_front,
    "added clause, relative": _added_relative,
    "added clause, in brackets": _added_in_brackets,
    "added clause, cause": _added_cause,
    "other predicate": _other_predicate,
    "plan told as done": _plan_as_done,
    "polarity dropped": _polarity_dropped,
    "denial dropped": _around("denial dropped", _DENIED, _DENIED_ZH),
    "hearsay as fact": _around("hearsay as fact", _HEARD, _HEARD_ZH),
    "possibility as fact": _around("possibility as fact", _MAYBE, _MAYBE_ZH),
    "borrowed from the next sentence": _borrowed,
    "pairs of a list": _pairs_of_a_list,
    "cause swapped": _cause_swapped,
}


def _joined(text: str, following: str) -> str:
    gap = "" if is_cjk(text) else " "
    return f"{text}{gap}{following}" if following else text


def _lowered(sentence: str) -> str:
    """A sentence as it goes on inside another; a name keeps its capital."""
    first = sentence.split(" ", 1)[0].rstrip(",")
    return sentence[:1].lower() + sentence[1:] if first in _STARTERS else sentence
