"""Title, company and address of a page that states no JobPosting, from its head and its
headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from store.facets.names.employers import without_legal_form
from store.loading.markup.html_markdown import html_to_line
from store.loading.web.marked_values import marked_values
from store.loading.web.structured import json_ld_items, values
from store.text.listed import listed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_SEPARATOR = re.compile(r"\s*(?:[|｜»›·•]|::|:(?=\s)|~)\s*|\s+[-–—/]\s+")
_LONGEST_TITLE = 150  # characters
_SHORTEST_NAME = 4  # letters of a word that may be an employer's name by itself
_HOSTS = re.compile(r"(?:@|\bwww\.|https?://(?:www\.)?)([\w-]{3,})\.\w")
_LONGEST_ACRONYM = 3  # letters: "ACT" is no "act"
_OPENING = 8  # lines of a text among which its title may stand
_HEADING = re.compile(r"^(#{1,3}) (.+)$", re.M)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)|^\s*url:\s*(https?://\S+)", re.I | re.M)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:\d{4}(?:\s*[-–]\s*\d{2,4})?)?,?\s*([^\n.|©]{2,80})",
    re.I,
)
_ORGANIZATIONS = tuple(
    "Organization Corporation LocalBusiness NGO EducationalOrganization "
    "GovernmentOrganization".split()
)
_TITLES = ("og:title", "twitter:title")
_LOGOS = ", ".join(
    f"{place}[alt]"
    for place in ("header img", 'a[href="/"] img', 'img[class*="logo" i]', '[class*="logo" i] img')
)
_LEADING = 20_000  # characters of a page in which a comment says where it was saved from


@dataclass(frozen=True, slots=True)
class PageNames:
    """What a page's head says: title, employer, the site that shows it, its address, author and
    date.

    `marked` has the other values that its markup names, by field.
    """

    title: str = ""
    company: str = ""
    site: str = ""
    url: str = ""
    author: str = ""
    published: str = ""
    marked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def page_names(tree: LexborHTMLParser, source: str, markdown: str) -> PageNames:
    """Return the names of a page; `markdown` is its main text, whose headings and words confirm
    them.
    """
    site = _meta(tree, "og:site_name") or _meta(tree, "application-name")
    stated = (_text(tree, "head title, title"), *map(partial(_meta, tree), _TITLES))
    titles = list(filter(None, stated))
    holders = list(filter(None, [site, *_site_names(tree)]))
    title = _title(titles, _headings(tree, markdown), holders, markdown)
    marked = marked_values(tree.body, markdown, title) if tree.body is not None else {}
    company = _company(tree, titles, title, holders, markdown, marked.pop("company", ()))
    return PageNames(
        title=title,
        company=company,
        marked=marked,
        site=site,
        url=_url(tree, source),
        author=_meta(tree, "author"),
        published=_meta(tree, "article:published_time"),
    )


def title_and_company(subject: str, markdown: str) -> tuple[str, str]:
    """Return the title and the employer that a mail's subject names; its text confirms them."""
    excluded = site_sections()
    lines = [
        line
        for line in _opening_lines(markdown, excluded)
        if key(line) and key(line) in key(subject)
    ]
    parts = [part for part in _parts(subject) if key(part) not in excluded]
    title = lines[0] if lines else parts[0] if len(parts) == 1 else subject
    return title, _named_beside(subject, title)


class _Words(NamedTuple):
    """The words of page_names.yaml; those that link a title and an employer as patterns."""

    sections: frozenset[str]
    at: re.Pattern[str]
    hiring: re.Pattern[str]


@cache
def _words() -> _Words:
    words = listed(__file__, "page_names")
    at, hiring = ("|".join(map(re.escape, words[kind])) for kind in ("at", "hiring"))
    return _Words(
        frozenset(words["sections"]),
        re.compile(rf"\s+(?:{at})\s+", re.I),
        re.compile(rf"\s+(?:{hiring})\s*(?::\s*)?$", re.I),
    )


def site_sections() -> set[str]:
    """Return the names of sections of a site ("careers"), in the form that `key` gives."""
    return {key(name) for name in _words().sections}


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[property="{name}" i], meta[name="{name}" i]')
    return html_to_line(node.attributes.get("content") or "") if node is not None else ""


def _text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return html_to_line(node.text() or "") if node is not None else ""


def _url(tree: LexborHTMLParser, source: str) -> str:
    link = tree.css_first('link[rel="canonical" i]')
    saved = _SAVED_FROM.search(source[:_LEADING])
    candidates = [
        link.attributes.get("href") if link is not None else "",
        _meta(tree, "og:url"),
        (saved[1] or saved[2]) if saved else "",
    ]
    return next((url for url in candidates if url and re.match(r"https?://", url)), "")


def _site_names(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the names a site gives itself in its logo, its link to the front page and its
    copyright line.
    """
    for node in tree.css(_LOGOS)[:5]:
        name = html_to_line(node.attributes.get("alt") or "")
        yield re.sub(r"\s+logo$|^logo\s+(?:of\s+)?", "", name, flags=re.I)
    for node in tree.css('a[href="/"]')[:5]:
        yield html_to_line(node.text() or "")[:_LONGEST_TITLE]
    body = tree.body
    footers = tree.css('footer, [id*="footer" i], [class*="footer" i], [class*="copyright" i]')[:5]
    for node in footers or ([body] if body is not None else []):
        for holder in _COPYRIGHT.findall((node.text(separator="\n") or "")[-5000:]):
            yield re.split(r"\s+(?=all rights|\d{4}\b)|[,;]", holder.strip(), flags=re.I)[0].strip()


def _headings(tree: LexborHTMLParser, markdown: str) -> list[str]:
    """Return the headings of the main text, first the highest; then main headings that stand
    elsewhere.
    """
    ranked = sorted(_HEADING.findall(markdown), key=lambda heading: len(heading[0]))
    texts = [_ESCAPE.sub(r"\1", text).strip("*").strip() for _, text in ranked]
    others = [html_to_line(node.text(separator=" ") or "") for node in tree.css("h1")[:10]]
    return [text for text in dict.fromkeys([*texts, *others]) if 0 < len(text) <= _LONGEST_TITLE]


def _title(titles: list[str], headings: list[str], holders: list[str], markdown: str) -> str:
    """Return the heading that the page's title repeats, whole or its beginning; else the first main
    heading, else a part of the title.
    """
    excluded = {key(name) for name in holders} | site_sections()
    named = [heading for heading in headings if key(heading) not in excluded]
    for heading in [*named, *_opening_lines(markdown, excluded)]:
        if any(key(heading) in key(title) for title in titles if key(heading)):
            return heading
    parts = [part for title in titles for part in _parts(title) if key(part) not in excluded]
    for heading in named:  # "Pilot (Night Boats)" on a page titled "Pilot - Harbour Line"
        if parts and key(heading).startswith(f"{key(parts[0])} "):
            return heading
    if named and (not parts or len(named) == 1 or not _shares_word(parts[0], named[0])):
        return named[0]
    return parts[0] if parts else next(iter(named), next(iter(titles), ""))


def _opening_lines(markdown: str, excluded: set[str]) -> list[str]:
    """Return the short lines a text begins with, of which one may be a title that is no heading."""
    lines = (_ESCAPE.sub(r"\1", line).strip("*# ").strip() for line in markdown.split("\n"))
    filled = islice(filter(None, lines), _OPENING)
    return [line for line in filled if len(line) <= _LONGEST_TITLE and key(line) not in excluded]


def _shares_word(part: str, heading: str) -> bool:
    return not set(part.lower().split()).isdisjoint(heading.lower().split())


def _parts(title: str) -> list[str]:
    """Return the parts of a title between its separators, without the employer after the first."""
    at = _words().at
    parts = [part.strip() for part in _SEPARATOR.split(title) if part and part.strip()]
    return [at.split(part, maxsplit=1)[0].strip() for part in parts]


def _company(
    tree: LexborHTMLParser,
    titles: list[str],
    title: str,
    holders: list[str],
    markdown: str,
    marked: tuple[str, ...],
) -> str:
    """Return the employer: as the title names it, else an organisation the page names and its
    text speaks of.
    """
    if name := next(filter(None, (_named_beside(page_title, title) for page_title in titles)), ""):
        return name
    if len(marked) == 1:
        return _words().at.sub("", f" {marked[0]}").strip()
    organizations = [_organization(item) for item in json_ld_items(tree, *_ORGANIZATIONS)]
    tails = [part for page_title in titles for part in _parts(page_title)[1:]]
    organizations += _named_behind_section(titles)
    stated = [name for name in [*organizations, *holders] if key(name) not in site_sections()]
    shortened = [
        shorten(name) for name in stated for shorten in (_without_section, without_legal_form)
    ]
    names = [
        name for name in dict.fromkeys([*stated, *shortened]) if key(name) not in ("", key(title))
    ]
    text = key(markdown)
    tail_keys = [{key(part), key(_without_section(part))} for part in tails]
    shown = [name for keys in tail_keys for name in names if key(name) in keys]
    spoken = [name for name in [*shown, *names] if key(name) in text]
    ends = filter(None, map(_without_section, tails[-1:]))
    subjects = [name for name in ends if is_subject(name, markdown) or goes_by(name, markdown)]
    return next(iter([*spoken, *shown, *subjects, *filter(None, organizations)]), "")


def _named_behind_section(titles: list[str]) -> list[str]:
    """Return whose section of a site pages' titles name: "Glazier - Careers at Green Line"."""
    at = _words().at
    pieces = [at.split(part, maxsplit=1) for title in titles for part in _SEPARATOR.split(title)]
    return [names[1].strip() for names in pieces if key(names[0]) in site_sections() and names[1:]]


def _named_beside(page_title: str, title: str) -> str:
    """Return the employer that a page's title names beside the posting's: "Glazier at Harbour
    Line".
    """
    words = _words()
    before, match, after = page_title.partition(title) if title else ("", "", "")
    if match and (link := words.at.match(after)):
        return _SEPARATOR.split(after[link.end() :])[0].strip()
    if match and (link := words.hiring.search(before)):
        return _SEPARATOR.split(before[: link.start()])[-1].strip()
    return ""


def is_subject(name: str, text: str) -> bool:
    """Tell whether a sentence begins with a name, as sentences do with an employer and seldom with
    a place.

    An article before it is set aside, and the case of a name in capitals that is longer than an
    acronym.
    """
    flags = re.MULTILINE | (re.IGNORECASE if name.isupper() and len(name) > _LONGEST_ACRONYM else 0)
    sentence = rf"(?:^|[.!?]\s+)(?:[^\W\d_]{{1,4}} )?{re.escape(name)}[,\s]+\S+\s+\S"
    return re.search(sentence, text, flags) is not None


def goes_by(line: str, below: str) -> bool:
    """Whether the text or an address in it goes by the first word of a line: "Nordholm sails".

    A word that the text also has in small letters, or with the next word of the line only, is none.
    """
    first, *behind = re.findall(r"[^\W\d_][\w'’-]*", line) or [""]
    if len(first) < _SHORTEST_NAME or re.search(rf"\b{re.escape(first.lower())}\b(?![.@])", below):
        return False
    hosts = (host.casefold() for host in _HOSTS.findall(below))
    if any(host.startswith(first.casefold()) for host in hosts):
        return True
    follows = rf"(?!\s+{re.escape(behind[0][:_SHORTEST_NAME])})" if behind else ""
    alone = re.compile(rf"\b(?i:{re.escape(first)})\b{follows}")
    return any(alone.search(words) and is_subject(first, words) for words in below.split("\n"))


def _without_section(name: str) -> str:
    """Return a name without a section's: "Harbour Line Careers" is Harbour Line."""
    sections, words = _words().sections, name.split()
    if len(words) > 1 and words[-1].lower() in sections:
        words.pop()
    joined = " ".join(words)
    return "" if joined.lower() in sections or len(joined) < 2 else joined


def _organization(item: object) -> str:
    return html_to_line(str(next(iter(values(item, "name", "legalname")), "")))


def key(text: str) -> str:
    """Return the letters and digits of a text in lower case, by which names are compared."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
