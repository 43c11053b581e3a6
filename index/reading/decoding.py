"""Bytes to text: by their mark, as UTF-8, by what was declared, and last by what reads best."""

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache

from index.errors import ArticleRefused

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding=["']([\w.:-]{1,40})"""
    rb"""|<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# Declared names mean the larger set that contains them, as browsers have it.
_LARGER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949",
    "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
_SAMPLE = 100_000
_WORD = re.compile(r"[a-zA-Z\x80-\U0010ffff]+")
_STOPS = "‘’“”„«»‹›–—…€§°·"
_CJK_STOPS = "　、。，．・：；？！（）「」『』《》〈〉【】“”‘’—…～０１２３４５６７８９％"
# The letters that languages write most beside ASCII. Western Europe comes first, as the commonest.
_LATIN = {
    "cp1252": "áàâäãåæçéèêëíìîïñóòôöõøœúùûüßÄÖÜÉÀ",
    "cp1254": "çğıöşüâîûÇĞİÖŞÜ",
    "cp1250": "áâäąăćčçďéęěëíîłńňóôöőřśšşťţúůüűýźżžŁŚŻČŠŽ",
    "cp1257": "āčēģīķļņšūžąęėįųõäöüŠŽ",
}
_OTHER = {
    "cp1251": "оеаинтсрвлкмд",
    "koi8_r": "оеаинтсрвлкмд",
    "cp1253": "αοιετσνηυρπκςμόίάέήύώ",
    "cp1255": "יוהלאתרבשמנ",
    "cp1256": "اليمنتروبةعد",
    "cp874": "านรอกเงมยลวดทตสปะ่้ีิัคบหไ็ใุูแจชพ",
}


@cache
def _common() -> Mapping[str, frozenset[str]]:
    """What is most written in each encoding. The first of equals wins.

    Korean lies within the common Chinese rows, but Chinese is only half within the Korean ones.
    """
    kana = "".join(map(chr, range(0x3041, 0x30FF)))
    japanese = kana + _rows("euc_jp", 0xB0, 0xCF)
    chars = {
        "cp949": _rows("euc_kr", 0xB0, 0xC8) + _CJK_STOPS,
        "gb18030": _rows("gb2312", 0xB0, 0xD7) + _CJK_STOPS,
        "big5": _rows("big5", 0xA4, 0xC6) + _CJK_STOPS,
        "cp932": japanese + _CJK_STOPS,
        "euc_jp": japanese + _CJK_STOPS,
        **{name: letters + _STOPS for name, letters in (_LATIN | _OTHER).items()},
    }
    return {name: frozenset(common) for name, common in chars.items()}


def _rows(encoding: str, first: int, last: int) -> str:
    """Rows of a Chinese, Japanese or Korean set, which begins with what is common."""
    cells = [*range(0x40, 0x7F), *range(0xA1, 0xFF)] if encoding == "big5" else range(0xA1, 0xFF)
    pairs = [bytes((row, cell)) for row in range(first, last + 1) for cell in cells]
    return b"".join(pairs).decode(encoding, "ignore")


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of `data`. `charset` is what its bearer declared. Raises `ArticleRefused`."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if not data.isascii():  # ASCII may be shifted: ISO-2022-JP declares itself
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8")  # nothing else looks like it, whatever was declared
    for declared in (charset, _declared(data), "utf-8"):
        text = _nearly(data, declared)
        if text is not None:
            return text
    if b"\0" in data:
        return data.decode("latin-1")  # no text, which the caller says
    return _best_guess(data)


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    name: str = (found[1] or found[2]).decode("ascii")
    return "utf-8" if name.lower().startswith("utf-") else name  # it was read as ASCII just now


def _nearly(data: bytes, encoding: str | None) -> str | None:
    """The text, if no more than a few of its letters are broken in this encoding."""
    try:
        name = codecs.lookup(encoding or "").name
        text = data.decode(_LARGER.get(name, name), "replace")
    except (LookupError, ValueError, UnicodeError):
        return None
    broken = text.count("\ufffd")
    if not broken:
        return text
    letters = sum(not character.isascii() for character in text)
    return text if broken * 20 <= letters else None


def _best_guess(data: bytes) -> str:
    """The text in the encoding that makes the most of it common."""
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, first.start() - 40) if first else 0  # its word may begin in ASCII
    sample = data[start : start + _SAMPLE]
    shares = {name: _share(sample, name, common) for name, common in _common().items()}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= 0.5:
        return data.decode(best, "replace")
    from charset_normalizer import from_bytes

    found = from_bytes(sample).best()
    if found is None:
        raise ArticleRefused("is in no known encoding", "Save it as UTF-8.")
    return data.decode(found.encoding, "replace")


def _share(sample: bytes, encoding: str, common: frozenset[str]) -> float:
    """How much of what is not ASCII is common, if the sample is in this encoding."""
    words = _WORD.findall(sample.decode(encoding, "replace"))
    letters = sum(not character.isascii() for word in words for character in word)
    fitting = (word for word in words if _fits(word, encoding))
    return sum(letter in common for word in fitting for letter in word) / max(1, letters)


def _fits(word: str, encoding: str) -> bool:
    """Latin words have ASCII letters too; words of other alphabets have none."""
    if len(word) == 1:
        return True
    mixed = any(letter.isascii() for letter in word)
    return mixed if encoding in _LATIN else not (mixed and encoding in _OTHER)
