"""Plays replies of language models to questions over three collections, and says how fairly each
sentence is judged.

    python tests/evals/played.py [--half tune|held|forms] [--misses]

played/*.yaml hold replies in the manner of good, terse, chatty, careless, foreign and hostile
models, written from the prompts alone by someone who had not seen the checker; «words» stands for
the number of the evidence that holds them, «=title» for what code wrote. Of each sentence they say
what is so: true, false, absent (truly says that something isn't stated), judgement (with reasons
that are right), none (claims nothing). Half of the questions are held: no threshold is chosen on
them. The part *forms* has tables, lists under a lead, sums and other languages, as models write
them when asked to.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import yaml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "fakes"), str(HERE.parent.parent)]

from assistant.answer.voices import Voices  # noqa: E402
from assistant.assistant import Assistant  # noqa: E402
from assistant.evidence.material import Material  # noqa: E402
from assistant.models.reply.markers import find_markers  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.types import Answer, Claim, Evidence, Support, Turn  # noqa: E402
from scripted_model import ScriptedChatModel, opened  # noqa: E402
from store.library import Library  # noqa: E402
from tune import parser_of  # noqa: E402

CORPORA = ("seeds", "care", "trades")
VERDICTS = ("true", "false", "absent", "judgement", "none")
CARRIED = (Support.SUPPORTED, Support.WEAK)
_NUMBER_OF = re.compile("«([^»]+)»")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence of a reply: what is so, and what the checker made of it (None where it took
    it for no claim).
    """

    corpus: str
    manner: str
    question: str
    sentence: str
    truth: str
    support: Support | None

    @property
    def is_fair(self) -> bool:
        """Whether a reader is told no untruth about it."""
        if self.truth == "false":
            return self.support is not Support.SUPPORTED
        return self.support is None or self.support in CARRIED


def replies(corpus: str) -> list[Mapping[str, Any]]:
    """All replies over a collection."""
    cases = [case for name in (corpus, "forms") for case in _cases(name)]
    return [case for case in cases if case.get("corpus", corpus) == corpus]


def _cases(name: str) -> list[Mapping[str, Any]]:
    cases: list[Mapping[str, Any]] = yaml.safe_load(
        (HERE / "played" / f"{name}.yaml").read_text("utf-8")
    )
    return cases


@contextmanager
def played(corpus: str, folder: Path) -> Iterator[tuple[Assistant, ScriptedChatModel]]:
    """A collection in a folder of its own, a scripted model beside it."""
    settings = Settings(
        data_dir=folder, model="openai:rye", base_url="http://127.0.0.1:9/v1", seeds=False
    )
    model = opened(window=24_000)
    assert isinstance(model.chat, ScriptedChatModel)
    library = Library.open(settings)
    with Assistant(
        library, Voices(settings, library.embed, lambda choice, progress: model), settings
    ) as assistant:
        if corpus == "seeds":
            library.ingest_seeds(HERE.parent.parent / "seeds")
        else:
            library.ingest([HERE / "asks" / corpus / "documents"])
        yield assistant, model.chat


def judged(corpus: str, cases: Sequence[Mapping[str, Any]]) -> Iterator[Judged]:
    """Every sentence of every reply, as it is judged."""
    with TemporaryDirectory() as folder, played(corpus, Path(folder)) as (assistant, model):
        for case in cases:
            *before, question = case["talk"]
            turns: list[Turn] = []
            for earlier in before:
                turns.append(assistant.ask(earlier, turns, "quotes").turn)
            with evidence_given() as given:
                model.replies[:] = ["Nothing."] * 3
                assistant.ask(question, turns)
            model.replies[:] = [_numbered(case["reply"], given[-1])] * (1 + bool(turns))
            answer = assistant.ask(question, turns)
            for words, truth in case["sentences"]:
                claim = _claim(answer, words)
                yield Judged(
                    corpus, case["manner"], question, words, truth, claim.support if claim else None
                )


@contextmanager
def evidence_given() -> Iterator[list[tuple[Evidence, ...]]]:
    """Keep what a model is given, by which «words» become numbers."""
    given: list[tuple[Evidence, ...]] = []
    chosen = Material.chosen

    def kept(material: Material, tokens: int, count: Callable[[str], int]) -> tuple[Evidence, ...]:
        given.append(chosen(material, tokens, count))
        return given[-1]

    with patch.object(Material, "chosen", kept):
        yield given


def _numbered(reply: str, evidence: Sequence[Evidence]) -> str:
    def number(match: re.Match[str]) -> str:
        for piece in evidence:
            title = f"={piece.passage.document.title}" if piece.is_computed else ""
            if match[1] == title or (not title and match[1] in piece.passage.text):
                return str(piece.number)
        return "999"

    return _NUMBER_OF.sub(number, reply)


def _claim(answer: Answer, words: str) -> Claim | None:
    """The claim that begins with some words, or holds them; of a row whose cells are claims, the
    one least carried.
    """
    found = _the_claim(answer, words)
    parts = [] if found else [part for part in words.split("|") if _words(part)]
    cells = [claim for part in parts if (claim := _the_claim(answer, part))]
    order = [Support.SUPPORTED, Support.WEAK]
    return found or max(
        cells, key=lambda claim: (*order, claim.support).index(claim.support), default=None
    )


def _the_claim(answer: Answer, words: str) -> Claim | None:
    wanted = _words(words)
    said = [(claim, _words(claim.text)) for claim in answer.claims]
    starts = [claim for claim, own in said if own[: len(wanted)] == wanted]
    held = [claim for claim, own in said if " ".join(wanted) in " ".join(own)]
    return next(iter([*starts, *held]), None)


def _words(text: str) -> list[str]:
    for marker in reversed(find_markers(text)):
        text = text[: marker.span.start] + " " + text[marker.span.end :]
    return [word.casefold() for word in _WORD.findall(text)]


def table(sentences: Sequence[Judged]) -> Iterator[str]:
    """Lines that say of each kind of sentence how it was judged."""
    yield f"{'':10} {'n':>4} {'supported':>10} {'weak':>6} {'red':>6} {'no claim':>9} {'fair':>6}"
    for truth in VERDICTS:
        own = [one for one in sentences if one.truth == truth]
        counts = Counter(one.support for one in own)
        red = counts[Support.UNSUPPORTED] + counts.get(getattr(Support, "CONTRADICTED", None), 0)
        fair = sum(one.is_fair for one in own)
        numbers = (counts[Support.SUPPORTED], counts[Support.WEAK], red, counts[None])
        shares = [f"{number / len(own):.0%}" if own else "-" for number in (*numbers, fair)]
        widths = (10, 6, 6, 9, 6)
        cells = " ".join(f"{share:>{width}}" for share, width in zip(shares, widths, strict=True))
        yield f"{truth:10} {len(own):4} {cells}"


def main() -> None:
    """Print a table for each half, and the misses of the half that may be looked at."""
    parser = parser_of(__doc__)
    parser.add_argument("--half", choices=("tune", "held", "forms"))
    parser.add_argument(
        "--misses", action="store_true", help="print what was judged unfairly, of what is not held"
    )
    parser.add_argument("corpora", nargs="*", default=CORPORA)
    asked = parser.parse_args()
    for half in [asked.half] if asked.half else ["tune", "held", "forms"]:
        sentences: list[Judged] = []
        for corpus in asked.corpora:
            sentences += judged(corpus, [case for case in replies(corpus) if case["half"] == half])
        print(f"\n{half} half")
        print("\n".join(table(sentences)))
        for one in sentences if asked.misses and half != "held" else ():
            if not one.is_fair:
                print(
                    f"  {one.corpus} {one.manner} [{one.question}] {one.truth} -> {one.support}: "
                    f"{one.sentence}"
                )


if __name__ == "__main__":
    main()
