"""Questions that leave out what the one before said: "And in 2025?", "And Ellisk?", "Why?"."""

import re

from service.carrying.mentions import PERIOD, Mention, mentions

_AND = r"^(?:(?:and|but|so|ok|okay|now)\b[, ]*)*"
_WH = r"(?:what|which|who|whom|when|where|why|how)"
_AUX = r"(?:are|can|could|did|do|does|had|has|have|is|may|might|must|should|was|were|will|would)"
_PREPOSITION = r"(?:after|at|before|by|during|for|from|in|of|on|since|to|until|with)"
_SMALL = re.compile(rf"(?:{_WH}|{_AUX}|{_PREPOSITION})\b", re.IGNORECASE)

_ASKING = re.compile(
    rf"{_AND}((?:{_PREPOSITION} )?"
    rf"(?:why not|how (?:much|many|long|often|far|so)|which one|{_WH}))$",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"{_AND}(?:(?:what|how) about|and)\s+(.+)$", re.IGNORECASE)
_PHRASE = re.compile(rf"^{_WH} ({_AUX}\b.*)$", re.IGNORECASE)
_ELEMENT = re.compile(
    r"\b(?:antimony|arsenic|beryllium|bismuth|boron|cadmium|cerium|cobalt|copper|dysprosium|erbium"
    r"|europium|gadolinium|gallium|germanium|gold|graphite|hafnium|helium|holmium|indium|iron"
    r"|lanthanum|lithium|lutetium|magnesium|manganese|molybdenum|neodymium|nickel|niobium|palladium"
    r"|phosphate|platinum|potash|praseodymium|rhenium|rhodium|ruthenium|samarium|scandium|selenium"
    r"|silicon|silver|tantalum|tellurium|terbium|thorium|thulium|tin|titanium|tungsten|uranium"
    r"|vanadium|ytterbium|yttrium|zinc|zirconium|ndpr)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"(?:({_PREPOSITION}) )?({PERIOD.pattern}"
    r"|(?:the )?(?:last|next|this|previous|following) (?:year|month|week|quarter)"
    r"|the (?:year|month|week|quarter) (?:before|after))",
    re.IGNORECASE,
)


def completed(text: str, before: str) -> str | None:
    """The question with what it left out; None where it left out nothing."""
    bare, whole = (part.strip().rstrip(" ?.!") for part in (text, before))
    if asking := _ASKING.match(bare):
        return _asked_otherwise(asking[1], whole)
    about = _ABOUT.match(bare)
    new = about[1] if about else re.sub(_AND, "", bare, flags=re.IGNORECASE)
    if when := _WHEN.fullmatch(new):
        return _at_another_time(when, whole)
    return _of_another(new, whole) if about else None


def _asked_otherwise(asking: str, before: str) -> str:
    """After "When did it close?", "Why?" is "Why did it close?"."""
    asking = asking[0].upper() + asking[1:]
    if phrase := _PHRASE.match(before):
        return f"{asking} {phrase[1]}?"
    between = " " if re.match(rf"{_AUX}\b", before, re.IGNORECASE) else ": "
    return f"{asking}{between}{_small(before)}?"


def _at_another_time(when: re.Match[str], before: str) -> str:
    word = (when[1] or "").lower() or ("in" if PERIOD.fullmatch(when[2]) else "")
    new = f"{word} {when[2]}".lstrip()
    earlier = list(_WHEN.finditer(before))
    if not earlier:
        return f"{before} {new}?"
    start, end = earlier[-1].span()
    return f"{before[:start]}{new if earlier[-1][1] else when[2]}{before[end:]}?"


def _of_another(new: str, before: str) -> str | None:
    """What comes after "what about" takes the place of what is of its kind, or of the only name."""
    name = re.sub(rf"^{_PREPOSITION} ", "", new, flags=re.IGNORECASE)
    if _ELEMENT.match(name) and _ELEMENT.search(before):
        return f"{_ELEMENT.sub(name, before, count=1)}?"
    preposition = new.removesuffix(name).strip()
    found = mentions(f"with {preposition or 'about'} {name}")
    if len(found) != 1 or found[0].text not in (name, name.removeprefix("the ")):
        return None
    old = _like(found[0], mentions(before))
    if old is None:
        return f"{before} {preposition or 'for'} {name}?"
    return f"{before.replace(old.text, name, 1)}?"


def _like(new: Mention, olds: tuple[Mention, ...]) -> Mention | None:
    same = [old for old in olds if old.kind == new.kind]
    return same[-1] if same else next(iter(olds), None)


def _small(question: str) -> str:
    """The question as it stands after another word."""
    return question[0].lower() + question[1:] if _SMALL.match(question) else question
