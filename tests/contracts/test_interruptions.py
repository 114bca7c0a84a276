"""Killed, started six at once, without room, without leave to write: nothing is lost and each is
told in a line.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from assistant.conversations.archive import FILE_NAME, Conversations
from fake_embedder import FakeEmbedder
from kill_moments import KillMoments
from shelf import BAKER, PILOT, statuses, texts, write
from store.library import Library
from store.settings import StoreSettings

ROOT = Path(__file__).parents[2]
# Root may write anywhere, but for this.
BOUND = ["setpriv", "--bounding-set", "-dac_override"] if os.getuid() == 0 else []
STARTS = 6
START = """
import sys
sys.path.insert(0, "tests/fakes")
from pathlib import Path
from assistant.conversations.archive import Conversations
from fake_embedder import FakeEmbedder
from store.library import Library
from store.settings import StoreSettings
import chromadb
print("ready", flush=True)
sys.stdin.read()
home = Path(sys.argv[1])
library = Library.open(StoreSettings(data_dir=home), FakeEmbedder)
library.ingest_seeds(Path("seeds"))
Conversations.open(home / "conversations.sqlite3").start("ann", "Whose?")
print(*sorted(document.title for document in library.documents()), sep="; ")
"""
TOLD = """
import sys
sys.path.insert(0, "tests/fakes")
from assistant.cli import main
from fake_embedder import FakeEmbedder
import store.library
store.library.open_embedder = lambda name: FakeEmbedder()
sys.exit(main.run_command(main.app, sys.argv[1:]))
"""


def told(*command: str | Path, room: int | None = None, as_anyone: bool = False) -> tuple[int, str]:
    """The exit status of a command and what it said, with files of `room` bytes only, or as
    anyone but root.
    """

    def limit() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    ran = subprocess.run(
        [*(BOUND if as_anyone else []), sys.executable, "-c", TOLD, *map(str, command)], cwd=ROOT, preexec_fn=limit,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout + ran.stderr


def opened(data_dir: Path) -> Library:
    return Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)


def largest_file(folder: Path) -> int:
    return max(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("seed", [3, 4])
def test_writers_killed_at_any_moment_lose_nothing_and_leave_nothing_behind(
    tmp_path: Path, seed: int
) -> None:
    moments = KillMoments(tmp_path / "home", seed)
    for _ in range(3):  # tests/benchmarks/kills.py kills a hundred
        moments.kill_one()


def test_six_that_start_at_once_in_a_new_folder_all_answer(data_dir: Path) -> None:
    command = [sys.executable, "-c", START, str(data_dir)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    starting = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(STARTS)]  # type: ignore[call-overload]
    for process in starting:
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        process.stdin.close()
    said = {process.stdout.read() for process in starting}
    assert [process.wait() for process in starting] == [0] * STARTS
    assert len(said) == 1 and said.pop().count("; ") == 3, "each found all four seeds"


def test_a_full_disk_is_told_and_what_was_finished_stays(data_dir: Path, tmp_path: Path) -> None:
    with closing(opened(data_dir)) as library:
        library.ingest([write(tmp_path, "baker.md", BAKER)])
    room = largest_file(data_dir / "chroma") + 2_000_000
    status, said = told(
        "--data-dir", data_dir, "ingest", write(tmp_path, "pilot.md", PILOT), room=room
    )
    assert status == 1 and "has no room for" in said and "df -h" in said
    with closing(opened(data_dir)) as library:
        assert [document.title for document in library.documents()] == ["Night Baker"]
        assert statuses(library, tmp_path / "pilot.md") == ["added"]


def test_a_disk_too_full_to_begin_is_told(data_dir: Path, tmp_path: Path) -> None:
    status, said = told(
        "--data-dir", data_dir, "ingest", write(tmp_path, "baker.md", BAKER), room=500_000
    )
    assert status == 1 and "has no room for" in said
    with closing(opened(data_dir)) as library:
        assert statuses(library, tmp_path / "baker.md") == ["added"]


def test_a_backup_without_room_leaves_no_half_file(data_dir: Path, tmp_path: Path) -> None:
    with closing(opened(data_dir)) as library:
        library.ingest([write(tmp_path, "baker.md", BAKER)])
    status, said = told("--data-dir", data_dir, "backup", tmp_path / "one.backup", room=1000)
    assert status == 1 and "room" in said
    assert not list(tmp_path.glob("*backup*")) and not list(tmp_path.glob(".*backup*"))


@pytest.mark.skipif(bool(BOUND) and not shutil.which("setpriv"), reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_told_with_the_command_that_allows_it(
    data_dir: Path, tmp_path: Path
) -> None:
    baker = write(tmp_path, "baker.md", BAKER)
    with (
        closing(opened(data_dir)) as library,
        closing(Conversations.open(data_dir / FILE_NAME)) as kept,
    ):
        library.ingest([baker])
        kept.start("ann", "Whose?")
    inside = [data_dir, *data_dir.rglob("*")]
    for path in inside:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for command in (["documents"], ["ingest", baker], ["conversations"]):
        status, said = told("--data-dir", data_dir, *command, as_anyone=True)
        assert status == 1 and f"chmod -R u+rwX {data_dir}" in said, said
    for path in inside:
        path.chmod(0o755)
    with closing(opened(data_dir)) as library:
        assert "sourdough" in texts(library, "loaves")


def test_a_clock_that_was_set_back_hides_no_change(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(data_dir)) as library, closing(opened(data_dir)) as reader:
        library.ingest([write(tmp_path, "baker.md", BAKER)])
        assert "sourdough" in texts(reader, "loaves")
        monkeypatch.setattr("store.collection.chroma.time.time_ns", lambda: 1)
        monkeypatch.setattr("store.collection.chroma.time.time", lambda: 1.0)
        before = library.revision
        write(tmp_path, "baker.md", BAKER.replace("sourdough", "rye"))
        assert statuses(library, tmp_path / "baker.md") == ["updated"]
        assert library.revision > before
        assert "rye" in texts(reader, "loaves") and "sourdough" not in texts(
            reader, "sourdough loaves"
        )
