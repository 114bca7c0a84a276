"""Lists with a sign before each item, one item a line or run together in a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from store.types import Span

LONGEST_LIST = 20_000  # characters; what is longer is no list a person wrote
COLONS = 8  # of one sentence are looked behind

_VERBS = frozenset(
    """Achieve Act Adapt Address Advance Advise Advocate Align Analyse Analyze Apply Architect Articulate Assess Assist
    Audit Author Automate Balance Benchmark Brainstorm Bring Build Challenge Champion Clean Coach Code
    Collaborate Collect Communicate Conceive Conduct Configure Connect Consult Continuously Contribute Convert
    Coordinate Create Debug Decompose Deepen Define Deliver Demonstrate Deploy Derive Design Detect Determine
    Develop Devise Diagnose Dive Document Draft Drive Educate Embed Enable Engage Enhance Ensure Establish
    Estimate Evaluate Evangelize Examine Execute Expand Experiment Explain Explore Extend Extract Facilitate
    Fine-tune Forecast Formulate Foster Gather Generate Grow Guide Handle Help Hire Identify Implement Improve
    Influence Inform Innovate Inspire Integrate Interact Interpret Interview Invent Investigate Iterate Keep
    Launch Lead Learn Leverage Liaise Maintain Make Manage Measure Mentor Mine Model Monitor Negotiate Nurture
    Operate Optimise Optimize Orchestrate Organise Organize Oversee Own Participate Partner Perform Pioneer Plan
    Prepare Present Prioritise Prioritize Produce Promote Propose Prototype Provide Publish Pursue Push Raise
    Recommend Recruit Refine Report Represent Research Resolve Review Run Scale Scope Serve Set Shape Share Ship
    Simplify Simulate Solve Stay Steer Streamline Strengthen Study Supervise Support Synthesise Synthesize
    Tackle Take Teach Test Track Train Transform Translate Troubleshoot Tune Understand Upgrade Uphold Use
    Utilise Utilize Validate Verify Visualise Visualize Work Write""".split()
)
_NOUNS_IN_ING = frozenset(
    """Accounting Advertising Banking Computing Engineering Learning Manufacturing Marketing Pricing Programming
    Clothing Housing Beijing King Spring String""".split()
)
_QUALIFICATIONS = frozenset(
    """Ability Able Background Bachelor's Bachelor’s BS BSc Certification Comfortable Coursework Currently Degree
    Demonstrated Demonstrable Excellent Enrolled Experience Experienced Expertise Exposure Familiar Familiarity
    Fluency Fluent Hands-on Knowledge Master's Master’s MBA Minimum MS MSc Must Ph.D Ph.D. PhD Passion
    Proficiency Proficient Proven Publications Solid Strong Track Understanding Willingness""".split()
)
_CANNOT_END = frozenset(
    """a about across advanced an and are as at based be between both by called deep either equivalent for from in
    include includes including into is its least like more most new no not of on or our over per plus related
    relevant similar strong such than that the their these this through to under using very via which who with
    within your &""".split()
)
_AFTER_QUALIFICATION = frozenset(
    "a an as building developing in leading of on the to using with working years year".split()
)
_WORD = re.compile(r"\S+")
_COLON = re.compile(r":\s+(?=\S)")


def run_on_items(text: str, start: int, end: int, least: int = 3) -> tuple[int, list[Span]]:
    """Return where the items begin and the items of a sentence that is a list: after its colon, or as a whole.

    `least` is how many items make a list where no colon announces it. Without a list: `end` and no items.
    """
    if end - start > LONGEST_LIST:
        return end, []
    whole = _items(text, start, end)
    if len(whole) >= least:
        return start, whole
    for colon in islice(_COLON.finditer(text, start, end), COLONS):
        if len(items := _items(text, colon.end(), end)) > 1:
            return colon.end(), items
    return end, []


def opens_item(text: str, start: int, end: int) -> bool:
    """Tell whether text[start:end] begins as a list item does."""
    words = _WORD.findall(text, start, min(end, start + 80))
    return bool(words) and _opens(words, 0)


def _items(text: str, start: int, end: int) -> list[Span]:
    matches = list(_WORD.finditer(text, start, end))
    words = [match.group() for match in matches]
    if not words or not _opens(words, 0):
        return []
    inner = [i for i in range(1, len(words)) if _opens(words, i) and _ends(words, i - 1)]
    first = [0, *inner]
    last = [*(i - 1 for i in inner), len(words) - 1]
    return [Span(matches[i].start(), matches[j].end()) for i, j in zip(first, last, strict=True)]


def _opens(words: Sequence[str], i: int) -> bool:
    return _is_verb(words[i]) or _is_qualification(words, i)


def _is_verb(word: str) -> bool:
    word = word.strip(",*")
    if word in _VERBS or (word.endswith("s") and word[:-1] in _VERBS):
        return True
    return word.endswith("ing") and word[0].isupper() and len(word) > 4 and word not in _NOUNS_IN_ING


def _is_qualification(words: Sequence[str], i: int) -> bool:
    if words[i].rstrip(",") in _QUALIFICATIONS:
        return True
    following = words[i + 1] if i + 1 < len(words) else ""
    return words[i][0].isdigit() and following.startswith(("year", "yr"))


def _ends(words: Sequence[str], i: int) -> bool:
    """Tell whether an item can end with word i; after a name only a qualification begins ("Python Experience with")."""
    word = words[i].rstrip("”\"'’")
    if word.endswith(")"):
        return True
    if not word or word.casefold() in _CANNOT_END or not (word[-1].isalnum() or word[-1] in "+%#.;"):
        return False
    if word[0].islower() or word[0].isdigit():
        return True
    following = words[i + 2] if i + 2 < len(words) else ""
    return _is_qualification(words, i + 1) and following in _AFTER_QUALIFICATION


LINE_BULLET = re.compile(r"[ \t]*(?:[*+•·‣▪●◦–—-]|\(?\d{1,2}[.)])[ \t]+(?=\S)")

_SIGN = re.compile(r"(?<!\S)([*•·‣▪●◦])[ \t]+(?=[^\s\d*•·‣▪●◦]|\d+\+? ?[a-zA-Z])")
_DASH = re.compile(r"(?<!\S)-[ \t]+(?=[\"“(]?[^\W_a-z])")
_NUMBER = re.compile(r"(?<!\S)\(?(\d{1,2})[.)][ \t]+(?=[\"“(]?[^\W\d_a-z])")


def inline_items(text: str, start: int, end: int) -> tuple[int, list[Span]]:
    """Return where the first sign stands and the items of a list run together in text[start:end].

    Without such a list: `end` and no items. Items exclude their signs.
    """
    for marks in (_signed, _dashed, _numbered):
        if found := marks(text, start, end):
            stops = [mark.start() for mark in found[1:]] + [end]
            return found[0].start(), [Span(m.end(), stop) for m, stop in zip(found, stops, strict=True)]
    return end, []


def _signed(text: str, start: int, end: int) -> list[re.Match[str]]:
    marks = list(_SIGN.finditer(text, start, end))
    marks = [mark for mark in marks if mark[1] == marks[0][1]]
    return marks if len(marks) > 1 or (marks and _opens_list(text, start, marks[0].start())) else []


def _dashed(text: str, start: int, end: int) -> list[re.Match[str]]:
    """A dash between words is no sign, so the first must stand where a list can begin."""
    marks = list(_DASH.finditer(text, start, end))
    while marks and not _opens_list(text, start, marks[0].start()):
        del marks[0]
    return marks


def _numbered(text: str, start: int, end: int) -> list[re.Match[str]]:
    marks: list[re.Match[str]] = []
    for mark in _NUMBER.finditer(text, start, end):
        if int(mark[1]) == len(marks) + 1:
            marks.append(mark)
    return marks if len(marks) > 1 or (marks and marks[0].start() == start) else []


def _opens_list(text: str, start: int, mark: int) -> bool:
    before = text[max(start, mark - 3) : mark].rstrip()
    return not before or before.endswith((":", ".", "!", "?"))


def bullet_lines(text: str, lines: Iterable[tuple[int, int]]) -> int:
    """Count the lines, given by their offsets, that begin with a list sign."""
    return sum(1 for start, end in lines if LINE_BULLET.match(text, start, end))
