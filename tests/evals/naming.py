"""Which document leads the answer to questions that name it by what it is.

    python tests/evals/naming.py [--misses]

tests/evals/naming holds made documents of many trades, and questions with the document that is
meant.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Turn
from tune import parser_of

FOLDER = Path(__file__).parent / "naming"
NONE = "none"


def questions() -> list[tuple[list[str], str]]:
    """The turns of each question, and the stem of the file that should lead its answer."""
    rows = yaml.safe_load((FOLDER / "questions.yaml").read_text("utf-8"))
    return [([asked] if isinstance(asked, str) else asked, right) for asked, right in rows]


def opened(folder: Path) -> Assistant:
    """An assistant over the documents, read into a folder."""
    assistant = Assistant.open(settings=Settings(data_dir=folder, seeds=False))
    assistant.library.ingest([FOLDER / "documents"])
    return assistant


def files_of(assistant: Assistant) -> dict[str, str]:
    """The stem of each document's file, by its identifier."""
    return {one.document_id: Path(one.sources[0]).stem for one in assistant.library.documents()}


def lead_of(answer: Answer, files: dict[str, str]) -> str:
    """The file of the document that an answer quotes first; `NONE` for an answer without quotes."""
    quoted = [one.document for one in answer.citations]
    quoted += [one.passage.document for one in answer.evidence]
    return files[quoted[0].document_id] if quoted else NONE


def main() -> None:
    """Print how many answers are led by the right document."""
    parser = parser_of(__doc__)
    parser.add_argument("--misses", action="store_true", help="print each wrong answer")
    given = parser.parse_args()
    right = 0
    with TemporaryDirectory() as folder, opened(Path(folder)) as assistant:
        files = files_of(assistant)
        for turns, wanted in questions():
            before: list[Turn] = []
            for turn in turns:
                answer = assistant.ask(turn, before)
                before.append(answer.turn)
            lead = lead_of(answer, files)
            right += lead == wanted
            if given.misses and lead != wanted:
                print(f"{turns[-1]!r}: {lead}, not {wanted}: {answer.text[:160]!r}")
    print(f"{right} of {len(questions())} answers are led by the right document")


if __name__ == "__main__":
    main()
