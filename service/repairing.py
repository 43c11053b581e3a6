"""A sentence that the check refuses goes back once to the model that wrote it, with the reasons."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from index.model import Hit
from prompts import Prompt
from service.answers import Finished, Usage
from service.asking import Ask
from service.drafting import END, NO_ANSWER, DraftReader, Sentence
from service.errors import ModelError
from service.writing import fenced

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repair:
    """Asks models to write refused sentences again.

    At most `most` sentences of an answer are sent back, and none is waited for longer than
    `seconds`. `asks` are the ways to ask, by model.
    """

    template: Prompt
    asks: Mapping[str, Ask]
    most: int
    seconds: float

    async def __call__(
        self, model: str, refused: Sentence, reasons: Sequence[str], cited: Sequence[Hit]
    ) -> tuple[Sentence | None, Usage]:
        """The sentence as its model writes it now; None where it doesn't. What it cost, too."""
        reader, written, usage = DraftReader(cited), list[Sentence](), Usage()
        broken = False
        try:
            async with asyncio.timeout(self.seconds):
                async with aclosing(
                    self.asks[model](self._messages(refused, reasons, cited))
                ) as said:
                    async for piece in said:
                        if isinstance(piece, Usage):
                            usage += piece
                        elif isinstance(piece, str) and not reader.at_end:
                            written += reader.feed(piece)
                        elif isinstance(piece, Finished):
                            broken = not piece.done
        except (TimeoutError, ModelError) as error:
            _log.info("a sentence was not repaired: %s", error or "its model took too long")
            broken = True
        written += reader.close(broken=broken)
        if len(written) != 1 or reader.no_answer or written[0].text == refused.text:
            return None, usage
        marks = written[0].marks or refused.marks
        return Sentence(
            written[0].text, marks, written[0].claim, refused.borrowed, begins=refused.begins
        ), usage

    def _messages(
        self, refused: Sentence, reasons: Sequence[str], cited: Sequence[Hit]
    ) -> list[dict[str, str]]:
        fence, passages = fenced(cited)
        return self.template.render(
            fence=fence,
            passages=passages,
            sentence=json.dumps(refused.text, ensure_ascii=False),
            reasons=json.dumps(list(reasons), ensure_ascii=False),
            no_answer=NO_ANSWER,
            end=END,
        )
