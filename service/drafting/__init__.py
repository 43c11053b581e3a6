"""A draft that streams in becomes sentences with marks.

The draft protocol: sentences that end in marks such as [1], [1, 3] or [2-4]; a line NO_ANSWER where
the passages hold no answer; a line that starts with MISSING names what they leave open; a last line
END. Models keep to it in many forms, and each is read: what they meant is seldom in doubt.
"""

from service.drafting.marks import escape, numbers
from service.drafting.protocol import END, MISSING, NO_ANSWER
from service.drafting.reader import DraftReader, Sentence, cut
from service.drafting.talk import tells

__all__ = [
    "END",
    "MISSING",
    "NO_ANSWER",
    "DraftReader",
    "Sentence",
    "cut",
    "escape",
    "numbers",
    "tells",
]
