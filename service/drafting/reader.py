"""Reads a draft as it grows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.model import Hit, Span
from index.sentences import sentences
from index.words import CJK, content_terms, terms
from service.answers import Begins
from service.drafting import form, protocol
from service.drafting.cleaning import FORGET, Thoughts, drawn
from service.drafting.marks import Found, Read, filled, numbers, read_marks, unmarked
from service.drafting.words import ACCORDING_TO, NOTHING, SOURCE, TALK, YES_OR_NO, any_of

_LONGEST = 2_000  # characters of a sentence; a longer one is cut, so that none costs its square
_WORDS = re.compile(rf"[\n\x00]|\s|[{CJK}]|[^\s\x00{CJK}]+")
_STOP = re.compile(r"[.!?…。！？｡]")
_OPEN = re.compile(r"[\[【［〔({（<*_`\\^~|⁰¹²³⁴-⁹]")
_PATIENCE = 80  # characters for which a bracket behind a stop may turn out to be a mark
_COMPLETE = re.compile(r"[.!?…。！？｡]['\"”’)）」』*_\]】\s]*$")
_NO_LEAD = form.Lead(0, item=False)
_ACCORDING_TO = re.compile(rf"{ACCORDING_TO}\s*", re.IGNORECASE)
_SOURCE_WORDS = re.compile(rf"(?:{SOURCE})(?![A-Za-z])", re.IGNORECASE)
_ADDRESS = re.compile(r"\W*(?:https?://|www\.)\S+")
_LEAD = re.compile(r"(?P<lead>[^,，:：.。\n]{2,60})(?P<sign>[,，:：])\s*")
_SAYS = re.compile(rf"(?:{any_of(lambda drafts: drafts.says)})(?![A-Za-z])", re.IGNORECASE)
_SOURCE_LINE = re.compile(rf"\W*(?:{SOURCE})\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished sentence of a draft and the marks that belong to it.

    `claim` is what it says: its label is a part of it, a “Yes.” before it and the name of the
    passage that it cites (“According to The Ledger, …”) are none. Marks are `borrowed` where
    they stand at a later sentence of its paragraph.
    """

    text: str
    marks: tuple[str, ...] = ()
    claim: str = ""
    borrowed: bool = False
    begins: Begins | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.claim:
            object.__setattr__(self, "claim", self.text)


@dataclass(slots=True)
class DraftReader:
    """Reads a draft as it grows. However it is cut into pieces, the same sentences come out.

    Sentences without a mark wait for the next one that has some. What is read costs time in
    proportion to its length.
    """

    passages: Sequence[Hit] = ()
    no_answer: bool = False
    missing: str | None = None
    ended: bool = False
    fragment: bool = False  # the draft stopped inside of a sentence
    _names: dict[int, str] = field(default_factory=dict)
    _thoughts: Thoughts = field(default_factory=Thoughts)
    _line: str = ""  # from the first sentence that isn't out
    _begun: bool = False  # a part of the line is out
    _looked: int = 0  # up to where a stop in it is known to end nothing
    _lead: form.Lead = _NO_LEAD
    _leading: bool = False  # marks stand before their sentences
    _carried: tuple[str, ...] = ()  # a mark before a sentence that isn't out
    _shared: tuple[str, ...] = ()  # the marks of a line that introduces items
    _opener: str = ""  # a “Yes.” before a sentence that isn't out
    _number: int | None = None  # of the last numbered item
    _row: str | None = None  # a table's first row, which may be its head
    _head: list[str] = field(default_factory=list)
    _paragraph: int = 0
    _told_in: int | None = None  # the paragraph of the last sentence
    _waiting: list[tuple[int, Sentence]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._names = {hit.number: hit.outlet or f"passage {hit.number}" for hit in self.passages}

    def feed(self, text: str) -> list[Sentence]:
        """The sentences that `text` finished."""
        return list(self._read(self._thoughts.feed(drawn(text))))

    def close(self, *, broken: bool = False) -> list[Sentence]:
        """The sentences that the end of the draft finished; `broken` off, its last line is none.

        A line that stops inside of a sentence is a fragment, and no sentence.
        """
        found = list(self._read(self._thoughts.close()))
        rest, self._line = self._line, ""
        if not self.ended and (broken or self._is_fragment(rest)):
            self.fragment = bool(terms(rest)) or bool(self._opener)
        else:
            found += self._whole_line(rest)
        found += self._row_without_head()
        return [*found, *self._released()]

    @property
    def at_end(self) -> bool:
        """Whether the draft has ended, or stands right behind its end word."""
        return self.ended or protocol.is_end(self._line) or bool(protocol.before_end(self._line))

    def _read(self, text: str) -> Iterator[Sentence]:
        for piece in _WORDS.findall(text):
            if self.ended:
                return
            if piece == FORGET:
                self._forget()
                continue
            if piece == "\n":
                line, self._line = self._line, ""
                yield from self._whole_line(line)
                continue
            self._line += piece
            if piece.isspace() or re.match(f"[{CJK}]", piece):
                yield from self._growing_line()

    def _forget(self) -> None:
        """Forget what was a thought, whatever it seemed to be."""
        blank = DraftReader(self.passages)
        for name in self.__slots__:
            if name not in ("_thoughts", "passages"):
                setattr(self, name, getattr(blank, name))

    # A line that grows: what can't change any more is out at once.

    def _growing_line(self) -> Iterator[Sentence]:
        if form.is_read_whole(self._line) and not self._begun:
            return
        if not _STOP.search(self._line, self._looked):
            yield from self._too_long()
            return
        read = self._marked()
        spans = list(sentences(read.text))
        count = _settled(read.text, spans)
        if count:
            at = read.raw(spans[count].start)
            line, self._line = self._line[at:], ""
            yield from self._sentences(read, spans[:count], following=True)
            self._line, self._begun, self._looked = line, True, 0
        elif spans and _word_behind_stop(read.text):
            self._looked = len(self._line)
        else:
            yield from self._too_long()

    def _too_long(self) -> Iterator[Sentence]:
        if len(self._line) > _LONGEST:
            line, self._line = self._line, ""
            read = self._marked(line)
            yield from self._sentences(read, list(sentences(read.text)), following=False)
            self._begun, self._looked = True, 0

    # A line that is whole.

    def _whole_line(self, line: str) -> Iterator[Sentence]:
        line = protocol.without_tokens(line)
        if not self._begun:
            if not line.strip():
                self._paragraph += 1
                yield from self._row_without_head()
                self._head = []
                return
            if self._is_protocol(line):
                return
            if form.is_frame(line) and not form.is_separator(line):
                return
            if form.is_row(line):
                yield from self._table(line)
                return
            if told := form.of_json(line):
                for text in told:
                    yield from self._text_of(text)
                return
            yield from self._row_without_head()
            self._head = []
        yield from self._text_of(line)
        self._begun, self._looked, self._carried = False, 0, ()

    def _text_of(self, line: str) -> Iterator[Sentence]:
        """The sentences of a line, or of its rest, up to a word of the protocol."""
        body = protocol.before_end(line)
        ends = body is not None
        line = line if body is None else body
        beside = protocol.beside_no_answer(line)
        if beside is not None:
            self.no_answer, line = True, beside
        if form.is_json(line):
            line = form.without_json(line)
        read = self._marked(line)
        heads = form.is_heading(unmarked(line)) and terms(_SOURCE_WORDS.sub("", read.text))
        if heads and not self._begun:
            self._paragraph += 1
            self._shared = tuple(found.mark for found in read.marks)
        else:
            yield from self._sentences(read, list(sentences(read.text)), following=False)
        if ends:
            self.ended = True

    def _is_protocol(self, line: str) -> bool:
        """Whether a line is one of the protocol's own; then it is taken note of."""
        if protocol.is_end(line):
            self.ended = True
        elif protocol.is_no_answer(line):
            self.no_answer = True
        elif (part := protocol.left_open(line)) is not None:
            body = protocol.before_end(part)
            if body is not None:
                self.ended, part = True, body
            part = filled(read_marks(part, self._names).text).rstrip(". ")
            if part and not NOTHING.fullmatch(part):
                self.missing = f"{self.missing} {part}" if self.missing else part
        else:
            return False
        return True

    # Tables.

    def _table(self, line: str) -> Iterator[Sentence]:
        if form.is_separator(line):
            if self._row is not None:
                self._head, self._row = form.cells(read_marks(self._row, self._names).text), None
        elif self._row is None and not self._head:
            self._row = line
        else:
            yield from self._row_without_head()
            yield from self._told(line)

    def _row_without_head(self) -> Iterator[Sentence]:
        if self._row is not None:
            row, self._row = self._row, None
            yield from self._told(row)

    def _told(self, row: str) -> Iterator[Sentence]:
        read = read_marks(row, self._names)
        marks = tuple(found.mark for found in read.marks)
        cells = [filled(cell) for cell in form.cells(read.text)]
        label, said = form.told(self._head, cells)
        if terms(said):
            text = f"{label}: {said}" if label else said
            claim = f"{form.as_claim(label)}: {said}" if label else said
            yield from self._release(Sentence(text, marks, claim, begins="item"))

    # Sentences.

    def _marked(self, line: str | None = None) -> Read:
        """The line without its marks; at its begin without its lead, too."""
        line = self._line if line is None else line
        if self._begun:
            return read_marks(line, self._names)
        self._lead = form.lead_of(line, self._number)
        at = self._lead.length
        read = read_marks(line[at:], self._names)
        read.raw_of = [(place, raw + at) for place, raw in read.raw_of]
        self._leading = bool(read.marks) and not terms(read.text[: read.marks[0].place])
        if self._lead.label:
            label = read_marks(self._lead.label, self._names)
            self._lead = replace(self._lead, label=filled(label.text))
            read.marks[:0] = [Found(0, found.mark) for found in label.marks]
        return read

    def _sentences(
        self, read: Read, spans: Sequence[Span], *, following: bool
    ) -> Iterator[Sentence]:
        """Each sentence with its marks; `following` tells that another one has begun."""
        if not spans:
            yield from self._released_by(tuple(found.mark for found in read.marks))
            return
        owned, carried = _owned(read.marks, spans, leading=self._leading, following=following)
        owned[0] = [*self._carried, *owned[0]]
        self._carried = tuple(carried)
        lead = _NO_LEAD if self._begun else self._lead
        if lead.number is not None:
            self._number = lead.number
        for place, (span, marks) in enumerate(zip(spans, owned, strict=True)):
            text = filled(read.text[span.start : span.end])
            label = lead.label if place == 0 else ""
            yield from self._sentence(text, tuple(marks), label, item=lead.item and not place)
        if not following and not lead.item:
            introduces = read.text.rstrip().endswith((":", "："))
            self._shared = tuple(m for own in owned for m in own) if introduces else ()

    def _sentence(
        self, text: str, marks: tuple[str, ...], label: str, *, item: bool
    ) -> Iterator[Sentence]:
        if not terms(text) or _SOURCE_LINE.fullmatch(text):  # what those before it rest on
            yield from self._released_by(marks)
            return
        if YES_OR_NO.fullmatch(text):
            self._opener = f"{text} "
            return
        if self._echoes(text) or _ADDRESS.fullmatch(text):
            yield from self._released_by(marks)
            return
        marks = marks or (self._shared if item else ())
        said = _without_source(text, [self._names.get(n, "") for m in marks for n in numbers(m)])
        said = _without_talk(said, self.passages)
        claim = f"{form.as_claim(label)}: {said}" if label else said
        shown = f"{label}: {text}" if label else text
        begins: Begins | None = "item" if item else None
        if not item and self._told_in not in (None, self._paragraph):
            begins = "paragraph"
        yield from self._release(Sentence(self._opener + shown, marks, claim, begins=begins))
        self._opener, self._told_in = "", self._paragraph

    def _echoes(self, text: str) -> bool:
        """Whether a sentence is but what the prompt says of passages: titles, outlets, days.

        A title that stands in its passage too is a sentence of it.
        """
        rest = text
        for hit in self.passages:
            title = "" if hit.title in hit.text else hit.title
            for about in filter(None, (title, hit.outlet, hit.published)):
                rest = rest.replace(str(about), "")
        return rest != text and not terms(_SOURCE_WORDS.sub("", rest))

    def _release(self, sentence: Sentence) -> Iterator[Sentence]:
        """The sentence, behind those that waited for its marks; without any it waits itself."""
        if not sentence.marks:
            self._waiting.append((self._paragraph, sentence))
            return
        yield from self._released(sentence.marks)
        yield sentence

    def _released(self, marks: tuple[str, ...] = ()) -> Iterator[Sentence]:
        """Those that waited: with these marks, where they stand in the same paragraph."""
        waiting, self._waiting = self._waiting, []
        for paragraph, sentence in waiting:
            near = marks and paragraph == self._paragraph
            yield replace(sentence, marks=marks, borrowed=True) if near else sentence

    def _released_by(self, marks: tuple[str, ...]) -> Iterator[Sentence]:
        """Those that waited, with the marks of a line below them that holds nothing else."""
        if marks:
            self._waiting = [(self._paragraph, waited) for _, waited in self._waiting]
            yield from self._released(marks)

    def _is_fragment(self, line: str) -> bool:
        """Whether a last line stops inside of a sentence."""
        whole = protocol.is_end(line) or protocol.is_no_answer(line)
        if whole or protocol.before_end(line) or protocol.beside_no_answer(line) is not None:
            return False
        if protocol.left_open(line) is not None or form.is_row(line) or form.is_heading(line):
            return False
        line = protocol.without_tokens(line)
        read = self._marked(line)
        behind = read.marks and not terms(read.text[read.marks[-1].place :])
        return bool(terms(read.text)) and not (behind or _COMPLETE.search(read.text))


def cut(text: str) -> list[Sentence]:
    """The sentences of a whole draft."""
    reader = DraftReader()
    return [*reader.feed(f"{text}\n"), *reader.close()]


def _without_source(text: str, names: Sequence[str]) -> str:
    """What a sentence says, without the name of its own source before it."""
    if lead := _ACCORDING_TO.match(text):
        for name in filter(None, names):
            said = text[lead.end() :].removeprefix(name).lstrip()
            if text.startswith(name, lead.end()) and said[:1] in (",", "，"):
                said = said[1:].lstrip()
                return said[:1].upper() + said[1:]
    return text


def _without_talk(text: str, passages: Sequence[Hit]) -> str:
    """What a sentence says, without talk before it: “Based on the passages, …”, “Answer: …”.

    Who said a thing, or why it is so, is no talk, nor is what a passage says itself.
    """
    found = _LEAD.match(text)
    if found is None or not terms(text[found.end() :]):
        return text
    lead = found["lead"]
    about = _SOURCE_WORDS.search(lead) or (found["sign"] in ":：" and not _SAYS.search(lead))
    own = set(content_terms(lead))
    if not (YES_OR_NO.fullmatch(lead) or (about and own and own <= TALK)):
        return text
    if any(lead.casefold() in hit.text.casefold() for hit in passages):
        return text
    said = text[found.end() :]
    return said[:1].upper() + said[1:]


def _owned(
    marks: Sequence[Found], spans: Sequence[Span], *, leading: bool, following: bool
) -> tuple[list[list[str]], list[str]]:
    """The marks of each sentence, and those that a following one must be given."""
    owned: list[list[str]] = [[] for _ in spans]
    carried: list[str] = []
    for found in marks:
        owner = max(sum(span.start < found.place for span in spans) - 1, 0)
        if leading and found.place >= spans[owner].end:
            owner += 1
        if owner < len(spans):
            owned[owner].append(found.mark)
        elif following:
            carried.append(found.mark)
        else:
            owned[-1].append(found.mark)
    return owned, carried


def _settled(text: str, spans: Sequence[Span]) -> int:
    """How many leading sentences no further text can change: the word after each is complete."""
    for count in range(len(spans) - 1, 0, -1):
        following = text[spans[count].start :]
        if _OPEN.match(following) and len(following) < _PATIENCE:
            continue
        if re.match(rf"\S+\s|[{CJK}]", following):
            return count
    return 0


def _word_behind_stop(text: str) -> bool:
    """Whether the last stop of a text has a complete word behind it."""
    stop = max((found.end() for found in _STOP.finditer(text)), default=0)
    behind = text[stop:].lstrip("\"'”’)）」』 ")
    return bool(re.match(rf"[^\s{_OPEN.pattern[1:-1]}]+\s|[{CJK}]", behind))
