"""Lists by what roles' own texts say: what they state, how much they insist, and what the judge
reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from fake_embedder import FakeEmbedder
from shelf import write

ROLES = {
    "Welder": """## Must have
- A welding certificate
- Norwegian, spoken and written

## Visas
We sponsor visas for this post.
""",
    "Diver": """## Nice to have
- Norwegian

## Must have
- A diving certificate
- Your own drysuit, which we pay for

## Visas
Visa sponsorship is not available for this position.
""",
    "Caulker": """## The work
You mend decks. You do not need Norwegian, and a driving licence is not required.

We cannot help with work permits, so you must already be allowed to work here.
""",
    "Rigger": """## Requirements
- A head for heights
- A driving licence

## The rest
For people from abroad we arrange the residence permit and bear its cost.
""",
    "Sexton": """## The work
You ring the bells and sweep the nave.
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = Path(tmp_path_factory.mktemp("yard"))
    head = (
        "---\nkind: role\ntitle: {}\ncompany: Slip & Sons\npostings: [{{place: 'NO, "
        "Bergen'}}]\n---\n"
    )
    texts = {title: head.format(title) + text for title, text in ROLES.items()}
    settings = Settings(data_dir=folder / "collection", seeds=False)
    with Assistant.open(settings=settings, load_embedder=FakeEmbedder) as opened:
        opened.library.ingest(
            [write(folder, f"{title.lower()}.md", text) for title, text in texts.items()]
        )
        yield opened


def titles(answer: Answer) -> list[str]:
    assert answer.selection is not None
    return sorted(role.document.title for role in answer.selection.roles)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which employers sponsor visas?", ["Rigger", "Welder"]),
        ("I need sponsorship. Which of the jobs offer it?", ["Rigger", "Welder"]),
        ("I am from Peru and need a visa, what are my options?", ["Rigger", "Welder"]),
        ("Which roles say no to visa sponsorship?", ["Caulker", "Diver"]),
        ("Which employers refuse to sponsor a visa?", ["Caulker", "Diver"]),
        ("Which roles require Norwegian?", ["Welder"]),
        ("in which roles is Norwegian actually required, not only preferred?", ["Welder"]),
        ("for which roles is Norwegian only a plus?", ["Diver"]),
        ("which roles must have Norwegian and which merely like it?", ["Diver", "Welder"]),
        ("Which roles say that Norwegian isn't needed?", ["Caulker"]),
        ("Which roles don't require Norwegian?", ["Caulker", "Diver"]),
        ("I have no driving licence. Which roles say that I don't need one?", ["Caulker"]),
    ],
)
def test_roles_are_chosen_by_what_they_state_and_how_much_they_insist(
    assistant: Assistant, question: str, expected: list[str]
) -> None:
    assert titles(assistant.ask(question)) == expected


def test_who_lacks_something_is_told_which_roles_do_without_it_and_which_do_not_say(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("I have no driving licence. Which roles could I take?")
    assert titles(answer) == ["Caulker"]
    untold = answer.text.partition("**Can't tell**")[2]
    assert all(f"**{name}**" in untold for name in ("Diver", "Sexton", "Welder"))


def test_who_sponsors_who_refuses_and_who_is_silent_are_told_apart(assistant: Assistant) -> None:
    told = assistant.ask("Which employers sponsor visas?").text
    sponsors, _, rest = told.partition("Said not to be so:")
    assert "not available" not in sponsors and "not available" in rest
    assert "doesn't say: Sexton." in rest
