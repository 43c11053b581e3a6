"""An answer as one text with marks, for clients that show nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from index import language
from index.model import Hit
from service.answers import Answer, Citation, Claim, gap, marked


@dataclass(slots=True)
class AnswerText:
    """Grows sentence by sentence; knows where in its text each mark stands."""

    passages: Sequence[Hit] = ()
    text: str = ""
    annotations: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, answer: Answer) -> "AnswerText":
        """All that an answer says."""
        whole = cls(answer.passages)
        for claim in answer.claims:
            whole.add(claim)
        whole.close(answer)
        return whole

    def add(self, claim: Claim) -> tuple[str, list[dict[str, Any]]]:
        """The next sentence as it is appended, and annotations for its marks."""
        sentence = marked(claim)
        start = len(self.text) + len(gap(self.text, claim))
        notes = self._annotations(claim, sentence, start)
        self.annotations += notes
        return self.append(gap(self.text, claim) + sentence + _doubt(claim)), notes

    def close(self, answer: Answer) -> str:
        """What the whole needs beside its sentences: that there are none, or what is missing."""
        says = language.of(answer.question).says
        if not answer.claims:
            return self.append(says.nothing)
        if answer.missing:
            return self.append(f"\n\n{says.leaves_open}{answer.missing}")
        return ""

    def append(self, text: str) -> str:
        """The same text, now part of the whole."""
        self.text += text
        return text

    def _annotations(self, claim: Claim, sentence: str, start: int) -> list[dict[str, Any]]:
        about = {hit.number: hit for hit in self.passages}
        notes: list[dict[str, Any]] = []
        for citation in claim.citations:
            mark = f"[{citation.number}]"
            at = start + sentence.rfind(mark)
            place = {"start_index": at, "end_index": at + len(mark)}
            notes.append(_annotation(citation, about[citation.number], place))
        return notes


def _annotation(citation: Citation, hit: Hit, place: dict[str, int]) -> dict[str, Any]:
    """A `url_citation` of that protocol, with our exact characters beside."""
    url = hit.url or f"/v1/articles/{hit.article_id}?version={hit.version}"
    return {
        "type": "url_citation",
        "url_citation": {**place, "url": url, "title": hit.title},
        "citation": citation,
    }


def _doubt(claim: Claim) -> str:
    """Nothing is shown as verified that wasn't, even where only text can be shown."""
    if claim.verdict == "supported":
        return ""
    return language.of(claim.text).says.unverified
