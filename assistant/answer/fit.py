"""Answers whether the asker fits a role: requirement by requirement, by what the question says
of the asker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from assistant.answer.catalog import stated_quotes
from assistant.answer.draft import Computed, Draft
from assistant.comparison.aspects import aspects_of, heading_aspect
from assistant.evidence.asked import demand_of
from assistant.evidence.finder import Finder
from assistant.evidence.subject import Said as Speaks
from assistant.evidence.subject import decide, mentions, worded
from assistant.judge.judge import shipped_judge
from assistant.language.facts import denies, facts_of, stems
from assistant.language.spelling import is_word
from assistant.language.statements import Stance, begins_at, statements_in, third_person
from assistant.language.statements import Statement as Said
from assistant.language.wording import listed, plain
from assistant.language.words import content_terms
from assistant.question.known import Known
from assistant.question.role_names import label_of
from assistant.tuning import tuning
from assistant.types import Aspect, Entity, Query, Subject, Turn
from store.facets.names.skills import skills_in
from store.facets.read import read_facets
from store.facets.reading import Line, Reading, cues_in, lexicon, read_text, vocabulary, words_of
from store.search.catalog import Condition, Facet, Measure, Operator, Selection
from store.text.sentences import sentence_spans
from store.types import (
    Chunk,
    Degree,
    Experience,
    Facets,
    Fields,
    Language,
    Role,
    SectionKind,
    Skill,
    Span,
    Stated,
    Strength,
)

_ASKS = r"""(?:
    \b(?:am|are|do|did|have|would|could|can|might|may|will|should|if|whether)\W+(?:i|we)\b (?:\W+[\w'’]+){0,4}? \W+
    (?:qualif(?:y|ied) | eligible | apply | suit(?:able|ed) | right | fit\b | match\b | (?:good|strong)\ enough | chance
      | (?:meet|fulfil|satisfy|have)\W+(?:[\w'’]+\W+){0,4}?(?:requirements|criteria|qualifications))
  | \b(?:would|will|could|might)\b (?:\W+[\w'’&-]+){1,8}? \W+(?:take|hire|employ|accept|consider)\W+(?:me|us)\b
  | \b(?:is|are|would|could|does|do)\b(?!\W+there) (?:\W+[\w'’-]+){1,12}? \W+(?:for|fit|suit|match)\W+(?:me|us)\b
    (?=\W*(?:$|\bif\b))
)"""
_OF_ROLE = r"""
    (?:\W+(?:for|to|as|at|of|with|in|be|get|do))* (?:\W+(?:an?|the|this|that|its?)\W*(?:role|employer|job|post|one)?)?
    (?=\W*$ | \s*[,;.?!(–—-] | \W+(?:with|without|if|having|as|when|though|given|and|but|i|we)\b)
"""
_NOTHING_ELSE = r"(?!.*\b(?:what|which|who|when|where|why|how)\b) .*?"
_ASKS_WHICH = re.compile(
    r"\b(?:which|what|where|any(?:thing)?|something)\b.*?\b(?:could|can|should|may|might|would|do"
    r"|am)\W+(?:i|we)\b"
    r"(?:\W+[\w'’]+){0,3}?\W+(?:apply|qualify|qualified|eligible|suited|fit)\b"
    r"|\b(?:which|what|where)\b.*?\b(?:suits?|fits?|hire|take)\W+(?:me|us)\b",
    re.IGNORECASE,
)
_ASKS_OF_SELF = re.compile(_ASKS, re.IGNORECASE | re.VERBOSE)
_ASKS_FIT = re.compile(f"^{_NOTHING_ELSE}{_ASKS}{_OF_ROLE}", re.IGNORECASE | re.VERBOSE)
_TELLS_FIRST = re.compile(r"\W*(?:with(?:out)?|having|as)\b", re.IGNORECASE)
_CLAUSES = re.compile(r";\s+|,\s+and\s+(?=you\b|(?:the|an?)\s+candidate)", re.IGNORECASE)
_CHOICE = re.compile(r"([\w'’-]+) or ([\w'’-]+)", re.IGNORECASE)
_REASON = re.compile(r",?\s(?:since|because|as we|so that)\s.*", re.IGNORECASE)
_TAIL = re.compile(r"\s(?:with|to|at|every|for|from|in)\s.*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_ITEM = re.compile(r",\s+(?:and\s+)?|\s+and\s+(?=(?:an?|the|no|\d+)\b|[A-Z]{2})")
_PERSONS = dict.fromkeys(("i", "we", "you"), "the candidate") | dict.fromkeys(
    ("my", "our", "your"), "the candidate's"
)
_VERBS = {
    "am": "is",
    "'m": "is",
    "are": "is",
    "'re": "is",
    "have": "has",
    "'ve": "has",
    "do": "does",
}
_VERBS |= {"haven't": "hasn't", "aren't": "isn't", "don't": "doesn't"}
_PERSON = re.compile(
    rf"\b({'|'.join(_PERSONS)})\b((?:\s+|(?='))(?:{'|'.join(_VERBS)})\b(?!'))?", re.IGNORECASE
)
_PLAIN_VERB = re.compile(r"^((?:i|we|you)\s+)((?!am\b|are\b|have\b|do\b)[a-z]+)\b", re.IGNORECASE)
_EITHER = re.compile(r"\bor\b", re.IGNORECASE)
_DEGREES = ("high school", "associate", "bachelor", "master", "doctorate")
_LEVELS = (
    ("basic", "conversational", "professional", "fluent", "native"),
    ("A1", "A2", "B1", "B2", "C1", "C2"),
)
_SPOKEN = (
    "basic",
    "conversational",
)  # who says no more than that they speak a language speaks it so
_GROUPS = {
    Strength.REQUIRED: "Required",
    Strength.UNSTATED: "Asked for",
    Strength.PREFERRED: "Preferred",
}


class Fit(StrEnum):
    """How the asker stands to a requirement."""

    MET = "met"
    NOT_MET = "not met"
    UNTOLD = "you don't say"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the asker says of themselves in one piece.

    Attributes:
        words: the piece as asked.
        text: the same as a sentence of its own.
        facets: the years, degrees and languages in it.
    """

    words: str
    text: str
    denied: bool
    facets: Facets


@dataclass(frozen=True, slots=True)
class Requirement:
    """A sentence of a posting that asks something of candidates, and the facets that stand in
    it.
    """

    chunk: Chunk
    span: Span
    strength: Strength
    experience: tuple[Stated[Experience], ...] = ()
    degrees: tuple[Stated[Degree], ...] = ()
    languages: tuple[Stated[Language], ...] = ()

    @property
    def text(self) -> str:
        """The requirement as its source puts it, without Markdown."""
        return plain(self.span.of(self.chunk.document.text))

    @property
    def is_choice(self) -> bool:
        """Whether any one of several things meets it."""
        return _EITHER.search(self.text) is not None

    @property
    def asks_more(self) -> bool:
        """Whether it asks for more than the years, degrees and languages it states."""
        stated = " ".join(
            each.raw
            for facets in (self.experience, self.degrees, self.languages)
            for each in facets
        )
        beside = stems(_REASON.sub("", self.text)) - stems(stated) - _framing()
        return len(beside) >= tuning().answer.more_asked


@dataclass(frozen=True, slots=True)
class Decision:
    """How the asker stands to a requirement, and the statements that decide it."""

    fit: Fit
    by: tuple[Statement, ...] = ()


UNTOLD = Decision(Fit.UNTOLD)


def answer_fit(
    query: Query, known: Known, finder: Finder, turns: Sequence[Turn] = ()
) -> Computed | None:
    """Set what roles ask for beside what the asker says of themselves; None where that isn't what
    is asked.

    It is asked where a clause of the question has "I" or "me" as who fits ("am I qualified for",
    "could I apply for", "do I meet the requirements of", "is it for me", "would they take me") and
    one role as what, which is answered requirement by requirement, or asks which roles fit somebody
    who says what they have, a line each. Other wordings ("rate my chances", "should I bother with")
    are not recognised, and "could I apply for the post with a paper form" is taken for a statement.
    Raises EmbedderError.
    """
    roles = _roles_asked_of(query, known)
    said = _said(query, turns)
    statements = [
        statement for one in said for statement in _each(one) if len(statement.text.split()) > 1
    ]
    if len(roles) > 1 and not any(one.stance in (Stance.HAS, Stance.LACKS) for one in said):
        return None
    if len(roles) != 1:
        return _of_several(query, roles, statements, known, finder) if roles else None
    role = roles[0]
    requirements = _requirements(role, finder)
    needs = [need for one in said for need in _needs_in(one)]
    if not requirements and not needs:
        return None
    decisions = [_decide(requirement, statements, finder) for requirement in requirements]
    shown = _nearest(requirements, statements, finder)
    draft = Draft()
    draft.say(f"What the **{plain(label_of(role, known))}** role asks for, and what you say of it:")
    for strength, name in _GROUPS.items():
        lines = [
            _line(requirements[at], decisions[at], draft)
            for at in shown
            if requirements[at].strength is strength
        ]
        draft.say(f"**{name}**\n\n" + "\n".join(lines) if lines else "")
    draft.say(_left_out(requirements, shown))
    lines = [_need_line(need, role, requirements, finder, draft) for need in needs]
    draft.say("**What you need**\n\n" + "\n".join(lines) if lines else "")
    if not statements and not needs:
        draft.say("You say nothing of yourself yet. Add what you have done, know and hold.")
    draft.say(_tally(requirements, decisions))
    return draft.computed((role.document,))


def _roles_asked_of(query: Query, known: Known) -> tuple[Role, ...]:
    """The roles of which a question asks whether the asker fits them, and nothing else."""
    if not query.is_of_catalog:
        ids = query.filters.document_ids or frozenset()
        is_asked = len(query.asks) == 1 and _ASKS_FIT.search(query.asks[0].put) is not None
        role = known.catalog.role(*ids) if is_asked and len(ids) == 1 else None
        return (role,) if role else ()
    sentences = [
        span.of(query.question) for span in sentence_spans(query.question, 0, len(query.question))
    ]
    if query.order or query.by:
        return ()
    named = [
        condition
        for condition in query.conditions
        if condition.facet not in (Facet.EXPERIENCE, Facet.DEGREE)
    ]
    roles = known.catalog.asked_of(named).select(named).roles
    if named and len(roles) == 1 and any(map(_ASKS_FIT.search, sentences)):
        return roles
    asks_which = (
        any(map(_ASKS_WHICH.search, sentences)) and not query.subjects
    )  # a list by what is needed
    return roles if asks_which and len(roles) > 1 else ()


def _of_several(
    query: Query,
    roles: Sequence[Role],
    statements: Sequence[Statement],
    known: Known,
    finder: Finder,
) -> Computed | None:
    """A line a role: how many of its requirements are met, which are, and which are not; the
    likeliest first.
    """
    chosen = _chosen(query, known)
    first = [role for role in roles if chosen is not None and role in chosen.roles]
    ordered = [*first, *(role for role in roles if role not in first)]
    looked_at = ordered[: tuning().answer.roles_fitted]
    draft, told = Draft(), []
    for role in looked_at:
        asked = _requirements(role, finder)
        asked = [each for each in asked if each.strength is Strength.REQUIRED] or [
            each for each in asked if each.strength is Strength.UNSTATED
        ]
        decided = [(requirement, _decide(requirement, statements, finder)) for requirement in asked]
        fits = Counter(decision.fit for _, decision in decided)
        told.append((role not in first, fits[Fit.NOT_MET] > 0, -fits[Fit.MET], role, decided))
    if not any(requirements for *_, requirements in told):
        return None
    told.sort(key=lambda row: row[:3])
    draft.say(
        f"What {'these' if len(looked_at) == len(roles) else 'some of the'} roles require, against "
        "what you say:"
    )
    draft.say("\n".join(_role_line(role, decided, known, draft) for *_, role, decided in told))
    if len(roles) > len(looked_at):
        draft.say(
            f"And {len(roles) - len(looked_at):,} more roles; name one to see it requirement by "
            "requirement."
        )
    fitting = [role for _, is_against, met, role, _ in told if met and not is_against]
    if chosen is None:
        chosen = known.catalog.select(()).only({role.document_id for role in fitting})
    return draft.computed(tuple(role.document for role in looked_at), chosen)


def _chosen(query: Query, known: Known) -> Selection | None:
    """What meets the conditions the asker's years and degrees were read as; None where there are
    none.

    Who has two years can take what asks for at most two.
    """
    conditions = [_at_most(condition) for condition in query.conditions]
    is_of_asker = any(
        condition.facet in (Facet.EXPERIENCE, Facet.DEGREE) for condition in conditions
    )
    found = known.catalog.asked_of(conditions).select(conditions)
    return found if is_of_asker and found.roles else None


def _at_most(condition: Condition) -> Condition:
    values = tuple(
        replace(value, operator=Operator.AT_MOST)
        if isinstance(value, Measure) and value.operator is Operator.EQUAL
        else value
        for value in condition.values
    )
    return replace(condition, values=values) if condition.facet is Facet.EXPERIENCE else condition


def _role_line(
    role: Role, decided: Sequence[tuple[Requirement, Decision]], known: Known, draft: Draft
) -> str:
    """Return "- **Ward Nurse**: 1 met, 0 not met, 2 you don't say. Met: “…”" of a role."""
    name = f"- **{plain(label_of(role, known))}**"
    if not decided:
        return f"{name}: no requirement is stated."
    fits = Counter(decision.fit for _, decision in decided)
    parts = [f"{name}: {', '.join(f'{fits[fit]} {fit.value}' for fit in Fit)}."]
    most = tuning().answer.quoted_for_fit
    for fit in (Fit.MET, Fit.NOT_MET):
        quoted = [each for each, decision in decided if decision.fit is fit]
        if quoted:
            told = " ".join(draft.quote(each.chunk, each.span) for each in quoted[:most])
            parts.append(f"{fit.value.capitalize()}: {told}")
    return " ".join(parts)


# What the posting asks for ------------------------------------------------------------------------


def _requirements(role: Role, finder: Finder) -> list[Requirement]:
    """The sentences that ask something of candidates, required before preferred, each group in the
    text's order.

    These state years, a degree or a language, stand under a heading that says how much it insists,
    or speak of qualifications.
    """
    document = role.document
    reading = read_text(document.text, document.sections)
    chunks = [chunk for chunk in finder.chunks(document) if chunk.section.kind is SectionKind.BODY]
    aspects = aspects_of(chunks, finder.sentence_vectors(chunks), finder.embed)
    found = {
        sentence.span: requirement
        for chunk in chunks
        for at, sentence in enumerate(chunk.sentences)
        if not _is_title(sentence.span, document.text)
        if (
            requirement := _requirement(
                reading, chunk, sentence.span, aspects.get((chunk.chunk_id, at))
            )
        )
    }
    order = list(_GROUPS)
    return sorted(found.values(), key=lambda each: (order.index(each.strength), each.span.start))


def _is_title(span: Span, text: str) -> bool:
    """Whether a line only says what the next ones are: it ends in a colon, or is a word or two
    outside a list.
    """
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start].strip()
    said = span.of(text).rstrip("*_ ")
    is_short = len(said.split()) <= tuning().answer.longest_list_title
    return said.endswith(":") or (not line and is_short and said[-1:] not in ".!?")


def _requirement(
    reading: Reading, chunk: Chunk, span: Span, aspect: Aspect | None
) -> Requirement | None:
    facets = chunk.document.facets
    experience = tuple(
        each for each in facets.experience if _stands_in(each.span, span) and each.value.least
    )
    degrees = tuple(
        each for each in facets.degrees if _stands_in(each.span, span) and each.value.needed
    )
    languages = tuple(each for each in facets.languages if _stands_in(each.span, span))
    strengths = {each.strength for stated in (experience, degrees, languages) for each in stated}
    demand = demand_of(chunk.document, span)
    own, is_waived = demand.strength, demand.waived
    text = span.of(chunk.document.text)
    asks = own is not Strength.UNSTATED or _is_headed(chunk) or bool(strengths)
    speaks = aspect is Aspect.QUALIFICATIONS and asks
    insists = bool(strengths - {Strength.UNSTATED})
    led = (
        speaks and bool(cues_in(text, words_of(text)))
        if _trails(reading, span)
        else speaks or _is_led(reading, span)
    )
    if not insists and (is_waived or not led):
        return None
    strength = next(
        (each for each in (Strength.REQUIRED, Strength.PREFERRED) if each in strengths), own
    )
    return Requirement(
        chunk,
        span,
        strength,
        tuple(each for each in experience if each.strength in (strength, Strength.UNSTATED)),
        tuple(each for each in degrees if each.strength in (strength, Strength.UNSTATED)),
        tuple(each for each in languages if each.strength in (strength, Strength.UNSTATED)),
    )


def _stands_in(inner: Span | None, outer: Span) -> bool:
    return inner is not None and outer.start <= inner.start < outer.end


def _is_headed(chunk: Chunk) -> bool:
    """Whether a heading above a chunk promises qualifications; the role's title may hold any
    word.
    """
    title = chunk.document.title.casefold()
    headings = [
        heading for heading in chunk.section.heading_path if heading.casefold() not in title
    ]
    return heading_aspect(headings) is Aspect.QUALIFICATIONS


def _is_led(reading: Reading, span: Span) -> bool:
    """Whether a sentence stands under a heading or a line that says how much it insists."""
    return any(line.strength is not Strength.UNSTATED for line in _lines_of(reading, span))


def _trails(reading: Reading, span: Span) -> bool:
    """Whether a sentence stands behind the list of its heading, which then says nothing of it."""
    lists = {line.headings: line.start for line in reading.lines if line.is_item}
    own = _lines_of(reading, span)
    return all(not line.is_item and lists.get(line.headings, span.end) < span.start for line in own)


def _lines_of(reading: Reading, span: Span) -> list[Line]:
    return [line for line in reading.lines if line.start < span.end and span.start < line.end]


# What the asker says ------------------------------------------------------------------------------


def _said(query: Query, turns: Sequence[Turn]) -> list[Said]:
    """What the question and those before it say of the asker, what they ask left out."""
    told = [
        *(
            told
            for turn in turns
            for told in _told(turn.question, turn.query.names if turn.query else ())
        )
    ]
    told += _told(query.question, query.names)
    return [statement for text in dict.fromkeys(told) for statement in statements_in(text)]


def _told(question: str, names: Iterable[Entity]) -> Iterator[str]:
    """The parts of a question in which the asker speaks of themselves."""
    question = " ".join(question.split())
    for span in sentence_spans(question, 0, len(question)):
        sentence = span.of(question)
        asks = _ASKS_OF_SELF.search(sentence)
        before = sentence[: asks.start()] if asks else sentence
        if asks or not sentence.endswith("?"):
            tells_first = _TELLS_FIRST.match(before) is not None
            yield before if tells_first or begins_at(before) < len(before) else ""
        behind = sentence[asks.end() :] if asks else ""
        yield behind[begins_at(_masked(behind, names)) :]


def _masked(text: str, names: Iterable[Entity]) -> str:
    """A text of the same length in which no word of a name, "Engineer I", can be taken for
    another.
    """
    for name in names:
        text = text.replace(name.text, "_" * len(name.text))
    return text


def _each(said: Said) -> Iterator[Statement]:
    """A statement, and each of several things it names: "I have a boat and two years at sea"."""
    if said.stance in (Stance.NEEDS, Stance.LIKES):
        return
    items = [] if said.is_done else [item for item in _ITEM.split(said.what) if item.strip()]
    text = said.words if begins_at(said.words) == 0 and not _TELLS_FIRST.match(said.words) else ""
    lead = (
        said.words[: said.words.rfind(said.what)]
        if text
        else "I am "
        if said.words.startswith("as ")
        else "I have "
    )
    lead = f"{lead}no " if said.stance is Stance.LACKS and not text else lead
    yield _statement(said, text or f"{lead}{said.what}", reads_facets=len(items) < 2)
    if len(items) > 1:
        yield from (_statement(said, f"{lead}{item}") for item in items)


def _statement(said: Said, text: str, *, reads_facets: bool = True) -> Statement:
    # Under such labels a line of a posting needs no further word to be read as one of years, or of
    # languages.
    experience = read_facets(Fields(), f"Experience: {text}", ()).experience if reads_facets else ()
    languages = [
        read_facets(Fields(), f"Languages: {each}", ()) for each in (text, _TAIL.sub("", text))
    ]
    facets = replace(
        languages[0],
        languages=languages[0].languages or languages[1].languages,
        experience=experience,
    )
    return Statement(said.words, f"{text}.", denies(text), facets if reads_facets else Facets())


# Deciding -----------------------------------------------------------------------------------------


def _decide(requirement: Requirement, statements: Sequence[Statement], finder: Finder) -> Decision:
    """How the asker stands to a requirement: by what code compares, else by the judge."""
    parts = [
        *(_years(each.value, requirement, statements, finder) for each in requirement.experience),
        *(_degree(each.value, statements) for each in requirement.degrees),
        *(_language(each.value, statements) for each in requirement.languages),
    ]
    if not parts:
        return _denied(requirement, statements) or _clauses(requirement, statements)
    decision = _together(parts, requirement.is_choice)
    if (
        decision.fit is Fit.UNTOLD
        and requirement.degrees
        and (named := _names(requirement.text, statements))
    ):
        return named
    if decision.fit is Fit.UNTOLD and not requirement.is_choice:
        return _denied(requirement, statements) or UNTOLD
    if (
        decision.fit is Fit.MET
        and requirement.asks_more
        and _clauses(requirement, statements).fit is not Fit.MET
    ):
        return UNTOLD
    return decision


def _together(parts: Sequence[Decision], is_choice: bool) -> Decision:
    """The decision of a sentence that asks for several things, or for one of them."""
    first, last = (Fit.MET, Fit.NOT_MET) if is_choice else (Fit.NOT_MET, Fit.MET)
    deciding = [part for part in parts if part.fit is first]
    if not deciding and all(part.fit is last for part in parts):
        deciding = list(parts)
    by = tuple(dict.fromkeys(statement for part in deciding for statement in part.by))
    return Decision(deciding[0].fit, by) if deciding else UNTOLD


def _years(
    asked: Experience, requirement: Requirement, statements: Sequence[Statement], finder: Finder
) -> Decision:
    """Met by enough years in what is asked for, not met by fewer; years of nothing that is named
    are in it.

    Where the posting doesn't say in what, it is in the work of its title. Fewer years of any work
    are too few for all.
    """
    assert asked.least is not None
    trade = asked.of or requirement.chunk.document.title
    years, by = 0.0, list[Statement]()
    for statement in statements:
        for told in statement.facets.experience if not statement.denied else ():
            subject = told.value.of or _content(statement.text.replace(told.raw, " "))
            of_what = stems(subject)
            if of_what - _of_work() and not _is_same_trade(subject, trade, finder):
                continue
            is_of_any = bool(of_what) and of_what <= _of_work()
            if (told.value.least or 0.0) >= asked.least and not is_of_any:
                return Decision(Fit.MET, (statement,))
            years += told.value.most or told.value.least or 0.0
            by.append(statement)
    return Decision(Fit.NOT_MET, tuple(by)) if by and years < asked.least else UNTOLD


def _is_same_trade(subject: str, asked: str, finder: Finder) -> bool:
    """Whether experience in the one is experience in the other, by their vectors and by the
    judge.
    """
    first, second = finder.embed([subject, asked])
    (found,) = shipped_judge().entail(
        [(f"I have experience as a {subject}.", f"I have experience in {asked}.")]
    )
    return float(first @ second) + found.supported >= tuning().answer.same_trade


def _degree(asked: Degree, statements: Sequence[Statement]) -> Decision:
    """By the level and the field of the degrees that are held, and by those that are said not to
    be.
    """
    lacking: list[Statement] = []
    for statement in statements:
        for told in (each.value for each in statement.facets.degrees):
            if statement.denied or not told.needed:
                if _rank(told) <= _rank(asked):
                    lacking.append(statement)
            elif _is_enough(told, asked):
                return Decision(Fit.MET, (statement,))
            elif told.level and _rank(told) < _rank(asked):
                lacking.append(statement)
    is_lacking = bool(lacking) and not asked.or_equivalent
    return Decision(Fit.NOT_MET, tuple(lacking)) if is_lacking else UNTOLD


def _rank(degree: Degree) -> int:
    """The place of a degree's level among the levels; a degree of no stated level is one of a
    university.
    """
    return _DEGREES.index(degree.level or "bachelor")


def _is_enough(told: Degree, asked: Degree) -> bool:
    is_high = _rank(told) >= _rank(asked) and bool(told.level or not asked.level)
    fields = stems(" ".join(told.fields)) & stems(" ".join(asked.fields))
    return is_high and bool(fields or not asked.fields)


def _language(asked: Language, statements: Sequence[Statement]) -> Decision:
    """By the languages that are named and how well they are spoken."""
    for statement in statements:
        for told in (
            each.value for each in statement.facets.languages if each.value.code == asked.code
        ):
            if statement.denied:
                return Decision(Fit.NOT_MET, (statement,))
            if (
                not asked.level
                or told.level == asked.level
                or (not told.level and asked.level in _SPOKEN)
            ):
                return Decision(Fit.MET, (statement,))
            for scale in _LEVELS:
                if told.level in scale and asked.level in scale:
                    is_met = scale.index(told.level) > scale.index(asked.level)
                    return Decision(Fit.MET if is_met else Fit.NOT_MET, (statement,))
    return UNTOLD


def _denied(requirement: Requirement, statements: Sequence[Statement]) -> Decision | None:
    """Not met where the asker denies what the requirement names; None where they don't, or one
    of several will do.
    """
    named = {skill.name.casefold() for skill in _skills(requirement.text)}
    if requirement.is_choice:
        return None
    for statement in statements:
        words = facts_of(statement.text).denied
        least = tuning().answer.denial_named * len(words)
        has_words = bool(words) and len(words & stems(requirement.text)) >= least
        has_skill = any(skill.name.casefold() in named for skill in _skills(statement.text))
        if statement.denied and (has_words or has_skill):
            return Decision(Fit.NOT_MET, (statement,))
    return None


def _clauses(requirement: Requirement, statements: Sequence[Statement]) -> Decision:
    """By each clause: met where all are, not met where one is not."""
    clauses = [clause for clause in _CLAUSES.split(requirement.text) if stems(clause) - _framing()]
    parts = [
        _names(clause, statements) or _judged(clause, requirement, statements) for clause in clauses
    ]
    return _together(parts, requirement.is_choice) if parts else UNTOLD


def _names(clause: str, statements: Sequence[Statement]) -> Decision | None:
    """Met where a statement has all that a clause asks for, word for word or as an acronym."""
    asked = [
        stems(either) - _framing()
        for either in {_CHOICE.sub(r"\1", clause), _CHOICE.sub(r"\2", clause)}
    ]
    short = _acronyms(clause)
    for statement in statements:
        said = stems(statement.text)
        is_named = any(each and each <= said for each in asked) or not short.isdisjoint(
            _WORD.findall(statement.text)
        )
        if is_named and not statement.denied:
            return Decision(Fit.MET, (statement,))
    return None


def _acronyms(clause: str) -> set[str]:
    """Return QTS of "Qualified Teacher Status" where a clause names nothing else, and BSN of
    "(BSN)".
    """
    words = _WORD.findall(clause)
    initials = "".join(word[0] for word in words)
    whole = {initials} if len(words) > 1 and initials.isupper() else set()
    return whole | {match[1] for match in re.finditer(r"\(([A-Z]{2,})\)", clause)}


def _judged(clause: str, requirement: Requirement, statements: Sequence[Statement]) -> Decision:
    """By the judge: a denial can't meet a requirement, and nothing but one says that it isn't
    met.
    """
    claims = (_of_candidate(clause), f"The candidate has {clause[:1].lower()}{clause[1:]}")
    pairs = [(_of_candidate(statement.text), claim) for statement in statements for claim in claims]
    found = shipped_judge().entail(pairs)
    limits = tuning().answer
    for statement, asked, held in zip(statements, found[::2], found[1::2], strict=True):
        if not statement.denied:
            if any(
                each.supported >= max(limits.met, 2 * each.contradicted) for each in (asked, held)
            ):
                return Decision(Fit.MET, (statement,))
        elif asked.contradicted >= limits.not_met and not requirement.is_choice:
            return Decision(Fit.NOT_MET, (statement,))
    return UNTOLD


def _skills(text: str) -> tuple[Skill, ...]:
    return skills_in(text, (Span(0, len(text)),))


def _content(text: str) -> str:
    return " ".join(term.text for term in content_terms(text))


def _of_candidate(text: str) -> str:
    """A sentence of "I" or "you" as one of "the candidate", by which the judge is stricter."""
    text = _PLAIN_VERB.sub(_conjugated, text.replace("’", "'"), count=1)
    told = _PERSON.sub(lambda match: _PERSONS[match[1].lower()] + _verb(match[2] or ""), text)
    return told[:1].upper() + told[1:]


def _conjugated(match: re.Match[str]) -> str:
    """Return "I know" as "I knows", for "I" becomes "the candidate"; "I taught" stays."""
    told = third_person(match[2])
    return f"{match[1]}{told if is_word(told) else match[2]}"


def _verb(verb: str) -> str:
    return f" {_VERBS[verb.strip().lower()]}" if verb else ""


@lru_cache(maxsize=1)
def _framing() -> frozenset[str]:
    """Stems by which postings ask for something, and that say nothing of what."""
    strength, experience, languages = (
        vocabulary(name) for name in ("strength", "experience", "languages")
    )
    words = [
        *strength["asks"],
        *(phrase for phrases in strength["words"].values() for phrase in phrases),
    ]
    words += [*experience["experience"], *experience["fillers"], *languages["asks"]]
    words += [word for level in languages["levels"].values() for word in level]
    return stems(" ".join(map(str, words))) | stems("years")


# What the asker needs -----------------------------------------------------------------------------


def _needs_in(said: Said) -> Iterator[str]:
    """The things that a statement says are needed: "a visa", "part-time work"."""
    if said.stance is Stance.NEEDS:
        parts = (part.strip() for part in _ITEM.split(said.what))
        yield from (
            part
            for part in parts
            if any(term.stem not in _of_work() for term in content_terms(part))
        )


def _need_line(
    need: str, role: Role, requirements: Sequence[Requirement], finder: Finder, draft: Draft
) -> str:
    """Whether a posting says that it offers what is needed, with its sentence."""
    said, quotes = (
        _paid(need, role, finder)
        or _terms(need, role, finder)
        or _offered(need, role, requirements, finder)
    )
    told = {
        Offer.SAYS: "says so",
        Offer.DENIES: "says otherwise",
        Offer.NAMES: "mentions it",
        Offer.SILENT: "doesn't say",
    }[said]
    shown = " ".join(draft.quote(chunk, span) for chunk, span in quotes)
    return f"- **{told}**:{f' {shown}' if shown else ''} You need “{plain(need)}”."


class Offer(StrEnum):
    """What a posting says of a thing that the asker needs."""

    SAYS = "says"
    DENIES = "denies"
    NAMES = "names"
    SILENT = "silent"


Told = tuple[Offer, list[tuple[Chunk, Span]]]


def _paid(need: str, role: Role, finder: Finder) -> Told | None:
    """By the amount: a range that reaches it says so."""
    wanted = read_facets(Fields(), f"Salary: {need}", ()).pay
    if wanted is None or wanted.value.least is None:
        return None
    stated, least = role.document.facets.pay, wanted.value.least
    pay, asked = (stated.value if stated else None), wanted.value
    is_alike = pay is not None and pay.period == (asked.period or pay.period)
    if (
        stated is None
        or pay is None
        or not is_alike
        or (asked.currency and pay.currency != asked.currency)
    ):
        return Offer.SILENT, stated_quotes(finder.chunks(role.document), [stated]) if stated else []
    reaches = (pay.most or pay.least or Decimal(0)) >= least
    return (Offer.SAYS if reaches else Offer.DENIES), stated_quotes(
        finder.chunks(role.document), [stated]
    )


def _terms(need: str, role: Role, finder: Finder) -> Told | None:
    """By the kind of employment or workplace that a need names, what the posting states of it or
    has a word for.
    """
    facets = role.document.facets
    of_workplace = [facets.workplace] if facets.workplace else []
    for name, told in (("employment", [*facets.employments]), ("workplace", of_workplace)):
        kinds = {mention.meaning for mention in lexicon(name, "phrases").find(need, words_of(need))}
        if not kinds:
            continue
        same = [each for each in told if each.value in kinds]
        if found := worded(kinds, name, role, finder):
            return Offer.SAYS, [(found[0].chunk, found[0].span)]
        if same:
            return Offer.SAYS, stated_quotes(finder.chunks(role.document), same)
        is_apart = bool(told) and name == "workplace"
        return (Offer.DENIES if is_apart else Offer.SILENT), stated_quotes(
            finder.chunks(role.document), told
        )
    return None


def _offered(need: str, role: Role, requirements: Sequence[Requirement], finder: Finder) -> Told:
    """By the judge; what the posting asks for it does not offer."""
    subject = Subject((f"The role offers {need}.",), need)
    (verdict,) = decide(subject, [role], finder) or (None,)
    asked = {requirement.span for requirement in requirements}
    quotes = (
        [(quote.chunk, quote.span) for quote in verdict.quotes if quote.span not in asked]
        if verdict
        else []
    )
    if verdict is None or not quotes:
        named = [
            (one.chunk, one.span)
            for _, one in mentions(subject, [role], finder)
            if one.span not in asked
        ]
        return (Offer.NAMES if named else Offer.SILENT), named
    return (Offer.SAYS if verdict.said is Speaks.SAYS else Offer.DENIES), quotes


@lru_cache(maxsize=1)
def _of_work() -> frozenset[str]:
    """Stems of the words for work itself, which who looks for a job needs anyway."""
    return stems("job work role post position employment vacancy career company employer")


# Telling ------------------------------------------------------------------------------------------


def _nearest(
    requirements: Sequence[Requirement], statements: Sequence[Statement], finder: Finder
) -> list[int]:
    """Which requirements are listed: all, or of many those nearest to what the asker says, the
    nearest first.
    """
    most = tuning().answer.requirements_listed
    if len(requirements) <= most or not statements:
        return list(range(len(requirements)))[:most]
    said = finder.embed([statement.text for statement in statements])
    near = (finder.embed([requirement.text for requirement in requirements]) @ said.T).max(axis=1)
    return [int(at) for at in (-near).argsort(kind="stable")[:most]]


def _line(requirement: Requirement, decision: Decision, draft: Draft) -> str:
    said = "; ".join(f"“{plain(statement.words)}”" for statement in decision.by)
    told = f" You say {said}." if said else ""
    return f"- **{decision.fit.value}**: {draft.quote(requirement.chunk, requirement.span)}{told}"


def _left_out(requirements: Sequence[Requirement], shown: Sequence[int]) -> str:
    left = Counter(each.strength for at, each in enumerate(requirements) if at not in shown)
    kinds = [
        f"{left[strength]} {name.lower()}" for strength, name in _GROUPS.items() if left[strength]
    ]
    return f"Not listed here: {left.total()} more ({listed(kinds)})." if kinds else ""


def _tally(requirements: Sequence[Requirement], decisions: Sequence[Decision]) -> str:
    """How many of what is not merely preferred are met, not met and untold."""
    told = []
    for strength in (Strength.REQUIRED, Strength.UNSTATED):
        fits = Counter(
            decision.fit
            for requirement, decision in zip(requirements, decisions, strict=True)
            if requirement.strength is strength
        )
        if fits:
            told.append(
                f"{_GROUPS[strength]}: {', '.join(f'{fits[fit]} {fit.value}' for fit in Fit)}."
            )
    return " ".join(told)
