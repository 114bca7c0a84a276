"""Conversations kept in an SQLite file or another database, each open only to the visitor it
belongs to.

Safe to share between threads and processes (database.py). A question is written before it is
answered, so that a restart in the middle of an answer loses no finished turn. Turn numbers only
grow and are never reused: a late answer finds its own turn or none.
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
MOST_SOUGHT = 20  # words of a search that are used
# A turn that replaces another is not shown, counted or searched until it is finished; then
# `replacing` is NULL.
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
    """The owner of this machine, who may reach everyone's conversations from the command line; no
    visitor of the page can.
    """

    OWNER = "owner"


OWNER: Final = Owner.OWNER
Visitor = str | Owner


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation: `changed` is when it last got a question or an answer; `scope` is any
    JSON.
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
    """One question and its answer.

    `answer` is what kept_answer.keep returned, None if there is no answer (yet); `note` says why.
    `feedback` is "up", "down" or "", and `word` is the reader's comment.
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

    Every method raises ConversationError if the file cannot be used. UnknownConversation stands for
    an identifier that is unknown or belongs to another visitor; the two look the same.
    """

    def __init__(self, database: ConversationDatabase) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path) -> Conversations:
        """Open the conversations in the file `path`; a missing file is made, readable by its owner
        alone.
        """
        return cls(ConversationDatabase.file(path))

    @classmethod
    def of(cls, settings: Settings) -> Conversations:
        """Open the conversations of the database that the settings name, or of the file in their
        data folder.
        """
        if settings.conversations_url:
            return cls(ConversationDatabase.server(settings.conversations_url.get_secret_value()))
        return cls.open(file_of(settings))

    @staticmethod
    def exist(settings: Settings) -> bool:
        """Return whether there is anything to open; opening would make the file."""
        return settings.conversations_url is not None or file_of(settings).exists()

    def close(self) -> None:
        """Close the file; calling it twice is harmless."""
        self._database.close()

    def start(self, visitor: str, question: str, scope: Any = None) -> Conversation:
        """Start a conversation without a turn, named after its first question; `scope` is any JSON
        value.
        """
        # Without "-" an identifier can't be taken for an option, and a double click selects all of
        # it.
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
        """Write a question down before it is answered; return the number of its turn.

        With `replacing`, that turn and the later ones stay until this one is finished with an
        answer; until then this one is not shown. `sweep` drops a turn that a crash left unfinished.
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
        """Keep the answer of turn `number`, and drop the turns that it replaces in the same
        transaction.

        Without a word of an answer, the replaced turns stay and this one is dropped.
        """
        text = answer.get("text", "") if answer is not None else ""
        turn = {"conversation": conversation_id, "number": number}
        with self._changing(visitor, conversation_id, number) as transaction:
            question, replacing = transaction.execute(
                f"SELECT question, replacing FROM turns{_TURN}", **turn
            ).one()
            if replacing is not None:
                first, last = (replacing, number - 1) if text else (number, number)
                transaction.execute(
                    f"DELETE FROM turns{_OF_ONE} AND number BETWEEN :first AND :last",
                    **turn, first=first, last=last,
                )  # fmt: skip
            transaction.execute(
                "UPDATE turns SET answer = :answer, note = :note, replacing = NULL,"
                f" sought = :sought{_TURN}",
                answer=json.dumps(answer) if answer is not None else None,
                note=_storable(note),
                sought=_sought(f"{question}\n{text}"),
                **turn,
            )
            changed = f"UPDATE conversations SET changed = :now{_OF_ONE}"
            transaction.execute(changed, now=_now(), **turn)

    def give_up(self, visitor: Visitor, conversation_id: str, number: int) -> bool:
        """Drop turn `number`, which was to replace others; return False if it has replaced them
        already.
        """
        turn = {"conversation": conversation_id, "number": number}
        with self._changing(visitor, conversation_id) as transaction:
            transaction.execute(f"DELETE FROM turns{_TURN} AND replacing IS NOT NULL", **turn)
            return not _has_turn(transaction, conversation_id, number)

    def sweep(self, visitor: Visitor, conversation_id: str, older: timedelta) -> None:
        """Drop turns that were to replace others and were asked longer ago than `older`: no process
        is answering them any more.
        """
        old = f"DELETE FROM turns{_OF_ONE} AND replacing IS NOT NULL AND asked_at < :before"
        with self._changing(visitor, conversation_id) as transaction:
            transaction.execute(old, conversation=conversation_id, before=_now(older))

    def feedback(
        self, visitor: Visitor, conversation_id: str, number: int, value: str, word: str = ""
    ) -> None:
        """Keep what the reader thought of turn `number`; "" withdraws it."""
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
        """Return the turns of a conversation, in order."""
        with self._database.reading() as transaction:
            self._found(transaction, visitor, conversation_id)
            rows = transaction.execute(
                "SELECT number, question, answer, note, asked_at, feedback, word FROM turns"
                f"{_OF_ONE} AND replacing IS NULL ORDER BY number",
                conversation=conversation_id,
            ).all()
            return tuple(map(_turn, rows))

    def get(self, visitor: Visitor, conversation_id: str) -> Conversation:
        """Return a visitor's conversation; raises UnknownConversation if there is none."""
        with self._database.reading() as transaction:
            return self._found(transaction, visitor, conversation_id)

    def list(self, visitor: str, search: str = "") -> tuple[Conversation, ...]:
        """Return the visitor's conversations, the last changed first; with `search`, those that
        have all of its words.

        A word may be in the name, a question or the text of an answer, in any case, whole or as a
        part.
        """
        return self._listed(visitor, search)

    def everyone(self, search: str = "") -> tuple[Conversation, ...]:
        """Return all visitors' conversations in the same way; for the owner of this machine."""
        return self._listed(OWNER, search)

    def rename(self, visitor: Visitor, conversation_id: str, name: str) -> Conversation:
        """Rename a conversation; a name that is too long is cut."""
        name = _name(name)
        return self._set(visitor, conversation_id, name=name, sought=_sought(name))

    def set_scope(self, visitor: Visitor, conversation_id: str, scope: Any) -> Conversation:
        """Change the scope of a conversation's questions, and return the conversation."""
        return self._set(visitor, conversation_id, scope=json.dumps(scope))

    def delete(self, visitor: Visitor, conversation_id: str) -> None:
        """Delete a conversation and its turns."""
        with self._changing(visitor, conversation_id) as transaction:
            transaction.execute(f"DELETE FROM conversations{_OF_ONE}", conversation=conversation_id)

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (table, row) for everything that is kept, for a backup."""
        with self._database.reading() as transaction:
            for table in _TABLES:
                for row in transaction.execute(f"SELECT * FROM {table}").mappings():
                    yield table, dict(row)

    def put_rows(self, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Keep what `rows` yielded, all of it or nothing."""
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
        """Open a transaction on a conversation that belongs to the visitor and has turn
        `number`.
        """
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
    """Return the file of the conversations in the data folder."""
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
    """Return the present time, or the time so long ago, as text that sorts by time."""
    return (datetime.now(UTC) - ago).isoformat(timespec="microseconds")


def _name(text: str) -> str:
    """Return a name on one line, cut between words if it is long."""
    name = " ".join(_storable(text).split())
    if not name:
        raise ConversationError("the name is empty; give the conversation one of a word or more")
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "…"


def _sought(text: str) -> str:
    """Return a text in the form in which it is searched, without differences of case and of letter
    forms.
    """
    return unicodedata.normalize("NFKC", _storable(text)).casefold()


def _storable(text: str) -> str:
    """Return the text without lone surrogates and NUL characters, which databases refuse."""
    return storable(text).replace("\0", "\ufffd")


def _like(word: str) -> str:
    """Return the LIKE pattern of texts that have the word."""
    return f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
