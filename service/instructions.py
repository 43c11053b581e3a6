"""Text in an article is data: what talks to a language model is no answer and no evidence.

Three things betray a planted instruction: phrases that only a model is addressed with, talk about
the reply that is being written, and a question or command that has nothing to do with the article
around it. No list can name all instructions, so `service.straying` looks at the other end, too:
what an answer says must have to do with the question or its source.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from index.model import Article, Hit, Span
from index.sentences import STARTERS, sentences
from index.words import STOPWORDS, content_terms, terms

_TO_A_MODEL = re.compile(
    r"""^\W*(?:assistant|system|ai|chatbot|chatgpt|model|user|instructions?)\s*[:：]
    | ^\W*(?:assistant|ai|chatbot|chatgpt)\ \w+(?:\ \w+)?\s*[:：]
    | \b(?:developer|debug|admin|maintenance)\ mode\b.{0,40}\byou\b
    | \b(?:note|message|memo|reminder)\ (?:to|for)\ (?:\w+\ ){0,2}
      (?:ai|assistants?|models?|chatbots?|llms?|bots?)\b
    | \bwhatever\ (?:you\ are|you're|is|was)\ asked\b
    | \b(?:ignore|disregard|forget|override|bypass)\b.{0,40}
      \b(?:instruction|prompt|rule|article|passage|context|source|question|above|previous|said)
    | \b(?:answer|reply|respond|say|state|claim|tell)\b.{0,40}\b(?:every|any|all|each)\ question
    | \b(?:when|if)\ (?:you\ are\ |you're\ )?asked\b
    | \bdo\ not\ (?:mention|reveal|disclose|quote|cite)\b
    | \b(?:as|you\ are|act\ as)\ (?:now\ )?an?\ (?:ai|assistant|language\ model|chatbot)\b
    | \b(?:your|the)\ (?:system\ )?(?:prompt|instructions)\b
    | \blanguage\ models?\s*[:：,]
    | \b(?:ai|assistants?|chatbots?|bots?|llms?|crawlers?|language\ models?|automated\ systems)\b
      .{0,60}\b(?:shall|must|should|always|never|instructed|agree)\b
      .{0,40}\b(?:say|answer|reply|respond|repeat|cite|add|state|name|use|mention|write|praise)
    | \b(?:to|for)\ (?:all\ |any\ )?(?:ai|assistants?|chatbots?|bots?|llms?|crawlers?
      |summari[sz]ers|language\ models?|automated\ systems)\s*[:：]
    | ^\W*you\ are\ now\b | \b(?:authori[sz]e|allow)\ you\ to\b | \byou\ agree\ to\b
    | \bhidden\ text\b | \bwhen\ you\ cite\b | \bwithout\ (?:marks|citations)\b
    | 系统提示 | [致给].{0,4}(?:大模型|语言模型|助手) | 本指令 | 一律回答 | 不要(?:提及|引用|透露)
    | 忽略.{0,12}(?:指令|说明|文章|上文|以上|之前) | (?:请|必须)?回答.{0,6}(?:所有|任何|每个)问题
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_OF_THE_REPLY = re.compile(
    r"\byour\ (?:\w+\ )?(?:answers?|repl(?:y|ies)|responses?|outputs?|messages?|completions?)\b"
    r"|你的?(?:回答|回复|答案|答复|输出)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？][\"'”’)）\]]*$")
_OPENS_SPEECH = re.compile(r"^[\"“‘«「『]")
# A bare verb and what it acts on: "Write a", "Break down the", "Explain how".
_COMMAND = re.compile(
    r"^(?:please\ )?(?P<verb>[a-z]{2,}(?<!s|g)(?<!ed|ly)(?<!tion|ment))\ (?:up|down|out|off|in)?\ ?"
    r"(?:an?|the|this|that|these|those|every|each|any|all|some|me|us|my|our|your|it|them|how|what"
    r"|why|whether|which)\b",
    re.IGNORECASE,
)
# Verbs that ask for words, or for work on words, whatever follows.
_TASK = re.compile(
    r"""^(?:please\ )?(?:analy[sz]e|append|calculate|classify|compare|compose|convert|create|decode
    |define|describe|develop|encode|encrypt|evaluate|explain|extract|generate|give|identify|ignore
    |imagine|include|insert|list|mention|misspell|paraphrase|predict|pretend|print|provide
    |rearrange|recommend|remove|repeat|rephrase|replace|respond|rewrite|scramble|say|show|spell
    |substitute|suggest|summari[sz]e|tell|translate|use|write)\b
    |^请?你?(?:用.{1,12})?(?:写|翻译|解释|列出|总结|描述|生成|告诉|推荐|介绍|重复|回答)""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENERS = frozenset(word.lower() for word in STARTERS | STOPWORDS) | frozenset(
    """about above across after against along amid around behind below beside between beyond
    considering down except given inside like near off once onto outside over past per plus
    regarding said since than though through throughout toward towards unless unlike up upon via
    whereas whether within without yes almost nearly only just even never half twice came went
    gone perhaps maybe today yesterday tomorrow tonight soon often where which whose""".split()
)
_STRANGE = 0.5  # a request with at most this share of terms from its article isn't part of it


def talks_to_a_model(line: str) -> bool:
    """Whether a line of an article holds what reads as an instruction for a language model."""
    return bool(_TO_A_MODEL.search(line))


def requests(sentence: str) -> bool:
    """Whether a sentence asks or commands, and so asserts nothing."""
    if _QUESTION.search(sentence) or _TASK.match(sentence):
        return True
    command = _COMMAND.match(sentence)
    return bool(command and command["verb"].lower() not in _OPENERS)


def without_instructions(hit: Hit, article: Article) -> Hit:
    """The passage with blanks in the place of planted instructions, so that offsets stay."""
    text = hit.text
    for span in _planted(hit.text, f"{article.title}\n{article.text}"):
        blank = re.sub(r"[^\n]", " ", text[span.start : span.end])
        text = text[: span.start] + blank + text[span.end :]
    return hit if text == hit.text else replace(hit, text=text)


def _planted(text: str, article: str) -> Iterator[Span]:
    """Sentences that are no part of the article, some with the rest of their line."""
    for span in sentences(text):
        sentence = text[span.start : span.end]
        if talks_to_a_model(sentence):
            yield Span(start=span.start, end=_line_end(text, span))
        elif _OPENS_SPEECH.match(sentence):  # people in articles may ask and command
            continue
        elif _OF_THE_REPLY.search(sentence):
            yield Span(start=span.start, end=_line_end(text, span))
        elif requests(sentence) and _strange(sentence, article):
            yield span


def _line_end(text: str, span: Span) -> int:
    end = text.find("\n", span.end)
    return end if end >= 0 else len(text)


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
