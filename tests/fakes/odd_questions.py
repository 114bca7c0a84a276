"""Questions and conversations that nobody would think of, drawn by a seed, and what must hold of
every answer.

A question is drawn from words of real questions and names of what is stored, then bent: letters of
any alphabet put in, words doubled or shuffled, or one fragment repeated up to the longest question
that is taken, which is how a pattern that backtracks is found.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from rich.console import Console

from assistant.as_json import answer_json
from assistant.assistant import Assistant
from assistant.cli.render import show_answer
from assistant.conversations.kept_answer import keep, restore
from assistant.errors import QuestionError
from assistant.types import Answer, Turn
from store.types import Document

LONGEST = 4000  # characters
ASKED = (
    "What do the people in this role do?", "Which roles are in Boston or outside the US?", "How many are there?",
    "Compare the first role with the second one", "And what about that one?", "Who mentors whom, "
                                                                              "and how often?",
    "List all roles that pay more than 60,000 a year and need no degree", "Is a driving licence "
                                                                          "required?",
    "What's the difference between them?", "Which of these close before 3 March 2025?", "Do they sponsor visas?",
    "I have five years of experience in Python; which role suits me?", "Thanks!", "Why?", "Roles not in Europe",
    "Which roles need at least two but fewer than seven years of experience?", "What is OCR short "
                                                                               "for?",
)  # fmt: skip
MARKS = tuple(
    " \t\n\r\v\f.,;:!?…-–—_'\"“”‘’«»()[]{}<>/\\|@#$%^&*+=~`€£№§•·\u200b\u200d\u2028\ufeff\u202e\x00\x1b"
)
JOINED = (" ", "", ", ", " and ", " or ", "-", "; ", "\n", "? ", ". ", "/", " not ", " than ")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with those that lead to it, the last one its own, and how it was answered.

    Attributes:
        took: seconds.
        quotes: how many were looked up in their sources.
        wrong: a line for each thing that is wrong with the answer.
    """

    questions: tuple[str, ...]
    took: float
    quotes: int
    wrong: tuple[str, ...]


def conversations(seed: int, documents: Sequence[Document]) -> Iterator[tuple[str, ...]]:
    """Yield conversations of one to four questions without end, the same ones for the same seed
    and documents.
    """
    draw = random.Random(seed)
    words = _words(documents)
    while True:
        yield tuple(_question(draw, words) for _ in range(draw.choice((1, 1, 2, 4))))


def asked(
    assistant: Assistant, questions: Sequence[str], longest: float, clock: Callable[[], float]
) -> Iterator[Asked]:
    """Ask the questions of one conversation and look at each answer.

    Args:
        longest: seconds that one answer may take by `clock`.
    """
    turns: list[Turn] = []
    for number, question in enumerate(questions, start=1):
        start = clock()
        quotes, wrong = 0, []
        try:
            answer = assistant.ask(question, tuple(turns))
            took = clock() - start
            turns.append(answer.turn)
            quotes = len(answer.citations)
            wrong = [*_wrong_quotes(answer, assistant), *_unusable(answer)]
        except QuestionError:
            took = clock() - start  # empty, and said to be
        except Exception as error:
            took, wrong = clock() - start, [f"{type(error).__name__}: {error}"]
        if took > longest:
            wrong.append(f"took {took:.1f} s")
        yield Asked(tuple(questions[:number]), took, quotes, tuple(wrong))


def _wrong_quotes(answer: Answer, assistant: Assistant) -> Iterator[str]:
    """Yield a line for each quote that does not stand in a stored document where its citation
    says.
    """
    for citation in answer.citations:
        shown = citation.evidence.passage
        text = assistant.library.document(shown.document.document_id).text
        if (
            text[citation.span.start : citation.span.end] != citation.quote
            or citation.quote not in shown.text
        ):
            yield f"the quote {citation.quote!r} is not at its place"


def _unusable(answer: Answer) -> Iterator[str]:
    """Yield a line where an answer cannot be sent, shown in a terminal, or kept and opened
    again.
    """
    json.dumps(answer_json(answer))
    show_answer(answer, Console(file=StringIO(), width=80))
    if restore(json.loads(json.dumps(keep(answer))), {}).text != answer.text:
        yield "what is kept of the answer is another answer"


def _words(documents: Sequence[Document]) -> list[str]:
    named = [
        name for document in documents for name in (document.title, document.company, document.team)
    ]
    places = [str(posting.place) for document in documents for posting in document.postings]
    return sorted(
        {word for text in (*ASKED, *named, *places) for word in (text, *text.split()) if word}
    )


def _question(draw: random.Random, words: Sequence[str]) -> str:
    make = draw.choice((_asked, _asked, _assembled, _repeated, _repeated, _any_letters))
    text = make(draw, words)
    for _ in range(draw.choice((0, 0, 1, 3))):
        text = draw.choice((_with_letters, _shuffled, _doubled, _in_capitals))(draw, text)
    return text[:LONGEST]


def _asked(draw: random.Random, words: Sequence[str]) -> str:
    return draw.choice(ASKED)


def _assembled(draw: random.Random, words: Sequence[str]) -> str:
    return draw.choice(JOINED).join(draw.choices(words, k=draw.randint(1, 40)))


def _repeated(draw: random.Random, words: Sequence[str]) -> str:
    """One to three fragments over and over, with an end that breaks the rhythm."""
    pieces = (*words, *MARKS, *"aA1 0,.-", _letter(draw))
    fragment = draw.choice(JOINED).join(draw.choices(pieces, k=draw.randint(1, 3))) or "a"
    head, tail = (
        draw.choice(("", draw.choice(ASKED))),
        draw.choice(("", "!", "\x00", draw.choice(ASKED))),
    )
    length = draw.choice((60, 400, LONGEST)) - len(head) - len(tail)
    return head + (fragment * (max(length, 0) // len(fragment) + 1))[: max(length, 0)] + tail


def _any_letters(draw: random.Random, words: Sequence[str]) -> str:
    return "".join(_letter(draw) for _ in range(draw.choice((1, 5, 60, LONGEST))))


def _letter(draw: random.Random) -> str:
    """Any code point: halves of characters, what is not assigned and what cannot be seen among
    them.
    """
    return chr(draw.randrange(draw.choice((0x80, 0x600, 0x3000, 0x110000))))


def _with_letters(draw: random.Random, text: str) -> str:
    for _ in range(draw.randint(1, 6)):
        at = draw.randint(0, len(text))
        text = (
            text[:at]
            + draw.choice((draw.choice(MARKS), _letter(draw))) * draw.choice((1, 1, 30))
            + text[at:]
        )
    return text


def _shuffled(draw: random.Random, text: str) -> str:
    parts = text.split(" ")
    draw.shuffle(parts)
    return " ".join(parts)


def _doubled(draw: random.Random, text: str) -> str:
    return f"{text}{draw.choice(JOINED)}{text}"


def _in_capitals(draw: random.Random, text: str) -> str:
    return text.upper()
