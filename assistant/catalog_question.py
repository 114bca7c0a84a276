"""Is a question a list or a count, of what, under which conditions: told by the words around the facets it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.expectation import expected_of
from assistant.facet_mentions import Mention, conditions_of, find_mentions
from assistant.known import Known
from assistant.types import Ask, CatalogAsk, Kind, Unit
from assistant.words import content_terms
from store.areas import Area
from store.catalog import Condition, Facet
from store.stemming import stem
from store.types import Filters

_POSTINGS = r"(?:postings?|listings?|adverts?|ads|advertisements?)"
_ROLES = r"(?:roles?)"
_JOBS = r"(?:jobs?|openings?|positions?|vacanc(?:y|ies)|opportunit(?:y|ies)|gigs?|career options?)"
_NOUN = rf"(?:{_POSTINGS}|{_ROLES}|{_JOBS})"
_NAMED = r"(?:TITLE|LEVEL|EMPLOYMENT)"
_OTHER_UNITS = (
    (Unit.COUNTRIES, r"countr(?:y|ies)"),
    (Unit.PLACES, r"cit(?:y|ies)|places?|locations?|offices?|sites?|towns?"),
    (Unit.COMPANIES, r"compan(?:y|ies)|employers?"),
    (Unit.TEAMS, r"teams?|groups?|departments?"),
    (Unit.TITLES, r"(?:job )?titles?|(?:kinds?|types?|sorts?) of (?:jobs?|roles?|positions?|postings?|work)"),
)
_OTHER = "|".join(pattern for _, pattern in _OTHER_UNITS)
# Words that may stand between "which" and "roles"; a verb or an article there begins another thing asked.
_NO_GAP = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|the|my|of|years?|months?)\b"
_FEW = rf"(?:(?!{_NO_GAP})[\w'’/-]+\W+){{0,4}}?"
_OF = r"(?:of\W+)?(?:(?:the|your|these|those|all|up)\W+)*"

_COUNT = re.compile(
    rf"\bhow many\W+{_OF}{_FEW}(?P<counted>{_OTHER}|{_NOUN}|{_NAMED})\b"
    rf"|\b(?:number|count|total|amount|tally) of\W+{_OF}{_FEW}(?P<counted2>{_OTHER}|{_NOUN}|{_NAMED})\b"
    rf"|\bcount\W+{_OF}{_FEW}(?P<counted3>{_OTHER}|{_NOUN}|{_NAMED})\b"
    rf"|\b{_NOUN} count\b",
)
_COUNT_ALONE = re.compile(
    r"^\W*(?:(?:and|so|ok|but)\W+)?how many(?:\W+(?:are|is|do|does|of|there|you|they|them|those|these|have|were|in total))*"
    r"(?:\W+(?:in|at|for|with|outside|near|not|aren't)\b.*)?\W*$"
)
_ELSE_WORDS = (
    r"\b(?:elsewhere|(?:any|some|every)where else|other (?:places?|cit(?:y|ies)|locations?|countr(?:y|ies)|offices?)"
    r"|another (?:place|city|location|country|office))\b"
)
_DOING = r"(?:need|involve|require|mention|use|ask|offer|include|want|have|has|are|is|deal|work|let|allow|expect|call|speak|talk)s?"
_ASKS_FOR = (
    r"(?:^\W*(?:(?:please|hi|hey|hello|ok|so|and|can you|could you|would you|will you|can i|may i|could i)\W+)*"
    r"(?:list|show|display|enumerate|find|browse|give|name|see|get)\b"
    r"|\bi(?:['’]d| would)?(?:['’]m)?\W+(?:am |really )?(?:want|need|like|looking for|interested in|after|searching for)\b)"
)
_LIST = (
    # which roles ..., what openings ..., which of them need ...
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your|these|those|their|our)\W+)?{_FEW}{_NOUN}\b"
    r"(?!(?<=role)\W+(?:does|did|do|can|will|would)\b)",
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your|these|those)\W+)?{_FEW}{_NAMED}(?:\W+{_NOUN})?\W+(?:are|is|do|does|have|can|need)\b",
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your)\W+)?(?:other\W+)?(?:{_OTHER})\b",
    rf"^\W*which(?:\W+ones?|\W+of\W+(?:them|these|those|the\W+\w+))?\W+(?:(?!is\b|are\b){_DOING}\b|(?:is|are)\W+(?:in\W+)?PLACE)",
    r"^\W*(?:and\W+)?which\W+(?:ones?|of\W+(?:them|these|those))\W+(?!is\b|are\b|was\b|were\b|would\b)\w+",
    # show me ..., I want a ... job
    rf"{_ASKS_FOR}\W+(?:(?:me|us|a|an|the|your|full|complete|list|overview|table|all|of|to|see|have)\W+)*{_FEW}(?:{_NOUN}|{_NAMED}|everything|anything)\b",
    # are there any ..., do you have ..., what is there ...
    rf"\b(?:is|are|was|were|be)\W+there\W+{_FEW}(?:{_NOUN}|{_NAMED}|anything|something|PLACE)\b",
    r"\b(?:what|which|who)(?:['’]?s|\W+is|\W+are|['’]ve|\W+have|\W+do(?:es)?|\W+has|\W+else)\W+(?:(?!the\b)[\w'’]+\W+){0,3}?"
    r"(?:there|available|open|offered|posted|listed|advertised|on offer|going|hiring|got|have|here)\b",
    rf"\b(?:any|some|no)\W+(?:of\W+(?:the|your|these|those|them)\W+)?{_FEW}(?:{_NOUN}|{_NAMED})\b",
    r"\b(?:any|some|every)(?:thing|where)\b(?:\W+[\w'’]+){0,3}?\W+(?:PLACE|open|available|for|else|at|hiring)\b",
    rf"\b(?:do|does|can|could|will|would|is|are|has|have)\W+(?:you|they|it|COMPANY|TEAM|the TEAM|the \w+ TEAM|we|anyone|there)\W+"
    rf"(?:[\w'’-]+\W+){{0,3}}?(?:offer|have|need|hire|hiring|recruit|recruiting|advertise|look|looking|any|anything|want)\b"
    rf"(?:\W+[\w'’-]+){{0,4}}?\W+(?:{_NOUN}|{_NAMED}|PLACE|anything|something)\b",
    r"\b(?:COMPANY|TEAM)\W+(?:team\W+)?(?:[\w'’-]+\W+){0,1}?(?:hiring|recruiting|hire|recruit|offer|need)\b",
    _ELSE_WORDS,
    r"\b(?:is|are)\W+(?:the|this|that|these|those|it|they|any|all|an?|ROLE|TITLE|TEAM)\W+(?:(?!\b(?:there|not)\b)[\w'’-]+\W+){0,5}?"
    r"(?:offered|available|posted|listed|advertised|open|based|located)(?:\W+[\w'’]+){0,2}?\W+(?:in|at|outside|anywhere|PLACE)\b",
    rf"^\W*(?:is|are)\W+(?:(?!there\b)[\w'’-]+\W+){{0,5}}?(?:{_NOUN}|TITLE|LEVEL)\W+(?:(?:also|in|at|near|the)\W+){{0,3}}PLACE\W*$",
    rf"\b(?:do|does)\W+(?:[\w'’-]+\W+){{0,5}}?(?:{_NOUN}|TITLE|LEVEL|TEAM)\W+(?:exist|run|come up)\W+(?:in|at|outside)\W+(?:the\W+)?PLACE",
    r"\bis\W+PLACE\W+hiring\b|\bcan\W+(?:i|you|we|one)\W+(?:also\W+)?work\W+(?:(?:in|from)\W+)?(?:the\W+)?PLACE\b|\bwho(?:['’]s|\W+is|\W+are)\W+hiring\b",
    r"\bwhere\W+(?:else\W+)?(?:can|could|would|might)\W+(?:i|we|one|you)\W+(?:work|apply|be)\W+(?:based\W+)?as\W+(?:an?\W+)?(?:TITLE|LEVEL)",
    r"\bwhat\W+(?:can|could)\W+(?:i|we)\W+apply\W+(?:for|to)\b",
    rf"\bwhere\W+(?:else\W+)?(?:(?:are|do|does|can|could|would|is)\W+)(?:[\w'’]+\W+){{0,6}}?(?:{_POSTINGS}|roles|jobs|openings"
    rf"|positions|vacancies|hiring|hire|offered|available|posted|listed|advertised|open)\b",
    rf"\b(?:newest|latest|most recent(?:ly posted)?|oldest|earliest)\W+{_FEW}(?:{_NOUN}|{_NAMED})\b",
    # fragments: "economist jobs in California", "seattle software jobs", "all research scientist jobs"
    rf"^\W*(?:(?:all|the|every|any|ok|and|hi|hey|so|show|please|your|current|open|available)\W+)*"
    rf"(?:(?:{_NAMED}|PLACE|COMPANY|TEAM|ROLE|not|non|or|and|in|at|the|of)\W+)*"
    rf"(?:{_NOUN}|{_NAMED}s?|TITLE)\b(?:\W+(?!about\b|do\b|pay\b)[\w'’]+){{0,8}}\W*$",
)
_LIST_PATTERNS = tuple(re.compile(pattern) for pattern in _LIST)
_NEWEST = re.compile(r"\b(?:newest|latest|most recent(?:ly)?|last posted)\b")
_OLDEST = re.compile(r"\b(?:oldest|earliest|first posted|longest open)\b")
_DETAILS = (
    (
        Unit.DATES,
        re.compile(
            r"\bwhen\W+(?:was|were|is|did)\b.*\b(?:posted|published|listed|advertised)\b|\b(?:posting|publication) dates?\b|\bdates? of\b"
        ),
    ),
    (
        Unit.LINKS,
        re.compile(
            r"\b(?:links?|urls?|web ?pages?|web ?addresse?s?)\b|\b(?:where|how)\W+(?:do|can|could|should|would)\W+i\W+apply\b"
        ),
    ),
)
_BY = re.compile(
    rf"\b(?:per|by|for each|in each|for every|each|split (?:up )?(?:by|into)|broken down by|grouped by)\W+(?P<by>{_OTHER})\b"
)
_MOST = re.compile(
    rf"\b(?:which|what)\W+(?P<by>{_OTHER})\W+(?:has|have|with|offers?|is|are)\W+(?:the\W+)?(?:most|fewest|least|more|highest)\b"
)
_ELSE = re.compile(_ELSE_WORDS)
# "of the Ovens role, the Pilots role and the internship": several that are named one by one.
_SEVERAL = re.compile(
    rf"\bof (?:the|role) (?:(?!\b{_DOING}\b)[\w'’-]+\W+){{0,40}}?(?:and|or) the (?:[\w'’-]+ ){{0,6}}?(?:role|internship|job|position|posting|one)\b"
)
_PREAMBLE = re.compile(
    r"^.*[.!;:,]\s+(?=(?:which|what|how|is|are|do|does|any|show|list|where|can|could|will|would|has|have|i['’]d|please|count)\b)",
    re.IGNORECASE | re.DOTALL,
)
_OF_ROLES = re.compile(
    rf"\b{_NOUN}\b|^\W*(?:and\W+)?which\W+(?:ones?|of\W+(?:them|these|those))\b|^\W*which\W+{_DOING}\b"
)
_ONE_ROLE = re.compile(
    r"\b(?:the|this|that|my|your|its|(?P<whose>\w+['’]s))\W+(?:(?!any\b|which\b|of\b)[\w'’-]+\W+){0,5}?"
    r"(?<!other )(?:role|job|position|posting|opening|vacancy|internship|(?<=the )TITLE|(?<=the )LEVEL)\b(?!\W+(?:that|which|about|with|where|involving|using|in which))"
    r"|\b(?:the|this|that)\W+(?:(?:PLACE|TEAM|ROLE|COMPANY|TITLE|LEVEL)\W+)+(?:one|LEVEL)\b"
)
# Verbs by which a role's text is asked for something; they say nothing of what.
_SPEAKING = frozenset(
    stem(word)
    for word in """mention involve require need use ask offer include want deal work let allow expect call speak talk contain
    state cover feature have get give teach demand concern touch focus say tell""".split()
)
_SUPERLATIVE = re.compile(
    r"\b(?:most|least|highest|lowest|best|worst|longest|shortest|fewest|biggest|largest|(?:hard|easi)est)\b"
)
_LEANS_BACK = re.compile(
    r"\b(?:have|has|offer|involve|include|need|use|do|like|for|about|mention|with|allow|let)s?\W+(?:that|this|it|those|such)\b"
)
_FILLER = frozenset(
    """a about above across actually all already also altogether am among amount an and another any anybody anyone
    anything anywhere apart applicants apply applying are area around as ask asked at available be been being besides
    between beyond both browse but by can candidates career careers city cities company companies compared could count
    countries country current currently department did different display distinct do does doing done each either else
    elsewhere employer enumerate entire ever every everybody everyone everything everywhere except newest latest recent recently oldest earliest dated excluded excluding
    exist existing exists find fit fits folks for found from full get give given go going got group groups had
     has have having help hello here hey hi hire hired hires hiring how i if in including inside
    interested into is it its job jobs just kind kinds kindly know left level like list listed
    locate located location locations look looking many may maybe me mentioned might mine moment more
     much must my name named near nearby need needed needs next no non nor not now number of off offer offered
    offering offers office offices ok okay on once one ones only open or other others our out outside over overall own
     people per place places please possible post posted posting postings present presently provide
     recruit recruiting relevant right same scattered search searching see seeking separate should show
    sir site sites situated so some somebody someone something somewhere sort sorts soon spread state states still
    suit suitable suits sure take tell than thank thanks that the their them then there these they things this
    those through title titles to today together total town towns type types under unique up us use vacant various
    via want wanted wanting wants was we well were what whats when where whether which while who whole whom whose
    why will wish with within without work working works would year years yet you your yours yourself
    advertise advertised advertising based basis come comes currently demand staff stuff team teams
    except excluding minus please skip ignore leave u ur gimme lemme d ve re ll s t m im ive id youve theres dont
    isnt arent doesnt whatve       """.split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the words of a question come to: its kind, and what it asks of the catalog (None for an answer)."""

    kind: Kind
    ask: CatalogAsk | None
    mentions: tuple[Mention, ...]


def parse(question: str, known: Known) -> Parsed:
    """The kind of a question that stands alone, with what it asks of the catalog where it is a list or a count."""
    mentions = find_mentions(question, known)
    skeleton = _skeleton(question, mentions)
    asking = _SEVERAL.sub("of them", _PREAMBLE.sub("", skeleton))
    preamble = _PREAMBLE.match(skeleton)
    before = preamble[0] if preamble else ""
    if detail := _detail(asking, question, mentions, known):
        return Parsed(Kind.LIST, detail, mentions)
    counted = _COUNT.search(asking) or _COUNT_ALONE.match(asking)
    by = _by(asking)
    if not (counted or by or any(pattern.search(asking) for pattern in _LIST_PATTERNS)):
        return Parsed(Kind.ANSWER, None, mentions)
    kind = Kind.COUNT if counted or by else Kind.LIST
    unit = _unit(asking, counted)
    rest = left_over(asking) or (left_over(before) if _LEANS_BACK.search(asking) else "")
    if (rest and not _says_which(asking)) or (unit in (Unit.TEAMS, Unit.COMPANIES) and _ONE_ROLE.search(asking)):
        return Parsed(Kind.ANSWER, None, mentions)
    if not (rest or mentions or _speaks_of_catalog(asking)):
        return Parsed(Kind.ANSWER, None, mentions)
    conditions = (
        _elsewhere(question, mentions, known)
        if _ELSE.search(skeleton)
        else conditions_of(question, mentions, known.catalog)
    )
    ask = CatalogAsk(unit, conditions, by=by, newest=_newest(asking))
    if rest:
        most = _SUPERLATIVE.search(rest)
        subject = _subject(question, _SUPERLATIVE.sub(" ", rest), conditions)
        ask = replace(ask, subject=subject, without_subject=_without(asking), superlative=most[0] if most else "")
    return Parsed(kind, ask, mentions)


def _newest(asking: str) -> bool | None:
    return True if _NEWEST.search(asking) else False if _OLDEST.search(asking) else None


def _detail(asking: str, question: str, mentions: Sequence[Mention], known: Known) -> CatalogAsk | None:
    """Dates or links of postings, which their listing holds and no text does; None where it holds none either."""
    unit = next((unit for unit, pattern in _DETAILS if pattern.search(asking)), None)
    if unit is None or not (mentions or re.search(rf"\b{_NOUN}\b", asking)):
        return None
    conditions = conditions_of(question, mentions, known.catalog)
    postings = known.catalog.select(conditions).postings
    held = any(one.posting.date if unit is Unit.DATES else one.posting.url for one in postings)
    return CatalogAsk(unit, conditions, newest=_newest(asking)) if held else None


def _skeleton(question: str, mentions: Sequence[Mention]) -> str:
    """The question in lower case, each mention replaced by its facet's name in capitals."""
    parts, at = [], 0
    for mention in mentions:
        parts += [question[at : mention.start].lower(), mention.facet.name]
        at = mention.end
    skeleton = "".join((*parts, question[at:].lower()))
    return re.sub(r"-(?=[A-Z]{4})|(?<=[A-Z]{4})-", " ", skeleton)


def _unit(asking: str, counted: re.Match[str] | None) -> Unit:
    groups = [one for one in (counted.groups() if counted else ()) if one]
    named = groups[0] if groups else _noun_led(asking)
    if _BY.search(asking) or _MOST.search(asking):
        named = match[0] if (match := re.search(rf"\b{_NOUN}\b", asking)) else ""
    if counted and named.isupper():  # "how many TITLE postings"
        noun = re.search(rf"{named}\W+(?:\w+\W+){{0,2}}?({_NOUN})\b", asking[counted.start() :])
        named = noun[1] if noun else ""
    for unit, pattern in ((Unit.POSTINGS, _POSTINGS), (Unit.ROLES, _ROLES), *_OTHER_UNITS):
        if re.fullmatch(pattern, named):
            return unit
    return Unit.EITHER


def _noun_led(asking: str) -> str:
    """The word that says what is listed: the first noun for it, or in "which cities" what is asked for."""
    if re.search(r"\bwho\W+(?:is|are)\W+hiring", asking):
        return "companies"
    if re.search(r"\bwhere\b", asking) or _ELSE.search(asking):
        return "places"
    other = re.search(rf"\b(?:which|what)\W+(?:of\W+(?:the|your)\W+)?(?:other\W+)?(?P<unit>{_OTHER})\b", asking)
    if other:
        return other["unit"]
    noun = re.search(rf"\b{_NOUN}\b", asking)
    return noun[0] if noun else ""


def _by(asking: str) -> Unit | None:
    match = _BY.search(asking) or _MOST.search(asking)
    if not match:
        return None
    return next(unit for unit, pattern in _OTHER_UNITS if re.fullmatch(pattern, match["by"]))


def left_over(asking: str) -> str:
    """The words that neither name a facet nor frame a list or a count: what else is asked of each role."""
    words = re.findall(r"[\w]+(?:[-'’][\w]+)*", re.sub(rf"\b(?:{_NOUN}|{_OTHER})\b", " ", asking))
    left = [word for word in words if not word.isupper() and _bare(word) not in _FILLER and not word.isdigit()]
    return " ".join(left)


def _bare(word: str) -> str:
    return re.sub(r"(?:n['’]t|['’]\w+)$", "", word)


def _says_which(asking: str) -> bool:
    """Whether what else is asked can say which roles or postings are meant: they are spoken of, and no single one is."""
    return _OF_ROLES.search(asking) is not None and _ONE_ROLE.search(asking) is None


def _speaks_of_catalog(asking: str) -> bool:
    return re.search(rf"\b(?:{_NOUN}|{_OTHER}|hiring|apply)\b", asking) is not None


def _without(asking: str) -> bool:
    """Whether the roles are asked for that do not speak of the subject: "which roles don't involve travel"."""
    return re.search(r"\b(?:don['’]?t|doesn['’]?t|do not|does not|without|not|never|no)\b", asking) is not None


def _subject(question: str, rest: str, conditions: Sequence[Condition]) -> Ask:
    """What each role's own text is asked for; the names in the question have done their work by then."""
    terms = tuple(term for term in content_terms(rest) if term.stem not in _SPEAKING)
    return Ask(text=question, terms=terms, expected=expected_of(rest), filters=Filters())


def _elsewhere(question: str, mentions: Sequence[Mention], known: Known) -> tuple[Condition, ...]:
    """ "Is the Boston role offered anywhere else?": the roles that are named, without the place that is."""
    places = [one for one in mentions if one.facet is Facet.PLACE and not one.negated]
    others = conditions_of(question, [one for one in mentions if one not in places], known.catalog)
    if not places:
        return others
    areas = tuple(area for one in places for area in one.values if isinstance(area, Area))
    named = others or (Condition(Facet.ROLE, tuple(_ids(known, areas))),)
    return (*named, Condition(Facet.PLACE, areas, negated=True))


def _ids(known: Known, areas: tuple[Area, ...]) -> list[str]:
    return [role.document_id for role in known.catalog.select([Condition(Facet.PLACE, areas)]).roles]
