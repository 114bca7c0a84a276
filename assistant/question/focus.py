"""What a question may lean on: the last question, the roles it was about, and the lists that were shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.language.wording import listed
from assistant.question.catalog_intent import parse
from assistant.question.comparison_intent import parse_comparison
from assistant.question.intents.intents import Probabilities, intents_of
from assistant.question.known import Known
from assistant.question.mentions import Reading, read
from assistant.question.names import meant
from assistant.question.role_names import own_words, role_words
from assistant.types import Kind, NameKind, Nowhere, Query, Turn
from store.search.catalog import Facet
from store.types import DocumentKind, Role

_ASKING = frozenset(
    """what which who whom whose when where why how is are was were do does did can could will would should has have
    had must may might tell describe explain list give name show compare and but so also then ok please i me my you
    your the a an in on at of for to with from by about if as there it this that these those they we our us
    any""".split()
)
_NAME = re.compile(r"[A-Z][\w&.'’-]*(?:\s+(?:of|and|the|for|&)\s+(?=[A-Z]))?(?:\s*[A-Z0-9][\w&.'’-]*)*")
_THING = re.compile(
    r"\b(?:the|a|an|your|their|its)\s+((?:[\w'’-]+\s+){0,3}?[\w'’-]+)(?=\s+(?:is|are|was|were|do|does|did|can|could|will|would"
    r"|should|for|of|in|at|on|to|with|from|by|that|which|who|work|like|required|needed|mean|look|take|last|cost|about)\b|\W*$)",
    re.IGNORECASE,
)


def subject_of(question: str) -> str:
    """The last proper name in a question, else the first thing it names with an article; "" for neither."""
    names = [match[0] for match in _NAME.finditer(question) if not _begins_plain(question, match)]
    if names:
        return re.sub(r"['’]s$", "", names[-1])
    thing = _THING.search(question)
    return thing[0] if thing else ""


def _begins_plain(question: str, match: re.Match[str]) -> bool:
    """Whether a capital letter is only that of a first word, or a word that is no name in capitals."""
    words = match[0].split()
    if match.start() > 0 and question[: match.start()].rstrip()[-1:] not in ".?!:":
        return words[0].casefold() in _ASKING and len(words) == 1
    return len(words) == 1 and not (words[0][1:] != words[0][1:].lower() or any(c.isdigit() for c in words[0]))


NOUN = r"(?:role|job|position|posting|opening|vacancy|internship|listing)"
WHY = re.compile(
    r"^\W*(?:(?:but|and|so|ok|really)\W+)*(?:why(?:\W+(?:not|so|is that|is it|though|exactly|was that))?|how come)\W*$",
    re.I,
)
MORE = re.compile(
    r"^\W*(?:(?:ok|okay|and|please|can you|could you|great|thanks|cool|nice|interesting|good|wow)\W+)*(?:tell me (?:a bit |some )?more|(?:some )?more(?: details?| please)?"
    r"|go on|elaborate|continue|say more|expand(?: on (?:that|it))?|what else|anything else|more info(?:rmation)?"
    r"|tell me more about (?:it|that|this|them|those))\W*$",
    re.IGNORECASE,
)
GAP = re.compile(
    r"^\W*(?:(?:and|but|ok|okay|so|then|or|now|hmm|also|no|nope|sorry|actually|i mean|i meant|i said|rather|thanks|thank you|great|only|just|not that|not that one|i was asking about)\W+)*(?P<about>(?:what|how) about|what of|same for|(?:and )?what if it['’]?s|and)?\W*"
    r"(?P<rest>.*?)\W*$",
    re.IGNORECASE | re.DOTALL,
)
ORDINALS = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "latter": 1, "third": 2, "3rd": 2, "fourth": 3,
    "4th": 3, "fifth": 4, "5th": 4, "last": -1, "one": 0, "two": 1, "three": 2, "four": 3,
}  # fmt: skip
ORDINAL = re.compile(
    rf"\b(?:the\W+)?(?P<word>(?<!st )first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|former|latter)(?:\W+(?:one|two|{NOUN}|of (?:them|those|these)))?\b"
    r"|\b(?:number|option|no\.?|#)\W*(?P<number>[1-9]|one|two|three|four)\b",
    re.IGNORECASE,
)
ORDINAL_NOT = re.compile(
    r"^\W+(?:of all|thing|time|step|day|year|week|month|name|impression|place\b)|^ (?:and foremost)", re.IGNORECASE
)
OTHER_ONE = re.compile(rf"\bthe other(?: one| {NOUN})?(?!\s+\w+s\b)\b", re.IGNORECASE)
THEM = re.compile(
    r"\b(?:of )?(?:them|they|these|those|both(?: of (?:them|these|those))?|the two(?: of them)?|each(?: of them)?|either(?: of them)?)\b(?!\s+(?:roles|jobs)\b)",
    re.IGNORECASE,
)
THIS_ROLE = re.compile(
    r"\b(?:(?:the|this|that|such an?)(?: same)? (?:role|job|position|posting|opening|vacancy|listing)|(?:this|that) (?:internship|one))\b(?!\s+(?:in|at|for|on) [A-Z])",
    re.IGNORECASE,
)
IT = re.compile(
    r"\b(?:it|its)\b(?!['’]?s?\s+(?:true|possible|that|like to|mean to|take to|hard to|easy to|difficult to|worth|better|necessary to|important to|ok|okay)\b)"
    r"|(?<=\bdoes )(?:that|this)\b|(?<=\bis )(?:that|this)\b(?!\s+\w+ing\b)(?=\W*$|\s+\w)|(?<=\babout )(?:that|this)\b(?=\W*$)",
    re.IGNORECASE,
)
PLEONASTIC = re.compile(
    r"\bit (?:mean|take|feel|look)s? (?:to|like)\b|\bis it (?:\w+ ){1,3}(?:to|that|if)\b|\b(?:does|would|do|will) it (?:matter|help|mean to|take)\b",
    re.IGNORECASE,
)
THERE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!and )\bthere\b(?!\W+(?:is|are|was|were|be|any|a|an)\b)",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"\bthe (?:main |key |basic |daily |preferred )?(?:responsibilities|duties|requirements|qualifications|tasks|salary|pay|location|team|level"
    r"|skills|tools|methods|technologies|benefits|hours|deadline|start date|perks|workload|day to day|tech stack|hiring manager)\b",
    re.IGNORECASE,
)
LED = re.compile(
    r"(?:(?:in|at|for|from|outside|near|not|except|excluding|without|within)\b\W*(?:(?:of|the|in|at|for)\W+)*)",
    re.IGNORECASE,
)
LED_BEFORE = re.compile(
    r"(?:\b(?:not|outside|in|at|for|from|near|within|of|except|excluding)\W+)+(?:the\W+)?$", re.IGNORECASE
)
BOTH = re.compile(
    r"\b(?:both|the two|each|either|them)\b|\bthey\b.*\b(?:differ|compare|have in common)\b", re.IGNORECASE
)
SHORT = re.compile(
    r"\W*(?:(?:and|so|ok|but)\W+)?(?:(?P<which>which(?: ones?| are they)?|what are they|(?:list|show|name) (?:them|those)(?: please)?)"
    r"|(?P<many>how many(?: is that| are (?:there|they)| of them)?(?: in total)?)|(?P<where>where(?: then| exactly| is that)?))\W*",
    re.IGNORECASE,
)
PERSON = re.compile(r"\b(?:she|he|her|him|his|hers)\b", re.IGNORECASE)


LOOK_BACK = 4  # turns; what was spoken of before that is no longer meant


MOST_NAMED = 4  # roles that are named one by one; of more the words of the question that listed them are taken


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question may lean on.

    Attributes:
        asked: the question that is asked now, with what it names.
        query: how the last question was understood.
        roles: the roles the last turn was about.
        shown: the roles of the last list or comparison, in the order shown.
        recent: the last two roles that the turns were about one after the other.
        subject: what the last question was about where it was no role: a name, or the words for a thing.
        lists: all lists of roles that were shown, the newest first.
        authors: of the articles that the last answer quoted, where it quoted nothing else.
    """

    asked: Reading
    query: Query
    roles: tuple[Role, ...]
    shown: tuple[Role, ...]
    recent: tuple[Role, ...]
    subject: str
    lists: tuple[tuple[Role, ...], ...] = ()
    authors: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """The last question, standing alone."""
        return self.query.standalone_question


def focus_of(asked: Reading, turns: Sequence[Turn], known: Known) -> Focus:
    """What `asked` may lean on; a turn that has lost its query is read again."""
    recent = list(reversed(turns[-LOOK_BACK:]))
    queries = [turn.query or read_alone(_standalone(turn), known) for turn in recent]
    roles = [_roles_of(turn, query, known) for turn, query in zip(recent, queries, strict=True)]
    lists = tuple(some for some in roles if len(some) > 1)
    computed = [some for query, some in zip(queries, roles, strict=True) if query.catalog or query.compare]
    shown = computed[0] if computed else ()  # an empty list is one too: nothing older is meant by "them"
    single = {some[0].document_id: some[0] for some in roles if len(some) == 1}
    return Focus(
        asked=asked,
        query=queries[0],
        roles=roles[0],
        shown=shown or (lists[0] if lists and not computed else ()),
        recent=tuple(reversed(list(single.values())[:2])) if len(single) > 1 else (),
        subject=subject_of(queries[0].standalone_question),
        lists=lists,
        authors=_authors_quoted(recent[0], known),
    )


def read_alone(text: str, known: Known) -> Query:
    """How a question that stands alone asks of the catalog."""
    return query_of(read(text, known), known)


_MASKED = {facet: str(facet) for facet in (Facet.TITLE, Facet.PLACE, Facet.COMPANY, Facet.TEAM, Facet.LEVEL)}
_MASKED |= {Facet.ROLE: str(Facet.TITLE)}


def kinds_of(asked: Reading) -> Probabilities:
    """How likely a question is of each kind; raises EmbedderError."""
    names = [(one.start, one.end, _MASKED[one.facet]) for one in asked.mentions if one.facet in _MASKED]
    names += [(name.start, name.end, str(name.kind)) for name in asked.names if name.kind is not NameKind.ARTICLE]
    return intents_of(asked.text, names)


def query_of(asked: Reading, known: Known) -> Query:
    """The query of a question that stands alone, but for what its answer must cover."""
    named = Query(asked.text, asked.text, mentions=asked.mentions, names=asked.names)
    wanted = kinds_of(asked)
    if compared := parse_comparison(asked, known, wanted[Kind.COMPARE]):
        return replace(named, kind=Kind.COMPARE, compare=compared)
    kind, ask = parse(asked, known, wanted)
    return replace(named, kind=kind, catalog=ask)


def _standalone(turn: Turn) -> str:
    return turn.standalone_question or turn.question


def _roles_of(turn: Turn, query: Query, known: Known) -> tuple[Role, ...]:
    """The roles a turn was about: as it says, else those its question names."""
    told = tuple(role for one in turn.roles if (role := known.catalog.role(one)))
    if told or turn.roles:
        return told
    if query.catalog is not None:
        asked = query.catalog.conditions
        return known.catalog.asked_of(asked).select(asked).roles
    found = meant(query.names, query.standalone_question)
    ids = found.nearest if isinstance(found, Nowhere) else found
    return tuple(role for role in known.catalog.roles if role.document_id in ids)


def documents_spoken_of(turns: Sequence[Turn], known: Known) -> frozenset[str]:
    """What the last turn that was about some of the documents was about: as it was understood, else what it quoted."""
    for turn in reversed(turns[-LOOK_BACK:]):
        asked = turn.query.filters.document_ids if turn.query else None
        named = asked or frozenset(turn.roles) or frozenset(turn.documents)
        if named and len(named) < len(known.documents):
            return frozenset(one.document_id for one in known.documents if one.document_id in named)
    return frozenset()


def _authors_quoted(turn: Turn, known: Known) -> tuple[str, ...]:
    by_id = {document.document_id: document for document in known.documents}
    quoted = [by_id[document_id] for document_id in turn.documents if document_id in by_id]
    if any(document.kind is DocumentKind.ROLE for document in quoted):
        return ()
    return tuple(dict.fromkeys(document.author for document in quoted if document.author))


def in_names(roles: Sequence[Role], known: Known, last: Query | None = None) -> str:
    """The roles in words that mean them; a single one in those the last question used."""
    own = own_words(last, roles[0], known) if len(roles) == 1 and last else ""
    if own and meant(read(own, known).names, own) != frozenset({roles[0].document_id}):
        own = ""  # "the remote role" is one in the catalog, and names no document
    names = [own] if own else [role_words(role, known) for role in roles]
    return listed(names)
