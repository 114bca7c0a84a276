"""Who may ask which model: an owner any, others what an owner enabled, a program what others
may.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request

from assistant.errors import AssistantError, ModelError, QuestionError
from assistant.page.guard.visitors import Visitor, Visitors, visitor_of
from assistant.page.session.site import Site
from page_site import harbour_site

OWNER, STRANGER = (
    Visitor("owner", owner=True, address="127.0.0.1"),
    Visitor("stranger", address="192.0.2.7"),
)
HOSTED = "mistral:rye"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("MISTRAL_API_KEY", "sk-mine")
    with harbour_site(tmp_path, questions_per_minute=3) as site:
        yield site


async def request_from_this_machine() -> Request:
    """A program's request, as the page sees it: at this machine, by its own name, with nothing
    between.
    """
    headers = [(b"host", b"127.0.0.1:7860")]
    scope = {
        "type": "http",
        "client": ("127.0.0.1", 5000),
        "scheme": "http",
        "headers": headers,
        "method": "POST",
    }

    async def nothing(*_: object) -> None:
        return None

    await Visitors(nothing)(scope, nothing, nothing)  # type: ignore[arg-type]
    return Request(scope)


def test_a_hosted_model_is_the_owners_until_it_is_enabled(site: Site) -> None:
    site.admit(OWNER, HOSTED)
    with pytest.raises(ModelError, match="'mistral:rye' is not offered here"):
        site.admit(STRANGER, HOSTED)
    with pytest.raises(AssistantError, match="not an owner"):
        site.enabled.enable(STRANGER, [HOSTED])
    site.enabled.enable(OWNER, [HOSTED])
    site.admit(STRANGER, HOSTED)


@pytest.mark.parametrize(
    "model",
    [
        "openai:rye@http://inside.example/v1",
        "ollama:rye@http://169.254.169.254",
        "transformers:owner/weights",
        "transformers:/etc",
        "openai:rye",
        "oracle:rye",
    ],
)
def test_a_stranger_has_no_text_sent_and_no_model_fetched(site: Site, model: str) -> None:
    with pytest.raises(ModelError):
        site.admit(STRANGER, model)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_program_at_this_machine_is_no_owner(site: Site, anyio_backend: str) -> None:
    request = await request_from_this_machine()
    assert visitor_of(request).owner
    with pytest.raises(ModelError, match="is not offered here"):
        site.admit_program(request, HOSTED)
    site.enabled.enable(OWNER, [HOSTED])
    site.admit_program(request, HOSTED)


def test_a_question_that_may_not_be_asked_is_not_counted_and_the_rest_are(site: Site) -> None:
    for _ in range(5):
        with pytest.raises(ModelError):
            site.admit(STRANGER, HOSTED)
    for _ in range(3):
        site.admit(STRANGER, "")
    with pytest.raises(AssistantError, match="3 questions within a minute"):
        site.admit(STRANGER, "")
    site.admit(Visitor("another", address="192.0.2.7"), "")


def test_a_question_that_is_too_long_or_says_nothing_is_refused_in_words_and_not_counted(
    site: Site,
) -> None:
    for _ in range(5):
        with pytest.raises(
            QuestionError, match=r"has 4,001 characters and the longest taken is 4,000\. Shorten it"
        ):
            site.admit(STRANGER, "", "a" * 4001)
        with pytest.raises(QuestionError, match="The question is empty"):
            site.admit(STRANGER, "", " \n")
    for _ in range(3):
        site.admit(STRANGER, "", "a" * 4000)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_programs_question_is_as_short_as_a_persons(site: Site, anyio_backend: str) -> None:
    with pytest.raises(QuestionError, match="Shorten it"):
        site.admit_program(await request_from_this_machine(), "", "a" * 4001)
