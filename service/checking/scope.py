"""Scope: what a source tells of a part is not told of all, or of most."""

from collections.abc import Iterator

from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.lexicon import language_of


def widened(alignment: Alignment) -> Findings:
    """A claim about all or most, where its source names a smaller part."""
    return Findings(doubts=list(_widened(alignment)))


def _widened(alignment: Alignment) -> Iterator[str]:
    claim, source = alignment.claim, alignment.source
    spoken, written = alignment.spoken.comparing, language_of(alignment.main.hit).comparing
    part = written.part.search(source)
    if part is None or spoken.part.search(claim):
        return
    for said, stated in ((spoken.whole, written.whole), (spoken.most, written.most)):
        if (wider := said.search(claim)) and not stated.search(source):
            yield f"The source says “{part.group()}” where the sentence says “{wider.group()}”."
