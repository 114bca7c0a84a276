"""HTML: saved pages, careers pages and fragments.

A page that states a schema.org JobPosting gives its fields and text; of any other page the main
text is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from store.errors import ReadError
from store.facets.corrections import joined
from store.loading.markup.characters import letters_of
from store.loading.markup.decoding import decoded
from store.loading.markup.html_markdown import node_to_markdown
from store.loading.markup.tree import parsed
from store.loading.web.job_posting import load_posting, posting_fields
from store.loading.web.main_text import main_markdown
from store.loading.web.page_names import PageNames, page_names
from store.loading.web.structured import Item, items_of, json_ld_items, values
from store.types import DocumentKind, Fields, Loaded, Unread

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_MOST_TAGS = 300_000  # read in about ten seconds; a page of a posting has some thousands
_ARTICLES = ("NewsArticle", "BlogPosting", "Report", "ScholarlyArticle")
_FEW_WORDS = 25  # fewer, on a page with scripts, are what it shows before they have run
_SUMMARY = (
    1 / 3
)  # of the page's words: a description with fewer, which the page goes on from, is its summary
_MUCH_MORE = 80  # words that the page must have beyond a summary
_LABEL_LINE = re.compile(r"^([^:*#|.!?\n]{2,40}): (\S[^\n]{0,100}?)[ ]*$", re.M)
_MOST_FRAMES = 20
_FULLER = 2  # times the words of the page around it that make a frame the page to read
_BEFORE = rb"(?:\xef\xbb\xbf|\s|<\?xml[^>]{0,200}>|<!--(?:(?!-->).){0,2000}-->)*"
_PAGE = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_FRAGMENT = re.compile(
    rb"(?:\xef\xbb\xbf|\s)*<(?:title|meta|div|p|h[1-6]|section|article|main|table|ul|ol|span"
    rb"|center|font)\b",
    re.I,
)
_MARKDOWN = (".md", ".mdx", ".markdown")  # may begin with an element of HTML


class HtmlLoader:
    """Reads HTML."""

    name = "HTML"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml", ".xht")

    def recognises(self, content: bytes, name: str) -> bool:
        """Tell whether the bytes begin as a page does, or the name says so and they are text."""
        head = content[:8192]
        if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            head = head.replace(b"\0", b"")[1:].lstrip(b"\xff\xfe")
        if _PAGE.match(head) or (_FRAGMENT.match(head) and not name.lower().endswith(_MARKDOWN)):
            return True
        return name.lower().endswith(self.suffixes) and b"\0" not in head

    def load(self, content: bytes, name: str) -> Iterator[Loaded | Unread]:
        """Yield the postings of a page, or the page; raise ReadError for one without text."""
        yield from load_page(decoded(content), name)


def load_page(source: str, name: str, *, frames: Sequence[str] = ()) -> Iterator[Loaded | Unread]:
    """Yield what HTML holds: each JobPosting it states, else its main text.

    `frames` are pages shown inside this one: careers pages often show a board's page so.

    Raises:
        ReadError: it has no text, or none until its scripts have run.
    """
    refuse_endless(source, name)
    page = Page(source)
    framed = (
        []
        if page.postings
        else [frame for frame in map(Page, page.frames(frames)) if frame.is_fuller(page)]
    )
    page = max(framed, key=lambda frame: (bool(frame.postings), len(frame.words)), default=page)
    if page.postings:
        yield from page.loaded_postings()
    elif not page.words or (len(page.words) < _FEW_WORDS and page.runs_scripts()):
        raise ReadError(f"{name}: {page.emptiness()}")
    else:
        yield page.loaded()


def refuse_endless(source: str, name: str) -> None:
    """Raise ReadError for HTML of more elements than can be read in time."""
    if (tags := source.count("<")) > _MOST_TAGS:
        raise ReadError(
            f"{name}: {tags:,} tags is above the limit of {_MOST_TAGS:,}; save the page of one "
            "posting"
        )


class Page:
    """A parsed page."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree: LexborHTMLParser = parsed(source)
        self.postings: list[Item] = _distinct(items_of(self.tree, "JobPosting"))

    @cached_property
    def markdown(self) -> str:
        """The author's text."""
        return main_markdown(self.tree.body) if self.tree.body is not None else ""

    @cached_property
    def words(self) -> list[str]:
        """The words of the text."""
        return self.markdown.split()

    @cached_property
    def names(self) -> PageNames:
        """What the page is called."""
        return page_names(self.tree, self.source, self.markdown)

    def frames(self, others: Sequence[str]) -> list[str]:
        """Return the pages inside this one: those saved beside it, and in it, as browser
        extensions do.
        """
        framed = self.tree.css("iframe[srcdoc]")[:_MOST_FRAMES]
        inside = (node.attributes.get("srcdoc") or "" for node in framed)
        return [page for page in (*others, *inside) if page and page.count("<") <= _MOST_TAGS]

    def is_fuller(self, outer: Page) -> bool:
        """Tell whether this page, shown inside another, is what a reader came for."""
        return bool(self.postings) or len(self.words) > _FULLER * max(len(outer.words), _FEW_WORDS)

    def runs_scripts(self) -> bool:
        """Tell whether the page has a script that is no list of values."""
        return any(
            "json" not in (node.attributes.get("type") or "") for node in self.tree.css("script")
        )

    def emptiness(self) -> str:
        """Return why the page cannot be read, and what to do."""
        if self.runs_scripts():
            return (
                "the page has no text until its scripts have run; "
                "open it in a browser, wait for the text, and save the complete page or print it "
                "to PDF"
            )
        return "the page has no text; save the page that shows the posting"

    def loaded(self) -> Loaded:
        """Return the page as one document without a JobPosting."""
        names = self.names
        article = next(json_ld_items(self.tree, *_ARTICLES), None)
        company = names.company if article is None else ""
        fields = _marked_fields(names) if article is None else Fields()
        fields = replace(
            fields,
            kind=None if article is None else DocumentKind.ARTICLE,
            title=names.title,
            company=company,
            url=names.url,
            author=names.author or _author(article),
            publisher=names.site if names.site != company else "",
            posted=names.published,
        )
        return Loaded(self.markdown, fields)

    def loaded_postings(self) -> Iterator[Loaded | Unread]:
        """Yield the page's postings; a single one has the page's own text and names where it states
        none.

        Beside a posting with a description those without are unread: they are links to other pages.
        """
        described = [item for item in self.postings if values(item, "description")]
        full = described or self.postings
        if len(full) == 1:
            yield self._single(full[0], self.names)
        for number, item in enumerate(self.postings, start=1):
            part, title = f"posting {number}", posting_fields(item).title
            if item not in full:
                yield Unread(f"{part}: {title}", "the page gives only its name; save its own page")
            elif len(full) > 1:
                node = item.get("@node")
                text = title if node is None else node_to_markdown(node)
                yield load_posting(item, part, text=text, publisher=self.names.site)

    def _single(self, item: Item, names: PageNames) -> Loaded:
        loaded = load_posting(item, text=self.markdown, url=names.url, publisher=names.site)
        fields = loaded.fields
        fields = replace(
            fields, title=fields.title or names.title, company=fields.company or names.company
        )
        fields = joined(_marked_fields(names), fields)
        if _goes_on(loaded.markdown, self.markdown):
            return replace(loaded, fields=fields, markdown=self.markdown)
        text = letters_of(loaded.markdown + " ".join(fields.places))
        known = {letters_of(value) for value in astuple(fields) if isinstance(value, str)}
        head = "  \n".join(
            f"{line[1]}: {line[2]}"
            for line in _LABEL_LINE.finditer(self.markdown)
            if (letters := letters_of(line[2])) not in known and letters not in text
        )
        markdown = "\n\n".join(filter(None, [head, loaded.markdown]))
        return replace(loaded, fields=fields, markdown=markdown)


def _marked_fields(names: PageNames) -> Fields:
    """Return what a page's markup names, each field its one value."""
    single = {
        name: values[0]
        for name, values in names.marked.items()
        if name != "places" and len(values) == 1
    }
    return Fields(places=names.marked.get("places", ()), **single)  # type: ignore[arg-type]


def _distinct(items: list[Item]) -> list[Item]:
    """Return the items each once, without those that have neither title nor description."""
    names = ("title", "hiringorganization", "joblocation", "description")
    distinct: dict[str, Item] = {}
    for item in items:
        distinct.setdefault(repr([values(item, name) for name in names]), item)
    return [item for item in distinct.values() if values(item, "title", "name", "description")]


def _author(article: Item | None) -> str:
    for value in values(article, "author"):
        name = values(value, "name")[:1] if isinstance(value, dict) else [value]
        if name:
            return " ".join(str(name[0]).split())
    return ""


def _goes_on(description: str, page: str) -> bool:
    """Tell whether a page goes on where its description ends: the description was cut, or is
    only a summary.
    """
    words, page_words = len(description.split()), len(page.split())
    lines = [letters_of(line) for line in page.split("\n")]
    letters = letters_of(description)
    start = "".join(lines).find(letters) if letters else -1
    if start < 0 or words >= page_words:
        return False
    if description.rstrip().endswith(("…", "...")) or start + len(letters) not in accumulate(
        map(len, lines)
    ):
        return True
    return words < _SUMMARY * page_words and page_words - words > _MUCH_MORE
