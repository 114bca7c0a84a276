"""Keep vectors by the text they were made from, so that no text is embedded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from store.collection.derived_file import DerivedFile, Lost
from store.embedding.embedder import Embedder, Vectors

FILE_NAME = "vectors.sqlite3"
AT_ONCE = 500  # texts that are looked up at once; SQLite limits the size of a statement
# The vector of this text shows whether an embedder is still the same: a model trained further keeps
# its name.
PROBE = "The quick brown fox jumps over the lazy dog."
SAME = 1e-3  # how much a number of its vector may differ on another processor
_SCHEMA = """
CREATE TABLE embedders (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, probe BLOB);
CREATE TABLE vectors (embedder INTEGER, text BLOB, vector BLOB, PRIMARY KEY (embedder, text))
"""


class KeptVectors:
    """Vectors in a file of the data folder. Safe to share between threads and processes.

    A failure to read or write the file only costs time: missing vectors are made again.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = DerivedFile(folder and folder / FILE_NAME, _SCHEMA)
        self._numbers: dict[int, tuple[Embedder, int]] = {}

    def embed(self, texts: Sequence[str], embedder: Embedder) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension); missing ones are made and kept.

        Raises EmbedderError.
        """
        known = self.known(texts, embedder)
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            vectors = embedder.embed(new)
            self.keep(new, vectors, embedder)
            known.update(zip(new, vectors, strict=True))
        if not texts:
            return np.zeros((0, embedder.dimension), dtype=np.float32)
        return np.stack([known[text] for text in texts])

    def known(self, texts: Sequence[str], embedder: Embedder) -> dict[str, Vectors]:
        """Return the kept vectors, of shape (dimension,), by text."""
        by_key = {_key(text): text for text in texts}
        keys = list(by_key)
        found: dict[str, Vectors] = {}
        try:
            number = self._number(embedder)
            with self._file.reading() as connection:
                for start in range(0, len(keys), AT_ONCE):
                    wanted = keys[start : start + AT_ONCE]
                    of_texts = f"embedder = ? AND text IN ({','.join('?' * len(wanted))})"
                    query = f"SELECT text, vector FROM vectors WHERE {of_texts}"
                    for key, vector in connection.execute(query, (number, *wanted)):
                        found[by_key[key]] = np.frombuffer(vector, dtype=np.float32)
        except Lost:
            self._numbers.clear()
        return found

    def keep(self, texts: Sequence[str], vectors: Vectors, embedder: Embedder) -> None:
        """Keep the vectors of texts, shape (len(texts), dimension)."""
        try:
            number = self._number(embedder)
            pairs = zip(texts, vectors, strict=True)
            rows = [(number, _key(text), vector.tobytes()) for text, vector in pairs]
            with self._file.writing() as connection:
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except Lost:
            self._numbers.clear()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _number(self, embedder: Embedder) -> int:
        """Return the number of an embedder in the file; a changed embedder gets a new number and
        loses its old one.
        """
        if id(embedder) in self._numbers:
            return self._numbers[id(embedder)][1]
        probe = np.asarray(embedder.embed([PROBE])[0], dtype=np.float32)
        with self._file.writing() as connection:
            name = (embedder.name,)
            known = "SELECT number, probe FROM embedders WHERE name = ?"
            rows = connection.execute(known, name).fetchall()
            number = next((number for number, kept in rows if _is_same(kept, probe)), None)
            if number is None:
                old = [(number,) for number, _ in rows]
                connection.executemany("DELETE FROM vectors WHERE embedder = ?", old)
                connection.execute("DELETE FROM embedders WHERE name = ?", name)
                new = "INSERT INTO embedders (name, probe) VALUES (?, ?)"
                number = connection.execute(new, (*name, probe.tobytes())).lastrowid
        assert number is not None, "a row has a number"
        self._numbers[id(embedder)] = (embedder, number)
        return number


def _is_same(kept: bytes, probe: Vectors) -> bool:
    before = np.frombuffer(kept, dtype=np.float32)
    return before.shape == probe.shape and np.allclose(before, probe, atol=SAME)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
