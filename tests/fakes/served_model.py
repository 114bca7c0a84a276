"""A real model server of OpenAI's kind, on this machine: `transformers serve` with the model of one
folder.

What transformers 5.24 was found to do:

- Given a folder, it serves that one and no other. It loads it before it listens, in about five
  seconds, and with HF_HUB_OFFLINE=1 and `--device cpu` needs neither the network nor a GPU.
- The model's name is the path as it was given, compared letter by letter. It runs in the folder's
  parent here, so that the name is the folder's alone. GET /v1/models lists just it. Another name is
  refused with status 400 (not
  404) and {"detail": "Server is pinned to 'NAME'; requested 'OTHER'."}.
- It asks for no key. It streams a token a chunk, the first chunk with the role only and the last
  with the usage, asked for or not, and ends the stream without OpenAI's `[DONE]`. A reply has up to
  1024 tokens unless the request has max_completion_tokens.
- A client that goes away stops the generation at the next token, where the reply is streamed. There
  is one generation at a time, so the next request tells whether the last one still runs: see
  `seconds_to_answer`.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tiny_model import build_taught_model, build_tiny_model

OFFLINE = Path(__file__).parents[1] / "offline"
START_S, STOP_S = 90.0, 5.0
# It stands in seeds/building-a-science-career.md, with more to it.
BAR_RAISERS = "At Amazon, a Bar Raiser is an experienced interviewer [2]."


@cache
def taught_once() -> Path:
    """The folder of a model that answers BAR_RAISERS to whatever it is asked; made once in a
    test run.
    """
    return build_taught_model(_folder_of_this_run() / "taught", BAR_RAISERS)


@cache
def rambling_once() -> Path:
    """The folder of a model that never ends of itself; made once in a test run."""
    return build_tiny_model(_folder_of_this_run() / "rambling")


@cache
def _folder_of_this_run() -> Path:
    folder = tempfile.mkdtemp(prefix="rolecall-models-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@dataclass(frozen=True)
class ServedModel:
    """Where a model is served, its name there, and the file that the server writes its log to."""

    url: str
    name: str
    log: Path

    def seconds_to_answer(self) -> float:
        """How long one token of reply takes: milliseconds, unless the server is generating for
        someone else.
        """
        asked = {
            "model": self.name,
            "messages": [{"role": "user", "content": "Hi"}],
            "max_completion_tokens": 1,
        }
        request = urllib.request.Request(
            f"{self.url}/chat/completions",
            json.dumps(asked).encode(),
            {"Content-Type": "application/json"},
        )
        began = time.monotonic()
        with _straight.open(request, timeout=START_S) as reply:
            reply.read()
        return time.monotonic() - began


@contextmanager
def served_model(folder: Path, log: Path | None = None) -> Iterator[ServedModel]:
    """Serve the model of `folder` until the block ends; the log is written beside the folder unless
    told where.

    Raises RuntimeError with the log's end where the server does not answer within START_S seconds.
    """
    port = _free_port()
    served = ServedModel(
        f"http://127.0.0.1:{port}/v1", folder.name, log or folder.with_name(f"{folder.name}.log")
    )
    with served.log.open("wb") as written:
        server = subprocess.Popen(
            _command(folder.name, port),
            cwd=folder.parent,
            env=_environment(),
            stdout=written,
            stderr=written,
        )
    try:
        _wait_until_it_answers(served, server)
        yield served
    finally:
        _end(server)


def _command(name: str, port: int) -> list[str]:
    where = ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    # -P, since Python would otherwise import what lies in the folder that it runs in.
    return [sys.executable, "-P", "-m", "transformers.cli.transformers", "serve", name, *where]


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": path,
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


# No proxy that is set for other programs.
_straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _wait_until_it_answers(served: ServedModel, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with _straight.open(f"{served.url}/models", timeout=STOP_S):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    end = served.log.read_text("utf-8", errors="replace")[-2000:]
    raise RuntimeError(
        f"transformers serve did not answer at {served.url} (exit status {server.poll()}):\n{end}"
    )


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:  # it waits for open connections
        server.kill()
        server.wait()
