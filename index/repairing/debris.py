"""What the web page around an article left in its text.

Only whole lines go that can be nothing else, and a few words that are glued behind a sentence.
"""

import re
from collections.abc import Iterator, Mapping

from index.repairing.edits import Change

# In the patterns a space stands for white space inside a line, ~~ for any words, ~ for words
# without a stop. They hold no capturing group.
_LINES: Mapping[str, str] = {
    "comment_form": r"""
        Leave a (?:Reply|Comment)(?: Cancel reply)?
        Your email address will not be published\.?(?: Required fields are marked \*)?
        Required fields are marked \*
        Save my name, email,? and website in this browser for the next time I comment\.?
        Notify me of (?:follow-up comments|new posts) by email\.?
        (?:(?:View|Show|Read|See) (?:all )?)?(?:\d{1,5}|No) Comments?
        (?:Post|Add a|Be the first to) [Cc]omment\.?
        Comments are closed\.?
        (?:Log|Sign) in to (?:leave a )?(?:comment|reply)\.?
    """,
    "share_buttons": r"""
        Spread the word:?
        Share this(?: (?:article|post|page|story))?:?
        (?:Click to )?[Ss]hare (?:on|via) (?:Facebook|Twitter|X|LinkedIn|WhatsApp|Reddit|[Ee]mail)
        (?:(?:Facebook|Twitter|LinkedIn|WhatsApp|Reddit|E-?mail|Print)(?: [|·•]? ?|$)){3,}
        Copy link to (?:article|clipboard)
    """,
    "page_layout": r"""
        (?:CATEGORIES|TAGS|Categories|Tags):(?:[^\S\n,]*,)*
        [©<]?!-- /?wp:[^\n]*-->
        Skip to (?:main )?content
        (?:Read [Mm]ore|READ MORE)(?: here)? ?[.:…»>]*
        \(?(?:Story|Article) continues below(?: (?:advertisement|this ad|the video|gallery))?\.?\)?
    """,
    "advertisement": r"""
        (?:Advertisement|ADVERTISEMENT)
        Ad Feedback
        \d\. How relevant is this ad to you\?
        Video player was slow to load content Video content never loaded ~~
    """,
    "video_player": r"""
        Video Ad Feedback ~~\d\d:\d\d - Source: ~~
        JUST WATCHED ~~Replay More Videos \.\.\. MUST WATCH ~~
        (?:Please (?:enable|turn on)|You need to enable) JavaScript ~
        JavaScript is (?:not available|disabled|required)~\.?
        Your browser (?:does not|doesn['’]t) support (?:the |this )?(?:HTML5 )?(?:video|audio)~\.?
        (?:Media p|P)layback is (?:not supported|unsupported) on (?:this|your) device\.?
    """,
    "newsletter": r"""
        (?:~[:?!]+ ?)?(?:Sign up|Subscribe)(?: here| now)? (?:for|to) our ~newsletters?~[.!]?
        (?:~[:?!]+ ?)?Sign up for (?:the (?=[A-Z])|[A-Z]~['’]s? )~newsletter\b~[.!]?
        Sign up for [A-Z]~['’]s? ~newsletter\. (?:Explore|Get|Join|Follow) ~[.!]?
        Get ~newsletter Sign up ~~
        \(?You can (?:also )?get ~~ delivered to your inbox~\. Sign up here ?\.?\)?
        (?:Not a subscriber\? )?(?:Sign up|Subscribe) (?:here|now)[.!]?
    """,
    "paywall": r"""
        (?:Subscribers|Members)(?: can)? (?:read on|continue reading)~[.!:…]?
        (?:Subscribe|Sign in|Register) to (?:continue reading|read (?:on|the full|the rest))~[.!]?
        This (?:article|story) is (?:available to|(?:only )?for) (?:our )?subscribers~[.!]?
        Already (?:a subscriber|subscribed|a member)\? (?:Log|Sign) in(?: here)?[.!]?
    """,
    "cookie_notice": r"""
        (?:We|This (?:web)?site) uses? cookies to (?:improve|give|ensure|personali[sz]e|enhance) ~~
        (?:We|This (?:web)?site) uses? cookies (?:on (?:this|our)|and (?:other|similar)) ~~
        By continuing to (?:use|browse) (?:this|our) (?:web)?site,? you (?:agree|consent) to ~~
        Accept (?:all )?[Cc]ookies
        Cookie (?:[Ss]ettings|[Pp]references)
    """,
}
# These start with a stop or bracket, which is quickly searched for.
_INSIDE = r"\([Oo]pens in (?:a )?new (?:tab|window)\)"
_GLUED = r"""
    Leave a (?:Reply|Comment)(?: Cancel reply)?
    (?:\d{1,5}|No) Comments?
    Share this(?: (?:article|post|page|story))?:?
    Spread the word:?
    Read [Mm]ore
"""


def debris(text: str) -> Iterator[Change]:
    """Forms, buttons, players, adverts and notices of a web page leave."""
    found = [*_whole_lines(text), *_inside(text), *_glued(text)]
    done = 0
    for change in sorted(found, key=lambda change: change.start):
        if change.start >= done:
            yield change
            done = change.end


def _whole_lines(text: str) -> Iterator[Change]:
    for found in _WHOLE.finditer(text):
        kind = str(found.lastgroup).replace("_", " ")
        yield Change(found.start(), found.end(), "", f"web page debris ({kind})")


def _inside(text: str) -> Iterator[Change]:
    """Hints for screen readers, with the space before them."""
    for found in _HINT.finditer(text):
        start = found.start()
        start -= start > 0 and text[start - 1] in " \t\xa0"
        yield Change(start, found.end(), "", "web page debris (link hint)")


def _glued(text: str) -> Iterator[Change]:
    """What follows the last word of a line without a space, and the last words of all."""
    for found in _BEHIND.finditer(text):
        yield Change(found.end("stop"), found.end(), "", "web page debris (behind a sentence)")
    if last := _LAST.search(text[-80:]):
        start = len(text) - len(last.group())
        yield Change(start, len(text), "", "web page debris (behind a sentence)")


def _compiled(pattern: str) -> re.Pattern[str]:
    for short, meaning in (("~~", r"[^\n]{0,400}"), ("~", r'[^\n.:?!“"]{0,120}')):
        pattern = pattern.replace(short, meaning)
    return re.compile(pattern.replace(" ", r"[^\S\n]"), re.MULTILINE)


def _either(patterns: str) -> str:
    return "|".join(line.strip() for line in patterns.splitlines() if line.strip())


_KINDS = "|".join(f"(?P<{kind}>{_either(patterns)})" for kind, patterns in _LINES.items())
_WHOLE = _compiled(rf"^ *(?:{_KINDS}) *$")
_HINT = _compiled(_INSIDE)
_BEHIND = _compiled(rf"(?P<stop>[.!?…”\"’)\]](?<!\d.))(?:{_either(_GLUED)}) *$")
_LAST = _compiled(r" ?Leave a Reply\s*\Z")
