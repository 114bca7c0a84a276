"""Is a question a list or a count, of what, under which conditions: told by the words around the facets it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.language.quantities import QUANTITIES
from assistant.language.words import content_terms
from assistant.question.expects import expected_of
from assistant.question.known import Known
from assistant.question.mentions import Reading, conditions_of
from assistant.types import Ask, CatalogAsk, Kind, Mention, NameKind, Subject, Term, Unit
from store.facets.names.areas import Area
from store.search.catalog import Condition, Facet, Rank
from store.text.stemming import stem

POSTINGS = r"(?:postings?|listings?|adverts?|ads|advertisements?)"
ROLES = r"(?:roles?)"
JOBS = r"(?:jobs?|openings?|positions?|vacanc(?:y|ies)|(?:job|career) opportunit(?:y|ies)|gigs?|career options?|posts)"
NOUN = rf"(?:{POSTINGS}|{ROLES}|{JOBS})"
NAMED = r"(?:TITLE|LEVEL|EMPLOYMENT|WORKPLACE|STATUS)"
QUANTITY = rf"(?:{'|'.join(sorted(facet.name for facet in QUANTITIES))})"
OTHER_UNITS = (
    (Unit.COUNTRIES, r"countr(?:y|ies)"),
    (Unit.PLACES, r"cit(?:y|ies)|places?|locations?|offices?|sites?|towns?"),
    (Unit.COMPANIES, r"compan(?:y|ies)|employers?|firms?"),
    (Unit.TEAMS, r"teams?|groups?|departments?"),
    (Unit.TITLES, r"(?:job )?titles?|(?:kinds?|types?|sorts?) of (?:jobs?|roles?|positions?|postings?|work)"),
)
OTHER = "|".join(pattern for _, pattern in OTHER_UNITS)
# Words that may stand between "which" and "roles"; a verb or an article there begins another thing asked.
NO_GAP = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|the|my|of|years?|months?)\b"
FEW = rf"(?:(?!{NO_GAP})[\w'’/-]+\W+){{0,4}}?"
OF = r"(?:of\W+)?(?:(?:the|your|these|those|all|up)\W+)*"

COUNT = re.compile(
    rf"\bhow many\W+{OF}{FEW}(?P<counted>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\b(?:number|count|total|amount|tally) of\W+{OF}{FEW}(?P<counted2>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\bcount\W+{OF}{FEW}(?P<counted3>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\b{NOUN} count\b",
)
COUNT_ALONE = re.compile(
    r"^\W*(?:(?:and|so|ok|but)\W+)?how many(?:\W+(?:are|is|do|does|of|there|you|they|them|those|these|have|were|in total))*"
    r"(?:\W+(?:in|at|for|with|outside|near|not|aren't|EMPLOYMENT|WORKPLACE|STATUS)\b.*)?\W*$"
    r"|^\W*(?:PLACE|COMPANY|TEAM|TITLE)\W+(?:quantity|number|count|total)\b(?:\W+(?:please|pls|thanks))*\W*$"
)
ELSE_WORDS = (
    r"\b(?:elsewhere|(?:any|some|every)where else|other (?:places?|cit(?:y|ies)|locations?|countr(?:y|ies)|offices?)"
    r"|another (?:place|city|location|country|office))\b"
)
DOING = r"(?:need|involve|require|mention|use|ask|offer|include|want|have|has|are|is|deal|work|let|allow|expect|call|speak|talk)s?"
ASKS_FOR = (
    r"(?:^\W*(?:(?:please|hi|hey|hello|ok|so|and|can you|could you|would you|will you|can i|may i|could i)\W+)*"
    r"(?:list|show|display|enumerate|find|browse|give|name|see|get)\b"
    r"|\bi(?:['’]d| would)?(?:['’]m)?\W+(?:am |really )?(?:want|need|like|looking for|interested in|after|searching for)\b)"
)
LIST = (
    # which roles ..., what openings ..., which of them need ...
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your|these|those|their|our)\W+)?{FEW}{NOUN}\b"
    r"(?!(?<=role|.job|tion)\W+(?:does|did|do|can|will|would|has|had)\b)",
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your|these|those)\W+)?{FEW}{NAMED}(?:\W+{NOUN})?\W+(?:are|is|do|does|have|can|need)\b",
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your)\W+)?(?:other\W+)?(?:{OTHER})\b",
    rf"^\W*which(?:\W+ones?|\W+of\W+(?:them|these|those|the\W+\w+))?\W+(?:(?!is\b|are\b){DOING}\b|(?:is|are)\W+(?:(?:in|at|near|not|outside|also)\W+)*(?:the\W+)?(?:PLACE|{NAMED}|COMPANY|TEAM))",
    r"^\W*(?:and\W+)?which\W+(?:ones?|of\W+(?:them|these|those))\W+(?!is\b|are\b|was\b|were\b|would\b)\w+",
    # show me ..., I want a ... job
    rf"{ASKS_FOR}\W+(?:(?:me|us|a|an|the|your|full|complete|list|overview|table|all|of|to|see|have)\W+)*{FEW}(?:{NOUN}|{NAMED}|everything|anything)\b",
    # are there any ..., do you have ..., what is there ...
    rf"\b(?:is|are|was|were|be)\W+there\W+{FEW}(?:{NOUN}|{NAMED}|anything|something|PLACE)\b",
    r"\b(?:what|which|who)(?:['’]?s|\W+is|\W+are|['’]ve|\W+have|\W+do(?:es)?|\W+has|\W+else)\W+(?:(?!the\b)[\w'’]+\W+){0,3}?"
    r"(?:there|available|open|offered|posted|listed|advertised|on offer|going|hiring|got|have|here)\b",
    rf"\b(?:any|some|no)\W+(?:of\W+(?:the|your|these|those|them)\W+)?{FEW}(?:{NOUN}|{NAMED})\b",
    r"\b(?:any|some|every)(?:thing|where)\b(?:\W+[\w'’]+){0,3}?\W+(?:PLACE|open|available|for|else|at|hiring)\b",
    rf"\b(?:do|does|can|could|will|would|is|are|has|have)\W+(?:you|they|it|COMPANY|TEAM|the TEAM|the \w+ TEAM|we|anyone|there)\W+"
    rf"(?:[\w'’-]+\W+){{0,3}}?(?:offer|have|need|hire|hiring|recruit|recruiting|advertise|look|looking|any|anything|want)\b"
    rf"(?:\W+[\w'’-]+){{0,4}}?\W+(?:{NOUN}|{NAMED}|PLACE|anything|something)\b",
    r"\b(?:COMPANY|TEAM)\W+(?:team\W+)?(?:[\w'’-]+\W+){0,1}?(?:hiring|recruiting|hire|recruit|offer|need)\b",
    ELSE_WORDS,
    r"\b(?:is|are)\W+(?:the|this|that|these|those|it|they|any|all|an?|ROLE|TITLE|TEAM)\W+(?:(?!\b(?:there|not)\b)[\w'’-]+\W+){0,5}?"
    r"(?:offered|available|posted|listed|advertised|open|based|located)(?:\W+[\w'’]+){0,2}?\W+(?:in|at|outside|anywhere|PLACE)\b",
    rf"^\W*(?:is|are)\W+(?:(?!there\b)[\w'’-]+\W+){{0,5}}?(?:{NOUN}|TITLE|LEVEL)\W+(?:(?:also|in|at|near|the)\W+){{0,3}}PLACE\W*$",
    rf"\b(?:do|does)\W+(?:[\w'’-]+\W+){{0,5}}?(?:{NOUN}|TITLE|LEVEL|TEAM)\W+(?:exist|run|come up)\W+(?:in|at|outside)\W+(?:the\W+)?PLACE",
    r"\bis\W+PLACE\W+hiring\b|\bcan\W+(?:i|you|we|one)\W+(?:also\W+)?work\W+(?:(?:in|from)\W+)?(?:the\W+)?PLACE\b|\bwho(?:['’]s|\W+is|\W+are)\W+hiring\b",
    r"\bwhere\W+(?:else\W+)?(?:can|could|would|might)\W+(?:i|we|one|you)\W+(?:work|apply|be)\W+(?:based\W+)?as\W+(?:an?\W+)?(?:TITLE|LEVEL)",
    r"\bwhat\W+(?:can|could)\W+(?:i|we)\W+apply\W+(?:for|to)\b",
    rf"\bwhere\W+(?:else\W+)?(?:(?:are|do|does|can|could|would|is)\W+)(?:[\w'’]+\W+){{0,6}}?(?:{POSTINGS}|roles|jobs|openings"
    rf"|positions|vacancies|hiring|hire|offered|available|posted|listed|advertised|open)\b",
    rf"\b(?:newest|latest|most recent(?:ly posted)?|oldest|earliest)\W+{FEW}(?:{NOUN}|{NAMED})\b",
    r"^\W*PLACE\W*$",
    r"^\W*(?:and\W+)?where(?:\W+is|\W+are|['’]s)\W+(?!it\b|she\b|he\b)(?:(?:the|that|this)\W+)?(?:[\w'’-]+\W+){0,6}?(?:role|job|position|posting|internship|TITLE|LEVEL|TEAM)(?:\W+(?:team|located|based|situated|offered|posted|listed|to be found|role|job))*\W*$",
    # fragments: "economist jobs in California", "seattle software jobs", "all research scientist jobs"
    rf"^\W*(?:(?:all|the|every|any|ok|and|hi|hey|so|show|please|your|current|open|available)\W+)*"
    rf"(?:(?:{NAMED}|PLACE|COMPANY|TEAM|ROLE|DATE|team|posted|not|non|or|and|in|at|the|of)\W+)*"
    rf"(?:{NOUN}|{NAMED}s?|TITLE)\b(?:\W+(?!about\b|do\b|pay\b)[\w'’]+){{0,8}}\W*$",
)
LIST_PATTERNS = tuple(re.compile(pattern) for pattern in LIST)
NEWEST = re.compile(r"\b(?:newest|latest|most recent(?:ly)?|last posted|posted last)\b")
OLDEST = re.compile(r"\b(?:oldest|earliest|first posted|posted first|longest open)\b")
HOW_MANY_OF_THEM = re.compile(
    r"\b(?P<number>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\W+(?:newest|latest|most recent|oldest|earliest)\b|(?:newest|latest|oldest)\W+(?P<after>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\b"
)
IN_ORDER = re.compile(r"\b(?:newest|latest|oldest|most recent)\W+first\b|\bsorted by date\b|\bby date\b")
DETAILS = (
    (
        Unit.DATES,
        re.compile(
            r"\bwhen\W+(?:was|were|is|did)\b.*\b(?:posted|published|listed|advertised)\b|\b(?:posting|publication) dates?\b"
            r"|\b(?:what|which) dates?\b.*\bposted\b|\bdates? of\b"
        ),
    ),
    (
        Unit.LINKS,
        re.compile(
            r"\b(?:links?|urls?)\b(?=\W+(?:to|for|of)\b|\W*$)|\b(?:an?|the|any|all|me|apply|application)\W+(?:links?|urls?)\b"
            r"|\bweb ?(?:pages?|addresse?s?)\b|\b(?:where|how)\W+(?:do|can|could|should|would)\W+i\W+apply\b"
        ),
    ),
)
BY = re.compile(
    rf"\b(?:per|by|for each|in each|for every|each|split (?:up )?(?:by|into)|broken down by|grouped by)\W+(?P<by>{OTHER})\b"
)
MORE_THAN = re.compile(
    rf"\b(?:more|fewer)\W+{FEW}{NOUN}\b.*\b(?:than|or)\b|\bhow many\b.*\band\W+how many\b|\bnumber of\W+{FEW}{NOUN}\b.*\b(?:compared|versus|vs)\b"
)
MOST_WHERE = re.compile(r"\bwhere\W+are\W+(?:the\W+)?(?:most|fewest)\b")
MOST_OF_ROLES = re.compile(
    rf"\b(?:which|what)\W+(?P<by>roles?|jobs?|positions?)\W+(?:has|have|with|is|are)\W+(?:\w+\W+)?(?:the\W+)?(?:most|fewest|least|more)\W+(?:{POSTINGS}|openings?|places|locations|cities)\b"
)
NONE_OF = re.compile(
    rf"\b(?:{OTHER})\W+(?:are\W+|do\W+|is\W+|does\W+)?(?:don['’]?t|doesn['’]?t|not|aren['’]?t|isn['’]?t|never|do not|have no|has no)\W+(?:\w+\W+)?(?:hir\w+|have|has|offer\w*|recruit\w*|need\w*|{FEW}{NOUN}|{FEW}{NAMED})\b"
)
EVERY = re.compile(r"^\W*(?:is|are)\W+(?:all|every|each)\b")
# "Do I need DEGREE": asks of one role, or of how hiring goes, unless it speaks of any.
YES_OR_NO = re.compile(
    r"^\W*(?:(?:and|so|but|ok)\W+)?(?:do|does|did|is|are|was|am|can|could|would|will|should|must|has|have)\b"
    rf"(?!.*\b(?:any|{NOUN}|which)\b)"
)
WHERE = re.compile(r"^\W*(?:and\W+)?where\b")
HOW_OR_WHY = re.compile(r"^\W*(?:(?:and|so|but)\W+)?(?:how(?!\W+(?:many|much))|why)\b")
WORKS_THERE = re.compile(
    r"\bhow many\W+TITLE\W+(?:work|(?:are|r)\W+(?:in|on)\W+(?:the|your|this|TEAM)|sit|belong|does\W+the)\b"
)
MOST = re.compile(
    rf"\b(?:which|what)\W+(?P<by>{OTHER})\W+(?:has|have|with|offers?|is|are)\W+(?:the\W+)?(?:most|fewest|least|more|highest)\b"
)
ELSE = re.compile(ELSE_WORDS)
# "of the Ovens role, the Pilots role and the internship": several that are named one by one.
SEVERAL = re.compile(
    rf"\bof (?:the|role) (?:(?!\b{DOING}\b)[\w'’-]+\W+){{0,40}}?(?:and|or) the (?:[\w'’-]+ ){{0,6}}?(?:role|internship|job|position|posting|one)\b"
)
PREAMBLE = re.compile(
    r"^.*[.!;:,]\s+(?=(?:which|what|how|is|are|do|does|any|show|list|where|can|could|will|would|has|have|i['’]d|please|count)\b)",
    re.IGNORECASE | re.DOTALL,
)
OF_ROLES = re.compile(rf"\b{NOUN}\b|^\W*(?:and\W+)?which\W+(?:ones?|of\W+(?:them|these|those))\b|^\W*which\W+{DOING}\b")
ONE_ROLE = re.compile(
    r"\b(?:the|this|that|my|your|its|(?P<whose>\w+['’]s))\W+(?:(?!any\b|which\b|of\b)[\w'’-]+\W+){0,5}?"
    r"(?<!other )(?:role|job|position|posting|opening|vacancy|internship|(?<=the )TITLE|(?<=the )LEVEL)\b(?!\W+(?:that|which|about|with|where|involving|using|in which))"
    r"|\b(?:the|this|that)\W+(?:(?:PLACE|TEAM|ROLE|COMPANY|TITLE|LEVEL)\W+)+(?:one|LEVEL)\b"
)
# Verbs by which a role's text is asked for something; they say nothing of what.
SPEAKING = frozenset(
    stem(word)
    for word in """mention involve require need use ask offer include want deal work let allow expect call speak talk contain
    state cover feature have get give teach demand concern touch focus say tell""".split()
)
SUPERLATIVE = re.compile(
    r"\b(?:most|least|highest|lowest|best|worst|longest|shortest|fewest|biggest|largest|(?:hard|easi)est)\b"
)
LEANS_BACK = re.compile(
    r"\b(?:have|has|offer|involve|include|need|use|do|like|for|about|mention|with|allow|let)s?\W+(?:that|this|it|those|such)\b"
)
FILLER = frozenset(
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
    sir situated so some somebody someone something somewhere sort sorts soon spread state states still
    suit suitable suits sure take tell than thank thanks that the their them then there these they things this
    those through title titles to today together total town towns type types under unique up us use vacant various
    via want wanted wanting wants was we well were what whats when where whether which while who whole whom whose
    why will wish with within without work working works would year years yet you your yours yourself
    advertise advertised advertising based basis come comes currently demand region regions staff stuff team teams
    except excluding minus please skip ignore leave u ur gimme lemme d ve re ll s t m im ive id youve theres dont
    isnt arent doesnt whatve pls plz ta cheers anyway anyhow asap hurry quantity altogether """.split()
)  # fmt: skip


# "of the Ovens role, the Pilots role and the internship", as it stands in the question.
SEVERAL_NAMED = re.compile(
    r"\bof (?:the|role) (?:[\w'’&(),-]+ ){0,40}?(?:and|or) the (?:[\w'’&()-]+ ){0,6}?(?:role|internship|job|position|posting|one)\b",
    re.IGNORECASE,
)
# "experience with auditing" asks for auditing
SOFT = frozenset(
    stem(word) for word in "experience knowledge background skill familiarity expertise understanding".split()
)
IF_I = re.compile(r"\W+if (?:i|we|you|my|someone)\b.*$")
ORDER = re.compile(rf"{NEWEST.pattern}|{OLDEST.pattern}|{IN_ORDER.pattern}|{HOW_MANY_OF_THEM.pattern}")


_FACETS = re.compile(rf"\b(?:{'|'.join(facet.name for facet in Facet)})\b")
_PLACE_TO_PLACE = re.compile(r"\bfrom\W+(?:the\W+)?PLACE\W+to\W+(?:the\W+)?PLACE\b")
_CONNECTIVE = re.compile(r"\b(but not|and not|but no|or not|without|neither|both|but|nor|or|and)\b|,")
_TOOL = re.compile(r"(?<![\w.+#])(?:C\+\+|C#|F#|\.NET|R|C|Go)(?![\w+#])")  # names of tools that are no plain words
_DENIES = re.compile(r"\b(?:don['’]?t|doesn['’]?t|do not|does not|without|not|never|no|neither)\b")
_NUMBERS = {name: at for at, name in enumerate("two three four five six seven eight nine ten".split(), start=2)}


@dataclass(frozen=True, slots=True)
class _Question:
    """A question in its parts.

    Attributes:
        text: the question as it stands.
        skeleton: in lower case, each mention replaced by its facet's name in capitals.
        asking: the part of the skeleton that asks, and `before` what is told before it.
        own: the part of the text that asks.
        mentions: what the catalog is asked by; told places give way to those of the part that asks.
    """

    text: str
    skeleton: str
    asking: str
    before: str
    own: str
    mentions: tuple[Mention, ...]


def parse(asked: Reading, known: Known) -> tuple[Kind, CatalogAsk | None]:
    """The kind of a question that stands alone, with what it asks of the catalog where it is a list or a count."""
    parts = _parts(asked.text, asked.mentions)
    ask = None if _is_about_people(asked, known) or HOW_OR_WHY.search(parts.asking) else _ask(parts, known)
    if ask is None:
        return Kind.ANSWER, None
    counts = _counted(parts.asking) or ask.by
    return (Kind.COUNT if counts and ask.unit not in (Unit.DATES, Unit.LINKS) else Kind.LIST), ask


def _parts(question: str, mentions: Sequence[Mention]) -> _Question:
    skeleton = _skeleton(question, mentions)
    preamble = PREAMBLE.match(skeleton)
    before = preamble[0] if preamble else ""
    if before and not _says_anything(skeleton[len(before) :]):
        before = ""  # "fewer than 3 years required, what have you": the first part asks
    told = len(_FACETS.findall(before))
    asking = SEVERAL.sub("of them", IF_I.sub("", skeleton[len(before) :]))
    kept = list(mentions[told:])
    facets = {one.facet for one in kept}
    facets -= QUANTITIES  # "I have five years, which ask for at least four?" says both
    kept = [one for one in mentions[:told] if one.facet not in facets or ELSE.search(asking)] + kept
    if _PLACE_TO_PLACE.search(skeleton):
        places = [one for one in kept if one.facet is Facet.PLACE]
        kept.remove(places[0])
    own = PREAMBLE.sub("", question) if before else question
    return _Question(question, skeleton, asking, before, own, tuple(kept))


def _says_anything(asking: str) -> bool:
    return bool(_FACETS.search(asking) or left_over(asking) or re.search(rf"\b(?:{NOUN}|{OTHER}|ones?|them)\b", asking))


def _ask(parts: _Question, known: Known) -> CatalogAsk | None:
    asking, mentions = parts.asking, parts.mentions
    if detail := _detail(parts, known):
        return detail
    counted, by = _counted(asking), _by(asking, mentions)
    by_quantity = _asks_by_quantity(asking)
    if not (counted or by or by_quantity or any(pattern.search(asking) for pattern in LIST_PATTERNS)):
        return None
    if WORKS_THERE.search(asking):
        return None
    unit = Unit.EITHER if by_quantity and WHERE.search(asking) else _unit(asking, counted)
    subjects, any_subject = _subjects(parts)
    told = subjects or (left_over(asking) and not OF_ROLES.search(asking) and not by_quantity)
    if (told and not _says_which(asking)) or (unit in (Unit.TEAMS, Unit.COMPANIES) and ONE_ROLE.search(asking)):
        return None
    if not (subjects or mentions or _speaks_of_catalog(asking)):
        return None
    number = _how_many_of_them(asking)
    return CatalogAsk(
        unit,
        _conditions(parts, known),
        subjects,
        any_subject,
        by=by,
        newest=_newest(asking),
        most=number,
        superlative=most[0] if (most := SUPERLATIVE.search(left_over(asking))) else "",
        complement=unit not in (Unit.POSTINGS, Unit.ROLES, Unit.EITHER) and NONE_OF.search(asking) is not None,
        every=EVERY.search(asking) is not None,
        rank=next((value for one in mentions for value in one.values if isinstance(value, Rank)), None),
    )


def _asks_by_quantity(asking: str) -> bool:
    """Whether a comparison or a superlative says which roles are asked for: no single one is spoken of."""
    return (
        re.search(rf"\b{QUANTITY}\b", asking) is not None
        and not re.search(r"\bROLE\b", asking)
        and not ONE_ROLE.search(asking)
        and not YES_OR_NO.match(asking)
    )


def _counted(asking: str) -> re.Match[str] | None:
    return COUNT.search(asking) or COUNT_ALONE.match(asking)


def _conditions(parts: _Question, known: Known) -> tuple[Condition, ...]:
    if ELSE.search(parts.skeleton):
        return _elsewhere(parts.text, parts.mentions, known)
    several = SEVERAL_NAMED.search(parts.text)
    if several:  # "which of the A role and the B role are in the US": of these roles, those that meet the rest
        named = [one for one in parts.mentions if several.start() <= one.start < several.end()]
        rest = [one for one in parts.mentions if one not in named]
        both = (*conditions_of(parts.text, named, known.catalog), *conditions_of(parts.text, rest, known.catalog))
        return both if named else conditions_of(parts.text, parts.mentions, known.catalog)
    conditions = conditions_of(parts.text, parts.mentions, known.catalog)
    if MORE_THAN.search(parts.asking):  # "more jobs in Berlin than in Boston": both are counted
        conditions = _together(conditions)
    if NONE_OF.search(parts.asking):
        conditions = tuple(replace(one, negated=False) for one in conditions)
    return conditions


def _together(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Conditions on one facet as alternatives."""
    merged: dict[Facet, Condition] = {}
    for one in conditions:
        other = merged.get(one.facet)
        merged[one.facet] = replace(other, values=other.values + one.values) if other else one
    return tuple(merged.values())


def _newest(asking: str) -> bool | None:
    return True if NEWEST.search(asking) else False if OLDEST.search(asking) else None


def _how_many_of_them(asking: str) -> int:
    """How many of the newest are asked for; 0 where no number is said, and very many for all of them in order."""
    if IN_ORDER.search(asking):
        return 10**6
    match = HOW_MANY_OF_THEM.search(asking)
    said = (match["number"] or match["after"]) if match else "0"
    return int(said) if said.isdigit() else _NUMBERS[said]


def _detail(parts: _Question, known: Known) -> CatalogAsk | None:
    """Dates or links of postings, which their listing holds and no text does; None where no posting has any."""
    unit = next((unit for unit, pattern in DETAILS if pattern.search(parts.asking)), None)
    if unit is None or not (parts.mentions or re.search(rf"\b{NOUN}\b", parts.asking)):
        return None
    postings = known.catalog.postings
    held = any(one.posting.date if unit is Unit.DATES else one.posting.url for one in postings)
    return CatalogAsk(unit, _conditions(parts, known), newest=_newest(parts.asking)) if held else None


def _is_about_people(asked: Reading, known: Known) -> bool:
    """Whether a question names an article's author: what jobs somebody had is no question about postings."""
    return any(name.kind is NameKind.PERSON for name in asked.names)


def _skeleton(question: str, mentions: Sequence[Mention]) -> str:
    """The question in lower case, each mention replaced by its facet's name in capitals."""
    parts, at = [], 0
    for mention in mentions:
        parts += [question[at : mention.start].lower(), mention.facet.name]
        at = mention.end
    skeleton = "".join((*parts, question[at:].lower()))
    return re.sub(r"-(?=[A-Z]{4})|(?<=[A-Z]{4})-", " ", skeleton)


# What is counted or listed ----------------------------------------------------------------------------------


def _unit(asking: str, counted: re.Match[str] | None) -> Unit:
    groups = [one for one in (counted.groups() if counted else ()) if one]
    named = groups[0] if groups else _noun_led(asking)
    if _by(asking, ()):
        named = match[0] if (match := re.search(rf"\b{NOUN}\b", asking)) else ""
    if counted and named.isupper():  # "how many TITLE postings"
        noun = re.search(rf"{named}\W+(?:\w+\W+){{0,2}}?({NOUN})\b", asking[counted.start() :])
        named = noun[1] if noun else ""
    for unit, pattern in ((Unit.POSTINGS, POSTINGS), (Unit.ROLES, ROLES), *OTHER_UNITS):
        if re.fullmatch(pattern, named):
            return unit
    return Unit.EITHER


def _noun_led(asking: str) -> str:
    """The word that says what is listed: the first noun for it, or in "which cities" what is asked for."""
    if re.search(r"\bwho\W+(?:is|are)\W+hiring", asking):
        return "companies"
    if re.search(r"\bwhere\b", asking) or ELSE.search(asking):
        return "places"
    other = re.search(rf"\b(?:which|what)\W+(?:of\W+(?:the|your)\W+)?(?:other\W+)?(?P<unit>{OTHER})\b", asking)
    if other:
        return other["unit"]
    noun = re.search(rf"\b{NOUN}\b", asking)
    return noun[0] if noun else ""


def _by(asking: str, mentions: Sequence[Mention]) -> Unit | None:
    if MOST_OF_ROLES.search(asking):
        return Unit.ROLES
    if MOST_WHERE.search(asking):
        return Unit.PLACES
    match = BY.search(asking) or MOST.search(asking)
    if match:
        return next(unit for unit, pattern in OTHER_UNITS if re.fullmatch(pattern, match["by"]))
    if not MORE_THAN.search(asking):
        return None
    facets = [one.facet for one in mentions]
    areas = [value for one in mentions for value in one.values if isinstance(value, Area)]
    if facets.count(Facet.PLACE) > 1:
        return Unit.COUNTRIES if all(area.grain == 1 for area in areas) else Unit.PLACES
    units = {Facet.TITLE: Unit.TITLES, Facet.COMPANY: Unit.COMPANIES, Facet.TEAM: Unit.TEAMS}
    return next((unit for facet, unit in units.items() if facets.count(facet) > 1), None)


# What else is asked of each role's text ---------------------------------------------------------------------


def left_over(asking: str) -> str:
    """The words that neither name a facet nor frame a list or a count: what else is asked of each role."""
    plain = re.sub(rf"\b(?:{NOUN}|{OTHER})\b", " ", asking)
    found = re.findall(r"[\w]+(?:[-'’][\w]+)*", plain)
    left = [word for word in found if not word.isupper() and _bare(word) not in FILLER and not word.isdigit()]
    return " ".join(left)


def _bare(word: str) -> str:
    return re.sub(r"(?:n['’]t|['’]\w+)$", "", word)


def _subjects(parts: _Question) -> tuple[tuple[Subject, ...], bool]:
    """The things a role's text must speak of, and whether one of them is enough."""
    asking = ORDER.sub(" ", parts.asking)
    own = parts.own
    if not left_over(asking) and not _TOOL.search(own) and LEANS_BACK.search(asking):
        asking, own = parts.before, parts.text  # "I like ice, which roles have that?"
    tools = [
        Subject(_asked(own, (Term(one[0], one[0].casefold()),)), _denied(own[: one.start()]))
        for one in _TOOL.finditer(own)
    ]
    asking = re.sub(_TOOL.pattern, " ", asking, flags=re.IGNORECASE) if tools else asking
    plain = list(_segments(asking, own))
    subjects = (*plain, *tools)
    any_subject = bool(re.search(r"\bor\b", asking)) and not any(one.negated for one in subjects)
    return subjects, any_subject


def _segments(asking: str, own: str) -> Iterator[Subject]:
    """What is asked between the words that join: "machine learning but not LLMs" are two."""
    negated, is_cued, start = False, False, 0
    for match in [*_CONNECTIVE.finditer(asking), None]:
        segment = asking[start : match.start() if match else len(asking)]
        negated = negated or _DENIES.search(segment) is not None
        cued, is_cued = ("", False) if start and _ASIDE.match(segment) else _cued(segment, is_cued)
        rest = SUPERLATIVE.sub(" ", left_over(cued))
        terms = tuple(term for term in content_terms(rest) if term.stem not in SPEAKING)
        terms = tuple(term for term in terms if term.stem not in SOFT) or terms
        if terms:
            yield Subject(_asked(own, terms), negated)
        if match:
            joint = match[0]
            negated = joint in ("but not", "and not", "but no", "or not", "without", "neither", "nor") or (
                negated and joint in ("or", "and", ",")
            )
            start = match.end()


# What follows one of these up to the next name, or a verb of SPEAKING, is a subject; other words are by the way.
_LEADS = frozenset(
    "which what that where who whose is are be being with without about in for of on to as like not no any".split()
)
_ASKERS = frozenset("i we you me us they d would can could".split())
_ASIDE = re.compile(
    r"\W*(?:(?:and|but|so|as|because|since|then)\W+)?(?:i|i['’]\w+|we|we['’]\w+|my|our)\b(?!\W+(?:want|need|like))"
)
_NOUN_WORD = re.compile(rf"{NOUN}|{NAMED}")


def _cued(segment: str, is_cued: bool) -> tuple[str, bool]:
    """The words of a segment that a verb or preposition makes a subject, or that stand right before "roles".

    `is_cued`: what it is joined to had such a verb or words, as "ice" in "roles that involve ships or ice"; the same
    is returned of this segment.
    """
    words = re.findall(r"\w+(?:[-'’]\w+)*", segment)
    to_end, to_name = is_cued, False
    kept: list[str] = []
    before: list[str] = []
    for at, word in enumerate(words):
        if word.isupper() or _NOUN_WORD.fullmatch(word):
            kept += before if _NOUN_WORD.fullmatch(word) else []
            to_name = to_name and not word.isupper()
            before = []
        elif stem(word) in SPEAKING and at and words[at - 1] not in _ASKERS:
            to_end, before = True, []
        elif word in _LEADS:
            to_name, before = True, []
        elif to_end or to_name:
            kept.append(word)
        else:
            before = [*before, word] if _bare(word) not in FILLER else []
    return " ".join(kept), to_end or bool(kept)


def _asked(own: str, terms: tuple[Term, ...]) -> Ask:
    return Ask(text=own, terms=terms, expected=expected_of(" ".join(term.text for term in terms)))


def _denied(before: str) -> bool:
    return re.search(r"(?:\bnot|n['’]t \w+|\bwithout|\bneither|\bnor|\bno)\W*$", before, re.IGNORECASE) is not None


def _says_which(asking: str) -> bool:
    """Whether what else is asked can say which roles are meant: they are spoken of, and no single one is."""
    return OF_ROLES.search(asking) is not None and ONE_ROLE.search(asking) is None


def _speaks_of_catalog(asking: str) -> bool:
    return re.search(rf"\b(?:{NOUN}|{OTHER}|hiring|apply|everything)\b", asking) is not None


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
