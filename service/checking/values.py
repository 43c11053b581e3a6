"""Values that a claim names and its source doesn't: numbers, names, dates, units, quotations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.language import Mode
from index.wordlists import words_of
from service.checking.aligning import Alignment, is_dense
from service.checking.calculating import is_calculated
from service.checking.findings import Findings
from service.checking.inventory import VALUES, Inventory, inventory, inventory_of
from service.checking.lexicon import MONTHS, counts
from service.checking.numerals import fractions
from service.checking.reading import Token, is_year, plain, stands
from service.checking.rounding import is_rounded
from service.checking.sources import acronyms

_QUOTED = re.compile('“([^“”]*)”|"([^"]*)"|«([^«»]*)»|「([^「」]*)」|『([^『』]*)』|„([^„“”]*)[“”]')
_QUOTATION = 6  # characters of one
_SHORT = 3  # letters of a month that is rather another word
_DERIVED = 6  # letters that names of one root begin with: fewer are Austria's and Australia's
_SMALL = 10  # up to here a number in letters may have been counted: "both of the two plants"


@dataclass(frozen=True)
class Places:
    """Where a value may stand, nearest first."""

    alignment: Alignment

    @cached_property
    def aligned(self) -> Inventory:
        """The sentences that the claim rests on."""
        return inventory(self.alignment.pairing.source, self.alignment.words)

    @cached_property
    def around(self) -> Inventory:
        """What tells who and when the aligned sentences speak of."""
        return inventory(self.alignment.around, self.alignment.words)

    @cached_property
    def passages(self) -> list[Inventory]:
        """The cited passages."""
        return [inventory_of(hit.text, self.alignment.written(hit)) for hit in self.alignment.cited]

    @cached_property
    def articles(self) -> list[Inventory]:
        """The whole articles, read only where their passages lack something."""
        texts = {hit.article_id: hit for hit in self.alignment.cited}
        return [
            inventory_of(self.alignment.articles[id_].text, self.alignment.written(hit))
            for id_, hit in sorted(texts.items())
        ]

    @cached_property
    def attribution(self) -> int:
        """How many of the claim's tokens say who reported the rest, and when, if no head does."""
        if any(hit.outlet or hit.published for hit in self.alignment.cited):
            return 0
        words, tokens = self.alignment.words, self.alignment.tokens
        that = words.comparing.complementizers
        reporting = {phrase[0] for phrase in words.modality[Mode.REPORT] if phrase[-1] in that}
        ends = (place for place, token in enumerate(tokens) if token.text.lower() in that)
        return next((end for end in ends if any(t.key in reporting for t in tokens[:end])), 0)

    @property
    def in_a_row(self) -> bool:
        """Whether the claim rests on the row of a table."""
        return "|" in self.alignment.main.sentence.text

    @cached_property
    def acronyms(self) -> list[tuple[str, frozenset[str]]]:
        """Acronyms that the articles explain, and the words that they stand for."""
        return [
            pair for text in self.alignment.texts for pair in acronyms(text, self.alignment.words)
        ]


def missing_values(alignment: Alignment) -> Findings:
    """Numbers, names, dates and units that the aligned sentences lack."""
    places = Places(alignment)
    findings = Findings()
    # Words have no like in another language.
    compared = ("number", "month") if alignment.uncompared else VALUES
    for place, token in enumerate(alignment.tokens):
        if token.kind not in VALUES or (alignment.unread and _is_plain_word(token)):
            continue
        if token.kind in compared and not _holds(places.aligned, token, places):
            if is_rounded(token, alignment):
                continue
            if token.kind == "name" and _of_a_full_name(place, places):
                continue
            _judge(token, places, findings, attributed=place < places.attribution)
        elif (
            token.kind == "number"
            and token.unit
            and not alignment.uncompared
            and not _unit_stands(token, places)
        ):
            findings.doubts.append(f"The cited text has no {token.text}.")
    return _as_sure(findings, alignment)


def other_units(alignment: Alignment) -> Findings:
    """Numbers that the aligned sentences have in another unit."""
    held = Places(alignment).aligned
    clashes = [(token, held.clashes(token)) for token in alignment.tokens if not held.holds(token)]
    findings = Findings(
        wrong=[
            f"The source says {token.key} {unit}, not {token.text}."
            for token, unit in clashes
            if unit is not None
        ]
    )
    return _as_sure(findings, alignment)


def _as_sure(findings: Findings, alignment: Alignment) -> Findings:
    """What is wrong only leaves doubt where the numbers of a language are not known."""
    if alignment.unread and not counts(alignment.unread):
        return Findings(doubts=[*findings.wrong, *findings.doubts])
    return findings


def missing_quotations(alignment: Alignment) -> Findings:
    """Quotations of at least two words that no cited passage has word for word."""
    quotes = [q for q in _quotations(alignment.claim) if len(q.split()) >= 2 or not q.isascii()]
    passages = [plain(hit.text, alignment.words) for hit in alignment.cited] if quotes else []
    missing = [
        f"The quotation “{quote}” is not in the cited text."
        for quote in quotes
        if not any(stands(quote, passage, alignment.words) for passage in passages)
    ]
    return Findings(doubts=missing) if alignment.translates else Findings(wrong=missing)


def _is_plain_word(token: Token) -> bool:
    """Whether a value may be another word in a language that is not read: elf, mar."""
    return token.text.isalpha() and (token.kind == "number" or len(token.text) <= _SHORT)


def _quotations(text: str) -> Iterator[str]:
    """What stands between two marks of a pair, if it is long enough to be somebody's words."""
    for match in _QUOTED.finditer(text):
        quote = next(filter(None, match.groups()), "")
        if len(quote) >= _QUOTATION:
            yield quote


def _judge(token: Token, places: Places, findings: Findings, *, attributed: bool) -> None:
    alignment = places.alignment
    shown = token.text if token.kind == "number" else f"“{token.text}”"
    if places.aligned.clashes(token) is not None or _stands_around(token, places):
        return
    if any(_holds(passage, token, places) for passage in places.passages):
        reason = f"The cited sentence has no {shown}."
        if alignment.near and token.kind in ("number", "month") and not is_year(token):
            findings.wrong.append(reason)
        elif (token.kind == "name" and _for_a_name(alignment)) or _may_be_none(token, alignment):
            findings.open.append(reason)
        else:
            findings.doubts.append(reason)
    else:
        _judge_absent(token, shown, places, findings, attributed=attributed)


def _judge_absent(
    token: Token, shown: str, places: Places, findings: Findings, *, attributed: bool
) -> None:
    """A value that no cited passage has."""
    absent = f"{shown} is not in the cited text."
    if any(_holds(article, token, places) for article in places.articles):
        findings.doubts.append(
            f"{shown} is not in the cited passage, though elsewhere in its article."
        )
    elif _may_be_none(token, places.alignment) or _is_foreign(token, places):
        findings.open.append(absent)
    elif is_calculated(token, places.alignment):
        findings.doubts.append(f"{absent[:-1]}, but may follow from its figures.")
    elif (
        attributed
        or _may_be_told_otherwise(token, places.alignment)
        or (token.kind == "name" and _for_a_name(places.alignment))
        or _may_be_a_first_name(token, places)
    ):
        findings.doubts.append(absent)
    else:
        findings.wrong.append(absent)


def _holds(place: Inventory, token: Token, places: Places) -> bool:
    if place.holds(token):
        return True
    if token.text.isupper() and len(token.text) >= 3 and token.key in place.initials:
        return True
    return token.kind == "name" and any(
        (token.key == short and long <= place.names) or (token.key in long and short in place.names)
        for short, long in places.acronyms
    )


def _stands_around(token: Token, places: Places) -> bool:
    """Whether a name or year is what the sentences before or the article's head speak of.

    It is not where the source names another one in this place. What a table's figures count stands
    anywhere around it.
    """
    unsaid = places.alignment.pairing.unsaid
    if token.kind == "unit" and places.in_a_row:
        return any(_holds(passage, token, places) for passage in places.passages)
    if token.kind == "month" or (token.kind == "number" and token.unit in MONTHS):
        return _holds(inventory(places.alignment.head, places.alignment.words), token, places)
    if token.kind == "name":
        others = [other for other in unsaid if other.kind == "name" and other.sure]
    elif is_year(token):
        claimed = {other.key for other in places.alignment.tokens}
        main = places.alignment.main.sentence.tokens
        others = [other for other in main if is_year(other) and other.key not in claimed]
    else:
        return False
    return not others and _holds(places.around, token, places)


def _full_name(place: int, tokens: Sequence[Token]) -> Sequence[Token]:
    """The names in a row that a token is one of."""
    first, last = place, place + 1
    while first and tokens[first - 1].kind == "name":
        first -= 1
    while last < len(tokens) and tokens[last].kind == "name":
        last += 1
    return tokens[first:last]


def _is_foreign(token: Token, places: Places) -> bool:
    """Whether the source may have a name in its own language, or the name of whose it is.

    In Chinese that may be any characters; where another language writes nouns with a capital, it
    may be a plain word; what begins alike may be derived: Portugal, Portuguese.
    """
    if token.kind != "name":
        return False
    sentence = places.alignment.main.sentence
    if is_dense(sentence.text):
        spelled = any(other.kind == "name" and other.text.isascii() for other in sentence.tokens)
        return token.text.isascii() and not spelled
    if places.alignment.translates:
        return True
    return len(token.key) >= _DERIVED and any(
        name.startswith(token.key[:_DERIVED]) for name in places.aligned.names
    )


def _of_a_full_name(place: int, places: Places) -> bool:
    """Whether the aligned sentences have a part of a name that stands around them in full."""
    own = _full_name(place, places.alignment.tokens)
    full = [token.key for token in own]
    around = [token.key for token in places.alignment.around]
    partly = any(_holds(places.aligned, token, places) for token in own)
    return partly and any(full == around[n : n + len(full)] for n in range(len(around)))


def _may_be_a_first_name(token: Token, places: Places) -> bool:
    """Whether the source has the rest of a full name, and nowhere more of it than that."""
    if token.kind != "name":
        return False
    tokens = places.alignment.tokens
    place = next(n for n, one in enumerate(tokens) if one is token)
    own = {other.key for other in _full_name(place, tokens)}
    source = places.alignment.pairing.source
    rest = [n for n, other in enumerate(source) if other.kind == "name" and other.key in own]
    fuller = [{other.key for other in _full_name(n, source)} - own for n in rest]
    return bool(rest) and not any(fuller)


def _unit_stands(token: Token, places: Places) -> bool:
    """Whether the unit of a number stands with it, or near it."""
    known = places.aligned.numbers.get(token.key, {token.unit})  # or it is told in another unit
    if token.unit in known or not (token.unit.isalpha() or places.in_a_row):
        return token.unit in known or ("unit", token.unit) in places.aligned.others
    return any(("unit", token.unit) in place.others for place in (places.aligned, *places.passages))


def _for_a_name(alignment: Alignment) -> bool:
    """Whether the source says "we", "she" or "the company" where the claim may name who that is."""
    claimed = {token.key for token in alignment.tokens}
    main, words = alignment.main.sentence.tokens, alignment.words
    unsaid = [token.text.lower() if token.key not in claimed else "" for token in main]
    roles = (
        before.key in words.context.definite and token in words.context.roles
        for before, token in zip(main, unsaid[1:], strict=False)
    )
    return not words.classes.pronouns.isdisjoint(unsaid) or any(roles)


def _may_be_none(token: Token, alignment: Alignment) -> bool:
    """Whether it may be no value: a count in letters, or a plain word that opens the sentence."""
    counted = token.kind == "number" and token.text.isalpha() and int(token.key) <= _SMALL
    return counted or (not token.sure and token.text.lower() in words_of(alignment.words.code))


def _may_be_told_otherwise(token: Token, alignment: Alignment) -> bool:
    """Whether a source may mean a value without having it: a fraction is often a writer's own."""
    if token.unit == "%" and token.key in fractions(alignment.claim, alignment.words):
        return True
    label = token.kind == "name" and len(token.text) == 1  # Line B, Plan C
    return label or token.kind in ("ordinal", "unit") or not token.sure
