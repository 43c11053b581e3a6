"""Text in an article is data: sentences that talk to a language model are no answer to anything."""

import re

_TO_A_MODEL = re.compile(
    r"""^\W*(?:assistant|system|ai|chatbot|chatgpt|model|user|instructions?)\s*[:：]
    | \b(?:ignore|disregard|forget|override|bypass)\b.{0,40}
      \b(?:instruction|prompt|rule|article|passage|context|source|question|above|previous|said)
    | \b(?:answer|reply|respond|say|state|claim|tell)\b.{0,40}\b(?:every|any|all|each)\ question
    | \b(?:when|if)\ (?:you\ are\ |you're\ )?asked\b
    | \bdo\ not\ (?:mention|reveal|disclose|quote|cite)\b
    | \b(?:as|you\ are|act\ as)\ (?:now\ )?an?\ (?:ai|assistant|language\ model|chatbot)\b
    | \b(?:your|the)\ (?:system\ )?(?:prompt|instructions)\b
    | \blanguage\ models?\s*[:：,]
    | 忽略.{0,12}(?:指令|说明|文章|上文|以上|之前) | (?:请|必须)?回答.{0,6}(?:所有|任何|每个)问题
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def talks_to_a_model(line: str) -> bool:
    """Whether a line of an article holds what reads as an instruction for a language model."""
    return bool(_TO_A_MODEL.search(line))
