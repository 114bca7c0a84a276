"""Conversations kept on this machine, in one SQLite file, each reached only by the visitor whose it is.

Safe between threads and between processes (conversation_file.py). A question is written before it is answered, so that
a restart in the middle of an answer loses no finished turn. Turn numbers only grow and are never given twice: an answer
that comes late finds its own turn or none.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final

from assistant.conversations.file import ConversationFile
from assistant.errors import ConversationError, UnknownConversation
from assistant.question.understand import storable

FILE_NAME = "conversations.sqlite3"  # in the data folder
LONGEST_NAME = 80  # characters
LONGEST_WORD = 1000  # characters of feedback
MOST_SOUGHT = 20  # words of a search that count
# A turn that replaces another is not shown, counted or found until it is finished; then `replacing` is NULL.
_CONVERSATIONS = (
    "SELECT conversation_id, visitor, name, created, changed, scope, (SELECT count(*) FROM turns"
    " WHERE turns.conversation_id = conversations.conversation_id AND replacing IS NULL) FROM conversations"
)
_SAYS = (
    " AND (instr(sought, ?) OR EXISTS (SELECT 1 FROM turns WHERE turns.conversation_id ="
    " conversations.conversation_id AND replacing IS NULL AND instr(turns.sought, ?)))"
)


class Owner(Enum):
    """Who may reach everyone's conversations: the one at this machine's command line, never a visitor of the page."""

    OWNER = "owner"


OWNER: Final = Owner.OWNER
Visitor = str | Owner


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation: `changed` is when it was last asked or answered; `scope` is whatever JSON it was given."""

    conversation_id: str
    visitor: str
    name: str
    created: datetime
    changed: datetime
    scope: Any
    turns: int


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One question and what came of it.

    `answer` is as kept_answer.keep made it, None where there is none (yet); `note` says why. `feedback` is "up", "down"
    or "", with `word` in the reader's own words.
    """

    number: int
    question: str
    answer: dict[str, Any] | None
    note: str
    asked_at: datetime
    feedback: str = ""
    word: str = ""


class Conversations:
    """The kept conversations of all visitors.

    Every method raises ConversationError where the file cannot be used, and UnknownConversation for an identifier
    that is unknown or another visitor's: the two read the same.
    """

    def __init__(self, file: ConversationFile) -> None:
        self._file = file

    @classmethod
    def open(cls, path: Path) -> Conversations:
        """The conversations in the file `path`, which is made if it is missing, readable by its owner alone."""
        return cls(ConversationFile(path))

    def close(self) -> None:
        """Let go of the file; more than once is harmless."""
        self._file.close()

    def start(self, visitor: str, question: str, scope: Any = None) -> Conversation:
        """A new conversation without a turn, named by its first question; `scope` is any JSON value."""
        # Without "-" an identifier is no option of a command, and a double click takes all of it.
        conversation_id = secrets.token_urlsafe(15).replace("-", "_")
        name, now = _name(question), _now()
        with self._file.changing() as file:
            file.execute(
                "INSERT INTO conversations (conversation_id, visitor, name, sought, created, changed, scope)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (conversation_id, visitor, name, _sought(name), now, now, json.dumps(scope)),
            )
            return self._found(file, visitor, conversation_id)

    def begin(self, visitor: Visitor, conversation_id: str, question: str, replacing: int | None = None) -> int:
        """Write a question down before it is answered; returns the number of its turn.

        With `replacing`, that turn and those after it stay until this one is finished with an answer; before, this one
        is not shown. What a crash leaves of such a turn is dropped by `sweep`.
        """
        with self._file.changing() as file:
            self._found(file, visitor, conversation_id)
            if replacing is not None:
                self._check_turn(file, conversation_id, replacing)
            (number,) = file.execute(
                "UPDATE conversations SET changed = ?, last_number = last_number + 1 WHERE conversation_id = ?"
                " RETURNING last_number",
                (_now(), conversation_id),
            ).fetchone()
            file.execute(
                "INSERT INTO turns (conversation_id, number, replacing, question, sought, asked_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (conversation_id, number, replacing, storable(question), _sought(question), _now()),
            )
        return int(number)

    def finish(
        self, visitor: Visitor, conversation_id: str, number: int, answer: Mapping[str, Any] | None, note: str = ""
    ) -> None:
        """Keep what came of turn `number`, and drop in the same moment the turns that it replaces.

        Where not a word came of it, they stay and it is dropped itself.
        """
        said = answer.get("text", "") if answer is not None else ""
        kept = json.dumps(answer) if answer is not None else None
        with self._file.changing() as file:
            self._found(file, visitor, conversation_id)
            self._check_turn(file, conversation_id, number)
            here = (conversation_id, number)
            query = "SELECT question, replacing FROM turns WHERE conversation_id = ? AND number = ?"
            question, replacing = file.execute(query, here).fetchone()
            if replacing is not None:
                gone = (replacing, number - 1) if said else (number, number)
                file.execute(
                    "DELETE FROM turns WHERE conversation_id = ? AND number BETWEEN ? AND ?", (conversation_id, *gone)
                )
            file.execute(
                "UPDATE turns SET answer = ?, note = ?, replacing = NULL, sought = ?"
                " WHERE conversation_id = ? AND number = ?",
                (kept, storable(note), _sought(f"{question}\n{said}"), *here),
            )
            file.execute("UPDATE conversations SET changed = ? WHERE conversation_id = ?", (_now(), conversation_id))

    def give_up(self, visitor: Visitor, conversation_id: str, number: int) -> bool:
        """Drop turn `number`, which was to replace others; False where it has replaced them already."""
        here = (conversation_id, number)
        with self._file.changing() as file:
            self._found(file, visitor, conversation_id)
            file.execute("DELETE FROM turns WHERE conversation_id = ? AND number = ? AND replacing IS NOT NULL", here)
            return not self._has_turn(file, *here)

    def sweep(self, visitor: Visitor, conversation_id: str, older: timedelta) -> None:
        """Drop turns that were to replace others and were asked longer ago than `older`: nobody answers them now."""
        before = _moment(datetime.now(UTC) - older)
        with self._file.changing() as file:
            self._found(file, visitor, conversation_id)
            file.execute(
                "DELETE FROM turns WHERE conversation_id = ? AND replacing IS NOT NULL AND asked_at < ?",
                (conversation_id, before),
            )

    def feedback(self, visitor: Visitor, conversation_id: str, number: int, value: str, word: str = "") -> None:
        """Keep what the reader thought of turn `number`; "" takes it back."""
        word = storable(word.strip())
        if value not in ("up", "down", ""):
            raise ConversationError(f"feedback {value!r} is none; give 'up', 'down' or '' to take it back")
        if len(word) > LONGEST_WORD:
            raise ConversationError(
                f"the feedback has {len(word):,} characters, {LONGEST_WORD:,} are the most; send it again, shorter"
            )
        with self._file.changing() as file:
            self._found(file, visitor, conversation_id)
            self._check_turn(file, conversation_id, number)
            file.execute(
                "UPDATE turns SET feedback = ?, word = ? WHERE conversation_id = ? AND number = ?",
                (value, word, conversation_id, number),
            )

    def turns(self, visitor: Visitor, conversation_id: str) -> tuple[KeptTurn, ...]:
        """The turns of a conversation, in order."""
        with self._file.reading() as file:
            self._found(file, visitor, conversation_id)
            rows = file.execute(
                "SELECT number, question, answer, note, asked_at, feedback, word FROM turns"
                " WHERE conversation_id = ? AND replacing IS NULL ORDER BY number",
                (conversation_id,),
            ).fetchall()
            return tuple(_turn(row) for row in rows)

    def get(self, visitor: Visitor, conversation_id: str) -> Conversation:
        with self._file.reading() as file:
            return self._found(file, visitor, conversation_id)

    def list(self, visitor: str, search: str = "") -> tuple[Conversation, ...]:
        """The visitor's conversations, the last changed first; with `search` those that hold all of its words.

        A word may stand in the name, a question or an answer's text, in any case, whole or as a part.
        """
        return self._listed(visitor, search)

    def everyone(self, search: str = "") -> tuple[Conversation, ...]:
        """All visitors' conversations, likewise; for the owner of this machine."""
        return self._listed(OWNER, search)

    def rename(self, visitor: Visitor, conversation_id: str, name: str) -> Conversation:
        """Give a conversation another name, cut where it is longer than names are."""
        name = _name(name)
        return self._set(visitor, conversation_id, "name = ?, sought = ?", (name, _sought(name)))

    def set_scope(self, visitor: Visitor, conversation_id: str, scope: Any) -> Conversation:
        return self._set(visitor, conversation_id, "scope = ?", (json.dumps(scope),))

    def delete(self, visitor: Visitor, conversation_id: str) -> None:
        """Delete a conversation and its turns."""
        with self._file.changing() as file:
            self._found(file, visitor, conversation_id)
            file.execute("DELETE FROM conversations WHERE conversation_id = ?", (conversation_id,))

    # -----------------------------------------------------------------------------------------------------

    def _set(self, visitor: Visitor, conversation_id: str, columns: str, values: tuple[str, ...]) -> Conversation:
        with self._file.changing() as file:
            self._found(file, visitor, conversation_id)
            file.execute(f"UPDATE conversations SET {columns} WHERE conversation_id = ?", (*values, conversation_id))
            return self._found(file, visitor, conversation_id)

    def _listed(self, visitor: Visitor, search: str) -> tuple[Conversation, ...]:
        words = list(dict.fromkeys(_sought(search).split()))[:MOST_SOUGHT]
        whose, values = (" WHERE true", []) if visitor is OWNER else (" WHERE visitor = ?", [visitor])
        query = _CONVERSATIONS + whose + _SAYS * len(words) + " ORDER BY changed DESC, created DESC"
        values += [word for word in words for _ in range(2)]
        with self._file.reading() as file:
            return tuple(_conversation(row) for row in file.execute(query, values).fetchall())

    def _found(self, file: sqlite3.Connection, visitor: Visitor, conversation_id: str) -> Conversation:
        query = f"{_CONVERSATIONS} WHERE conversation_id = ?"
        row = file.execute(query, (storable(conversation_id),)).fetchone()
        if row is None or visitor not in (OWNER, row[1]):
            raise UnknownConversation(
                f"{conversation_id!r}: no conversation has this identifier; choose one from the list,"
                " or see them with: rolecall conversations"
            )
        return _conversation(row)

    def _has_turn(self, file: sqlite3.Connection, conversation_id: str, number: int) -> bool:
        held = "SELECT 1 FROM turns WHERE conversation_id = ? AND number = ?"
        return file.execute(held, (conversation_id, number)).fetchone() is not None

    def _check_turn(self, file: sqlite3.Connection, conversation_id: str, number: int) -> None:
        if not self._has_turn(file, conversation_id, number):
            raise ConversationError(
                f"turn {number} of conversation {conversation_id} is not there any more; open the conversation again"
            )


def _conversation(row: tuple[Any, ...]) -> Conversation:
    conversation_id, visitor, name, created, changed, scope, turns = row
    moments = datetime.fromisoformat(created), datetime.fromisoformat(changed)
    return Conversation(conversation_id, visitor, name, *moments, json.loads(scope), turns)


def _turn(row: tuple[Any, ...]) -> KeptTurn:
    number, question, answer, note, asked_at, feedback, word = row
    kept = None if answer is None else json.loads(answer)
    return KeptTurn(number, question, kept, note, datetime.fromisoformat(asked_at), feedback, word)


def _now() -> str:
    return _moment(datetime.now(UTC))


def _moment(moment: datetime) -> str:
    """A moment in a form whose order is that of time."""
    return moment.isoformat(timespec="microseconds")


def _name(text: str) -> str:
    """A name on one line, cut between words where it is long."""
    name = " ".join(storable(text).split())
    if not name:
        raise ConversationError("the name is empty; give the conversation one of a word or more")
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "…"


def _sought(text: str) -> str:
    """A text as it is searched: any case and any form of its letters are one."""
    return unicodedata.normalize("NFKC", storable(text)).casefold()
