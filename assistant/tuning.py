"""The numbers that decide an answer: tuning.yaml, as one frozen dataclass.

>>> tuning().evidence.answered
0.12
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import yaml

_SHIPPED = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class QuestionTuning:
    """Reading a question."""

    comparison_likely: float
    comparison_unlikely: float
    asks_fit: float
    facet_sure: float
    comparison_described: float
    described_clearly: float
    longest_side: int
    intent_sure: float
    small_talk_sure: float
    small_talk_between: float
    continuation_sure: float
    most_asks: int
    most_names_told: int
    look_back: int
    short_message: int
    longest_topic: int
    longest_fragment: int
    longest_continuation: int
    longest_order: int
    most_roles_named: int
    named_of_more: int
    longest_role_words: int
    most_places_named: int
    longest_mention: int
    longest_thing: int
    everyday_word: int
    word_elsewhere: float
    documents_sampled: int
    noun_within: int
    longest_gap: int
    likely_by_name: float
    likely_by_opening: float
    likely_by_meaning: float
    naming_word: float
    naming_opening: float
    opening_letters: int
    likely_by_kind: float
    surely_meant: float
    clearly_meant: float
    roles_read: int
    may_be_meant: float
    fewest_likened: int
    most_likely: int


@dataclass(frozen=True, slots=True)
class EvidenceTuning:
    """Choosing what answers."""

    states_asked: float
    surely_asked: float
    asks_for_one: float
    measured: float
    alike: float
    answered: float
    plain: float
    overview: float
    narrow_words: int
    broad_words: int
    long_words: int
    most_narrow: int
    least_broad: int
    most_broad: int
    most_long: int
    near_best: float
    least_point: float
    alone: float
    repeats: float
    longest_definition: int
    look_closely: float
    points_looked_at: int
    broad: float
    byline_words: int
    facts_words: int
    most_each: int
    heading_asks: float
    heading_clear: float
    heading_alike: float
    heading_first: float
    advised: float
    as_near_article: float
    most_articles: int
    telling_first: float
    telling_parts: float
    telling_leaning: float
    telling_framing: float
    telling_word: float
    telling_depth: float
    section_words: int
    shortest_item: int
    spoken_of: float
    shortest_corrected: int
    meaning_from: float
    meaning_full: float
    carries_claim: float
    claim_near: float
    claim_named: float
    shares_words: float
    sponsored: float
    unsponsored: float
    read_of_role: int
    read_for_claim: int
    roles_scanned: int
    passages_for_claim: int
    quotes_for_claim: int
    ranked_for_model: int
    from_elsewhere: int
    computed_share: float
    most_with_passage: int


@dataclass(frozen=True, slots=True)
class JudgeTuning:
    """The facts that are compared beside what the judge says."""

    amounts_close: float
    amounts_rounded: float
    unit_within: int


@dataclass(frozen=True, slots=True)
class LanguageTuning:
    """Reading words and numbers."""

    shortest_corrected: int
    rare_word: int
    common_word: int
    yearly_from: int
    hourly_up_to: int


@dataclass(frozen=True, slots=True)
class ModelsTuning:
    """What a language model is given."""

    reply_share: int
    most_turns: int
    least_turn: int
    question_share: float
    talk_share: float


@dataclass(frozen=True, slots=True)
class CheckTuning:
    """Checking a model's sentences."""

    supported: float
    supported_elsewhere: float
    weak: float
    weak_alike: float
    against: float
    against_elsewhere: float
    contradicted: float
    spoken_of: float
    most_quotes: int
    quote_adds: float
    not_near: float
    not_near_cited: float
    others_tried: int
    premise_length: int
    scattered: float
    words_added: float
    form_sure: float
    shortest_clause: int
    longest_heading: int
    fewest_cell_words: int
    shortest_quotation: int
    quotation_near: float
    absence_words: float
    absence_others: int
    language_words: int
    cross_encoder_sure: float
    cross_encoder_likely: float


@dataclass(frozen=True, slots=True)
class ComparisonTuning:
    """Comparing roles."""

    aligned: float
    aligned_surely: float
    least_cosine: float
    same_aspect: float
    sentences_added: int
    fewest_item_words: int
    nearest_aspect: float
    skills_alone: int
    skills_used: int
    same_length: float
    names_share: int
    most_facts: int
    most_named: int
    most_rows: int
    quotes_in_cell: int
    quotes_asked: int
    quotes_on_aspect: int
    most_pairs: int
    most_skills: int


@dataclass(frozen=True, slots=True)
class AnswerTuning:
    """What an answer says."""

    says_yes: float
    says_no: float
    sure_of_words: float
    met: float
    not_met: float
    same_trade: float
    denial_named: float
    named_in_part: float
    more_asked: int
    longest_list_title: int
    requirements_listed: int
    same_field: float
    nearest_to_asker: int
    judged_of_role: int
    longest_origin: int
    roles_fitted: int
    welcomed: float
    quoted_for_fit: int
    most_bold: float
    more_sections: int
    nearly: float
    nearest_shown: int
    nearest_to_topic: int
    clearly_nearer: float
    quoted_on_topic: int
    most_options: int
    roles_measured: int
    most_sides: int
    places_quoted: int
    rows_listed: int
    groups_nearest: int
    mentions_shown: int
    roles_told: int
    groups_told: int
    roles_nearest: int


@dataclass(frozen=True, slots=True)
class Tuning:
    """All numbers that decide an answer, by the room that reads them."""

    question: QuestionTuning
    evidence: EvidenceTuning
    judge: JudgeTuning
    language: LanguageTuning
    models: ModelsTuning
    check: CheckTuning
    comparison: ComparisonTuning
    answer: AnswerTuning

    def numbers(self) -> dict[str, float]:
        """Return every number by its dotted name, such as "evidence.answered"."""
        parts: dict[str, dict[str, float]] = asdict(self)
        return {
            f"{part}.{name}": value
            for part, names in parts.items()
            for name, value in names.items()
        }

    def varied(self, changes: Mapping[str, float]) -> Tuning:
        """Return a tuning with other values; raises ValueError for an unknown name."""
        known = self.numbers()
        if unknown := [name for name in changes if name not in known]:
            raise ValueError(
                f"unknown numbers {', '.join(unknown)}; assistant/tuning.yaml lists all"
            )
        wrong = [
            name
            for name, value in changes.items()
            if isinstance(known[name], int) and value != int(value)
        ]
        if wrong:
            raise ValueError(f"{', '.join(wrong)} must be a whole number")
        varied = self
        for dotted, value in changes.items():
            part, name = dotted.split(".")
            number = type(known[dotted])(value)
            varied = replace(varied, **{part: replace(getattr(varied, part), **{name: number})})
        return varied


def read_tuning(path: Path = _SHIPPED) -> Tuning:
    """Read a tuning; raises ValueError where a number is missing, unknown or of another type."""
    written: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    parts = get_type_hints(Tuning)
    if written.keys() != parts.keys():
        raise ValueError(f"{path} must have the parts {', '.join(parts)}")
    for part, kind in parts.items():
        types = get_type_hints(kind)
        if {name: type(value) for name, value in written[part].items()} != types:
            wrong = [
                name
                for name in types.keys() | written[part].keys()
                if type(written[part].get(name)) is not types.get(name)
            ]
            raise ValueError(
                f"{path}: {part} has wrong, missing or unknown numbers: {', '.join(sorted(wrong))}"
            )
    return Tuning(**{part: kind(**written[part]) for part, kind in parts.items()})


_current = read_tuning()


def tuning() -> Tuning:
    """Return the numbers in use: those of tuning.yaml, unless an evaluation varies them."""
    return _current


def use(varied: Tuning) -> None:
    """Use other numbers from now on in this process; for evaluations, before anything is opened."""
    global _current
    _current = varied
