"""The lock of a data folder, which allows one writer at a time across processes and threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from store.errors import BusyError, CollectionError
from store.types import Progress

WAIT_SECONDS = 120.0


class WriteLock:
    """Let one thread of one process write to a data folder; the thread that has the lock may take
    it again.

    Without a folder (for a Chroma server) it applies to the threads of this process. The operating
    system frees it when its process ends, even in a crash.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._threads = threading.RLock()
        self._processes = None if folder is None else FileLock(folder / "write.lock")

    @contextmanager
    def held(self, tell: Callable[[Progress], None]) -> Iterator[None]:
        """Hold the lock, waiting for it if necessary.

        Raises BusyError if another process keeps it for two minutes.
        """
        with self._threads:
            if self._processes is None:
                yield
                return
            self._take(self._processes, tell)
            try:
                yield
            finally:
                self._processes.release()

    def _take(self, lock: FileLock, tell: Callable[[Progress], None]) -> None:
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                tell(Progress("Waiting for another process to finish writing"))
                lock.acquire(timeout=WAIT_SECONDS)
        except Timeout as error:
            raise BusyError(
                f"Another process has been writing to {self._folder} for {WAIT_SECONDS:.0f} s. "
                "Wait until it ends and run the command again."
            ) from error
        except OSError as error:
            raise CollectionError(
                f"Cannot write to {self._folder}: {error.strerror}. Choose another folder with "
                "--data-dir."
            ) from error
