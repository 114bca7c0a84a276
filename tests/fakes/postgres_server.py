"""A PostgreSQL server of its own on this machine, where one is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOW_TO_GET_POSTGRES = "sudo apt-get install postgresql"
_PLACES = "/usr/lib/postgresql/*/bin"  # Debian's, which are not on the path


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs, of the newest version that is installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    return max(
        (folder for folder in Path("/").glob(_PLACES[1:]) if (folder / "initdb").exists()),
        default=None,
    )


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database on a server whose files are in `folder`, and stop it at
    the end.
    """
    programs = find_postgres()
    assert programs is not None, HOW_TO_GET_POSTGRES
    user = None
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("nobody").pw_uid
        folder.mkdir(parents=True, exist_ok=True)
        os.chown(folder, user, -1)
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "rolecall", "--auth=trust", "--no-sync", "--locale=C.UTF-8"],
        user=user, cwd="/", check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    started = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    subprocess.run(
        [*control, "-o", started, "start"],
        user=user,
        cwd="/",
        check=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"postgresql://rolecall@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"],
            user=user,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
        )
