"""Whether a claim denies, requires or generalises what its source does not, or says the opposite of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.language.facts import stems
from store.text.stemming import stem

_OPPOSITES = """
start begin open|end finish close stop
increase raise grow rise|decrease reduce cut fall drop lower shrink
more|less fewer
inside indoors|outside outdoors
junior entry-level|senior
day daytime|night nights overnight
morning|evening afternoon
early earlier|late later
internal internally|external externally
permanent open-ended|temporary fixed-term seasonal
paid|unpaid
old|new
large big huge|small compact tiny
high higher highest|low lower lowest
fast quickly|slow slowly
buy|sell
hire recruit|fire dismiss
accept approve agree|reject refuse decline
include included|exclude excluded
allow allowed permitted|forbidden banned prohibited
public|private
above|below
upper|lower
maximum|minimum
formal|informal
experienced|inexperienced
written|spoken oral
manual manually|automatic automatically
easy|hard difficult
pass|fail
arrive|leave
same|different
together|alone
individual individually|joint jointly
summer|winter
north northern|south southern
east eastern|west western
left|right
import|export
wholesale|retail
add|remove
online remote remotely|on-site onsite
best|worst
better|worse
largest biggest|smallest
longest longer|shortest shorter
won|lost
weekday weekdays|weekend weekends
strength strengths|weakness weaknesses
front-end frontend|back-end backend
theoretical|practical
simple|complex
domestic|foreign overseas
first|last final
free|charged
keep retain preserve|lose abandon
""".strip()
# Several words before the one that has an opposite.
_PLAINER: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\b(?:free of (?:charge|cost)|(?:at no|without(?: any)?|no) (?:charge|cost|fee)s?)\b", "free"),
        (r"\b(?:gives?|gave|giving) up\b", "lose"),
    )
)


def in_plain_words(text: str) -> str:
    """A text with "free of charge" as "free" and "gives up" as "lose"."""
    for pattern, plain in _PLAINER:
        text = pattern.sub(plain, text)
    return text


def says_the_opposite(claim: frozenset[str], source: frozenset[str]) -> bool:
    """Whether a claim has a word whose opposite, and not the word itself, stands in the source."""
    return any(
        (one & claim and other & source and not one & source and not other & claim)
        or (other & claim and one & source and not other & source and not one & claim)
        for one, other in _PAIRS
    )


def are_opposites(one: str, other: str) -> bool:
    """Whether two stems mean the opposite of each other."""
    return other in _AGAINST.get(one, ())


def mean_alike(one: str, other: str) -> bool:
    """Whether two stems have the same opposite."""
    return other in _BESIDE.get(one, ())


def words_of_opposites(text: str) -> frozenset[str]:
    """Stems of all words of a text, function words too, that have an opposite."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", in_plain_words(text).lower())
    return frozenset(map(stem, words)) & _AGAINST.keys()


_PAIRS = tuple(
    (frozenset(map(stem, one.split())), frozenset(map(stem, other.split())))
    for one, _, other in (line.partition("|") for line in _OPPOSITES.splitlines())
)
_BESIDE: dict[str, frozenset[str]] = {}
_AGAINST: dict[str, frozenset[str]] = {}
for _pair in _PAIRS:
    for _side, _other in (_pair, _pair[::-1]):
        for _one in _side:
            _BESIDE[_one] = _BESIDE.get(_one, frozenset()) | _side
            _AGAINST[_one] = _AGAINST.get(_one, frozenset()) | _other


Near = Callable[[frozenset[str], frozenset[str]], float]  # share of the first's words that the second has, 0 to 1

_CLAUSE = re.compile(
    r"[,;:()–—?!]|\.\s|\b(?:but|although|though|because|while|whereas|which|who|and|so that|since|so|yet|if|unless)\b"
    r"|(?=\b(?:rather than|instead of|without|unlike|except|regardless of)\b)",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\b(?:not (?:only|just|least)|whether or not|if not|or not|no (?:matter|doubt)"
    r"|(?:no|not|never(?: \w+){0,2}) (?:more|fewer|less|later|longer) than"
    r"|nothing but|do without|does without|without fail"
    r"|not (?=[^,.;]{1,60}\b(?:before|until) (?:the )?(?:\d|\w+(?:rd|nd|st|th)\b))|not earlier)",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|scarcely|rarely|rare|seldom|barely"
    r"|lacks?|lacking|rather than|instead of|unlike|needn['’]t|no longer|regardless of|except for|excluding"
    r"|(?:fails?|failed|refuses?|refused|declines?) to|free of|contrary to|as opposed to)\b|n['’]t\b",
    re.IGNORECASE,
)
# What one has to do or have, what one may leave; each in its own words, looked at before negations are.
_OPTIONAL = re.compile(
    r"\b(?:optional(?:ly)?|voluntar(?:y|ily)|welcome|a (?:big |real |clear |strong )?(?:plus|bonus)"
    r"|an? (?:advantage|asset)"
    r"|advantageous|desirable|desired|preferred|preferabl[ey]|ideally|(?:is|are|would be) (?:useful|helpful)"
    r"|helps(?=\W*$| (?:for|in|with)\b)"
    r"|nice[- ]to[- ]have|nice if|beneficial|may skip|can skip|waived?|exempt|unnecessary"
    r"|at your own choice|if you (?:like|wish)"
    r"|appreciated|(?:counts?|works?|is|are) in your favou?r)\b",
    re.IGNORECASE,
)
_REQUIRED = re.compile(
    r"\b(?:must(?:[- ]haves?)?|required?|requires|requirements?|compulsory|mandatory|obligatory|essential|necessary"
    r"|needs?|needed|needn['’]t|ha(?:ve|s) to|makes? (?:you|them|him|her|anyone)|insists?|prerequisites?|conditions?"
    r"|obliged|forced|indispensable|expects?|expected|demands?|asks? for|asked for|calls? for|imperative)\b",
    re.IGNORECASE,
)
_HINTS = re.compile(
    r"\b(?:refus|declin|skip|avoid|stop|clos(?:e[sd]|ing)|exempt|fail|miss|exclud|ban"
    r"|forbid|prohibit|reject|turn(?:s|ed)? (?:\w+ )?down"
    r"|leav\w* out|few|little|less|limited"
    r"|other than|apart from|spar|free|wrong|against|barred|deni|deny|only|just|alone|un(?!der|it|ion|ivers|til|like))"
    r"|less\b|-free\b",
    re.IGNORECASE,
)
_ALLOWED = re.compile(r"\bmay (?!not\b)|\b(?:allowed|free) to\b", re.IGNORECASE)
_HEADS = re.compile(r"^(?:required|essential|must-haves?|minimum|basic)\b|\brequirements?$", re.IGNORECASE)
_EXTENT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for name, words in (
        ("none", "never|none|nobody|no one|nothing"),
        ("few", "rarely|seldom|hardly ever|few|only (?:a few|one)|just one"),
        ("many", "many|numerous|lots|a lot"),
        ("some", "sometimes|some|occasional(?:ly)?|now and then|from time to time|a few"),
        ("most", "most|mostly|usually|often|mainly|generally|normally|typically|the majority"),
        ("all", "always|all|every|everyone|everybody|whole|entire(?:ly)?|fully|invariably|in full|without exception"),
    )
)
_EXCLUDE = frozenset(
    frozenset(pair.split()) for pair in ("few many", "few most", "few all", "some all", "some most", "most all")
)
_CONTRAST = re.compile(
    r"\b(?:the|a) (?:contrast|opposite|contrary)(?: of (?:this|that|it))? (?:is|are|would be)\b", re.I
)
_UNMET = re.compile(  # a condition that is not met says nothing of what holds
    r"\b(?:if|unless) (?:you|they|he|she|someone|anyone) (?:(?:do|does|did) not|(?:do|does|did)n['’]t|lacks?"
    r"|ha(?:ve|s) (?:no|not|never)|can(?:no|['’])t|are not|aren['’]t)\b[^,;:]*",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively|nothing but|except|unless|other than|apart from)\b", re.IGNORECASE)
_FEW = frozenset({"none", "few"})
_FAR = 5  # words between a negation and "needed"
_SAME_TOPIC = 0.5
_SHARED_WORDS = 1.5


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: its content words, whether it denies them, requires them ("required", "optional").

    `hints` where other words than negations may deny something: "refuse", "only", "unpaid"; `restricts` where it holds
    for nothing else.
    """

    words: frozenset[str]
    denies: bool
    need: str
    extents: frozenset[str]
    hints: bool = False
    restricts: bool = False


def clauses_of(text: str, lead: str = "") -> tuple[Clause, ...]:
    """The clauses of a sentence; what its `lead` says is needed or optional holds for all that do not say otherwise."""
    led = _need(lead)[0] or ("required" if _HEADS.search(lead.strip().rstrip(":")) else "")
    return tuple(dict.fromkeys(_clauses(text, led)))


def _clauses(text: str, led: str) -> Iterator[Clause]:
    for part in _CLAUSE.split(_asserted(text)):
        need, rest = _need(part)
        denials = len(_NEGATION.findall(rest))
        words = stems(_OPTIONAL.sub(" ", _REQUIRED.sub(" ", part)))
        if words or need:
            extents = frozenset(name for name, pattern in _EXTENT if pattern.search(part))
            hints, restricts = (bool(pattern.search(part)) for pattern in (_HINTS, _ONLY))
            yield Clause(words, denials % 2 == 1, need or led, extents, hints, restricts)


def _asserted(text: str) -> str:
    """What a sentence says to be so: without "if you have no degree", with what "the contrast is" denied."""
    told = _NO_NEGATION.sub(" ", _UNMET.sub(" ", in_plain_words(text)))
    before, *contrasts = _CONTRAST.split(told)
    denied = (part for contrast in contrasts for part in _CLAUSE.split(contrast) if part.strip())
    return "; ".join([before, *(f"not {part}" for part in denied)])


def _need(part: str) -> tuple[str, str]:
    """What a part says is needed, and the rest of it."""
    if match := _OPTIONAL.search(part):
        return "optional", part[: match.start()] + part[match.end() :]
    if match := _REQUIRED.search(part):
        denied = _denial_of(part, match)
        rest = _NEGATION.sub(" ", part) if denied else part
        return ("optional" if denied else "required"), rest
    return ("allowed" if _ALLOWED.search(part) else ""), part


def _denial_of(part: str, need: re.Match[str]) -> re.Match[str] | None:
    """What denies that something is needed: "no degree is needed", not "it does not count towards what you need"."""
    found = _NEGATION.search(part)
    between = part[found.end() : need.start()] if found else ""
    return None if len(between.split()) > _FAR else found


def at_odds(claim: Sequence[Clause], source: Sequence[Clause], aside: frozenset[str], near: Near) -> bool:
    """Whether a clause of a claim contradicts the clause of its source that says most of the same.

    `aside` are stems of words that tell nothing of what a clause says: the role's own title, say.
    """
    return any(_contradicted(one, source, aside, near) for one in claim)


def denies_alone(claim: Sequence[Clause], source: Sequence[Clause]) -> bool:
    """Whether a claim says "never" or "only" where its source says nothing like it."""
    if any(one.denies or one.hints or one.restricts or one.need or one.extents & _FEW for one in source):
        return False
    return any(one.restricts or (one.denies and "none" in one.extents) for one in claim)


def _contradicted(one: Clause, source: Sequence[Clause], aside: frozenset[str], near: Near) -> bool:
    words = (one.words - aside) or one.words
    if (
        not one.denies
        and not (one.restricts and any(other.restricts for other in source))
        and any(_only_denied(words, other, source, near) for other in source)
    ):
        return True
    elsewhere = any(other.denies for other in source)
    if one.denies and any(
        (other.denies or other.need == "optional") and near(one.words, other.words) >= _SAME_TOPIC for other in source
    ):
        return False
    shares = [(near(words, other.words - aside), near(other.words - aside, words)) for other in source]
    best = max(map(sum, shares), default=0.0)
    nearest = [
        other
        for other, (here, there) in zip(source, shares, strict=True)
        if here + there >= best - 0.01 and (here >= _SAME_TOPIC or (there >= _SAME_TOPIC and len(other.words) > 1))
    ]
    return bool(nearest) and not any(_agree(one, other, elsewhere) or _little(words, other, near) for other in nearest)


def _little(words: frozenset[str], other: Clause, near: Near) -> bool:
    """Whether two clauses, neither of which says what is needed, share too little to tell that one denies the other."""
    shared = near(words, other.words) * len(words)
    return not other.need and shared < _SHARED_WORDS and len(words) > 1 and len(other.words) > 1


def _only_denied(words: frozenset[str], other: Clause, source: Sequence[Clause], near: Near) -> bool:
    """Whether all of a short clause that denies something is in a claim, and stands nowhere else in its source."""
    if not other.denies or other.need not in ("", "allowed") or not other.words or near(other.words, words) < 0.95:
        return False
    return not any(near(other.words, third.words) >= 0.95 for third in source if not third.denies)


def _agree(one: Clause, other: Clause, elsewhere: bool) -> bool:
    """Whether a clause of a claim fits one of its source; `elsewhere` where another of its source denies something."""
    needs = {one.need, other.need} - {""}
    if "required" in needs and len(needs) == 2:
        return False
    if "optional" in needs:
        return True
    extents = one.extents | {""}, other.extents | {""}
    if any(frozenset({here, there}) in _EXCLUDE for here in extents[0] for there in extents[1]):
        return False
    return one.denies == other.denies or (one.denies and elsewhere) or (other if one.denies else one).hints
