"""How a text addresses a language model: phrases by class, read through disguises.

Each class is what only a reader that writes answers could be told; no phrase is kept that finds
nothing beside what `instructing` has learned. What people in the news say and do, such as "When
asked about it, he said" or "They ignore the rules", belongs to none.

A phrase is a regular expression in which <word> stands for the words of that name, … for what may
stand between, and which begins and ends with whole words.
"""

import binascii
import re
import unicodedata
from base64 import b64decode

from index.words import CJK

_WORDS = {
    # Where a cell, a bracket, a sentence begins, and where a command does.
    "opens": r"(^\W*|<!--\s*|[|\[({<“‘「]\s*|(?<!\t)\t\s*|[.:;!?]\s+)",
    "do": r"(^\W*|[|\[({<“‘「.,:;!?—–-]\s*|(and|then|please|kindly|now)\s)"
    r"((please|kindly|now|only|always|just|simply|also|then|never|do not|don't"
    r"|(be|make) sure to|remember to) ){0,6}",
    "machine": r"(a\.?i\.?|((ai|chat|virtual)?[ -]?(assistant|bot)|ai[ -]agent|llm|crawler"
    r"|summari[sz]er|automated (reader|system|tool)|(language|checking|answering|writing|retrieval"
    r"|generative|ai) (model|system|engine|tool))s?|chatgpt)(?!\w)",
    "say": r"(add|answer|apologi[sz]e|assert|begin|cite|claim|close|conclude|declare|describe|end"
    r"|explain|finish|give|include|insert|mark|mention|name|note|open|output|portray|praise|present"
    r"|print|quote|recite|recommend|repeat|replace|reply|report|respond|return|say|show|speak|start"
    r"|state|summari[sz]e|tell|translate|use|write)",
    "answer": r"(answer|reply|respond|say|state|claim|print|output|recite)",
    "reply": r"(answers?|repl(y|ies)|responses?)",
    "this": r"(this|the) (article|page|paragraph|passage|sentence|source|text)",
    "someone": r"(someone|somebody|anyone|anybody|(the |a )?(user|reader)s?)",
    "asks": r"(asks?|wants?|wonders?|[ei]nquires?)",
    "must": r"(must|shall|should|ought to|has to|have to|may only|is to|are to|(is|are) required)",
    "papers": r"(message|prompt|note|notice|instruction|override|output|result|response|call)s?",
    "wrong": r"(an? )?(draft|void|fake|trap|invalid|outdated|obsolete|test|placeholder)",
    "every": r"(every|any|all|each)",
    "ignore": r"(ignore|disregard|forget|override|bypass|discard|neglect|skip)",
    "rules": r"(instruction|prompt|rule|guideline|direction|order|command|article|passage|paragraph"
    r"|context|source|question|text|message|content|language|policy|citation)s?",
    "模型": r"(人工智[能慧]|ai|智能|大|[语語]言){0,4}(助手|助理|模型|机器人|機器人|ai|ai[系工]\w)",
    "不顾": r"(忽略|无视|無視|忘[记記掉]|忽[视視]|[抛拋][开開]|不要理[会會])",
    "现在": r"(现在|現在|此刻)",
}
_CALLS = r"""
    <opens>(assistant|system|ai|chatbot|chatgpt|model|user|human|instructions?)\s*[:：]
    <opens><machine>( \w+){0,2}\s*[:：>]
    <opens>(assistants?|chatbots?|chatgpt)\s*[,，!！]
    ^\W*(dear|hello|hi|hey|attention)[ ,:]+((all|any|the|you) )*(\w+ )?<machine>
    (note|message|memo|reminder|instructions?|guidance) (to|for) (\w+ ){0,2}<machine>
    (to|for) ((all|any|every|the) )*(\w+ )?<machine>( \w+){0,3}\s*[:：]
    <machine>…(always|never|instructed|agree|<must>)…<say>s?
    if you are an? <machine>
    <someone> (who )?(answers?|answering|quotes?|quoting|summari[sz]\w+)…<must> <say>
"""
_MARKUP = r"""
    <[|/\s]*(im_start|im_end|system|assistant|user|human|tool\w*|function\w*|inst|endoftext)[^<>]*>
    <[|/\s]*(instructions?|prompt|context|documents?|passages?)[^<>]*>
    \[/?inst\]
    <<?/?sys>>?
    ^\W*\[?/?(system|assistant|user|human|tool|admin|developer)\]
    ["'](role|content|tool\w*|function\w*|instructions?)["']\s*:
    ```\s*(system|assistant|user|tool)
    <opens>(developer|operator)\s*[:：]\s*<say>
    ^\W*(system|developer|operator|admin|assistant|user|tool|function) <papers>( \w{1,4})?\s*$
    ^\W*(system|developer|operator|admin|assistant|user|tool) <papers>( \w{1,4})?\s*[#:：>*—-]
    (function|tool) (result|output|response|call)s?\s*[:：]
    \[\d{1,2}\] \([^()]*\d{4}-\d\d-\d\d\)\s*$
    ^\W*response\s*[:：]\s*$
    #{2,}\s*(instruction|system|prompt|assistant|response|end)s?
    ^\W*\d{1,2}\] \([^()]*\)$
    end_of_(the_)?(article|passage|context|document|source|answer|input)s?
    ^\W*end of (the )?(article|passage|context|document|source|answer|input)s?\W*$
    begin (answer|system|instruction|prompt|output)
    not_in_articles
"""
_ORDERS = r"""
    <ignore> (\w+ ){0,3}(previous|prior|preceding|above|earlier|system|your) (\w+ ){0,2}<rules>
    <do><ignore>…above
    <do><ignore> (\w+ ){0,3}<rules>
    (system|hidden|initial) prompt
    <do>stop (reading|here)
    (developer|debug|admin|maintenance) mode…you
    <do>from (now|here|this \w+) on,? ((always|only|you|please) ){0,4}(<say>|i cite)
"""
_CONDITIONS = r"""
    (whatever|no matter what|regardless of what) (you are|you're|is|was) asked
    (when|if|whenever) (you('re| are)? )?asked[^.]{0,60}[,:] (please |always |only |just ){0,4}<say>
    (when|if|whenever) <someone> <asks>…, ((please|always|only|just) )?<say>
    (when|before|after|if|once) you (do not |don't )?(<answer>|<say>)…, you (must|will|shall)
    (when|before|after|if|once) you (<answer>|process|generate)…(, (\w+ )?|please )<say>
"""
_OF_ANSWERS = r"""
    you (cannot|can't|must not|may not) answer
    <do>(tell|advise|ask|inform|warn|remind|urge|refer|invite) (the|your|<every>) (readers?|users?)
    <do><answer> with (only|exactly|the|a)
    (answer|reply|respond) with ["“‘'\d]
    <do>(end|begin|start|close|finish|open) (with )?(the|<every>) (<reply>|greeting|words|phrase)
    <do>(leave out|omit|drop|suppress) (the|<every>) (\w+ )?(numbers?|figures?|citations?|marks?)
    <do>repeat (after me|this|the (following|above|words?|phrase))
    ^\W*(the )?(approved|official|verified|correct|only) <reply>\s*[:：]
    (<every>|automated|(ai|machine)-\w+) (<reply>|summar(y|ies))…<must> <say>
"""
_OF_SOURCES = r"""
    (paragraphs?|passages?|text|table|all|prices|figures) (above|below|in <this>) (is|are) <wrong>
    this (article|text|page|passage|source) (outranks|overrides|overrules|(has|takes) pre\w+)
    (do not|don't|never) (trust|believe|use) ((the|any|all) )*(other|previous) <rules>
"""
_CHINESE = r"""
    ([系糸][统統]|[开開][发發]者)(提示|指令|消息|[讯訊]息|模式)[词詞]?\s*[:：\]】」]
    ^\W*[系糸][统統]\s*[:：\]】]
    (管理[员員]|[编編][辑輯]|[开開][发發]者)的?(指示|指令|通知)\s*[:：]
    [致给給对對请請].{0,6}<模型>
    <不顾>.{0,12}(指令|指示|[说說]明|文章|上文|以上|之前|上述|前面|先前|[规規][则則]|提示|[问問][题題])
    (无[论論]|無論|不管|不[论論]).{0,8}([问問]什[么麼]|提出什[么麼])
    凡是?.{0,4}([问問][到及起]|被[问問]|提[问問]).{0,20}[答说說]
    ^\W*你(<现在>是|是一[个個名位].{1,8}[,，])
    ^\W*[请請]?[把将將](上面|上述|以上|前面|文中|所有).{0,10}(替[换換]|改|[换換])(成|[为為])
    本(文|段|[页頁]).{0,4}(优先于|優先於|高[于於]|取代|覆[盖蓋]).{0,4}(其他|所有|任何)
    [请請]\s*(<answer>|<machine>)
"""


def _expression(phrases: str) -> str:
    """Phrases, one a line, as one regular expression: each way to begin is looked for once."""
    by_head: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, phrases.split("\n"))):
        head = next((head for head in _HEADS if line.startswith(head)), "")
        body = line.removeprefix(head)
        whole = r"\b" if re.search(r"(?:[a-z?]|<[a-z]+>)\)*$", body) else ""
        word = re.match(r"\(?<?[a-z]", body)
        by_head.setdefault(head or (r"\b" if word else ""), []).append(body + whole)
    return "|".join(f"{head}(?:{'|'.join(bodies)})" for head, bodies in by_head.items())


def _spelt_out(phrases: str) -> str:
    for _ in range(3):  # words may hold words
        phrases = re.sub(r"<(\w+)>", lambda name: _WORDS.get(name[1], name[0]), phrases)
    phrases = re.sub(r"(?<![\\\[^])\((?![?{)])", "(?:", phrases)  # many times as fast
    return phrases.replace("…", ".{0,60}")


_HEADS = (r"^\W*", "<do>", "<opens>")
_LATIN = _CALLS + _MARKUP + _ORDERS + _CONDITIONS + _OF_ANSWERS + _OF_SOURCES
_IN_LATIN, _IN_CHINESE = (
    re.compile(_spelt_out(_expression(phrases)), re.DOTALL) for phrases in (_LATIN, _CHINESE)
)

# Letters of other alphabets that look like Latin ones, and those Latin ones.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһкмтвнАЕОРСУХІЈЅКМТВНαοερικντυΑΒΕΗΙΚΜΝΟΡΤΥΧΖ",
    "aeopcyxijsdhkmtbhAEOPCYXIJSKMTBHaoepikvtuABEHIKMNOPTYXZ",
)
_TAGS = {0xE0000 + code: code for code in range(0x20, 0x7F)}  # ASCII that is never drawn
_ENCODED = re.compile(r"[A-Za-z0-9+/]{16,}")
_SPELT = re.compile(r"(?:\b[^\W\d_]\b[ .*-]){12,}")
_READABLE = re.compile(r"(?=\S+\s+\S|\W*[\u4e00-\u9fff])[^\x00-\x09\x0b-\x1f\x7f-\x9f]+")


def talks_to_a_model(line: str) -> bool:
    """Whether a line of an article holds what reads as an instruction for a language model."""
    read = undisguised(line)
    ways = (_IN_LATIN, _IN_CHINESE) if re.search(f"[{CJK}]", read) else (_IN_LATIN,)
    return _hides_words(read) or any(way.search(read.lower()) for way in ways)


def undisguised(line: str) -> str:
    """The line as a reader takes it: without marks, look-alikes and letters that aren't drawn."""
    if line.isascii():
        return line
    decomposed = unicodedata.normalize("NFKD", line.translate(_TAGS))
    drawn = (char for char in decomposed if unicodedata.category(char) not in ("Cf", "Mn"))
    return "".join(drawn).translate(_LOOKALIKES)


def _hides_words(line: str) -> bool:
    """Whether words are encoded in it, or spelt letter by letter."""
    return bool(_SPELT.search(line)) or any(_decoded(code) for code in _ENCODED.findall(line))


def _decoded(code: str) -> bool:
    """Whether base64 stands for words."""
    try:
        text = b64decode(code + "=" * (-len(code) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return bool(_READABLE.fullmatch(text))
