"""What the passages of an answer hold besides it: names, figures and days, figures that articles
tell differently, and questions that quoting answers from the same passages. No model writes here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import Literal

from index import aliases, language
from index.language import Language
from index.model import Hit
from index.words import Weigh, content_terms, tokens
from service.answers import Answer
from service.checking.lexicon import MONTHS, words_of
from service.checking.reading import Token, is_year, read
from service.quoting import Choose
from service.quoting.quotes import quotable

_EACH = 4  # mentions of a kind
_DIFFERENCES = 3
_SIDES = 4  # of a difference
_QUESTIONS = 3
_TRIES = 12  # questions that are put to quoting
_BEHIND = 4  # words behind a name and a comma, among which its role stands
_LONGEST = 120  # characters of a title that is put as a question
_ALIKE = 0.55  # share of the rarer words of two sentences that tell of one thing
_SHARED = 3  # words that they share at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A sentence of passage `number`: `article.text[start:end] == quote`."""

    number: int
    article_id: str
    version: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name, figure or day, written as in the sentence that it stands in."""

    kind: Literal["name", "figure", "day"]
    text: str
    excerpt: Excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Sentences of different articles that are alike but for a figure, the latest first."""

    sides: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What else there is to read and to ask, the most telling first."""

    questions: tuple[str, ...]
    mentions: tuple[Mention, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Sentence:
    """A sentence as it is compared."""

    hit: Hit
    excerpt: Excerpt
    spoken: Language

    @property
    def text(self) -> str:
        return self.excerpt.quote

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return _tokens(self.text, self.spoken)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its words that carry content, without numbers."""
        return frozenset(t for t in content_terms(self.text, self.spoken) if not t[0].isdigit())

    @cached_property
    def values(self) -> Mapping[str, tuple[str, str]]:
        """By what it counts, its one figure of that: as compared, and as written."""
        found: dict[str, list[tuple[str, str]]] = {}
        for token, follower in pairwise((*self.tokens, Token("", "", "break"))):
            if token.kind != "number" or token.unit in MONTHS or is_year(token):
                continue
            counted = follower if not token.unit and follower.kind in ("word", "name") else None
            written = f"{token.text} {counted.text}" if counted else token.text
            if unit := counted.key if counted else token.unit:
                shown = written if written in self.text else token.text
                found.setdefault(unit, []).append((token.key, shown))
        return {unit: values[0] for unit, values in found.items() if len(values) == 1}

    def keys(self, *kinds: str) -> frozenset[str]:
        """What its tokens of these kinds are compared by."""
        return frozenset(token.key for token in self.tokens if token.kind in kinds)

    @cached_property
    def years(self) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens if is_year(token))


@lru_cache(maxsize=16_384)  # sentences of passages that are found again
def _tokens(text: str, spoken: Language) -> tuple[Token, ...]:
    return read(text, words_of([spoken]))


def overview(answer: Answer, choose: Choose) -> Overview:
    """What else the passages of an answer hold; those that instruct machines are passed over.

    It is asked for under every answer, so words alone tell what is proposed: models that read
    would cost more than the answer did.
    """
    told = _Told.of(answer)
    blanked = {stretch.number for stretch in answer.blanked}
    passages = [hit for hit in answer.passages if hit.number not in blanked]
    sentences = [sentence for hit in passages for sentence in _sentences(hit)]
    new = [one for one in sentences if not told.shows(one.excerpt)]
    names = list(_names(new))
    tried = islice(_candidates(answer, passages, names, told), _TRIES)
    by_words = replace(choose, readers=None)
    answered = (one.question for one in tried if _is_answered(one, told, by_words))
    return Overview(
        questions=tuple(islice(answered, _QUESTIONS)),
        mentions=tuple(_mentions(names, new, told)),
        differences=tuple(islice(_differences(sentences, told, choose.weigh), _DIFFERENCES)),
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question, and the passages that it is about."""

    question: str
    passages: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the question names and the answer says and cites."""

    text: str  # in small letters
    terms: frozenset[str]
    spans: frozenset[tuple[str, int, int]]

    @classmethod
    def of(cls, answer: Answer) -> "_Told":
        said = " ".join([answer.question, *(claim.text for claim in answer.claims)])
        spans = {
            (cited.article_id, cited.start, cited.end)
            for claim in answer.claims
            for cited in claim.citations
        }
        return cls(said.lower(), frozenset(content_terms(said)), frozenset(spans))

    def says(self, text: str) -> bool:
        return text.lower() in self.text

    def cites(self, hit: Hit, start: int) -> bool:
        """Whether what begins at `start` of a passage is cited."""
        place = hit.start + start
        return any(
            article == hit.article_id and begin <= place < end for article, begin, end in self.spans
        )

    def shows(self, excerpt: Excerpt) -> bool:
        return any(
            article == excerpt.article_id and start < excerpt.end and excerpt.start < end
            for article, start, end in self.spans
        )


def _sentences(hit: Hit) -> Iterator[_Sentence]:
    spoken = language.of(hit.text)
    for quote in quotable(hit):
        if quote:
            start = hit.start + quote.start
            excerpt = Excerpt(
                number=hit.number,
                article_id=hit.article_id,
                version=hit.version,
                start=start,
                end=start + len(quote.text),
                quote=quote.text,
            )
            yield _Sentence(hit, excerpt, spoken)


def _names(sentences: Iterable[_Sentence]) -> Iterator[Mention]:
    """Names in the order in which they stand: runs of capitals, and pairs that an article tells."""
    for sentence in sentences:
        runs: list[list[Token]] = [[]]
        for token in sentence.tokens:
            if token.kind == "name":
                runs[-1].append(token)
            elif runs[-1]:
                runs.append([])
        written = [" ".join(token.text for token in run) for run in runs if _is_name(run)]
        paired = [pair.name for pair in aliases.mine(sentence.text)]
        for name in dict.fromkeys((*paired, *written)):
            if name in sentence.text:
                yield Mention(kind="name", text=name, excerpt=sentence.excerpt)


def _is_name(run: Sequence[Token]) -> bool:
    """What opens a sentence may have its capital from that place; a letter alone is a label."""
    return any(token.sure and len(token.text) > 1 for token in run)


def _is_person(name: Mention) -> bool:
    """Whether a role stands right before a name of several words, or behind it and a comma."""
    if " " not in name.text:
        return False
    roles = language.of(name.excerpt.quote).aliases.roles
    before, _, behind = name.excerpt.quote.partition(name.text)
    beside = [*tokens(before)][-1:]
    if behind.startswith(","):
        beside += islice(tokens(behind), _BEHIND)
    return any(language.fold(word) in roles for word in beside)


def _mentions(
    names: Sequence[Mention], sentences: Sequence[_Sentence], told: _Told
) -> Iterator[Mention]:
    figures = (
        Mention(kind="figure", text=token.text, excerpt=sentence.excerpt)
        for sentence in sentences
        for token in sentence.tokens
        if token.kind == "number" and token.unit and token.unit not in MONTHS
        if token.text in sentence.text
    )
    days = (
        Mention(kind="day", text=found.group(), excerpt=sentence.excerpt)
        for sentence in sentences
        for found in sentence.spoken.dates.named.finditer(sentence.text)
        if found.group().strip()
    )
    for mentions in (_most_told(names), figures, days):
        new = {one.text: one for one in reversed(list(mentions)) if not told.says(one.text)}
        yield from islice(reversed(new.values()), _EACH)


def _most_told(names: Sequence[Mention]) -> list[Mention]:
    """Those that most articles tell of first; parts of longer names are left out."""
    articles: dict[str, set[str]] = {}
    for one in names:
        articles.setdefault(one.text, set()).add(one.excerpt.article_id)
    whole = [
        one
        for one in names
        if not any(one.text != other and f" {one.text} " in f" {other} " for other in articles)
    ]
    return sorted(whole, key=lambda one: -len(articles[one.text]))


def _differences(sentences: Sequence[_Sentence], told: _Told, weigh: Weigh) -> Iterator[Difference]:
    """What touches on the question or its answer, each sentence in one difference at most."""
    left = [one for one in sentences if one.values and one.terms & told.terms]
    while left:
        first, *left = left
        if sides := _sides(first, left, weigh):
            yield Difference(sides=sides)
            used = {side.excerpt for side in sides}
            left = [one for one in left if one.excerpt not in used]


def _sides(first: _Sentence, others: Sequence[_Sentence], weigh: Weigh) -> tuple[Mention, ...]:
    """A figure as each article tells it, the latest first; none where all tell the same."""
    for unit in first.values:
        differing = [one for one in others if _differ(first, one, unit, weigh)]
        by_article = {one.hit.article_id: one for one in reversed([first, *differing])}
        if len(by_article) > 1:
            latest = sorted(
                by_article.values(), key=lambda one: str(one.hit.published or ""), reverse=True
            )
            return tuple(
                Mention(kind="figure", text=one.values[unit][1], excerpt=one.excerpt)
                for one in latest[:_SIDES]
            )
    return ()


def _differ(one: _Sentence, other: _Sentence, unit: str, weigh: Weigh) -> bool:
    """Whether two sentences tell of one thing and give another figure for it."""
    if one.hit.article_id == other.hit.article_id or _same_voice(one.hit, other.hit):
        return False
    if unit not in other.values or one.values[unit][0] == other.values[unit][0]:
        return False
    pairs = [(one.years, other.years), (one.keys("month"), other.keys("month"))]
    pairs += [(one.keys("name"), other.keys("name"))]
    if any(mine and theirs and not mine & theirs for mine, theirs in pairs):
        return False  # another time, or somebody else
    shared = one.terms & other.terms
    least = min(_weight(one.terms, weigh), _weight(other.terms, weigh))
    return len(shared) >= _SHARED and _weight(shared, weigh) >= _ALIKE * least


def _same_voice(one: Hit, other: Hit) -> bool:
    return one.cluster is not None and one.cluster == other.cluster


def _weight(terms: AbstractSet[str], weigh: Weigh) -> float:
    return sum(map(weigh, terms))


def _is_answered(candidate: _Candidate, told: _Told, choose: Choose) -> bool:
    """Whether quoting answers it from its passages with something new."""
    hits = {hit.number: hit for hit in candidate.passages}
    chosen = choose(candidate.question, candidate.passages)
    return chosen.missing is None and any(
        not told.cites(hits[quote.number], quote.start) for quote in chosen.quotes
    )


def _candidates(
    answer: Answer, passages: Sequence[Hit], names: Sequence[Mention], told: _Told
) -> Iterator[_Candidate]:
    """Who somebody is, what letters stand for, and titles that the answer leaves out."""
    spoken = language.read_as(answer.question)
    cited = {article for article, _, _ in told.spans}
    says = spoken.says
    if says.who:
        letters = {
            pair.other: None
            for hit in passages
            for pair in aliases.mine(hit.text)
            if aliases.acronyms.is_acronym(pair.other) and not told.says(pair.other)
        }
        people = {one.text: None for one in names if not told.says(one.text) and _is_person(one)}
        for form, named in ((says.who, people), (says.meaning, letters)):
            for name in islice(named, _TRIES // 3):
                yield _Candidate(form.format(name), [hit for hit in passages if name in hit.text])
    titles = {
        hit.title: hit.article_id
        for hit in passages
        if hit.article_id not in cited and len(hit.title) <= _LONGEST and not told.says(hit.title)
        if language.of(hit.title, near=spoken).code == spoken.code
    }
    for title, article in titles.items():
        yield _Candidate(title, [hit for hit in passages if hit.article_id == article])
