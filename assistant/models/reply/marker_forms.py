"""How models write markers: the grammar behind markers.py, which says what each form comes to.

What a model may write, by the names that the groups of TOKEN have:

certain    [1] [1, 2] [1-3] [^1] [Evidence 1 and 2] [#1] [1](url) ［1］ 【1†source】
           [[1]] (see [1], [2]) <sup>[1]</sup> (Source 1)
strict     (1) (1, 2) {1} （1）: numbers in plain brackets, markers only where nothing else can be meant
raised     ¹ ¹,² ⁽¹⁾ <sup>1</sup>
sources    a line "Sources: [1], [2]"
listed     a heading "References" and the lines below that begin with a marker; "Sources: [1] Title, [2] Title"
defined    a line "[^1]: Title" or "[1]: https://..."
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Form:
    """Two regular expressions: `whole`, and `begun` for every beginning that lacks something, the empty one too."""

    whole: str
    begun: str


def one(characters: str) -> Form:
    """A single character, given as a pattern: "[0-9]"."""
    return Form(characters, "")


def word(letters: str) -> Form:
    """Exactly these characters."""
    return seq(*(one(re.escape(letter)) for letter in letters))


def seq(*forms: Form) -> Form:
    """One after the other."""
    begun = forms[-1].begun
    for form in reversed(forms[:-1]):
        begun = f"(?:{form.whole}{begun}|{form.begun})"
    return Form("".join(form.whole for form in forms), begun)


def either(*forms: Form) -> Form:
    """Any of them."""
    return Form(
        *(f"(?:{'|'.join(parts)})" for parts in zip(*((form.whole, form.begun) for form in forms), strict=True))
    )


def many(form: Form, least: int, most: int) -> Form:
    """From `least` to `most` of it, the bound being what keeps any text from being held back for long."""
    before = f"(?:{form.whole}){{0,{most - 1}}}" if most > 1 else ""
    return Form(f"(?:{form.whole}){{{least},{most}}}", before + form.begun)


def maybe(form: Form) -> Form:
    """It, or nothing."""
    return many(form, 0, 1)


LONGEST_CODE = 160  # characters of code in a line; what has no end by then was no code

_RUN = r"(?<!`)(?P<run>`++)"
_FENCE_END = r"[ \t>]*(?P=fence)[`~]*[ \t\r]*(?:\n|\Z)"
CODE = (
    r"^[ \t]*(?:(?:[-*+>•]|[0-9]{1,2}[.)])[ \t]+)?(?P<fence>`{3,}+(?=[^`\n]*\n)|~{3,}+)[^\n]*"
    rf"(?>(?:\n(?!{_FENCE_END})[^\n]*+)*)(?:\n{_FENCE_END})?"
    rf"|{_RUN}[^\n]{{1,{LONGEST_CODE}}}?(?<!`)(?P=run)(?!`)"
)  # fenced and inline; needs re.MULTILINE
OPEN_CODE = rf"(?<!`)(?P<open_run>`++)[^\n]{{0,{LONGEST_CODE}}}`*\Z"  # may still become code


DASH = "–—-"  # the plain one last, as a class of characters wants it
LONGEST_LINK = 1_000

_BLANK = many(one(r"[ \t]"), 0, 2)
_DIGITS = many(one("[0-9０-９]"), 1, 2)
_CARET = maybe(one(r"\^"))
_OPENS, _CLOSES = one(r"[\[［【]"), one(r"[\]］】]")


def _words(*words: str) -> Form:
    return either(*map(word, words))


_SOURCE = ("evidence", "source", "passage", "reference", "ref", "citation")
_OTHER = ("document", "doc", "excerpt", "quote", "snippet", "footnote", "note", "number", "cite", "no", "see", "cf")
_LISTS = _words("references", "sources", "citations", "footnotes", "bibliography", "works cited", "sources used")
_HEADING = either(_LISTS, _words("reference", "source", "evidence", "citation"))
_LABEL = seq(_words(*_SOURCE, *_OTHER), maybe(one("s")), maybe(one("[.:_]")), _BLANK)
_NUMBER = seq(_CARET, maybe(one("#")), _DIGITS, _CARET)
_AND = either(word("and"), one("&"))
_COMMA = seq(one("[,;、，；]"), _BLANK, maybe(seq(_AND, _BLANK)))
_BETWEEN = seq(_BLANK, either(_COMMA, seq(either(_AND, word("to"), one(f"[{DASH}]")), _BLANK)))
_NUMBERS = seq(many(_LABEL, 0, 2), _NUMBER, many(seq(_BETWEEN, many(_LABEL, 0, 2), _NUMBER), 0, 9))
_REFINED = seq(one("†"), many(one(r"[^\]］】\n]"), 0, 40))  # 【1†source】, 【4:0†source】
_NAMED = seq(one(r"[ \t]"), many(one(r"[^\[\]［］【】\n]"), 1, 60))  # [1: How bakers are hired]
_TITLE = maybe(either(_REFINED, seq(one(":"), either(_NAMED, seq(_DIGITS, _REFINED)))))
_CITED = seq(_OPENS, _BLANK, _NUMBERS, _TITLE, _BLANK, _CLOSES)

# A target of digits alone is no link: [1](2) is two markers.
_TARGET = rf"(?:[^\s()]|\([^\s()]{{0,200}}\)){{0,{LONGEST_LINK}}}"
LINK = Form(
    rf'\((?![0-9 ,]*\))(?>{_TARGET})(?:[ \t]"[^"\n]{{0,100}}")?\)',
    rf'(?:\({_TARGET}(?:\([^\s()]{{0,200}}|[ \t](?:"[^"\n]{{0,100}}"?)?)?)?',
)
_INNER = seq(many(_LABEL, 0, 2), _CITED, maybe(LINK))
_INNERS = seq(_INNER, many(seq(either(_BETWEEN, _BLANK), _INNER), 0, 9))
_SEE = maybe(seq(word("see"), one(r"[ \t]"), _BLANK))
_LABELLED = seq(_SEE, _words(*_SOURCE), maybe(one("s")), maybe(one("[.:]")), _BLANK, _NUMBERS)
_GROUPED = seq(
    either(one(r"[\[［【(（]"), word("<sup>")),
    _BLANK,
    either(_INNERS, _LABELLED),
    _BLANK,
    either(one(r"[\]］】)）]"), word("</sup>")),
)

_PLAIN_NUMBERS = seq(_DIGITS, many(seq(_BLANK, either(one("[,;、，；]"), _AND), _BLANK, _DIGITS), 0, 4))
_BRACED = seq(one("[({（]"), _BLANK, _PLAIN_NUMBERS, _BLANK, one("[)}）]"))
_BRACES = seq(_BRACED, many(seq(_BLANK, _BRACED), 0, 5))
_STOP = one(r"[.,;:!?…。，；：！？、|\r\n]")
_FOLLOWS = seq(_BLANK, either(seq(many(one("[*_\"”’')]"), 0, 3), _STOP), _CITED))

_RAISED_DIGITS = many(one("[⁰¹²³⁴-⁹]"), 1, 2)
_RAISED = either(
    seq(_RAISED_DIGITS, many(seq(maybe(one("[,˒]")), maybe(one(" ")), _RAISED_DIGITS), 0, 5)),
    seq(one("⁽"), _RAISED_DIGITS, one("⁾")),
    seq(word("<sup>"), _BLANK, _PLAIN_NUMBERS, _BLANK, word("</sup>")),
)

_LINE = Form("^", "")
_INDENT = many(one(r"[ \t]"), 0, 4)
_BULLET = maybe(seq(either(one("[-*+•>]"), seq(many(one("[0-9]"), 1, 2), one("[.)]"))), one(r"[ \t]"), _BLANK))
_STARS = many(one("[*_]"), 0, 3)
_BREAK = seq(maybe(one("\r")), one("\n"))
_GAP = many(seq(_INDENT, _BREAK), 0, 3)
_RULE = maybe(seq(many(one("[-*_]"), 3, 5), _BLANK, _BREAK, _GAP))
_ITEM = seq(_INDENT, _BULLET, _STARS, _CITED)
_DEFINED = seq(_LINE, _RULE, _INDENT, _BULLET, _OPENS, _CARET, _DIGITS, _CARET, _CLOSES, one("[:：]"))
_TITLED = seq(_STARS, _HEADING, _STARS)
_HASHES = seq(_INDENT, maybe(seq(many(one("#"), 1, 6), one(r"[ \t]"))))
_HEADED = seq(_LINE, _RULE, _HASHES, _TITLED, maybe(one("[:：]")), _STARS, _BLANK, _BREAK, _GAP, _ITEM)
_SAME_LINE = seq(one("[:：]"), _STARS, _BLANK, _CITED)
_SOURCES = seq(_LINE, _INDENT, _BULLET, _TITLED, _SAME_LINE, many(seq(either(_BETWEEN, _BLANK), _CITED), 0, 9))
_SOURCES = seq(_SOURCES, maybe(one(r"\.")), _BLANK)
_LISTING = seq(_LINE, _INDENT, _BULLET, _STARS, _LISTS, _STARS, _SAME_LINE)

_OPENERS = r"\[［【({（<⁽⁰¹²³⁴-⁹"  # what a marker begins with
_FLAGS = re.MULTILINE | re.IGNORECASE
# Groups are repeated in (?>…), not with a + behind: Python 3.11.2 keeps what a broken-off repetition had read.
_REST = r"[^\n]*+(?>(?:\n[ \t]{2,}+[^\s\-*+•>0-9][^\n]*+)*)"  # of a line, and lines that go on below it, indented
_CERTAIN = rf"(?P<certain>{_GROUPED.whole}(?:{LINK.whole})?|{_CITED.whole}(?:{LINK.whole})?)"
_MARKERS = rf"{_CERTAIN}|(?P<strict>{_BRACES.whole})|(?P<raised>(?:{_RAISED.whole})(?![^\W_]))"

CERTAIN = re.compile(rf"(?P<code>{CODE})|{_CERTAIN}", _FLAGS)
MARKER = re.compile(_MARKERS, _FLAGS)
TOKEN = re.compile(
    rf"(?:^|(?=[`{_OPENERS}]))(?:(?P<code>{CODE})|(?P<open>{OPEN_CODE})"
    rf"|(?P<defined>{_DEFINED.whole}{_REST}\n?)"
    rf"|(?P<listed>{_HEADED.whole}{_REST}(?>(?:\n(?:[ \t]*\r?\n){{0,2}}{_ITEM.whole}{_REST})*)\n?)"
    rf"|(?P<sources>{_SOURCES.whole}(?=\r?\n|\Z))"
    rf"|(?P<listing>{_LISTING.whole}[^\n]*+\n?)"
    rf"|{_MARKERS})",
    _FLAGS,
)
FOLLOWS = re.compile(rf"{_FOLLOWS.whole}|[ \t]{{0,2}}[*_\"”’')]{{0,3}}\Z", _FLAGS)

# Where a form may have begun.
OPENER = re.compile(f"^|[{_OPENERS}]", re.MULTILINE)
_ANY = one(r"[\s\S]")


@cache
def begun() -> re.Pattern[str]:
    """What a text may end with where a form lacks something; those that depend on what follows them lack that.

    Compiled at the first use, which takes 0.1 s.
    """
    return re.compile(
        "(?:"
        + "|".join(
            form.begun
            for form in (
                _GROUPED,
                _CITED,
                seq(_BRACES, _FOLLOWS),
                seq(_RAISED, _ANY),
                _DEFINED,
                seq(_LINE, _ITEM, _ANY),
                _HEADED,
                seq(_SOURCES, _BREAK),
            )
        )
        + rf"|(?<=[\]］】)）]){LINK.begun})\Z",
        _FLAGS,
    )
