"""Text in an article is data: what talks to a language model is no answer and no evidence.

Some stretches are there for machines alone (`machine_text`). Of the rest four things betray a
planted instruction: phrases that only a model is addressed with (`injection_phrases`), talk about
the reply that is being written, the way it is worded as a whole (`injection_classifier`), and a
question or command that has nothing to do with the article around it. No list can name all
instructions, so `service.relevance` looks at the other end, too: what an answer says must have to
do with the question or its source.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile, zip_longest

from index.language import LANGUAGES, Skill
from index.model import Article, Hit, Span
from index.sentences import STARTERS, is_prose, sentences
from index.words import CJK, STOPWORDS, content_terms, terms
from service.injection_classifier import instructs, may_instruct
from service.injection_phrases import talks_to_a_model, undisguised
from service.machine_text import for_machines

_QUESTION = re.compile(r"[?？][\"'”’)）\]]*$")
_OPENS_SPEECH = re.compile(r"^[\"“‘«「『]")
_ADDRESSED = [
    spoken.addressing for spoken in LANGUAGES.values() if Skill.ADDRESSING in spoken.knows
]
_OPENERS = frozenset(word.lower() for word in STARTERS | STOPWORDS).union(
    *(addressing.no_command for addressing in _ADDRESSED)
)
_SCRIPT_CHANGES = re.compile(rf"(?<=[{CJK}]) (?=[A-Za-z])|(?<=[A-Za-z]) (?=[{CJK}])")
_BEFORE = 2  # sentences right before an instruction may be what it is about
_HEAD = 5  # words of a line that begins something, such as "### Message from the developer"
_STRANGE = 0.5  # a request with at most this share of terms from its article isn't part of it


def requests(sentence: str) -> bool:
    """Whether a sentence asks or commands, and so asserts nothing."""
    if _QUESTION.search(sentence) or any(how.task.match(sentence) for how in _ADDRESSED):
        return True
    commands = (how.command.match(sentence) for how in _ADDRESSED)
    return any(found and found["verb"].lower() not in _OPENERS for found in commands)


def without_instructions(hit: Hit, article: Article) -> Hit:
    """The passage with blanks in the place of planted instructions, so that offsets stay.

    A title, outlet or author that holds one is left out.
    """
    text = hit.text
    for span in _planted(hit.text, f"{article.title}\n{article.text}"):
        blank = re.sub(r"[^\n]", " ", text[span.start : span.end])
        text = text[: span.start] + blank + text[span.end :]
    title = "" if _instructs(hit.title) else hit.title
    outlet = None if _instructs(hit.outlet or "") else hit.outlet
    author = None if _instructs(hit.author or "") else hit.author
    return replace(hit, text=text, title=title, outlet=outlet, author=author)


def blanked(hit: Hit, seen: Hit) -> Iterator[Span]:
    """The stretches of a passage's text that are blanks where models see it."""
    if hit.text == seen.text:
        return
    start, end = 0, 0
    for place, (char, shown) in enumerate(zip(hit.text, seen.text, strict=True)):
        if char == shown:
            continue
        if end and hit.text[end:place].strip():
            yield Span(start=start, end=end)
            end = 0
        start, end = (start if end else place), place + 1
    yield Span(start=start, end=end)


@lru_cache(maxsize=1024)  # a passage that was found once is found again
def _planted(text: str, article: str) -> tuple[Span, ...]:
    """Sentences that are no part of the article, some with the rest of their line."""
    return tuple(_find_planted(text, article))


def _find_planted(text: str, article: str) -> Iterator[Span]:
    yield from for_machines(text)
    spans = list(sentences(text))
    line: list[Span] = []  # the sentences before, in the same line
    for span, following in zip_longest(spans, spans[1:]):
        sentence = text[span.start : span.end]
        if line and "\n" in text[line[-1].end : span.start]:
            line = []
        speech = _OPENS_SPEECH.match(sentence)  # people in articles may ask and command
        if (
            talks_to_a_model(sentence)
            or (_of_the_reply(sentence) and not speech)
            or _is_worded_as_one(sentence, article)
        ):
            yield from takewhile(
                lambda one: _strange(text[one.start : one.end], article), line[: -_BEFORE - 1 : -1]
            )
            yield Span(start=span.start, end=_told_until(text, span))
        elif following and _cut_by_a_line_end(text, span, following):
            yield Span(start=span.start, end=_line_end(text, following.end))
        elif not speech:
            begin = _SCRIPT_CHANGES.search(sentence)  # as after a heading without a full stop
            asked = sentence[begin.end() :] if begin else sentence
            if requests(asked) and _strange(asked, article):
                yield Span(start=span.end - len(asked), end=span.end)
        line.append(span)


def _is_worded_as_one(sentence: str, article: str) -> bool:
    ways = [read for read in {sentence, undisguised(sentence)} if may_instruct(read)]
    strange = bool(ways) and _strange(sentence, article)
    return any(instructs(read, strange=strange) for read in ways)


@lru_cache(maxsize=1024)
def _instructs(line: str) -> bool:
    return talks_to_a_model(line) or _of_the_reply(line) or instructs(line, strange=False)


def _of_the_reply(sentence: str) -> bool:
    return any(how.reply.search(sentence) for how in _ADDRESSED)


def _told_until(text: str, span: Span) -> int:
    """The end of its line; of the next one, too, where it is the head of something."""
    end, sentence = _line_end(text, span.end), text[span.start : span.end]
    heads = span.end == end and not is_prose(sentence) and len(sentence.split()) <= _HEAD
    return _line_end(text, end + 1) if heads else end


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return end if end >= 0 else len(text)


def _cut_by_a_line_end(text: str, span: Span, following: Span) -> bool:
    """Whether two lines talk to a model together, and neither alone."""
    one, other = (text[part.start : part.end] for part in (span, following))
    cut = text[span.end : following.start] == "\n" and not is_prose(one)
    return cut and not talks_to_a_model(other) and talks_to_a_model(f"{one} {other}")


def _strange(sentence: str, article: str) -> bool:
    """Whether most of a sentence's terms occur nowhere else in its article."""
    own = Counter(terms(sentence))
    wanted = set(content_terms(sentence))
    copies = article.count(sentence)
    around = _counts(article)
    known = {term for term in wanted if around[term] > copies * own[term]}
    return len(known) <= _STRANGE * len(wanted)


@lru_cache(maxsize=256)
def _counts(article: str) -> Counter[str]:
    return Counter(terms(article))
