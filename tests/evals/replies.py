"""Plays what models do with the prompts, over the seeds, and says how often the outcome is as it
must be.

    python tests/evals/replies.py

replies.yaml has the replies of good, terse, careless and hostile models with their outcomes. Each
goes the real way: the question is understood and its evidence found in the seeds by the packaged
embedder; then the reply arrives in pieces from a scripted model and is checked. One outcome is one
thing looked for, such as that a certain sentence is not supported. Of every answer it is looked for
too that its quotes stand in their documents, that its markers name evidence that was shown, that
each unsupported sentence in its text says so, and that an abstention quotes something.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "fakes"), str(HERE.parent.parent)]

from assistant.answer.voices import Voices  # noqa: E402
from assistant.assistant import Assistant  # noqa: E402
from assistant.models.reply.markers import find_markers  # noqa: E402
from assistant.models.reply.marks import NOTES  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.types import Answer, Claim, Support  # noqa: E402
from scripted_model import ScriptedChatModel, opened  # noqa: E402
from store.library import Library  # noqa: E402
from tune import parser_of  # noqa: E402

REPLIES = HERE / "replies.yaml"
KINDS = ("good", "terse", "careless", "hostile")
MODEL = "openai:rye"
PIECE = 7  # characters in which a reply arrives
_NUMBER_OF = re.compile("«([^»]+)»")
_ALLOWED = {
    "supported": {Support.SUPPORTED},
    "carried": {Support.SUPPORTED, Support.WEAK},
    "unsupported": {Support.UNSUPPORTED, Support.CONTRADICTED},
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing looked for in the answer to one reply of a kind of model; `wrong` is "" where it
    is as it must be.
    """

    model: str
    question: str
    reply: str
    looked_for: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Played:
    """An assistant over the seeds whose model says what it is told to."""

    assistant: Assistant
    model: ScriptedChatModel

    def ask(self, question: str, reply: str) -> Answer:
        self.model.replies[:] = [[reply[at : at + PIECE] for at in range(0, len(reply), PIECE)]]
        return self.assistant.ask(question)


@contextmanager
def played(folder: Path) -> Iterator[Played]:
    """The seeds in a folder of their own, a scripted model beside them."""
    settings = Settings(data_dir=folder, model=MODEL, base_url="http://127.0.0.1:9/v1")
    model = opened(window=32_768)
    assert isinstance(model.chat, ScriptedChatModel)
    library = Library.open(settings)
    with Assistant(
        library, Voices(settings, library.embed, lambda choice, progress: model), settings
    ) as assistant:
        library.ingest_seeds(HERE.parent.parent / "seeds")
        yield Played(assistant, model.chat)


def asked() -> list[dict[str, Any]]:
    """The questions with their replies."""
    loaded: list[dict[str, Any]] = yaml.safe_load(REPLIES.read_text("utf-8"))
    return loaded


def outcomes(over: Played, questions: Iterable[dict[str, Any]]) -> Iterator[Outcome]:
    """Everything that is looked for in every reply."""
    for question in questions:
        # What the model would be shown, by which a reply's «words» become numbers.
        shown = over.ask(question["question"], "Nothing.")
        for case in question["replies"]:
            reply, missing = _numbered(case["reply"], shown)
            try:
                answer = over.ask(question["question"], reply)
            except Exception as error:  # whatever a model says, an answer must come of it
                found = [
                    (looked_for, repr(error))
                    for looked_for, _ in _found(case, replace(shown, claims=()))
                ]
            else:
                found = list(_found(case, answer))
            found.append(("evidence", f"no evidence holds {missing}" * bool(missing)))
            yield from (Outcome(case["model"], question["question"], reply, *one) for one in found)


def _numbered(reply: str, shown: Answer) -> tuple[str, list[str]]:
    """A reply with the numbers of the evidence it means, and the words that no evidence holds."""
    missing: list[str] = []

    def number(match: re.Match[str]) -> str:
        for one in shown.evidence:
            if match[1] in one.passage.text:
                return str(one.number)
        missing.append(match[1])
        return "99"

    return _NUMBER_OF.sub(number, reply), missing


def _found(case: dict[str, Any], answer: Answer) -> Iterator[tuple[str, str]]:
    """Each thing looked for, with what is wrong with it."""
    quotes = " | ".join(citation.quote for citation in answer.citations)
    state = "abstained" if answer.abstained else "not abstained"
    yield (
        f"abstained: {case['abstained']}",
        "" if answer.abstained is case["abstained"] else f"{state}: {answer.text}",
    )
    for words, support in case.get("claims", {}).items():
        yield f"{support}: {words}", _wrong_support(str(words), support, answer)
    for words in case.get("absent", ()):
        yield f"absent: {words}", f"it says: {answer.text}" if words in answer.text else ""
    for words in case.get("shown", ()):
        yield f"shown: {words}", "" if words in answer.text else f"it says: {answer.text}"
    for words in case.get("quoted", ()):
        yield f"quoted: {words}", "" if words in quotes else f"it quotes: {quotes}"
    if "notice" in case:
        is_so = case["notice"] in answer.notice if case["notice"] else not answer.notice
        yield f"notice: {case['notice'] or 'none'}", "" if is_so else f"it notes: {answer.notice}"
    yield "every answer", "; ".join(_broken(answer))


def _wrong_support(words: str, support: str, answer: Answer) -> str:
    said = [claim for claim in answer.claims if words in claim.text]
    if not said:
        return f"no claim has these words: {[claim.text for claim in answer.claims]}"
    wrong = [claim for claim in said if claim.support not in _ALLOWED[support]]
    return "; ".join(f"{claim.support}: {claim.text}" for claim in wrong)


def _broken(answer: Answer) -> Iterator[str]:
    """What no answer may be, whatever the model said."""
    documents = {one.passage.document.text for one in answer.evidence}
    if not all(citation.document.text in documents for citation in answer.citations):
        yield "a quote is of no evidence"
    numbers = {one.number for one in answer.evidence}
    if strange := [
        marker for marker in find_markers(answer.text) if not set(marker.numbers) <= numbers
    ]:
        yield f"markers of no evidence: {strange}"
    if unmarked := [claim.text for claim in answer.claims if _is_unmarked(claim, answer.text)]:
        yield f"unmarked: {unmarked}"
    if answer.abstained and not answer.citations:
        yield "an abstention that quotes nothing"


def _is_unmarked(claim: Claim, text: str) -> bool:
    """Whether a claim that no source carries stands in a text without saying so."""
    if claim.support not in NOTES:
        return False
    words = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", claim.text)))
    after = [text[match.end() :] for match in re.finditer(words, text)]
    return any(
        not re.match(rf"(?:\[\d+\]|[^\w(])*{re.escape(NOTES[claim.support])}", rest)
        for rest in after
    )


def share(some: Sequence[Outcome]) -> float:
    """The share of outcomes, 0 to 1, that are as they must be."""
    return sum(not one.wrong for one in some) / len(some)


def report(some: Sequence[Outcome]) -> Iterator[str]:
    """The table by kind of model, then what is not as it must be."""
    yield "model     replies as expected   outcomes as expected"
    replies = Counter((one.model, one.question, one.reply) for one in some)
    off = {(one.model, one.question, one.reply) for one in some if one.wrong}
    for kind in (*KINDS, "all"):
        of = [one for one in some if kind in (one.model, "all")]
        said = [key for key in replies if kind in (key[0], "all")]
        good = sum(key not in off for key in said)
        right = sum(not one.wrong for one in of)
        yield f"{kind:9} {good:7} of {len(said):3}        {right:8} of {len(of):3}"
    for one in some:
        if one.wrong:
            yield f"- {one.model}: {one.question} {one.reply.strip()!r}\n    {one.looked_for}\n    {one.wrong!r}"


def main() -> None:
    parser_of(__doc__).parse_args()
    with TemporaryDirectory() as folder, played(Path(folder)) as over:
        for line in report(list(outcomes(over, asked()))):
            print(line)


if __name__ == "__main__":
    main()
