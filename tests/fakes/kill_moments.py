"""Writers killed at moments drawn by a seed, and what must hold of their data folder at the next
start.

`python kill_moments.py DATA_DIR ACTION FOLDER` is the writer: it says "started" once it has opened
the data folder, and prints a line for each thing that it has finished. ACTION is ingest, remove,
reindex or converse.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from assistant.conversations.archive import FILE_NAME, Conversations
from fake_embedder import FakeEmbedder
from store.library import Library
from store.settings import StoreSettings

ACTIONS = ("ingest", "remove", "reindex", "converse")
POSTINGS = 12
CHUNK_TOKENS = (64, 160)
LONGEST_LIFE = 1.2  # seconds from "started" to the kill
VISITOR = "visitor"
POSTING = """---
kind: role
title: Keeper {number}
postings: [{{place: "GB, Hull"}}]
---
## The work
Keepers of lamp {number} oil hinge{number}of{edition} each morning. They log every ship that passes.

## What is asked for
A steady hand is asked for. Nobody needs a boat of their own at lamp {number}.
"""


@dataclass
class KillMoments:
    """One data folder whose writers are killed, one after the other.

    Args:
        home: an empty folder for the data folder and the postings.
        seed: what the moments, the actions and the changed postings are drawn by.
    """

    home: Path
    seed: int
    editions: dict[int, int] = field(default_factory=dict)
    turns: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._draw = random.Random(self.seed)
        self._complete = False
        self._postings.mkdir(parents=True)
        for number in range(POSTINGS):
            self._write(number, 1)

    @property
    def _postings(self) -> Path:
        return self.home / "postings"

    @property
    def _data_dir(self) -> Path:
        return self.home / "data"

    def _write(self, number: int, edition: int) -> None:
        self.editions[number] = edition
        text = POSTING.format(number=number, edition=edition)
        (self._postings / f"keeper-{number}.md").write_text(text, "utf-8")

    def kill_one(self) -> str:
        """Let a writer work, kill it, look at what it left, and finish its work; return what it
        was doing.
        """
        action = self._draw.choice(ACTIONS)
        before = dict(self.editions)
        if action == "ingest":
            for number in self._draw.sample(range(POSTINGS), POSTINGS // 2):
                self._write(number, self.editions[number] + 1)
        finished = self._killed(action, self._draw.uniform(0, LONGEST_LIFE))
        self._check_documents(action, before, finished)
        self._check_conversations(finished if action == "converse" else [])
        self._finish()
        return action

    def _killed(self, action: str, after: float) -> list[str]:
        """The lines that a writer printed before it was killed `after` seconds."""
        command = [sys.executable, __file__, str(self._data_dir), action, str(self._postings)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None and writer.stderr is not None
            first = writer.stdout.readline()
            time.sleep(after)
            writer.kill()
            *lines, _ = writer.stdout.read().split("\n")
            assert first == "started\n" and writer.wait() in (-9, 0), writer.stderr.read()
        return lines

    def _check_documents(self, action: str, before: dict[int, int], finished: list[str]) -> None:
        """What was finished is there, and of everything else one whole version or, where it was
        removed, none.
        """
        done = {int(line) for line in finished} if action in ("ingest", "remove") else set()
        with closing(self._opened()) as library:
            titles = [document.title for document in library.documents()]
            assert len(set(titles)) == len(titles), f"stored twice: {titles}"
            for number, edition in self.editions.items():
                answering = {
                    candidate
                    for candidate in {edition, before[number]}
                    if _is_answered(library, f"hinge{number}of{candidate}")
                }
                stored = f"Keeper {number}" in titles
                assert len(answering) == stored, (
                    f"lamp {number}: stored {stored}, editions {answering} answer"
                )
                if number in done:
                    assert answering == (set() if action == "remove" else {edition}), (
                        f"lamp {number} was finished"
                    )
                elif action != "remove":
                    assert stored or not self._complete, f"lamp {number} is gone"

    def _finish(self) -> None:
        """Do again what was cut off: everything is stored once, and nothing else is left."""
        with closing(self._opened()) as library:
            assert {str(outcome.status) for outcome in library.ingest([self._postings])} <= {
                "added", "updated", "unchanged",
            }  # fmt: skip
            assert len(library.documents()) == POSTINGS
            for number, edition in self.editions.items():
                assert _is_answered(library, f"hinge{number}of{edition}"), (
                    f"lamp {number} is not answered"
                )
            store = library._store
            names = [name for name in store._client.names() if name.startswith("chunks-")]
            assert names == [library.maker.chunks], f"orphaned collections: {names}"
            kept = sorted(chunk_id for chunk_id, _, _ in store._client.rows(names[0], include=[]))
            assert kept == sorted(chunk.chunk_id for chunk in library.chunks()), "orphaned chunks"
            assert len(store.commits()) == POSTINGS
        self._complete = True

    def _check_conversations(self, finished: list[str]) -> None:
        for line in finished:
            conversation, number, text, *replaced = line.split(" ")
            self.turns[conversation, int(number)] = text
            for gone in replaced:
                self.turns.pop((conversation, int(gone)), None)
        with closing(Conversations.open(self._data_dir / FILE_NAME)) as kept:
            for (conversation, number), text in self.turns.items():
                answers = {turn.number: turn.answer for turn in kept.turns(VISITOR, conversation)}
                later = max(answers, default=0) > number
                assert (answers.get(number) or {}).get("text") == text or later, (
                    f"turn {number} of {conversation}"
                )

    def _opened(self) -> Library:
        """The library with the chunk size that its vectors were made with, whichever that is."""
        made = [
            tokens
            for tokens in CHUNK_TOKENS
            if f"chunks of {tokens} tokens" in _made_with(self._data_dir)
        ]
        tokens = made[0] if made else CHUNK_TOKENS[0]
        return Library.open(
            StoreSettings(data_dir=self._data_dir, chunk_tokens=tokens), FakeEmbedder
        )


def _made_with(data_dir: Path) -> str:
    with closing(Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)) as library:
        return library.made_with


def _is_answered(library: Library, word: str) -> bool:
    """Whether a passage holds the word, at the place in its document that it names."""
    passages = [passage for passage in library.retrieve(word) if word in passage.text]
    assert all(
        passage.document.text[passage.span.start : passage.span.end] == passage.text
        for passage in passages
    ), "a passage is not at its place"
    return bool(passages)


# The writer ---------------------------------------------------------------------------------------


def _write_until_killed(data_dir: Path, action: str, folder: Path) -> None:
    if action == "converse":
        lines = _conversing(data_dir)
    else:
        made = _made_with(data_dir)
        tokens = next(
            (tokens for tokens in CHUNK_TOKENS if f"chunks of {tokens} tokens" in made),
            CHUNK_TOKENS[0],
        )
        if action == "reindex":
            tokens = next(size for size in CHUNK_TOKENS if size != tokens)
        library = Library.open(StoreSettings(data_dir=data_dir, chunk_tokens=tokens), FakeEmbedder)
        lines = {"ingest": _ingesting, "remove": _removing, "reindex": _reindexing}[action](
            library, folder
        )
    print("started", flush=True)
    for line in lines:
        print(line, flush=True)


def _ingesting(library: Library, folder: Path) -> Iterator[str]:
    for outcome in library.ingest_each([folder]):
        assert outcome.document is not None and outcome.status != "failed", outcome
        yield outcome.document.title.split()[-1]


def _removing(library: Library, folder: Path) -> Iterator[str]:
    for document in library.documents():
        library.remove(document.document_id)
        yield document.title.split()[-1]


def _reindexing(library: Library, folder: Path) -> Iterator[str]:
    library.reindex()
    yield "reindexed"


def _conversing(data_dir: Path) -> Iterator[str]:
    """Keep asking, and asking again; yield each conversation, turn and answer, and the turn it
    replaced.
    """
    with closing(Conversations.open(data_dir / FILE_NAME)) as kept:
        conversation = kept.start(VISITOR, "Who feeds the lamps?").conversation_id
        last = 0
        while True:
            replacing = last if last % 3 == 2 else None
            number = kept.begin(VISITOR, conversation, f"Question {last}?", replacing=replacing)
            kept.finish(VISITOR, conversation, number, {"text": f"answer-{number}"})
            yield f"{conversation} {number} answer-{number}" + (
                f" {replacing}" if replacing else ""
            )
            last = number


if __name__ == "__main__":
    _write_until_killed(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
