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
CAUSAL = frozenset("because 因为 由于 因此 所以".split())
RELATIVES = frozenset("which who whom whose where".split())
