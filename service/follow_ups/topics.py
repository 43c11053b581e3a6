"""The same in Chinese and its like, where questions begin with their subject, without spaces.

它 and 他们 give way to the subject before, and 那…呢 is completed.
"""

import re

from index.language import Language, fold_variants

_SHORT = 10  # characters; a longer question has a subject of its own


def alone(text: str, before: str, spoken: Language) -> str:
    """The question as it stands alone, after the question before; in simplified characters."""
    known = spoken.topics
    asked, before = fold_variants(text), fold_variants(before)
    subject = _subject(before, spoken)
    if asking := known.asking.match(asked):
        return f"{asking[1]}：{before}"
    if known.pointer.search(asked):
        return known.pointer.sub(subject, asked) if subject else text
    if part := known.part.match(asked):
        return (
            before.replace(subject, known.inside.format(subject, part[1]), 1) if subject else text
        )
    if about := known.about.match(asked):
        return _about(about[1], before, subject, spoken) or text
    short = len(text) <= _SHORT and not known.this.match(asked)
    return known.owned.format(subject, text) if subject and subject not in asked and short else text


def _about(new: str, before: str, subject: str, spoken: Language) -> str | None:
    known = spoken.topics
    if year := known.year.fullmatch(new):
        dated, count = known.year.subn(year.group(), before, count=1)
        return dated if count else f"{year.group()}{before}"
    if not subject:
        return None
    whole = known.asked.format(subject, new)
    return whole if known.aspect.search(new) else before.replace(subject, new, 1)


def _subject(question: str, spoken: Language) -> str:
    """What a question begins with, up to what it says of it; empty where that is no name."""
    title = re.search(r"《[^》]+》", question)
    if title:
        return title.group()
    bare = spoken.topics.opening.sub("", question)
    if year := spoken.topics.year.match(bare):
        bare = bare[year.end() :]
    subject = spoken.topics.subject_end.split(bare, maxsplit=1)[0]
    return subject if len(subject) > 1 else ""
