"""The same for Chinese: 它 and 他们 give way to the subject before, and 那…呢 is completed."""

import re

_POINTER = re.compile(
    r"它们|他们|她们|[它她]|(?<!其)他(?!们|人|国)|(?:该|这家|那家|这个|那个)(?:公司|集团|企业|机构|部门|人)"
    r"|其(?![他它实中余次间])"
)
_YEAR = re.compile(r"(?:(?:19|20)\d\d年|去年|今年|明年|前年)(?:\d{1,2}月)?")
_ASKING = re.compile(r"^(?:那么?)?(为什么|什么时候|何时|谁|在?哪里|在?哪儿|多少|怎么)呢?[？?]?$")
_ABOUT = re.compile(r"^(?:那么?|还有|而)?(.{1,20}?)呢[？?]?$")
_PART = re.compile(r"^(?:那么?|而)?其中的?(.{1,20}?)呢[？?]?$")
_ASPECT = re.compile(r"[价格量额率数能值润本入因果间期口况模度景]$")  # 价格, 产量: of something
_OPENING = re.compile(r"^(?:请问|那么?|关于|在|从|对)")
_SUBJECT_END = re.compile(
    r"的|是|在|有|为|于|由|被|将|会|能|把|对|从|和|与|何时|什么|怎么|多少|哪|几|宣布|表示|生产|公布|建|做|说|卖"
    r"|去年|今年|明年|前年|(?:19|20)\d\d年|[\s，。？?]"
)
_SHORT = 10  # characters; a longer question has a subject of its own


def alone(text: str, before: str) -> str:
    """The question as it stands alone, after the question before."""
    subject = _subject(before)
    if asking := _ASKING.match(text):
        return f"{asking[1]}：{before}"
    if _POINTER.search(text):
        return _POINTER.sub(subject, text) if subject else text
    if part := _PART.match(text):
        return before.replace(subject, f"{subject}中{part[1]}", 1) if subject else text
    if about := _ABOUT.match(text):
        return _about(about[1], before, subject) or text
    if subject and subject not in text and len(text) <= _SHORT and text[0] not in "那这":
        return f"{subject}的{text}"
    return text


def _about(new: str, before: str, subject: str) -> str | None:
    if year := _YEAR.fullmatch(new):
        dated, count = _YEAR.subn(year.group(), before, count=1)
        return dated if count else f"{year.group()}{before}"
    if not subject:
        return None
    return f"{subject}的{new}呢？" if _ASPECT.search(new) else before.replace(subject, new, 1)


def _subject(question: str) -> str:
    """What a question begins with, up to what it says of it; empty where that is no name."""
    title = re.search(r"《[^》]+》", question)
    if title:
        return title.group()
    bare = _OPENING.sub("", question)
    if year := _YEAR.match(bare):
        bare = bare[year.end() :]
    subject = _SUBJECT_END.split(bare, maxsplit=1)[0]
    return subject if len(subject) > 1 else ""
