"""Closed classes of words that tell marks, protocol and talk about the answer from its facts."""

import re


def _any(words: str) -> str:
    """A pattern for one of some words, longer ones first; phrases have a `_` for a blank."""
    ranked = sorted(words.split(), key=len, reverse=True)
    return "|".join(re.escape(word).replace("_", r"\s+") for word in ranked)


# What a mark may call the thing that it points at.
SOURCE = _any(
    """passages passage sources source references reference refs ref citations citation documents
    document docs doc articles article excerpts excerpt quelle quellen fuente fuentes passagen
    来源 來源 出处 出處 文章 文 资料 資料 段落 片段 参考 參考 出典 記事"""
)
# Those that stand for a passage in running text, too, where "article 1" may be of a law.
PASSAGE = _any("passages passage sources source passagen quelle quellen fuente 来源 來源 出典 段落")
ORDINAL = _any("no nos n p nr nº №")
JOINED = _any("and or und y et e to bis 和 与 與 及 至 到")
SEE = _any("see cf vgl siehe véase voir 见 見 参见 參見")

# Before a mark that is a part of its sentence: who says it.
ACCORDING_TO = r"(?:according\s+to|as\s+per|per|laut|según|selon|根据|據|据|按照|依据)"
BEFORE_NAME = (
    rf"(?:{ACCORDING_TO}"
    r"|(?:stated|reported|noted|described|mentioned|shown|said|confirmed|written|explained|quoted)"
    r"\s+(?:in|by))\s*$"
)
# Behind one that is: it says something.
SAYS = _any(
    """says say said states state stated reports report reported notes note noted adds add added
    writes write wrote describes describe described mentions mention mentioned explains explain
    explained confirms confirm confirmed shows show indicates indicate claims claim claimed gives
    give gave puts put quotes quote cites cite lists list also does do did has have had is are was
    were differs differ disagrees disagree
    指出 表示 称 說 说 报道 報道 显示 顯示 提到 认为 認為 写道 也 还 還 则 則"""
)
YES_OR_NO = re.compile(
    r"(?:yes|no|ja|nein|oui|non|sí|да|нет|是|是的|对|不|不是|没有|沒有|はい|いいえ)"
    r"\s*[.!。！,，、–—:：-]*",
    re.IGNORECASE,
)
NOTHING = re.compile(
    r"(?:none|nothing|nil|n/?a|no|not applicable|nichts|keine?s?|rien|aucune?|nada|ningun[oa]"
    r"|ничего|нет|无|無|没有|沒有|なし|-|–|—|\.|…)?"
    r"(?:\s+(?:is\s+)?(?:missing|left\s+open|fehlt))?\W*",
    re.IGNORECASE,
)

# Talk about an answer, its question and its sources.
TALK = """
    answer answers question questions ask asked passage passages article articles source sources
    text texts document documents information provided given available following follows below
    above here known know summary summarize summarise overview detail details point points key
    main brief briefly short conclusion conclude overall sum based according context additional
    further more other please let me hope helps help feel free happy glad sure certainly course
    okay need want would like assist clarify list listed aspect aspects regarding concerning
    respect mention mentioned contain contains provide provides state stated say said find found
    note notes relevant related several various important yes no i my you your we us any
    anything all these this that it its they them there one two three four five six seven eight
    nine ten first second third finally reason reasons fact facts thing things result results
    change changes difference differences figure figures
    以下 如下 回答 问题 文章 来源 资料 信息 总结 综上 概述 根据 已知 情况 要点
    主要 原因 提供 内容 相关 所述 提到 所提供 的 是 关于
"""
