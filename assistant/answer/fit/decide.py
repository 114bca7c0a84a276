"""How the asker stands to one requirement: by what code compares, else by the judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from assistant.answer.fit.asker import Statement
from assistant.answer.fit.requirements import Requirement
from assistant.evidence.finder import Finder
from assistant.judge.judge import shipped_judge
from assistant.language.facts import facts_of, stems
from assistant.language.spelling import is_word
from assistant.language.statements import third_person, words
from assistant.tuning import tuning
from store.facets.names.skills import skills_in
from store.facets.reading import vocabulary
from store.text.listed import any_of
from store.types import Degree, Experience, Language, Span

_CHOICE = re.compile(r"([\w'’-]+) or ([\w'’-]+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_PERSON = re.compile(r"\b(i|we|you|my|our|your)\b(?:(['’\s]+)(\w+(?:['’]t)?))?", re.IGNORECASE)
_VERBS = {"am": "is", "m": "is", "re": "is", "ve": "has", "d": "would", "ll": "will", "have": "has"}
_DEGREES = ("high school", "associate", "bachelor", "master", "doctorate")
_LEVELS = (
    ("basic", "conversational", "professional", "fluent", "native"),
    ("A1", "A2", "B1", "B2", "C1", "C2"),
)
_SPOKEN = ("basic", "conversational")  # so speaks who says no more than that they speak it


class Fit(StrEnum):
    """How the asker stands to a requirement."""

    MET = "met"
    PARTLY = "in part"
    NOT_MET = "not met"
    UNTOLD = "you don't say"


@dataclass(frozen=True, slots=True)
class Decision:
    """How the asker stands to a requirement, and the statements that decide it."""

    fit: Fit
    by: tuple[Statement, ...] = ()


UNTOLD = Decision(Fit.UNTOLD)


def decide_requirement(
    asked: Requirement, statements: Sequence[Statement], finder: Finder, *, judged: bool = True
) -> Decision:
    """How the asker stands to a requirement; without `judged`, by what code alone compares."""
    if asked.waived:
        return _waived(asked, statements)
    if len(alternatives := asked.alternatives) > 1:
        told = [
            decide_requirement(each, statements, finder, judged=judged) for each in alternatives
        ]
        return _together(told, is_choice=True)
    if beginning := _beginning(asked, statements):
        return Decision(Fit.NOT_MET, (beginning,))
    is_choice = not asked.stated and " or " in asked.text
    parts = [
        *(_years(each.value, asked, statements, finder) for each in asked.experience),
        *(_degree(each.value, statements) for each in asked.degrees),
        *(_language(each.value, statements) for each in asked.languages),
    ]
    decision = _together(parts, is_choice=False) if parts else UNTOLD
    if decision.fit is Fit.NOT_MET or (decision.fit is Fit.MET and not _asks_more(asked)):
        return decision
    if decision.fit is Fit.UNTOLD and not is_choice and (denied := _denied(asked, statements)):
        return denied
    if parts and decision.fit is Fit.UNTOLD:
        return _by_name(asked, statements, finder)
    if not judged and parts:
        return decision
    return _clauses(asked, statements, is_choice, judged)


def _beginning(asked: Requirement, statements: Sequence[Statement]) -> Statement | None:
    """The statement by which the asker has only just qualified, where years after that are asked
    for or beginners turned away; None where they tell of years of their own.
    """
    if any(each.facets.experience and not each.denied for each in statements):
        return None
    just = next((each for each in statements if not each.denied and _is_new(each)), None)
    denied = facts_of(asked.text).denied
    # "No experience is needed, newly qualified people are welcome" turns nobody away.
    is_waiving = not denied.isdisjoint(stems("experience needed required"))
    turned_away = not is_waiving and denied & stems(" ".join(words()["beginners"]))
    years = any((each.value.least or 0.0) >= 1.0 for each in asked.experience)
    return just if turned_away or years else None


def _is_new(statement: Statement) -> bool:
    is_late = re.search(
        rf"\b(?:{any_of([*words()['lately'], *words()['beginners']])})\b", statement.words, re.I
    )
    behind = stems(statement.words) & stems(" ".join(words()["qualifies"]))
    return bool(is_late and (statement.facets.degrees or behind))


def pairs_judged(asked: Requirement, statements: Sequence[Statement]) -> Iterator[tuple[str, str]]:
    """What the judge may be asked of a requirement, to be asked of several at once."""
    for clause in asked.clauses:
        for statement in statements:
            yield from ((of_candidate(statement.text), claim) for claim in _claims(clause))


def _claims(clause: str) -> tuple[str, str]:
    return of_candidate(clause), f"The candidate has {clause[:1].lower()}{clause[1:]}"


def _by_name(asked: Requirement, statements: Sequence[Statement], finder: Finder) -> Decision:
    """Met by who has what a sentence names, word for word; where it asks for years of nothing that
    is named, who has what another clause of it names has them in that.
    """
    clauses = [found for each in asked.clauses if (found := _names(each, statements))]
    if asked.degrees and (named := _names(asked.text, statements)):
        return named
    if asked.degrees or not clauses or any(each.value.of for each in asked.experience):
        return UNTOLD
    alike = [replace(each, of_trade=True) for each in statements]
    parts = [_years(each.value, asked, alike, finder) for each in asked.experience]
    return _together([*parts, *clauses[:1]], is_choice=False) if parts else UNTOLD


def speaks_of(asked: Requirement, statements: Sequence[Statement]) -> bool:
    """Whether the asker speaks of years, of degrees or of a language where that is asked for."""
    facets = [statement.facets for statement in statements]
    codes = {each.value.code for one in facets for each in one.languages}
    ranks = [_rank(each.value) for one in facets for each in one.degrees]
    return (
        bool(asked.experience and any(one.experience for one in facets))
        or any(_rank(each.value) >= min(ranks, default=9) for each in asked.degrees)
        or any(each.value.code in codes for each in asked.languages)
    )


def _waived(asked: Requirement, statements: Sequence[Statement]) -> Decision:
    """Met by who says that they lack, or how much they have of, what isn't needed."""
    of_experience = stems(" ".join(vocabulary("experience")["experience"]))
    by = tuple(
        each
        for each in statements
        if (each.denied and each.facets.degrees and not asked.experience)
        or (not asked.degrees and (each.facets.experience or of_experience & stems(each.text)))
    )
    return Decision(Fit.MET, by) if by else UNTOLD


def _asks_more(asked: Requirement) -> bool:
    """Whether it asks for more than the years, degrees and languages it states."""
    fields = [field for each in asked.degrees for field in each.value.fields]
    trades = [each.value.of for each in asked.experience]
    said = stems(" ".join([*(each.raw for each in asked.stated), *fields, *trades]))
    beside = stems(asked.text.partition(", since ")[0]) - said - _framing()
    return len(beside) >= tuning().answer.more_asked


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
    """Met by enough years in what is asked for, not met by fewer or by none; years of nothing that
    is named are in it.

    Where the posting doesn't say in what, it is in the work of its title.
    """
    assert asked.least is not None
    trade = asked.of.partition(" and ")[0] or requirement.chunk.document.title
    years, by = 0.0, list[Statement]()
    for statement in statements:
        if statement.denied:
            lacked = facts_of(statement.text).denied
            is_all = lacked <= _framing() and lacked & stems("experience")
            by += [statement] if is_all and not statement.facets.degrees else []
            continue
        for told in statement.facets.experience:
            subject = told.value.of or " ".join(
                _WORD.findall(statement.text.replace(told.raw, " "))
            )
            is_other = not statement.of_trade and bool(stems(subject) - _framing())
            if is_other and not _is_same_trade(subject, trade, finder):
                continue
            if (told.value.least or 0.0) >= asked.least:
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
                lacking += [statement] if _rank(told) <= _rank(asked) else []
            elif _is_enough(told, asked, statement):
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


def _is_enough(told: Degree, asked: Degree, statement: Statement) -> bool:
    """Whether a degree is high enough and in one of the fields; of one whose field was not read,
    "a computer science degree", any word of its statement will do.
    """
    fields = stems(" ".join(told.fields) or statement.text)
    is_in = not asked.fields or not fields.isdisjoint(stems(" ".join(asked.fields)))
    return is_in and _rank(told) >= _rank(asked)


def _language(asked: Language, statements: Sequence[Statement]) -> Decision:
    """By the languages that are named and how well they are spoken."""
    for statement in statements:
        for told in (each.value for each in statement.facets.languages):
            if told.code != asked.code:
                continue
            if statement.denied:
                return Decision(Fit.NOT_MET, (statement,))
            is_plain = not told.level and asked.level in _SPOKEN
            if not asked.level or told.level == asked.level or is_plain:
                return Decision(Fit.MET, (statement,))
            for scale in _LEVELS:
                if told.level in scale and asked.level in scale:
                    is_met = scale.index(told.level) > scale.index(asked.level)
                    return Decision(Fit.MET if is_met else Fit.NOT_MET, (statement,))
    return UNTOLD


def _denied(asked: Requirement, statements: Sequence[Statement]) -> Decision | None:
    """Not met where the asker denies what the requirement names; None where they don't."""
    named = _skills(asked.text)
    for statement in statements:
        words = facts_of(statement.text).denied
        least = tuning().answer.denial_named * len(words)
        has_words = bool(words) and len(words & stems(asked.text)) >= least
        if statement.denied and (has_words or not named.isdisjoint(_skills(statement.text))):
            return Decision(Fit.NOT_MET, (statement,))
    return None


def _skills(text: str) -> set[str]:
    return {skill.name.casefold() for skill in skills_in(text, (Span(0, len(text)),))}


def _clauses(
    asked: Requirement, statements: Sequence[Statement], is_choice: bool, judged: bool
) -> Decision:
    """By each clause: met where all are, not met where one is not."""
    parts = [
        _names(clause, statements) or (_judged(clause, statements, is_choice) if judged else UNTOLD)
        for clause in asked.clauses
        if stems(clause) - _framing()
    ]
    return _together(parts, is_choice) if parts else UNTOLD


def _names(clause: str, statements: Sequence[Statement]) -> Decision | None:
    """Met where a statement has all that a clause asks for, word for word or as an acronym: QTS of
    "Qualified Teacher Status", BSN of "(BSN)".
    """
    wordings = {_CHOICE.sub(r"\1", clause), _CHOICE.sub(r"\2", clause)}
    asked = [own for each in wordings if (own := stems(each) - _framing())]
    initials = "".join(word[0] for word in _WORD.findall(clause))
    short = {*re.findall(r"\(([A-Z]{2,})\)", clause), *([initials] if initials.isupper() else [])}
    for statement in statements:
        is_named = any(each <= stems(statement.text) for each in asked)
        is_short = any(len(each) > 1 for each in short & {*_WORD.findall(statement.text)})
        if not statement.denied and (is_named or is_short):
            return Decision(Fit.MET, (statement,))
    return None


def _judged(clause: str, statements: Sequence[Statement], is_choice: bool) -> Decision:
    """By the judge: a denial can't meet a requirement, and nothing but one says that it isn't
    met.
    """
    claims = _claims(clause)
    pairs = [(of_candidate(statement.text), claim) for statement in statements for claim in claims]
    found = shipped_judge().entail(pairs)
    limits = tuning().answer
    for statement, own, held in zip(statements, found[::2], found[1::2], strict=True):
        if statement.denied:
            if own.contradicted >= limits.not_met and not is_choice:
                return Decision(Fit.NOT_MET, (statement,))
        elif any(each.supported >= max(limits.met, 2 * each.contradicted) for each in (own, held)):
            return Decision(Fit.MET, (statement,))
    return UNTOLD


def names_some(asked: Requirement, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements that name a skill, or most of the words, of a requirement that they don't
    decide: "some Python" of "Secure knowledge of Python".
    """
    return tuple(
        statement
        for statement in statements
        if not statement.denied and any(_is_named(each, statement) for each in asked.alternatives)
    )


def _is_named(asked: Requirement, statement: Statement) -> bool:
    own = stems(asked.text) - _framing()
    said = own & stems(statement.text)
    has_skill = not _skills(asked.text).isdisjoint(_skills(statement.text))
    return has_skill or len(said) >= max(tuning().answer.named_in_part * len(own), 1)


def pairs_of_welcome(sentence: str, statements: Sequence[Statement]) -> list[tuple[str, str]]:
    """What the judge is asked of a sentence that may welcome the asker."""
    claims = [f"{of_candidate(each.text).rstrip('.')} and is welcome." for each in statements]
    return [(sentence, claim) for claim in claims]


def welcomes(sentence: str, statements: Sequence[Statement]) -> Statement | None:
    """The statement by which a sentence welcomes its asker: "Newly qualified people welcome"."""
    found = shipped_judge().entail(pairs_of_welcome(sentence, statements))
    sure = tuning().answer.welcomed
    return next(
        (each for each, said in zip(statements, found, strict=True) if said.supported >= sure), None
    )


def of_candidate(text: str) -> str:
    """A sentence of "I" or "you" as one of "the candidate", by which the judge is stricter."""
    told = _PERSON.sub(_in_third_person, text)
    return told[:1].upper() + told[1:]


def _in_third_person(match: re.Match[str]) -> str:
    """Return "I know" as "the candidate knows" and "my" as "the candidate's"; "I taught" stays."""
    person, verb = match[1].lower(), match[3] or ""
    if person in ("my", "our", "your"):
        return f"the candidate's{match[2] or ''}{verb}"
    negation = "n't" if verb.endswith(("n't", "n’t")) else ""
    bare = verb[: -len(negation)] if negation else verb
    told = _VERBS.get(bare.lower()) or third_person(bare)
    told = told if bare and (bare.lower() in _VERBS or is_word(told)) else bare
    return f"the candidate {told}{negation}".rstrip()


@lru_cache(maxsize=1)
def _framing() -> frozenset[str]:
    """Stems by which postings ask for something, and that say nothing of what."""
    strength, experience, languages = map(vocabulary, ("strength", "experience", "languages"))
    said = [*strength["asks"], *(word for each in strength["words"].values() for word in each)]
    said += [*experience["experience"], *experience["fillers"], *languages["asks"]]
    said += [word for level in languages["levels"].values() for word in level]
    return stems(" ".join(map(str, said))) | stems("years job work role post position employment")
