"""A made-up port's postings and an article, for tests of lists, counts, comparisons and
conversations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.assistant import Assistant
from assistant.question.known import Known
from assistant.settings import Settings
from fake_embedder import FakeEmbedder
from read_files import read_file

FILES = {
    "pilot-tides.md": """---
kind: role
title: Harbour Pilot
company: Quayside
team: Tides and Channels (TAC)
postings:
  - {place: "GB, Hull", count: 3}
  - {place: "US, MA, Boston", date: 2025-03-01, url: "https://jobs.example/pilot"}
---
## The work

Harbour pilots bring container ships through the channel. They read tide tables before every passage.

## Who they work with

Pilots radio the tug crews. They coach junior pilots in ship handling.
""",
    "pilot-ice.md": """---
kind: role
title: Harbour Pilot
company: Quayside
team: Ice Watch
postings:
  - {place: "CA, BC, Vancouver"}
---
## The work

Ice pilots lead ships through frozen channels. They publish a daily ice bulletin.

## What is asked for

A master's certificate is required. A driving licence is not required.
""",
    "clerk-intern.md": """---
kind: role
title: Customs Clerk Intern
company: Saltmarsh
level: intern
postings:
  - {place: "DE, Hamburg"}
---
## The work

The intern checks cargo papers. Optical Character Recognition (OCR) reads most of them.
""",
    "crane-engineer.md": """---
kind: role
title: Senior Crane Engineer
company: Saltmarsh
team: Heavy Lift
postings:
  - {place: "DE, Munich"}
  - {place: "Remote, US"}
---
## The work

Crane engineers design gantry cranes in Python. They mentor apprentices every week.
""",
    "how-we-hire.md": """---
kind: article
title: How the port hires
author: Nele Brandt
---
## Wardens

Dock Wardens are experienced interviewers. Nele Brandt has been a Dock Warden for nine years.
A rope test is required for every pilot, because ropes save lives.
""",
}
TIDES, ICE, CLERK, CRANE = "Tides and Channels (TAC)", "Ice Watch", "", "Heavy Lift"


def write_harbour(folder: Path) -> Path:
    """The files in a folder of their own."""
    home = folder / "harbour"
    home.mkdir(parents=True)
    for name, text in FILES.items():
        (home / name).write_text(text, "utf-8")
    return home


def known_harbour(folder: Path) -> Known:
    """What questions about the port are understood against, without anything stored."""
    files = sorted(write_harbour(folder).iterdir())
    return Known.of([document for file in files for document in read_file(file)])


@contextmanager
def harbour_assistant(folder: Path) -> Iterator[Assistant]:
    """An assistant that has the port's documents and nothing else."""
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as assistant:
        assistant.library.ingest([write_harbour(folder)])
        yield assistant
