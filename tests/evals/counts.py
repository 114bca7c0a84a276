"""Asks the 200 frozen count and list questions over 1,000 postings and says which are answered
right.

    python tests/evals/counts.py [--fast]

The postings go the whole way: files of Markdown, read, embedded, stored, and asked of the
assistant. `--fast` makes vectors with the tests' own embedder, since counting needs none. An answer
is right where its kind, the numbers of postings and of roles, and what its first line says of them
are all right.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "fakes"), str(HERE.parent.parent)]

from assistant.assistant import Assistant  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.types import Answer  # noqa: E402
from fake_embedder import FakeEmbedder  # noqa: E402
from posting_table import role_files  # noqa: E402
from tune import parser_of  # noqa: E402

QUESTIONS = HERE / "posting_questions.yaml"


def questions() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    return loaded


def assistant_over_table(folder: Path, fast: bool) -> Assistant:
    """An assistant that has the table and nothing else."""
    files = folder / "roles"
    files.mkdir(parents=True)
    for name, text in role_files().items():
        (files / name).write_text(text, "utf-8")
    settings = Settings(data_dir=folder / "collection", seeds=False)
    assistant = Assistant.open(settings=settings, load_embedder=FakeEmbedder if fast else None)
    assistant.library.ingest([files])
    return assistant


def wrong_with(question: dict[str, Any], answer: Answer) -> str:
    """What is wrong with an answer, in words; "" where nothing is."""
    if answer.query.kind != question["kind"] or answer.selection is None:
        return f"answered as {answer.query.kind}"
    given = (len(answer.selection.postings), len(answer.selection.roles))
    if given != (question["postings"], question["roles"]):
        return (
            f"{given[0]} postings of {given[1]} roles, not {question['postings']} of "
            f"{question['roles']}"
        )
    first = answer.text.partition("\n")[0].replace(",", "")
    wanted = {"postings": ["postings"], "roles": ["roles"], "both": ["postings", "roles"]}[
        question["asks"]
    ]
    unsaid = [name for name in wanted if not re.search(rf"\b{question[name] or 'no'}\b", first)]
    return (
        f"its first line does not say how many {unsaid[0]}"
        if unsaid and question["postings"]
        else ""
    )


def report(assistant: Assistant, asked: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The right ones of each half, then every wrong one."""
    wrong = {one["id"]: wrong_with(one, assistant.ask(one["question"])) for one in asked}
    for split in ("tune", "held"):
        half = [one for one in asked if one["split"] == split]
        yield f"{split}: {sum(not wrong[one['id']] for one in half)} of {len(half)} right"
    yield from (
        f"- {one['id']} ({one['split']}): {one['question']}: {wrong[one['id']]}"
        for one in asked
        if wrong[one["id"]]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--fast", action="store_true")
    given = parser.parse_args(arguments)
    with (
        TemporaryDirectory() as folder,
        assistant_over_table(Path(folder), given.fast) as assistant,
    ):
        for line in report(assistant, questions()):
            print(line)


if __name__ == "__main__":
    main()
