"""What words mean to the check: opposites, negations, units, numerals, months, peoples."""

from collections.abc import Mapping

from index.words import terms


def _stem(word: str) -> str:
    return terms(word)[0]


MONTHS: Mapping[str, str] = {
    form: name
    for name in (
        "january february march april may june july august september october november december"
    ).split()
    for form in (name, name[:3], *(("sept",) if name == "september" else ()))
}

_TENS = "thirty forty fifty sixty seventy eighty ninety".split()

NUMERALS: Mapping[str, int] = {
    word: value
    for value, words in enumerate(
        """zero; ; two; three; four; five; six; seven; eight; nine; ten; eleven;
        twelve dozen; thirteen; fourteen; fifteen; sixteen; seventeen; eighteen; nineteen;
        twenty""".split(";")
    )
    for word in words.split()
} | dict(zip(_TENS, range(30, 100, 10), strict=True))

ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth".split())

MAGNITUDES: Mapping[str, int] = {
    "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9,
    "trillion": 10**12, "千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip

UNITS: Mapping[str, str] = {
    form: forms[0]
    for line in """
    % percent pct; pp; kg kilogram kilograms kilo kilos 公斤 千克; t tonne tonnes
    ton tons 吨; g gram grams 克; mg milligram milligrams 毫克; lb lbs pound pounds;
    oz ounce ounces; km kilometre kilometres kilometer kilometers 公里 千米; m metre
    metres meter meters 米; cm centimetre centimetres centimeter centimeters 厘米;
    mm millimetre millimetres 毫米; mile miles; foot feet ft; ha hectare hectares
    公顷; $ usd dollar dollars 美元; € eur euro euros 欧元; £ gbp; ¥ yuan rmb cny
    renminbi 元; jpy yen 日元; second seconds 秒; minute minutes 分钟; hour hours
    小时; day days daily 天; week weeks weekly 周; month months monthly 个月; year
    years yearly annual annually 年; quarter quarters quarterly 季度; decade
    decades; century centuries; kw kilowatt kilowatts 千瓦; mw megawatt megawatts
    兆瓦; gw gigawatt gigawatts; kwh; mwh; gwh; sv sievert sieverts; msv
    millisievert millisieverts 毫西弗; μsv microsievert microsieverts; litre litres
    liter liters 升; barrel barrels""".split(";")
    for forms in (line.split(),)
    for form in forms
}  # fmt: skip

NEGATIONS = frozenset(
    """not no never none neither nor cannot without nobody nothing nowhere hardly
    不 没 没有 未 无 非 否 勿""".split()
)
# What leaves something out, as a negation does.
CONTRASTS = frozenset("instead rather except".split())

AUXILIARIES = frozenset(
    """is are was were be been will would has had have can could may might must shall should do does
    did""".split()
)
RISING = frozenset(
    _stem(word)
    for word in """
    up rise rose risen grow grew increase raise lift gain climb expand higher improve
    jump surge""".split()
)
FALLING = frozenset(
    _stem(word)
    for word in """
    downfall fell fallen decline drop decrease reduce cut lower shrink slip ease sink
    slump plunge lose""".split()
)

_PAIRS = """
    rise rose risen|fall fell fallen; rise rose risen grow grew|decline drop shrink shrank
    sink sank; increase|decrease decline reduce fall fell drop cut; up|down; higher|lower;
    high|low; highest most maximum|lowest least minimum; upper|lower; more above over
    exceed|less fewer below under beneath; gain|lose lost; win won|lose lost;
    improve|worsen; expand|contract shrink; raise lift|cut reduce lower;
    strengthen|weaken; accelerate|slow; large larger largest big bigger biggest|small
    smaller smallest; long longer|short shorter; early earlier|late later; before|after;
    first|last; start begin began launch|end stop close halt cease finish; open|close
    shut; accept approve grant allow permit|refuse reject deny ban forbid; agree|refuse
    disagree; support|oppose; buy bought purchase|sell sold sale; import|export;
    buyer|seller; include|exclude; with|without; inside within|outside beyond;
    remain|leave left; hire|fire dismiss; confirm|deny; success succeed|failure fail;
    profit|loss; surplus|deficit shortage; strong|weak; best better|worst worse;
    positive|negative; public|private; legal|illegal; cheap cheaper|expensive;
    appear|disappear; arrive|depart leave; always|never; majority|minority;
    advantage|disadvantage; ahead|behind; faster quicker|slower; old older|new newer young
    younger; rich|poor; safe|dangerous; presence|absence; increase|flat; supply|demand;
    import|export; internal|external; major|minor; top|bottom; north|south; east|west;
    northern|southern; eastern|western; left|right; male|female; man men|woman women; 提高
    上升 增长 上涨 升 涨|降低 下降 减少 下跌 降 跌; 增加 增|减少 减; 高于 超过|低于 不到;
    高|低; 多|少; 最高|最低; 早|晚; 以前 之前|以后 之后; 盈利|亏损; 进口|出口; 买|卖; 同意
    批准|拒绝 反对; 开始|结束; 扩大|缩小; 支持|反对; 好|差 坏; 新|旧; 大|小; 长|短; 强|弱;
    快|慢; 开|关; 升至|降至"""

_OPPOSITES: dict[str, set[str]] = {word: set(FALLING) for word in RISING} | {
    word: set(RISING) for word in FALLING
}
for _pair in _PAIRS.replace("\n", " ").split(";"):
    _left, _right = ([_stem(word) for word in side.split()] for side in _pair.split("|"))
    for _one, _other in ((_left, _right), (_right, _left)):
        for _word in _one:
            _OPPOSITES.setdefault(_word, set()).update(_other)
OPPOSITES: Mapping[str, frozenset[str]] = {
    word: frozenset(others - {word}) for word, others in _OPPOSITES.items()
}

# Peoples and tongues whose first four letters don't lead to their land.
_LANDS = """danish dane denmark; french france; dutch netherlands holland; british briton
    britain uk; spanish spain; swiss switzerland; greek greece; turkish turkey; finnish
    finland; polish poland; welsh wales; irish ireland; american us usa america; thai
    thailand; peruvian peru; iraqi iraq; cypriot cyprus; norwegian norway; german
    germany; chinese china; swedish sweden"""
LANDS: Mapping[str, str] = {
    form: line.split()[0] for line in _LANDS.replace("\n", " ").split(";") for form in line.split()
}

CONJUNCTIONS = frozenset("and but or nor so yet 但 但是 而 而且 并 并且 以及".split())
SUBORDINATORS = frozenset(
    """after although as because before if once since though unless until when whenever whereas
    whether while despite amid 虽然 尽管 如果 当""".split()
)
CONTRASTING = frozenset("while whereas although though 虽然 尽管".split())
CAUSAL = frozenset("because 因为 由于 因此 所以".split())
RELATIVES = frozenset("which who whom whose where".split())

# What governing words do to what they govern: say that it isn't so, that it isn't yet, or who says.
Phrase = tuple[str, ...]


def _phrases(text: str) -> frozenset[Phrase]:
    return frozenset(
        tuple(_stem(word) for word in phrase.split()) if phrase.isascii() else tuple(phrase)
        for phrase in (part.strip() for part in text.replace("\n", " ").split(";"))
    )


DENYING = _phrases(
    """deny; denial; rule out; reject; refuse; refusal; decline to; fail; failure to; unable to;
    prevent; forbid; not yet; yet to; cancel; instead; 否认; 驳斥; 排除; 驳回; 否决; 拒绝; 禁止;
    无法; 失败; 取消"""
)
OPENING = _phrases(
    """will; shall; would; should; may; might; could; must; plan; intend; intention; aim to;
    aim at; hope; propose; proposal; want; wish; seek; expect; forecast; predict; likely; is due;
    are due; was due; were due; is to; are to; was to; were to; about to; set to; ask; demand;
    call for; urge; request; if; unless; whether; promise; pledge; threaten; possible; possibly;
    perhaps; suggest; consider; target; decide to; agree to; offer; try to; attempt;
    need to; ought to; 将; 计划; 打算; 拟; 准备; 承诺; 力争; 争取; 希望; 目标; 预计; 预期; 预测;
    有望;
    要求; 提议; 建议; 考虑; 申请; 呼吁; 寻求; 即将; 可能;
    也许; 或许; 应该; 应当; 须; 必须; 需要; 如果; 是否; 试图"""
)
HEARD = _phrases(
    """allege; allegation; allegedly; accuse; accusation; suspect; suspicion; rumour; rumor;
    reportedly; believe; impression that; claim that; claims that; report that; reports that;
    supposed to; 据报道; 报道称; 据说; 据称; 传闻; 指控; 涉嫌; 声称; 宣称; 怀疑; 疑似"""
)
# Negating characters that say no "no" in these words.
INNOCENT = _phrases(
    """not only; not just; not merely; not least; as planned; as expected; as proposed;
    as promised; as intended; than expected; than planned; than forecast;
    不仅; 不但; 不只; 不过; 不久; 不断; 不同; 不少;
    不得不; 不管; 不论; 非常; 非洲; 未来; 无论; 无人机;
    无线; 否则; 是否; 能否; 否认; 否决; 无法; 不锈"""
)

# What carries little where texts are compared: it may be said without standing in the source.
LIGHT = frozenset(
    _stem(word)
    for word in """
    also still already now then only just even both each all any other another same more most
    about around nearly almost roughly approximately over under than respectively previously
    currently recently later earlier again once first second total overall amount number figure
    figures according accord say said says tell told add added state stated note noted explain
    explained report reported announce announced describe described called named namely including
    include such like one two several many much very too here there today year month week day
    however therefore thus hence besides moreover furthermore additionally finally meanwhile
    instead likewise nonetheless nevertheless yes no per note further until since within
    together new own whole part use used make made have has had get give given take taken put set
    compared compare against up versus from among onto upon toward towards throughout along
    come go went become became do done mean means because due result way time place thing
    """.split()
) | frozenset(
    "并且但因为而也都就已经可以所以共总约称说表示其中以及等将要会能与同时目前不仅还有是在由被把从向对于到至"
)
DETERMINERS = frozenset(
    "a an the this that these those its their his her our of in with by from at for as".split()
)
PRONOUNS = frozenset("he she it they we i you his her its their our my him them us".split())
OPENERS = frozenset(
    """overall thus hence besides first second third finally yes no per note nonetheless
    nevertheless likewise moreover furthermore additionally consequently therefore similarly
    notably specifically interestingly importantly conversely accordingly previously currently
    initially subsequently ultimately together separately""".split()
)
# Which side of the word is the cause: behind it, or before it.
CAUSE_BEHIND = _phrases(
    """because; due to; owing to; thanks to; as a result of; caused by; 因为; 由于; 因"""
)
CAUSE_BEFORE = _phrases(
    """therefore; lead to; leads to; cause; result in; so that; which is why;
    因此; 所以; 导致; 从而"""
)
CAUSE_ENDS = (",", "而", "、")  # in Chinese, where a cause stands before its effect
IRREGULAR_PASTS = frozenset(
    """became began broke brought built bought chose came drove fell felt found got gave went grew
    held kept knew led left lent lost made met paid rose ran saw sold sent shook shot showed shut
    spent spoke stood stole struck swore took taught thought threw told wore won wrote died lay
    lain cut put hit bore born drew drawn broken chosen driven fallen given gone grown known risen
    seen shaken shown taken thrown written sunk sank swept fought fled caught dealt hurt""".split()
)


def synonyms(word: str) -> frozenset[str]:
    """Stems with the same opposites."""
    same = (OPPOSITES.get(other, frozenset()) for other in OPPOSITES.get(word, ()))
    return frozenset().union(*same) - OPPOSITES.get(word, frozenset())
