"""Conversations kept in an SQLite file or a database of one's own, each reached only by the visitor
whose it is.

Safe between threads and between processes (database.py). A question is written before it is
answered, so that a restart in the middle of an answer loses no finished turn. Turn numbers only
grow and are never given twice: an answer that comes late finds its own turn or none.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final

from assistant.conversations.database import ConversationDatabase, Transaction
from assistant.errors import ConversationError, UnknownConversation
from assistant.question.understand import storable
from assistant.settings import Settings

FILE_NAME = "conversations.sqlite3"  # in the data folder
LONGEST_NAME = 80  # characters
LONGEST_WORD = 1000  # characters of feedback
MOST_SOUGHT = 20  # words of a search that count
# A turn that replaces another is not shown, counted or found until it is finished; then `replacing`
# is NULL.
_SHOWN = "turns WHERE turns.conversation_id = conversations.conversation_id AND replacing IS NULL"
_CONVERSATIONS = (
    "SELECT conversation_id, visitor, name, created, changed, scope,"
    f" (SELECT count(*) FROM {_SHOWN}) FROM conversations"
)
_SAYS = (
    " AND (sought LIKE :{word} ESCAPE '!' OR EXISTS (SELECT 1 FROM "
    f"{_SHOWN} AND turns.sought LIKE :{{word}} ESCAPE '!'))"
)
_OF_ONE = " WHERE conversation_id = :conversation"
_TURN = f"{_OF_ONE} AND number = :number"
_TABLES = ("conversations", "turns")


class Owner(Enum):
    """Who may reach everyone's conversations: the one at this machine's command line, never a
    visitor of the page.
    """

    OWNER = "owner"


OWNER: Final = Owner.OWNER
Visitor = str | Owner


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation: `changed` is when it was last asked or answered; `scope` is whatever
    JSON it was given.
    """

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

    `answer` is as kept_answer.keep made it, None where there is none (yet); `note` says why.
    `feedback` is "up", "down" or "", with `word` in the reader's own words.
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

    Every method raises ConversationError where the file cannot be used, and UnknownConversation for
    an identifier that is unknown or another visitor's: the two read the same.
    """

    def __init__(self, database: ConversationDatabase) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path) -> Conversations:
        """The conversations in the file `path`, which is made if it is missing, readable by its
        owner alone.
        """
        return cls(ConversationDatabase.file(path))

    @classmethod
    def of(cls, settings: Settings) -> Conversations:
        """The conversations of the database that the settings name, or else of the file in their
        data folder.
        """
        if settings.conversations_url:
            return cls(ConversationDatabase.server(settings.conversations_url.get_secret_value()))
        return cls.open(file_of(settings))

    @staticmethod
    def exist(settings: Settings) -> bool:
        """Whether there is anything to open: a file would be made by opening it."""
        return settings.conversations_url is not None or file_of(settings).exists()

    def close(self) -> None:
        """Let go of the file; more than once is harmless."""
        self._database.close()

    def start(self, visitor: str, question: str, scope: Any = None) -> Conversation:
        """A new conversation without a turn, named by its first question; `scope` is any JSON
        value.
        """
        # Without "-" an identifier is no option of a command, and a double click takes all of it.
        conversation_id = secrets.token_urlsafe(15).replace("-", "_")
        name, now = _name(question), _now()
        with self._database.changing() as transaction:
            row = {"conversation_id": conversation_id, "visitor": visitor, "name": name}
            row |= {"sought": _sought(name), "created": now, "changed": now}
            _insert(transaction, "conversations", {**row, "scope": json.dumps(scope)})
            return self._found(transaction, visitor, conversation_id)

    def begin(
        self, visitor: Visitor, conversation_id: str, question: str, replacing: int | None = None
    ) -> int:
        """Write a question down before it is answered; returns the number of its turn.

        With `replacing`, that turn and those after it stay until this one is finished with an
        answer; before, this one is not shown. What a crash leaves of such a turn is dropped by
        `sweep`.
        """
        with self._changing(visitor, conversation_id, replacing) as transaction:
            number = transaction.execute(
                "UPDATE conversations SET changed = :now, last_number = last_number + 1"
                " WHERE conversation_id = :conversation RETURNING last_number",
                conversation=conversation_id,
                now=_now(),
            ).scalar_one()
            turn = {"conversation_id": conversation_id, "number": number, "replacing": replacing}
            asked = {"question": _storable(question), "sought": _sought(question)}
            _insert(transaction, "turns", {**turn, **asked, "asked_at": _now()})
        return int(number)

    def finish(
        self,
        visitor: Visitor,
        conversation_id: str,
        number: int,
        answer: Mapping[str, Any] | None,
        note: str = "",
    ) -> None:
        """Keep what came of turn `number`, and drop in the same moment the turns that it replaces.

        Where not a word came of it, they stay and it is dropped itself.
        """
        said = answer.get("text", "") if answer is not None else ""
        turn = {"conversation": conversation_id, "number": number}
        with self._changing(visitor, conversation_id, number) as transaction:
            question, replacing = transaction.execute(
                f"SELECT question, replacing FROM turns{_TURN}", **turn
            ).one()
            if replacing is not None:
                first, last = (replacing, number - 1) if said else (number, number)
                transaction.execute(
                    f"DELETE FROM turns{_OF_ONE} AND number BETWEEN :first AND :last",
                    **turn, first=first, last=last,
                )  # fmt: skip
            transaction.execute(
                "UPDATE turns SET answer = :answer, note = :note, replacing = NULL,"
                f" sought = :sought{_TURN}",
                answer=json.dumps(answer) if answer is not None else None,
                note=_storable(note),
                sought=_sought(f"{question}\n{said}"),
                **turn,
            )
            changed = f"UPDATE conversations SET changed = :now{_OF_ONE}"
            transaction.execute(changed, now=_now(), **turn)

    def give_up(self, visitor: Visitor, conversation_id: str, number: int) -> bool:
        """Drop turn `number`, which was to replace others; False where it has replaced them
        already.
        """
        turn = {"conversation": conversation_id, "number": number}
        with self._changing(visitor, conversation_id) as transaction:
            transaction.execute(f"DELETE FROM turns{_TURN} AND replacing IS NOT NULL", **turn)
            return not _has_turn(transaction, conversation_id, number)

    def sweep(self, visitor: Visitor, conversation_id: str, older: timedelta) -> None:
        """Drop turns that were to replace others and were asked longer ago than `older`: nobody
        answers them now.
        """
        old = f"DELETE FROM turns{_OF_ONE} AND replacing IS NOT NULL AND asked_at < :before"
        with self._changing(visitor, conversation_id) as transaction:
            transaction.execute(old, conversation=conversation_id, before=_now(older))

    def feedback(
        self, visitor: Visitor, conversation_id: str, number: int, value: str, word: str = ""
    ) -> None:
        """Keep what the reader thought of turn `number`; "" takes it back."""
        word = _storable(word.strip())
        if value not in ("up", "down", ""):
            raise ConversationError(
                f"feedback {value!r} is none; give 'up', 'down' or '' to take it back"
            )
        if len(word) > LONGEST_WORD:
            raise ConversationError(
                f"the feedback has {len(word):,} characters, {LONGEST_WORD:,} are the most; send "
                "it again, shorter"
            )
        turn = {"conversation": conversation_id, "number": number}
        with self._changing(visitor, conversation_id, number) as transaction:
            kept = f"UPDATE turns SET feedback = :value, word = :word{_TURN}"
            transaction.execute(kept, value=value, word=word, **turn)

    def turns(self, visitor: Visitor, conversation_id: str) -> tuple[KeptTurn, ...]:
        """The turns of a conversation, in order."""
        with self._database.reading() as transaction:
            self._found(transaction, visitor, conversation_id)
            rows = transaction.execute(
                "SELECT number, question, answer, note, asked_at, feedback, word FROM turns"
                f"{_OF_ONE} AND replacing IS NULL ORDER BY number",
                conversation=conversation_id,
            ).all()
            return tuple(map(_turn, rows))

    def get(self, visitor: Visitor, conversation_id: str) -> Conversation:
        """Return a visitor's conversation; raises UnknownConversation where there is none."""
        with self._database.reading() as transaction:
            return self._found(transaction, visitor, conversation_id)

    def list(self, visitor: str, search: str = "") -> tuple[Conversation, ...]:
        """The visitor's conversations, the last changed first; with `search` those that hold all of
        its words.

        A word may stand in the name, a question or an answer's text, in any case, whole or as a
        part.
        """
        return self._listed(visitor, search)

    def everyone(self, search: str = "") -> tuple[Conversation, ...]:
        """All visitors' conversations, likewise; for the owner of this machine."""
        return self._listed(OWNER, search)

    def rename(self, visitor: Visitor, conversation_id: str, name: str) -> Conversation:
        """Give a conversation another name, cut where it is longer than names are."""
        name = _name(name)
        return self._set(visitor, conversation_id, name=name, sought=_sought(name))

    def set_scope(self, visitor: Visitor, conversation_id: str, scope: Any) -> Conversation:
        """Keep what a conversation asks of, and return the conversation."""
        return self._set(visitor, conversation_id, scope=json.dumps(scope))

    def delete(self, visitor: Visitor, conversation_id: str) -> None:
        """Delete a conversation and its turns."""
        with self._changing(visitor, conversation_id) as transaction:
            transaction.execute(f"DELETE FROM conversations{_OF_ONE}", conversation=conversation_id)

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (table, row) of everything that is kept, for a backup."""
        with self._database.reading() as transaction:
            for table in _TABLES:
                for row in transaction.execute(f"SELECT * FROM {table}").mappings():
                    yield table, dict(row)

    def put_rows(self, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Keep what `rows` gave, all of it or nothing."""
        with self._database.changing() as transaction:
            for table, row in rows:
                if table not in _TABLES or not all(name.isidentifier() for name in row):
                    raise ConversationError(
                        f"{table!r}: no table of conversations; take another copy of the backup"
                    )
                _insert(transaction, table, row)

    # ----------------------------------------------------------------------------------------------

    @contextmanager
    def _changing(
        self, visitor: Visitor, conversation_id: str, number: int | None = None
    ) -> Iterator[Transaction]:
        """A transaction over a conversation that is the visitor's and has turn `number`."""
        with self._database.changing() as transaction:
            self._found(transaction, visitor, conversation_id)
            if number is not None and not _has_turn(transaction, conversation_id, number):
                raise ConversationError(
                    f"turn {number} of conversation {conversation_id} is not there any more; open "
                    "the conversation again"
                )
            yield transaction

    def _set(self, visitor: Visitor, conversation_id: str, **columns: str) -> Conversation:
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        change = f"UPDATE conversations SET {changes}{_OF_ONE}"
        with self._changing(visitor, conversation_id) as transaction:
            transaction.execute(change, conversation=conversation_id, **columns)
            return self._found(transaction, visitor, conversation_id)

    def _listed(self, visitor: Visitor, search: str) -> tuple[Conversation, ...]:
        sought = list(dict.fromkeys(_sought(search).split()))[:MOST_SOUGHT]
        values = {f"word_{at}": _like(word) for at, word in enumerate(sought)}
        says = "".join(_SAYS.format(word=name) for name in values)
        whose = "true"
        if visitor is not OWNER:
            whose, values["visitor"] = "visitor = :visitor", str(visitor)
        query = f"{_CONVERSATIONS} WHERE {whose}{says} ORDER BY changed DESC, created DESC"
        with self._database.reading() as transaction:
            return tuple(map(_conversation, transaction.execute(query, **values).all()))

    def _found(
        self, transaction: Transaction, visitor: Visitor, conversation_id: str
    ) -> Conversation:
        query = f"{_CONVERSATIONS}{_OF_ONE}"
        row = transaction.execute(query, conversation=_storable(conversation_id)).one_or_none()
        if row is None or visitor not in (OWNER, row[1]):
            raise UnknownConversation(
                f"{conversation_id!r}: no conversation has this identifier; choose one from the "
                "list, or see them with: rolecall conversations"
            )
        return _conversation(row)


def file_of(settings: Settings) -> Path:
    """The file of the conversations in the data folder."""
    return settings.data_dir.expanduser() / FILE_NAME


def _insert(transaction: Transaction, table: str, row: Mapping[str, Any]) -> None:
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    transaction.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", **row)


def _has_turn(transaction: Transaction, conversation_id: str, number: int) -> bool:
    turn = {"conversation": conversation_id, "number": number}
    return transaction.execute(f"SELECT 1 FROM turns{_TURN}", **turn).one_or_none() is not None


def _conversation(row: Sequence[Any]) -> Conversation:
    conversation_id, visitor, name, created, changed, scope, turns = row
    moments = datetime.fromisoformat(created), datetime.fromisoformat(changed)
    return Conversation(conversation_id, visitor, name, *moments, json.loads(scope), turns)


def _turn(row: Sequence[Any]) -> KeptTurn:
    number, question, answer, note, asked_at, *feedback = row
    kept, moment = json.loads(answer or "null"), datetime.fromisoformat(asked_at)
    return KeptTurn(number, question, kept, note, moment, *feedback)


def _now(ago: timedelta = timedelta()) -> str:
    """This moment, or so long ago, in a form whose order is that of time."""
    return (datetime.now(UTC) - ago).isoformat(timespec="microseconds")


def _name(text: str) -> str:
    """A name on one line, cut between words where it is long."""
    name = " ".join(_storable(text).split())
    if not name:
        raise ConversationError("the name is empty; give the conversation one of a word or more")
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "…"


def _sought(text: str) -> str:
    """A text as it is searched: any case and any form of its letters are one."""
    return unicodedata.normalize("NFKC", _storable(text)).casefold()


def _storable(text: str) -> str:
    """The text as any database takes it: without halves of characters and zeros."""
    return storable(text).replace("\0", "\ufffd")


def _like(word: str) -> str:
    """The pattern of texts that hold the word."""
    return f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
