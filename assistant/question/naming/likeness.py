"""The document that a question is most likely about, by all that it says of it.

"The bread people in Cork" has no title and no employer's name in it, and means the posting that
begins with a bakery. Each document has a share: a conditional logit over the rare words that the
question shares with its names, those it shares with its opening and its headings, how near their
vectors are, and whether the question speaks of a text or of a job. Fitted on questions of which the
document was known (docs/decisions/0039).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from unicodedata import combining, normalize

import numpy as np
from numpy.typing import NDArray

from assistant.language.spelling import occurrences
from assistant.language.words import any_of, content_terms
from assistant.tuning import tuning
from store.embedding.embedder import Vectors
from store.facets.names.place_names import country_name, place_in_words
from store.text.stemming import stems
from store.types import Document, DocumentKind

_TEXT = re.compile(rf"\b(?:{any_of('texts')}|according to)\b", re.IGNORECASE)
_JOB = re.compile(rf"\b{any_of('postings', 'roles', 'jobs', 'learning')}\b", re.IGNORECASE)
_EVERYWHERE = math.log(3e6)  # occurrences from which a word names nothing, as a logarithm


class Meanings(Protocol):
    """What gives the vectors of questions and of documents."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, shape (texts, dimension)."""

    def document_vectors(self, documents: Sequence[Document]) -> Vectors:
        """Unit vectors of documents, shape (documents, dimension)."""


@dataclass(frozen=True, slots=True)
class Likely:
    """The documents that words may mean, each with how likely it is, 0 to 1, the likeliest first;
    the stems of the words that name that one, and of all that its names and opening have.
    """

    shares: tuple[tuple[str, float], ...]
    stems: frozenset[str]
    told: frozenset[str]

    @property
    def document_id(self) -> str:
        """The likeliest document."""
        return self.shares[0][0]

    @property
    def is_clear(self) -> bool:
        """Whether that one is clearly likelier than any other."""
        return self.shares[0][1] >= tuning().question.clearly_meant * self.shares[1][1]

    @property
    def is_sure(self) -> bool:
        """Whether it is meant rather than any other."""
        return self.shares[0][1] >= tuning().question.surely_meant


class Likeness:
    """How well documents fit what a question says of one. Safe to share between threads."""

    def __init__(self, documents: Sequence[Document], meanings: Meanings | None = None) -> None:
        self._documents = documents
        self._meanings = meanings

    def __call__(self, words: str) -> Likely | None:
        """What words mean; None where no document is likely.

        Raises EmbedderError.
        """
        limits, logits = tuning().question, np.zeros(len(self._documents))
        if len(logits) < limits.fewest_likened:
            return None
        told: dict[str, float] = {}
        for term in content_terms(_unaccented(words)):
            names, openings = (words_of.get(term.stem, _NONE) for words_of in self._words)
            openings = np.setdiff1d(openings, names, assume_unique=True)
            weight = self._weight(term.text, len(names) + len(openings))
            logits[names] += limits.likely_by_name * weight
            logits[openings] += limits.likely_by_opening * weight
            told[term.stem] = weight
        logits += limits.likely_by_kind * self._kinds(words)
        if self._meanings is not None:
            logits += limits.likely_by_meaning * (self._vectors @ self._meanings.embed([words])[0])
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        best = np.argsort(-shares, kind="stable")[: limits.most_likely].tolist()
        if shares.max() < limits.may_be_meant:
            return None
        ranked = tuple((self._documents[at].document_id, float(shares[at])) for at in best)
        document = self._documents[best[0]]
        called, begun = _names_of(document), _opening_of(document)
        known = frozenset(told.keys() & (called | begun))
        return Likely(ranked, _naming(told, called, begun), known)

    def _kinds(self, words: str) -> NDArray[np.float64]:
        """1 for the documents of the kind that words speak of, -1 for others, 0 for all where they
        speak of neither.
        """
        signs: NDArray[np.float64] = np.where(self._articles, -1.0, 1.0)
        return -signs if _TEXT.search(words) else signs if _JOB.search(words) else 0.0 * signs

    def _weight(self, word: str, holders: int) -> float:
        """How much a word tells of the documents that have it: the fewer, and the rarer it is in
        the language, the more; 0 to 1.
        """
        count = len(self._documents) + 1
        here = math.log(count / (holders + 0.5)) / math.log(2 * count)
        everywhere = 1 - math.log1p(occurrences(word.lower())) / _EVERYWHERE
        return here * min(max(everywhere, 0.0), 1.0)

    @cached_property
    def _articles(self) -> NDArray[np.bool_]:
        return np.array([one.kind is DocumentKind.ARTICLE for one in self._documents])

    @cached_property
    def _vectors(self) -> Vectors:
        assert self._meanings is not None
        return self._meanings.document_vectors(self._documents)

    @cached_property
    def _words(self) -> tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.int64]]]:
        """The documents that have each stem in their names, and in their openings or headings."""
        names, openings = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        for at, document in enumerate(self._documents):
            headings = (one.heading_path[-1] for one in document.sections if one.heading_path)
            for word in _names_of(document):
                names[word].append(at)
            for word in {*_opening_of(document), *_stems(" ".join(headings))}:
                openings[word].append(at)
        return tuple(  # type: ignore[return-value]
            {word: np.array(rows) for word, rows in words_of.items()}
            for words_of in (names, openings)
        )


_NONE = np.array([], dtype=np.int64)


def _names_of(document: Document) -> set[str]:
    """Stems of what a document is called: title, employer, author, places."""
    places = {posting.place for posting in document.postings}
    named = (document.title, document.company, document.team, document.author, document.publisher)
    placed = (f"{place_in_words(one)} {country_name(one.country)}" for one in places)
    return _stems(" ".join((*named, *document.facets.unplaced, *placed)))


def _naming(told: Mapping[str, float], names: set[str], opening: set[str]) -> frozenset[str]:
    """Which stems, each with its weight, name a document: those of its headings say what it tells
    of, and an everyday one of its opening may too.
    """
    limits = tuning().question
    return frozenset(
        one
        for one, weight in told.items()
        if (one in names and weight >= limits.naming_word)
        or (one in opening and weight >= limits.naming_opening)
    )


def _opening_of(document: Document) -> set[str]:
    begun = document.text[: tuning().question.opening_letters]
    return _stems(begun.partition("\n")[2] if begun.startswith("#") else begun)


def _stems(text: str) -> set[str]:
    return set(stems(_unaccented(text)))


def _unaccented(text: str) -> str:
    """Text without accents, which many who ask leave out."""
    return "".join(one for one in normalize("NFKD", text) if not combining(one))
