"""What looks like a name in Chinese, Japanese or Korean signs."""

import re

from index.words import CJK

_RUN = rf"[{CJK}·]+(?:[(（][{CJK}]{{1,8}}[)）][{CJK}·]+)*"
_WHOLE = re.compile(_RUN)
_AT_END = re.compile(rf"{_RUN}$")
_QUOTED = re.compile(rf"[“「『\"]({_RUN})[”」』\"]$")
_USUAL = 12  # signs in a name; only an organisation's has more
_LONGEST = 30

_TITLES = "|".join(
    """董事长 总经理 经理 总裁 主席 部长 市长 省长 县长 局长 院长 所长 校长 厂长 主任 书记 总理 总统
    秘书长 发言人 工程师 教授 博士 研究员 记者 专家 负责人 创始人 创办人 分析师 首席执行官
    先生 女士""".split()
)
_LEADS = "|".join(
    """更名为 改名为 名为 称为 成为 作为 位于 来自 同处 以及 包括 例如 比如 其中 旗下 下属 母公司
    子公司 当地 企业 根据 关于 对于""".split()
)
_LITTLE = r"^于|[的了在是被把称向对给让将或]|(?<!自)由|(?<!数)据"
_OPENS = re.compile(f"{_TITLES}|{_LEADS}|{_LITTLE}")
_JOINS = re.compile(r"(?<![共协温缓])和(?![平记谐田])|[与及暨]")

_NO_NAME = re.compile(
    rf"[的了是在被将这吗呢们]|(?:{_TITLES})$"
    r"|^(?:例如|比如|以下|下同|本报|新华社|资料|见|暂|约|近|超)"
    r"|^(?:集团|公司|上图|下图|左图|右图)$"
    r"|(?:增长|下降|计划|表示|宣布|价格|以上|以下|左右|同比|环比|分钟|小时|公里|公斤|[年月日元吨等])$"
)
_REGIONS = frozenset(
    """中国 美国 英国 法国 德国 日本 韩国 印度 俄罗斯 丹麦 瑞典 挪威 荷兰 加拿大 澳大利亚 巴西 越南
    马来西亚 新加坡 欧洲 亚洲 非洲 北美 北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江
    安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏
    宁夏 新疆 香港 澳门""".split()
)
_ORGANISATION = re.compile(r"(?:公司|集团|委员会|[部局院会社厂行所署办])$")


def name(text: str) -> str | None:
    """The text, if all of it is a name; no title, nor a country or province that stands beside."""
    region = re.sub("(?:省|市|自治区)$", "", text)
    longest = _LONGEST if _ORGANISATION.search(text) else _USUAL
    if not 2 <= len(text) <= longest or region in _REGIONS or _NO_NAME.search(text):
        return None
    return text if _WHOLE.fullmatch(text) else None


def joins(text: str) -> bool:
    """Whether there is an "and" in a text: inside of one name, or between two."""
    return _JOINS.search(text) is not None


def name_before(left: str, text: str, *, joined: bool) -> str | None:
    """The name that `left` ends in; with `joined`, one that may have an "and" inside.

    Nothing stands between Chinese words, so a name starts after a title ("董事长") or a little word
    ("的"), or where the article, `text`, elsewhere starts with it.
    """
    if quoted := _QUOTED.search(left):
        return name(quoted[1])
    found = _AT_END.search(left)
    if found is None:
        return None
    run = found[0]
    for opens in (_OPENS,) if joined else (_OPENS, _JOINS):
        starts = [match.end() for match in opens.finditer(run) if match.end() <= len(run) - 2]
        run = run[starts[-1] :] if starts else run
    return name(_as_elsewhere(run, text))


def _as_elsewhere(run: str, text: str) -> str:
    """The run; or, where it comes only once, the end of it that opens a stretch elsewhere."""
    if text.count(run) > 1:
        return run
    ends = (run[start:] for start in range(1, len(run) - 2))
    return next((end for end in ends if re.search(_opening(end), text)), run)


def _opening(name_: str) -> str:
    return rf"(?<![{CJK}·()（）]){re.escape(name_)}"
