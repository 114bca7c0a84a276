"""Makes a question stand alone by rules: pronouns and gaps filled from the turns before, and nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.catalog_question import left_over, parse
from assistant.compare_question import CLOSER, COMPARES, parse_comparison
from assistant.facet_mentions import Mention, find_mentions
from assistant.known import Known
from assistant.role_references import own_words, role_words
from assistant.subjects import subject_of
from assistant.types import Kind, Turn
from assistant.words import content_terms
from store.catalog import Facet
from store.types import Role

LOOK_BACK = 4  # turns; what was spoken of before that is no longer meant
MOST_NAMED = 4  # roles that are named one by one; of more the words of the question that listed them are taken

_NOUN = r"(?:role|job|position|posting|opening|vacancy|internship|listing)"
_WHY = re.compile(
    r"^\W*(?:(?:but|and|so|ok|really)\W+)*(?:why(?:\W+(?:not|so|is that|is it|though|exactly|was that))?|how come)\W*$",
    re.I,
)
_MORE = re.compile(
    r"^\W*(?:(?:ok|okay|and|please|can you|could you|great|thanks|cool|nice|interesting|good|wow)\W+)*(?:tell me (?:a bit |some )?more|(?:some )?more(?: details?| please)?"
    r"|go on|elaborate|continue|say more|expand(?: on (?:that|it))?|what else|anything else|more info(?:rmation)?"
    r"|tell me more about (?:it|that|this|them|those))\W*$",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"^\W*(?:(?:and|but|ok|okay|so|then|or|now|hmm|also|no|nope|sorry|actually|i mean|i meant|i said|rather|thanks|thank you|great|only|just|not that|not that one|i was asking about)\W+)*(?P<about>(?:what|how) about|what of|same for|(?:and )?what if it['’]?s|and)?\W*"
    r"(?P<rest>.*?)\W*$",
    re.IGNORECASE | re.DOTALL,
)
_ORDINALS = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "latter": 1, "third": 2, "3rd": 2, "fourth": 3,
    "4th": 3, "fifth": 4, "5th": 4, "last": -1, "one": 0, "two": 1, "three": 2, "four": 3,
}  # fmt: skip
_ORDINAL = re.compile(
    rf"\b(?:the\W+)?(?P<word>first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|former|latter)(?:\W+(?:one|two|{_NOUN}|of (?:them|those|these)))?\b"
    r"|\b(?:number|option|no\.?|#)\W*(?P<number>[1-9]|one|two|three|four)\b",
    re.IGNORECASE,
)
_ORDINAL_NOT = re.compile(
    r"^\W+(?:of all|thing|time|step|day|year|week|month|name|impression|place\b)|^ (?:and foremost)", re.IGNORECASE
)
_OTHER_ONE = re.compile(rf"\bthe other(?: one| {_NOUN})?(?!\s+\w+s\b)\b", re.IGNORECASE)
_OF_THEM = re.compile(r"\b(?:which|what)(?: one)?s?(?: of (?:them|these|those|the two|both))?(?=\W)", re.IGNORECASE)
_THEM = re.compile(
    r"\b(?:of )?(?:them|they|these|those|both(?: of (?:them|these|those))?|the two(?: of them)?|each(?: of them)?|either(?: of them)?)\b(?!\s+(?:roles|jobs)\b)",
    re.IGNORECASE,
)
_THIS_ROLE = re.compile(
    r"\b(?:(?:the|this|that|such an?)(?: same)? (?:role|job|position|posting|opening|vacancy|listing)|(?:this|that) (?:internship|one))\b(?!\s+(?:in|at|for|on) [A-Z])",
    re.IGNORECASE,
)
_IT = re.compile(
    r"\b(?:it|its)\b(?!['’]?s?\s+(?:true|possible|that|like to|mean to|take to|hard to|easy to|difficult to|worth|better|necessary to|important to|ok|okay)\b)"
    r"|(?<=\bdoes )(?:that|this)\b|(?<=\bis )(?:that|this)\b(?!\s+\w+ing\b)(?=\W*$|\s+\w)|(?<=\babout )(?:that|this)\b(?=\W*$)",
    re.IGNORECASE,
)
_PLEONASTIC = re.compile(
    r"\bit (?:mean|take|feel|look)s? (?:to|like)\b|\bis it (?:\w+ ){1,3}(?:to|that|if)\b|\b(?:does|would|do|will) it (?:matter|help|mean to|take)\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!and )\bthere\b(?!\W+(?:is|are|was|were|be|any|a|an)\b)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"\bthe (?:main |key |basic |daily |preferred )?(?:responsibilities|duties|requirements|qualifications|tasks|salary|pay|location|team|level"
    r"|skills|tools|methods|technologies|benefits|hours|deadline|start date|perks|workload|day to day|tech stack|hiring manager)\b",
    re.IGNORECASE,
)
_LED = re.compile(
    r"(?:(?:in|at|for|from|outside|near|not|except|excluding|without|within)\b\W*(?:(?:of|the|in|at|for)\W+)*)",
    re.IGNORECASE,
)
_LED_BEFORE = re.compile(
    r"(?:\b(?:not|outside|in|at|for|from|near|within|of|except|excluding)\W+)+(?:the\W+)?$", re.IGNORECASE
)
_BOTH = re.compile(
    r"\b(?:both|the two|each|either|them)\b|\bthey\b.*\b(?:differ|compare|have in common)\b", re.IGNORECASE
)
_SHORT = re.compile(
    r"\W*(?:(?:and|so|ok|but)\W+)?(?:(?P<which>which(?: ones?| are they)?|what are they|(?:list|show|name) (?:them|those)(?: please)?)"
    r"|(?P<many>how many(?: is that| are (?:there|they)| of them)?(?: in total)?)|(?P<where>where(?: then| exactly| is that)?))\W*",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:she|he|her|him|his|hers)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Focus:
    """What a question may lean on.

    Attributes:
        last: the last question, standing alone, and `answer` what was answered to it.
        roles: the roles the last turn was about.
        shown: the roles of the last list or comparison, in the order shown.
        recent: the last two roles that the turns were about one after the other.
        subject: what the last question was about where it was no role: a name, or the words for a thing.
        lists: all lists of roles that were shown, the newest first.
    """

    last: str
    answer: str
    roles: tuple[Role, ...]
    shown: tuple[Role, ...]
    recent: tuple[Role, ...]
    subject: str
    lists: tuple[tuple[Role, ...], ...] = ()


def leans(question: str, turns: Sequence[Turn]) -> bool:
    """Whether a question may need the turns before it to be understood."""
    if not turns:
        return False
    signs = (_WHY, _MORE, _ORDINAL, _OTHER_ONE, _THEM, _THIS_ROLE, _IT, _THERE, _ATTRIBUTE, _PERSON)
    gap = re.match(r"^\W*(?:and|but|or|so|what about|how about|also|which)\b", question, re.IGNORECASE)
    return gap is not None or len(question.split()) <= 4 or any(sign.search(question) for sign in signs)


def stand_alone(question: str, turns: Sequence[Turn], known: Known) -> str:
    """The question with what it leaves to the turns before filled in; as it is where it leaves nothing."""
    question = " ".join(question.split())
    if not turns:
        return question
    if chosen := _chosen(question, turns[-1], known):
        return chosen
    focus = _focus(turns, known)
    for rule in _RULES:
        filled = rule(question, focus, known)
        if filled != question:
            return filled
    return question


# What is leaned on ------------------------------------------------------------------------------------------


def _focus(turns: Sequence[Turn], known: Known) -> _Focus:
    recent = list(reversed(turns[-LOOK_BACK:]))
    last = recent[0].standalone_question or recent[0].question
    roles = [_roles_of(turn, known) for turn in recent]
    lists = tuple(some for some in roles if len(some) > 1)
    computed = [some for turn, some in zip(recent, roles, strict=True) if _is_computed(turn, known)]
    shown = computed[0] if computed else ()  # an empty list is one too: nothing older is meant by "them"
    single = {some[0].document_id: some[0] for some in roles if len(some) == 1}
    two = tuple(reversed(list(single.values())[:2])) if len(single) > 1 else ()
    return _Focus(
        last,
        recent[0].answer,
        roles[0],
        shown or (lists[0] if lists and not computed else ()),
        two,
        subject_of(last),
        lists,
    )


def _is_computed(turn: Turn, known: Known) -> bool:
    """Whether a turn was a list, a count or a comparison."""
    question = turn.standalone_question or turn.question
    return parse_comparison(question, known) is not None or parse(question, known).ask is not None


def _roles_of(turn: Turn, known: Known) -> tuple[Role, ...]:
    """The roles a turn was about: as it says, else those its question names."""
    told = tuple(role for one in turn.roles if (role := known.catalog.role(one)))
    if told or turn.roles:
        return told
    parsed = parse(turn.standalone_question or turn.question, known)
    if parsed.ask is not None:
        return known.catalog.select(parsed.ask.conditions).roles
    ids = [
        one for name in known.names.find(turn.standalone_question or turn.question) for one in sorted(name.document_ids)
    ]
    return tuple(role for one in dict.fromkeys(ids) if (role := known.catalog.role(one)))


def _named(roles: Sequence[Role], known: Known, last: str = "") -> str:
    """The roles in words that mean them; a single one in those the last question used."""
    own = own_words(last, roles[0], known) if len(roles) == 1 and last else ""
    names = [own] if own else [role_words(role, known) for role in roles]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# The rules, each giving back what it was given where it does not apply --------------------------------------


def _chosen(question: str, turn: Turn, known: Known) -> str:
    """The question that was offered and is chosen by its number or by a name that only it holds; else ""."""
    if not turn.options or len(question.split()) > 8:
        return ""
    if (place := _place_in_list(question)) is not None:
        return turn.options[place] if -len(turn.options) <= place < len(turn.options) else ""
    if re.fullmatch(r"\W*[1-9]\W*", question):
        place = int(re.sub(r"\D", "", question)) - 1
        return turn.options[place] if place < len(turn.options) else ""
    words = {term.stem for term in content_terms(question)}
    from assistant.role_references import resolve

    meant = resolve(question, known)
    if meant is not None and len(meant.roles) == 1:
        fits = [one for one in turn.options if role_words(meant.roles[0], known) in one]
        if len(fits) == 1:
            return fits[0]
    holding = [option for option in turn.options if words and words <= {term.stem for term in content_terms(option)}]
    return holding[0] if len(holding) == 1 else ""


def _why(question: str, focus: _Focus, known: Known) -> str:
    if not _WHY.match(question):
        return question
    asked = focus.last.rstrip("?!. ")
    verb = re.match(r"(is|are|do|does|did|can|could|should|was|were|will|would|has|have|must)\b", asked, re.IGNORECASE)
    if verb:
        return f"Why {asked[0].lower()}{asked[1:]}?"
    auxiliary = re.match(
        r"(?:what|who|where|when|how|which \w+) (?=(?:is|are|do|does|did|can|could|was|were|will|would|should)\b)",
        asked,
        re.I,
    )
    return f"Why {asked[auxiliary.end() :]}?" if auxiliary else question


def _more(question: str, focus: _Focus, known: Known) -> str:
    if not _MORE.match(question):
        return question
    if focus.roles and not focus.subject:
        return f"Tell me more about {_named(focus.roles[:MOST_NAMED], known, focus.last)}"
    asked = re.sub(
        r"^(?:tell me more about|tell me more:|tell me about)\s+", "", focus.last.rstrip("?!. "), flags=re.IGNORECASE
    )
    wanted = re.sub(
        r"^((?:what|who|how|why|when|where|which)\b(?: \w+)??) (?:do|does|did) ", r"\1 ", asked, flags=re.IGNORECASE
    )
    if re.match(r"(?:what|who|how|why|when|where|which)\b", wanted, re.IGNORECASE):
        return f"Tell me more about {wanted[0].lower()}{wanted[1:]}"
    return f"Tell me more: {asked}"


def _place_in_list(question: str) -> int | None:
    match = _ORDINAL.search(question)
    if not match or _ORDINAL_NOT.match(question[match.end() :]):
        return None
    return _place(match)


def _place(match: re.Match[str]) -> int:
    """Which place of a list an ordinal names, from 0; -1 for the last."""
    word = (match["word"] or match["number"]).lower()
    return int(word) - 1 if word.isdigit() else _ORDINALS[word]


def _ordinal(question: str, focus: _Focus, known: Known) -> str:
    """ "the second one": the second of the roles that were shown."""
    wanted = max((_place(match) for match in _ORDINAL.finditer(question)), default=0)
    shown = next((some for some in focus.lists if len(some) > wanted), ())
    if len(shown) < 2:
        return question

    def name(match: re.Match[str]) -> str:
        if _ORDINAL_NOT.match(question[match.end() :]) or _names_a_thing(question, match):
            return match[0]
        at = _place(match)
        return role_words(shown[at], known) if -len(shown) <= at < len(shown) else match[0]

    filled = _ORDINAL.sub(name, question)
    return _as_question(filled, question, focus, known)


def _names_a_thing(question: str, match: re.Match[str]) -> bool:
    """ "the first interview", "my second year": an ordinal of something else."""
    if re.search(rf"(?:one|two|{_NOUN}|them|those|these)$", match[0], re.IGNORECASE) or match["number"]:
        return False
    return (
        re.match(
            r"\s+(?!and\b|or\b|with\b|to\b|in\b|versus\b|vs\b|have\b|has\b|is\b|are\b|ask|need|mention|involve|require|pay|do\b|does\b)\w+",
            question[match.end() :],
        )
        is not None
    )


def _as_question(filled: str, question: str, focus: _Focus, known: Known) -> str:
    """A bare name ("the second one?") takes the place of what the last question asked about."""
    if filled == question:
        return question
    pair = re.fullmatch(r"\W*(?:and\W+)?(the [^?]+? (?:with|and|to|versus|vs) the [^?]+?)\W*", filled)
    if pair and parse_comparison(focus.last, known):
        return f"Compare {pair[1]}"
    if re.fullmatch(r"\W*(?:(?:and|what about|how about|ok|so)\W+)*the [^?]*\W*", filled) and len(filled.split()) <= 10:
        bare = re.sub(r"^\W*(?:(?:and|what about|how about|ok|so)\W+)*", "", filled).rstrip("?. ")
        return f"Tell me about {bare}"
    return filled


def _other_one(question: str, focus: _Focus, known: Known) -> str:
    """ "the other one": of two that were shown, the one that was not spoken of last."""
    shown = next((some for some in focus.lists if len(some) == 2), ())
    if not _OTHER_ONE.search(question) or not shown:
        return question
    spoken = {role.document_id for role in focus.roles}
    left = [role for role in shown if role.document_id not in spoken]
    if len(left) != 1:
        return question
    return _as_question(_OTHER_ONE.sub(role_words(left[0], known), question), question, focus, known)


def _gap(question: str, focus: _Focus, known: Known) -> str:
    """ "And in London?", "What about Bellevue?": the last question with the new value in the old one's place."""
    match = _GAP.match(question)
    if not match or not match["rest"]:
        return question
    rest = match["rest"]
    started = match.start("rest") > 0 or len(rest.split()) <= 4
    mentions = find_mentions(rest, known)
    if not started or re.search(
        r"\b(?:is|are|do|does|did|can|how|what|which|who|where|when|why|will|would|should|tell|show|list|compare)\b",
        rest,
        re.I,
    ):
        return question
    if not mentions:
        return (
            _new_subject(question, rest, focus, known)
            if match.start("rest") > 0 and len(rest.split()) <= 5
            else question
        )
    if left_over(_without(rest, mentions)) or (match.start("rest") == 0 and parse(question, known).ask is not None):
        return question
    return _substituted(rest, mentions, focus, known)


def _new_subject(question: str, rest: str, focus: _Focus, known: Known) -> str:
    """ "What about mentoring?": the last question's frame around a new subject."""
    if _THEM.search(rest) or _IT.search(rest) or _THIS_ROLE.search(rest) or _ORDINAL.search(rest):
        return question
    parsed = parse(focus.last, known)
    if parsed.ask is not None and parsed.ask.subjects:
        words = [term.text for one in parsed.ask.subjects for term in one.ask.terms]
        span = re.search(r"\b" + r"\W+(?:\w+\W+){0,2}?".join(map(re.escape, words)) + r"\b", focus.last, re.IGNORECASE)
        return f"{focus.last[: span.start()]}{rest}{focus.last[span.end() :]}" if span else question
    if focus.roles and len(focus.roles) <= MOST_NAMED and (parsed.mentions or parsed.kind is not Kind.ANSWER):
        return f"What about {rest} in {_named(focus.roles, known, focus.last)}?"
    return question


def _substituted(rest: str, mentions: Sequence[Mention], focus: _Focus, known: Known) -> str:
    last = focus.last
    parsed = parse(last, known)
    old = list(parsed.mentions)
    facets = {one.facet for one in mentions}
    same = [one for one in old if one.facet in facets]
    if parsed.ask is None and old and not same:  # another role is meant: all that named the old one goes
        same = old
    if same:
        before = _LED_BEFORE.search(last[: same[0].start])
        if _LED.fullmatch(rest[: mentions[0].start]) and (before or mentions[0].negated):
            start = before.start() if before else same[0].start
            return f"{last[:start]}{rest[: mentions[-1].end]}{last[same[-1].end :]}"
        return f"{last[: same[0].start]}{_bare_value(rest, mentions, last, same)}{last[same[-1].end :]}"
    return f"{last.rstrip('?!. ')} {_with_preposition(rest, mentions)}{'?' if last.rstrip().endswith('?') else ''}"


def _bare_value(rest: str, mentions: Sequence[Mention], last: str, same: Sequence[Mention]) -> str:
    """The new value without the words around it that the last question has already."""
    value = rest[mentions[0].start : mentions[-1].end]
    after = last[same[-1].end :]
    noun = re.match(rf"\W+(?:{_NOUN}|one|roles?|jobs?|postings?|team|scientist)", after, re.IGNORECASE)
    named = {one.facet for one in mentions} & {Facet.TEAM, Facet.PLACE, Facet.COMPANY, Facet.ROLE}
    led_by_the = re.search(r"\bthe\W+$", last[: same[0].start], re.IGNORECASE)
    return f"{value} role" if named and led_by_the and not noun else value


def _with_preposition(rest: str, mentions: Sequence[Mention]) -> str:
    if mentions[0].start > 0 and re.match(
        r"\W*(?:in|at|for|from|on|with|outside|not|except|near)\b", rest, re.IGNORECASE
    ):
        return rest
    lead = {Facet.PLACE: "in ", Facet.COMPANY: "at ", Facet.TEAM: "in "}.get(mentions[0].facet, "for ")
    return f"{lead}{rest}"


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for one in reversed(mentions):
        text = f"{text[: one.start]} {text[one.end :]}"
    return re.sub(rf"\b(?:{_NOUN}|one)s?\b", " ", text)


def _which_of_them(question: str, focus: _Focus, known: Known) -> str:
    """ "Which of them mentions mentoring?": of the roles that were shown."""
    match = re.search(
        r"\bof (?:them|these|those|the two|both)\b|^\W*(?:and )?which(?: one|(?= (?:need|involve|require|mention|use|ask|is|pay|has|offer|includ)))",
        question,
        re.I,
    )
    facets = {one.facet for one in find_mentions(question, known)}
    if not match or not focus.shown or facets & {Facet.TITLE, Facet.TEAM, Facet.ROLE}:
        return question
    of = f"of {_named(focus.shown, known)}" if len(focus.shown) <= MOST_NAMED else _listed_words(focus, known)
    if match[0].lower().startswith("of"):
        return f"{question[: match.start()]}{of}{question[match.end() :]}"
    return f"{match[0]} {of}{question[match.end() :]}"


def _listed_words(focus: _Focus, known: Known) -> str:
    from assistant.conditions_text import in_words

    ask = parse(focus.last, known).ask
    where = in_words(ask.conditions, known.catalog) if ask else ""
    return f"of the roles {where}".rstrip()


def _pronouns(question: str, focus: _Focus, known: Known) -> str:
    if _has_its_own(question, known):
        return question
    roles = focus.roles or (focus.shown if _THEM.search(question) else ())
    if len(roles) == 1 and focus.recent and _BOTH.search(question):
        roles = focus.recent
    elif len(roles) > 1 and COMPARES.search(question) and not _THEM.search(question):
        return _as_one(question, roles, focus, known)
    if _PERSON.search(question) and not roles:
        return _with_person(question, known, focus)
    if not roles:
        return _with_subject(question, focus)
    if len(roles) > MOST_NAMED:
        return _THEM.sub(_listed_words(focus, known).removeprefix("of "), question, count=1)
    name = _named(roles, known, focus.last)
    if len(roles) > 1:
        of = _THEM.sub(lambda match: f"of {name}" if match[0].lower().startswith("of ") else name, question, count=1)
        return of if of != question else _noted(question, name)
    filled = _THIS_ROLE.sub(name, question)
    if filled == question and not _PLEONASTIC.search(question):
        filled = _IT.sub(lambda match: f"{name}'s" if match[0].lower() == "its" else name, question, count=1)
    if filled == question and _THERE.search(question):
        filled = _THERE.sub(f"in {name}", question, count=1)
    if filled == question and _THEM.search(question):
        filled = _noted(question, name)
    return filled


def _has_its_own(question: str, known: Known) -> bool:
    """Whether a question itself names what its pronouns stand for: not where something is compared with a name."""
    mentions = find_mentions(question, known)
    if COMPARES.search(question):
        return not (_IT.search(question) or _THEM.search(question) or _THIS_ROLE.search(question))
    if any(one.facet not in (Facet.PLACE, Facet.COMPANY) for one in mentions):
        return True
    pronoun = _IT.search(question) or _THIS_ROLE.search(question)
    if mentions and pronoun and pronoun.start() < mentions[0].start:
        return False
    return bool(mentions or known.names.find(question))


def _as_one(question: str, roles: Sequence[Role], focus: _Focus, known: Known) -> str:
    """ "How does it compare with ...?" after several roles: the words that named them all, so that it is asked which."""
    mentions = find_mentions(focus.last, known)
    if not mentions:
        return question
    name = f"the {focus.last[mentions[0].start : mentions[-1].end]} role"
    filled = _THIS_ROLE.sub(name, question, count=1)
    return filled if filled != question else _IT.sub(name, question, count=1)


def _noted(question: str, name: str) -> str:
    """Names behind the question, where no single word of it stands for them."""
    leaning = _IT.search(question) and not _PLEONASTIC.search(question)
    return f"{question} ({name})" if leaning or _THEM.search(question) or _THIS_ROLE.search(question) else question


def _with_person(question: str, known: Known, focus: _Focus) -> str:
    """ "Where did she study?": the author that the last question named, or whose article alone answered it."""
    authors = [one.author for one in known.documents if one.author]
    quoted = "" if "The posting *" in focus.answer else focus.answer  # of an article alone
    named = [one for one in authors if any(part in focus.last for part in one.split()) or one in quoted]
    return f"{question} ({named[0]})" if named else question


def _with_subject(question: str, focus: _Focus) -> str:
    """What the last question was about in place of a pronoun, where the question has no name of its own."""
    if not focus.subject or _PLEONASTIC.search(question) or subject_of(question):
        return question
    for pronoun in (_IT, re.compile(r"\b(?:they|them)\b", re.IGNORECASE)):
        if pronoun.search(question):
            return pronoun.sub(
                lambda match: f"{focus.subject}'s" if match[0].lower() == "its" else focus.subject, question, count=1
            )
    return question


def _names_something(question: str, known: Known) -> bool:
    return bool(find_mentions(question, known) or known.names.find(question))


def _attribute(question: str, focus: _Focus, known: Known) -> str:
    """ "What are the responsibilities?": of the role that is spoken of."""
    if len(focus.roles) != 1 or not _ATTRIBUTE.search(question) or _names_something(question, known):
        return question
    return f"{question.rstrip('?!. ')} of {_named(focus.roles, known, focus.last)}{'?' if question.rstrip().endswith('?') else ''}"


def _going_on(question: str, focus: _Focus, known: Known) -> str:
    """ "And who would I work with?": an "and" goes on about the role that is spoken of."""
    begins = re.match(
        r"\W*(?:and|but|also)\W+(?:what|who|how|when|where|why|which|do|does|is|are|can|would|will|should|could)\b",
        question,
        re.I,
    )
    if not begins or len(focus.roles) != 1 or _names_something(question, known) or subject_of(question):
        return question
    return f"{question.rstrip('?!. ')} in {_named(focus.roles, known, focus.last)}{'?' if question.rstrip().endswith('?') else ''}"


def _which_ones(question: str, focus: _Focus, known: Known) -> str:
    """ "Which ones?", "How many?" or "Where?" after a list or a count: the same question, asked the other way."""
    match = _SHORT.fullmatch(question)
    if not match or (parse(focus.last, known).ask is None and not focus.roles):
        return question
    if match["where"]:
        roles = focus.roles or focus.shown
        if not roles or len(roles) > MOST_NAMED:
            return question
        return f"Where {'is' if len(roles) == 1 else 'are'} {_named(roles, known, focus.last)} posted?"
    wanted, other = ("how many", r"\b(?:which|what)\b") if match["many"] else ("which", r"\bhow many\b")
    filled = re.sub(other, wanted, focus.last, count=1, flags=re.IGNORECASE)
    if filled != focus.last or not match["many"]:
        return filled[0].upper() + filled[1:]
    return f"How many are there: {focus.last}"


def _first_two(question: str, focus: _Focus, known: Known) -> str:
    """ "Compare the first two"."""
    match = re.search(r"\bthe (first|last) (two|three)\b", question, re.IGNORECASE)
    number = _ORDINALS[match[2].lower()] + 1 if match else 0
    shown = next((some for some in focus.lists if len(some) >= number), ())
    if not match or not shown:
        return question
    named = shown[:number] if match[1].lower() == "first" else shown[-number:]
    return f"{question[: match.start()]}{_named(named, known)}{question[match.end() :]}"


def _compared(question: str, focus: _Focus, known: Known) -> str:
    """ "And with the intern?", "How do the requirements differ?" after a comparison: of the same, with another, or both."""
    pair = parse_comparison(focus.last, known)
    two = [one.sides[0].role for one in (pair.first, pair.second) if len(one.sides) == 1] if pair else list(focus.shown)
    if len(two) != 2:
        return question
    mentions = find_mentions(question, known)
    if not mentions and not _THEM.search(question) and (COMPARES.search(question) or CLOSER.search(question)):
        joint = f", {role_words(two[0], known)} or {role_words(two[1], known)}?" if CLOSER.search(question) else ""
        return f"{question.rstrip('?!. ')}{joint or f' between {_named(two, known)}?'}"
    gap = _GAP.match(question)
    if pair is None or gap is None or (gap.start("rest") == 0 and not gap["about"]):
        return question
    rest = re.sub(r"^(?:compared )?(?:with|to|against|versus|vs)\W+", "", gap["rest"], flags=re.IGNORECASE)
    if mentions and not left_over(_without(rest, find_mentions(rest, known))):
        return f"Compare {role_words(two[0], known)} with {rest}"
    if not mentions and len(rest.split()) <= 4 and not _leans_anyhow(rest):
        return f"Compare {role_words(two[0], known)} with {role_words(two[1], known)} when it comes to {rest}"
    return question


def _leans_anyhow(rest: str) -> bool:
    return any(sign.search(rest) for sign in (_THEM, _IT, _THIS_ROLE, _ORDINAL, _OTHER_ONE))


_RULES = (
    _why, _more, _which_ones, _first_two, _ordinal, _other_one, _compared, _gap, _which_of_them, _pronouns, _attribute,
    _going_on,
)  # fmt: skip
