"""Make a document of what a loader gave: text and sections, kind, title, whose it is, what it
states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from itertools import takewhile
from pathlib import PurePath
from typing import Any

from store.collection.listed import LISTED, details
from store.facets.corrections import postings_of
from store.facets.employment import read_employments, read_level
from store.facets.names.employers import company_named, team_named
from store.facets.pay import pay_by_place
from store.facets.places import places_of_line
from store.facets.read import read_facets, with_origin
from store.facets.reading import is_strength, read_text, strength_named
from store.loading.identity import content_hash, document_id
from store.loading.kind import likely_role
from store.loading.opening import is_sought, is_spoken_of
from store.loading.structured.columns import TITLES, column
from store.loading.title import (
    LOGO,
    Named,
    author_named,
    employer_above,
    is_section_name,
    job_in_text,
    named_by,
    opening_headings,
    places_at_top,
    seeks_somebody,
    site_above,
    title_from_name,
    title_in_text,
    titles_of,
)
from store.loading.top import LINES as TOP_LINES
from store.loading.top import (
    LineKind,
    Signs,
    TopLine,
    employer_in,
    places_in,
    read_top,
    title_alone,
    title_in,
)
from store.loading.web.page_names import is_subject, key
from store.text.lines import Line, lines_of
from store.text.markdown import Parsed, cleaned, parse_markdown
from store.text.terms import RUN_WITHIN, terms_of
from store.text.wraps import ends_sentence
from store.types import (
    Document,
    DocumentKind,
    Facets,
    Fields,
    Loaded,
    Origin,
    Posting,
    SectionKind,
    SectionSpan,
    Span,
    Stated,
)

HEAD = 40  # lines in which labels stand
LONGEST_VALUE = 240  # characters behind a label
_LONGEST_HEADING = 4  # words of a heading that is no run of terms
_PLAINLY_ROLE = 0.75  # probability from which a text reads as a posting, or as none
_LEAST_SENTENCE = 8  # words of a line that tells about the job and is no slogan
_OF_TEXT = ("body", "section")  # kinds of labels that may stand before a title: "Post: Weaver"
_SHORT_WORD = 3  # letters of a word in capitals that may be an acronym
NAMES_WITHIN = 20_000  # characters in which a text says whose it is
MOST_PLACE_LINES = 12
ROLE_FROM = 3  # signs of a posting that make a text without a kind one
_LABEL = re.compile(r"^(?:[-*•]\s+)?(?P<label>[^\W\d_][^:：|\n]{0,40}?)\s*[:：]\s*(?P<value>\S.*)$")
_ITEM = re.compile(r"[-*•]\s|\d+[.)]\s|\|")
_WORD = re.compile(r"[^\W\d_]{4}|^[^\W\d_]+$")
_ROW = re.compile(r"^\|\s*(?P<label>[^|]{2,40}?)\s*\|\s*(?P<value>[^|]+?)\s*\|$")
_OF_TEAM = ("team", "department")
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|(?<![\d,.])\+?\(?\d(?:[ ()/-]{0,2}\d){8,14}(?![\d,.])"
)  # mail or telephone
_SIGNS = frozenset(
    "place city region country employment workplace remote hybrid pay closes requisition level "
    "schedule".split()
)


def _as_the_text_writes(name: str, text: str) -> str:
    """A name that a headline has in capitals as the text has it elsewhere: "Acme" for "ACME".

    Where the text has some of its words in other letters, its long words begin in a capital.
    """
    if not name.isupper() or " " not in name:
        return name
    others = re.findall(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)
    if whole := next((other for other in others if not other.isupper() and other[0].isupper()), ""):
        return whole
    known = {word for word in re.findall(r"[^\W\d_]+", text) if not word.isupper()}

    def cased(match: re.Match[str]) -> str:
        word = match[0]
        is_short = len(word) <= _SHORT_WORD
        if is_short and match.start():
            return word.lower() if word.lower() in known else word
        return word if is_short else word.capitalize()

    words = re.findall(r"[^\W\d_]+", name)
    long = [word for word in words if len(word) > _SHORT_WORD]
    is_written = any({word.lower(), word.capitalize()} & known for word in long)
    return re.sub(r"[^\W\d_]+", cased, name) if is_written else name


@dataclass(frozen=True, slots=True)
class _Label:
    """A "Label: value" line; `kind` is what columns.yaml calls the label."""

    kind: str
    value: str
    line: Line


def document_of(loaded: Loaded, source: str, name: str, employer: str = "") -> Document:
    """Return the document of what a loader gave.

    `name` is what its file is called, `employer` the company of the page it stands on, for a
    posting that names none.
    """
    markdown = _with_details(loaded)
    parsed = parse_markdown(markdown, lambda words: bool(column(words).kind))
    page = _Page(parsed, _cleaned_fields(loaded.fields), name, dict(loaded.origins))
    sections = _with_places(parsed, page.lines)
    facets = read_facets(page.fields, parsed.text, sections, origins=page.origins)
    kind, of_kind = (
        page.fields.kind or _kind(page, facets),
        page.origin("kind") if page.fields.kind else Origin.TEXT,
    )
    is_role = kind is DocumentKind.ROLE
    company, of_company = page.company(headed=is_role or bool(loaded.part))
    named, of_title = page.named(kind, company)
    title = named.title
    is_longer = len(named.company) > len(company) and named.company.startswith(company)
    if is_longer or (named.company and of_company is Origin.TEXT):
        company, of_company = named.company, of_title
    if employer and not company and is_role:
        company = employer
    company = _as_the_text_writes(company, parsed.text)
    title = _as_the_text_writes(title, parsed.text) if of_title is not Origin.FIELD else title
    beside = [named.place] if named.place else page.places
    stated = facets.unplaced or any(one.origin is not Origin.TEXT for one in facets.places)
    if is_role and beside and not stated:
        origins = page.origins | {"places": of_title if named.place else Origin.TEXT}
        headed = read_facets(
            replace(page.fields, places=tuple(beside)), parsed.text, sections, origins=origins
        )
        facets = headed if headed.places or not facets.places else facets
    facets = _with_title(facets, title, of_title) if is_role else Facets()
    team, of_team = page.team() if is_role else ("", Origin.TEXT)
    passing = page.labels if is_role else ()
    digest = content_hash(kind, title, company, _own_text(parsed.text, sections, passing))
    origins = {"kind": of_kind, "title": of_title, "company": of_company, "team": of_team}
    return Document(
        document_id=document_id(kind, title, digest),
        kind=kind,
        title=title,
        text=parsed.text,
        content_hash=digest,
        sections=sections or _whole(parsed.text),
        author=page.fields.author
        or page.labelled("author")
        or ("" if is_role else _author(page.lines)),
        publisher=page.fields.publisher,
        company=company,
        team=team,
        level=facets.level.value if facets.level else "",
        url=page.fields.url,
        provenance=page.fields.provenance,
        sources=(source,),
        postings=_postings(page.fields, facets, parsed.text, sections) if is_role else (),
        facets=facets,
        origins=tuple(origins.items()),
    )


def _with_details(loaded: Loaded) -> str:
    """The Markdown with what fields state of pay and the like and the text doesn't, so that it
    can be quoted.
    """
    fields, text = loaded.fields, " ".join(loaded.markdown.split()).casefold()
    if fields.kind is DocumentKind.ARTICLE or not text:
        return loaded.markdown
    stated = {
        "pay": fields.pay,
        "employments": fields.employment,
        "workplace": fields.workplace,
        "closes": fields.closes,
    }
    values = {name: " ".join(value.split()) for name, value in stated.items()}
    lines = details({name: value for name, value in values.items() if value.casefold() not in text})
    return (
        "\n\n".join([loaded.markdown, f"## {LISTED}", "\n".join(lines)])
        if lines
        else loaded.markdown
    )


def _with_title(facets: Facets, title: str, of_title: Origin) -> Facets:
    """The facets with the level and the employment that a title names, where nothing else does."""
    nothing = read_text("", ())
    return replace(
        facets,
        level=facets.level or with_origin(read_level("", title, nothing), of_title),
        employments=facets.employments
        or with_origin(read_employments("", title, nothing), of_title),
    )


class _Page:
    """A parsed text with its fields: whose it is and what it is called, the surest source first."""

    def __init__(
        self, parsed: Parsed, fields: Fields, name: str, origins: Mapping[str, Origin]
    ) -> None:
        self.parsed = parsed
        self.fields = fields
        self.origins = dict(origins)
        self.lines = [line for line in lines_of(parsed.text) if not line.blank]
        self.labels = list(_labels(self.lines))
        self._name = name

    @cached_property
    def places(self) -> list[str]:
        """The places that stand near its top."""
        return places_at_top(self.lines) or places_in(self.top)

    @cached_property
    def is_offer(self) -> bool:
        """Whether it names a job that somebody is sought for, or says whom to call or write to."""
        return bool(self.job or self.seeks or _CONTACT.search(self.parsed.text[:NAMES_WITHIN]))

    @cached_property
    def job(self) -> str:
        """The job that a sentence names; "" where none does."""
        return title_in_text(self.parsed.text) or job_in_text(self.parsed.text)

    @cached_property
    def seeks(self) -> bool:
        """Whether it says that we look for somebody."""
        return seeks_somebody(self.parsed.text)

    def in_run(self, stated: Stated[Any] | None) -> bool:
        """Whether a value is a term of a run near the top."""
        at = stated.span.start if stated and stated.span and stated.origin is Origin.LABEL else -1
        line = next((line for line in self.lines[:RUN_WITHIN] if line.start <= at < line.end), None)
        return line is not None and bool(terms_of(line.text))

    @cached_property
    def top(self) -> tuple[TopLine, ...]:
        """The lines it opens with, and what each is."""
        labelled = {label.line.start for label in self.labels if label.kind not in _OF_TEXT}
        end = _first_part(self.parsed, self.lines)
        lines = [
            match["company"] if (match := LOGO.match(line.text)) else line.text
            for line in self.lines[: min(2 * TOP_LINES, end)]
            if not (_ITEM.match(line.text) or line.start in labelled or _heads(line.text))
        ]
        return read_top([site_above(line, lines) for line in lines[:TOP_LINES]])

    @cached_property
    def signs(self) -> Signs:
        """What the rest of it says of these lines."""
        called = f" {key(PurePath(self._name).stem.replace('_', ' '))} "
        opening = opening_headings(self.parsed, self.lines)
        texts = [line.text for line in self.top]
        below = self.parsed.text
        return Signs(
            headings=[heading.text for heading in (*opening, self.parsed.title) if heading],
            named=[words for words in texts if " " in key(words) and f" {key(words)} " in called],
            spoken_of=[words for words in texts if is_spoken_of(words, below)],
            sought=[words for words in texts if is_sought(words, self.job)],
        )

    @cached_property
    def opening_title(self) -> str:
        """The title among the lines it opens with; "" where none is likely one."""
        return title_in(self.top, self.signs)

    def origin(self, name: str) -> Origin:
        """Where a field was read."""
        return self.origins.get(name, Origin.FIELD)

    def labelled(self, *kinds: str) -> str:
        """The value of the first label of these kinds; "" where there is none."""
        return next(
            (label.value for kind in kinds for label in self.labels if label.kind == kind), ""
        )

    def named(self, kind: DocumentKind, company: str) -> tuple[Named, Origin]:
        """The title with the employer and place that stand beside it, and where it was read."""
        if self.fields.title:
            return Named(self.fields.title), self.origin("title")
        labelled = self.labelled(*TITLES)
        if _WORD.search(labelled):  # "Vacancy: DP/AUH/0419" is a reference
            return named_by(labelled, company), Origin.LABEL
        if kind is DocumentKind.ROLE and (title := self.opening_title):
            if job := title_in_text(title) or job_in_text(title):  # "We're looking for a baker!"
                return Named(job), Origin.HEADING
            named = named_by(title, company, self.parsed.text)
            bare, employer, place = title_alone(
                named.title, lambda words: is_subject(words, self.parsed.text)
            )
            return Named(bare, employer or named.company, named.place or place), Origin.HEADING
        if kind is DocumentKind.ROLE and self.top and (job := title_in_text(self.parsed.text)):
            return Named(job), Origin.TEXT
        for words, origin in titles_of(self.parsed, self.lines, kind, company, self._name):
            if kind is DocumentKind.ARTICLE:
                return Named(words), origin
            if (named := named_by(words, company, self.parsed.text)).title:
                return named, origin
        called = title_from_name(self._name)
        if not any(map(str.isalpha, called)) and (job := job_in_text(self.parsed.text)):
            return Named(job), Origin.TEXT
        return named_by(called, company, self.parsed.text), Origin.FILE_NAME

    def company(self, *, headed: bool) -> tuple[str, Origin]:
        """The company and where it was read; `headed` where the first heading may be its name,
        and not a subject.
        """
        if self.fields.company:
            return self.fields.company, self.origin("company")
        if labelled := self.labelled("company"):
            return labelled, Origin.LABEL
        title_above = self.fields.title or self.labelled(*TITLES) or self.opening_title
        top = self.top
        if title_above.casefold() not in [line.text.casefold() for line in top]:
            is_labelled = any(
                label.kind in TITLES and label.line in self.lines[:TOP_LINES]
                for label in self.labels
            )  # else it stands in no text, and the top may be of anything
            top = tuple(takewhile(_is_no_sentence, top)) if is_labelled else ()
        if headed and top and (employer := employer_in(top, self.signs, title_above)):
            return employer, Origin.HEADING
        title = None if headed else self.parsed.title
        stated = title_above.casefold()  # may stand in the text once more
        below = [
            line
            for line in self.lines
            if not (title and line.start == title.span.start) and line.text.casefold() != stated
        ]
        if above := employer_above(self.parsed, below, titled=bool(self.fields.title)):
            return above, Origin.HEADING
        return company_named(self.parsed.text[:NAMES_WITHIN], is_posting=headed), Origin.TEXT

    def team(self) -> tuple[str, Origin]:
        """The team and where it was read."""
        if self.fields.team:
            return self.fields.team, self.origin("team")
        if labelled := self.labelled(*_OF_TEAM):
            return labelled, Origin.LABEL
        return team_named(self.parsed.text[:NAMES_WITHIN]), Origin.TEXT


def _first_part(parsed: Parsed, lines: Sequence[Line]) -> int:
    """How many lines stand above the heading of a part of the text, which is neither a title nor an
    employer: one that stands below a heading and a sentence.
    """
    headings = {heading.span.start for heading in parsed.headings}
    title = parsed.title.span.start if parsed.title else -1
    headed = told = False
    for at, line in enumerate(lines):
        if line.start in headings:
            if told and line.start != title:
                return at
            headed = True
        is_long = len(line.text.split()) >= _LEAST_SENTENCE
        told = told or (headed and is_long and ends_sentence(line.text))
    return len(lines)


def _is_no_sentence(line: TopLine) -> bool:
    return line.kind is not LineKind.SENTENCE


def _heads(line: str) -> bool:
    """Whether a line says what stands below it and is nothing else."""
    return len(line.split()) <= _LONGEST_HEADING and is_section_name(line)


def _cleaned_fields(fields: Fields) -> Fields:
    """The fields in NFC on one line each, as the text is."""
    texts: dict[str, Any] = {
        field: " ".join(cleaned(unescape(value)).split())
        for field in Fields.__dataclass_fields__
        if isinstance(value := getattr(fields, field), str) and field != "kind"
    }
    places = fields.places or tuple(str(posting.place) for posting in fields.postings)
    dates = [posting.date for posting in fields.postings if posting.date]
    texts["posted"] = texts["posted"] or (dates[0] if dates else "")
    return replace(
        fields, **texts, places=tuple(cleaned(unescape(place)).strip() for place in places if place)
    )


# Labels and signs ---------------------------------------------------------------------------------


def _labels(lines: Sequence[Line]) -> Iterator[_Label]:
    """The "Label: value" lines near the top whose label is a usual name, two cells of a table
    among them.
    """
    for line in lines[:HEAD]:
        match = _LABEL.match(line.text) or _ROW.match(line.text)
        if match and len(match["value"]) <= LONGEST_VALUE and (kind := column(match["label"]).kind):
            yield _Label(kind, match["value"].strip(), line)


def _kind(page: _Page, facets: Facets) -> DocumentKind:
    """A text is a posting where it plainly reads as one; else where enough of it is as only
    postings have it: fields, labels, terms, headings, mentions.

    What its sentences mention counts where the text offers a job, and no author signs it: a guide
    to a trade speaks of pay and degrees too.
    """
    fields = page.fields
    stated = (
        fields.places,
        fields.workplace,
        fields.employment,
        fields.pay,
        fields.closes,
        fields.requisition,
    )
    terms = (*facets.employments[:1], facets.workplace, facets.level)
    facts = 3 * sum(map(bool, stated)) + 2 * sum(map(page.in_run, terms))
    facts += 2 * len({label.kind for label in page.labels if label.kind in _SIGNS})
    named = {heading.text.casefold(): heading.text for heading in page.parsed.headings}
    headings = sum(map(_heads_a_posting, named.values()))
    likely = likely_role(page.parsed.text)
    if likely >= _PLAINLY_ROLE:
        return DocumentKind.ROLE
    if likely <= 1 - _PLAINLY_ROLE and facts < ROLE_FROM:
        return DocumentKind.ARTICLE
    is_offer = bool(facts or facets.closes or page.places) or page.is_offer
    is_signed = bool(page.fields.author or _author(page.lines))
    demands = (facets.experience, facets.degrees, facets.languages)
    mentions = page.seeks + (
        sum(map(bool, demands)) if headings or page.labels or page.is_offer else 0
    )
    mentions += sum(stated is not None for stated in (facets.pay, facets.closes, facets.workplace))
    mentions += bool(facets.employments) + bool(page.places)
    signs = facts + headings + (mentions if is_offer and not is_signed else 0)
    return DocumentKind.ROLE if signs >= ROLE_FROM else DocumentKind.ARTICLE


def _heads_a_posting(heading: str) -> int:
    """How plainly a heading, or one of its parts, does: "Requirements" more than "Requirements
    we dropped".
    """
    parts = (heading, *re.split(r"\s+[–—|/-]\s+", heading))
    if any(column(part).kind == "section" or is_strength(part) for part in parts):
        return 2
    return int(any(strength_named(part) is not None for part in parts))


def _with_places(parsed: Parsed, lines: Sequence[Line]) -> tuple[SectionSpan, ...]:
    """The sections; lines near the top that are places and nothing else are sections of their
    own.
    """
    first = parsed.headings[0].span if parsed.headings else None
    top = [line for line in lines if first is None or line.start != first.start][:MOST_PLACE_LINES]
    places: list[Line] = []
    for line in top:
        if places_of_line(line.text):
            places.append(line)
        elif places or len(line.text) > LONGEST_VALUE:
            break
    if not places:
        return parsed.sections
    start, end = places[0].start, places[-1].end
    cut: list[SectionSpan] = [
        SectionSpan(SectionKind.PLACE, (), Span(line.start, line.end)) for line in places
    ]
    for section in parsed.sections:
        for span in (
            Span(section.span.start, min(section.span.end, start)),
            Span(max(section.span.start, end), section.span.end),
        ):
            if span.start < span.end and span.of(parsed.text).strip():
                cut.append(replace(section, span=_stripped(parsed.text, span)))
    return tuple(sorted(cut, key=lambda section: section.span.start))


def _stripped(text: str, span: Span) -> Span:
    words = span.of(text)
    return Span(
        span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip())
    )


def _whole(text: str) -> tuple[SectionSpan, ...]:
    return (SectionSpan(SectionKind.BODY, (), _stripped(text, Span(0, len(text)))),)


def _author(lines: Sequence[Line]) -> str:
    """Whom a line near the top says an article is by."""
    return next(filter(None, (author_named(line.text) for line in lines[:8])), "")


# Postings and identity ----------------------------------------------------------------------------


def _postings(
    fields: Fields,
    facets: Facets,
    text: str,
    sections: Sequence[SectionSpan],
) -> tuple[Posting, ...]:
    """The listings of a role, each with pay of its own where that is told for some places only."""
    postings = _listed(fields) or postings_of(facets, fields.url)
    places = tuple(dict.fromkeys(posting.place for posting in postings))
    if facets.pay is None or len(places) < 2:
        return postings
    of_role, paid = facets.pay.value, pay_by_place(fields.pay, read_text(text, sections), places)
    differing = {place: pay for place, pay in paid.items() if (pay and pay.value) != of_role}
    return tuple(
        replace(posting, facets=replace(facets, pay=differing[posting.place]))
        if posting.place in differing
        else posting
        for posting in postings
    )


def _listed(fields: Fields) -> tuple[Posting, ...]:
    """The listings that the source gives one by one, each with its places and its date
    understood.
    """
    postings: list[Posting] = []
    for posting in fields.postings:
        stated = Fields(
            places=(unescape(str(posting.place)),) if str(posting.place) else (),
            posted=posting.date,
        )
        postings.extend(postings_of(read_facets(stated, "", ()), posting.url))
    return tuple(postings)


_PASSING = frozenset(
    "place city region country posted created updated closes requisition identifier url".split()
)


def _own_text(
    text: str, sections: Sequence[SectionSpan], labels: Sequence[_Label]
) -> Mapping[tuple[str, ...], str]:
    """The text by heading path without lines that differ between copies of one posting: places,
    dates, numbers.
    """
    passing = {label.line.start: label.line.end for label in labels if label.kind in _PASSING}
    by_path: dict[tuple[str, ...], str] = {}
    for section in sections:
        if section.kind is SectionKind.BODY and section.heading_path[-1:] != (LISTED,):
            kept = [
                line.text
                for line in lines_of(text, section.span.start, section.span.end)
                if line.start not in passing
            ]
            by_path[section.heading_path] = (
                f"{by_path.get(section.heading_path, '')} {' '.join(kept)}"
            )
    return by_path
