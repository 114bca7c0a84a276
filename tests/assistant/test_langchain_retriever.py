from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from assistant.langchain import PassageRetriever
from fake_embedder import FakeEmbedder
from shelf import BAKER, PILOT, write
from store.library import Library
from store.settings import StoreSettings
from store.types import Filters


@pytest.fixture
def library(data_dir: Path, tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(StoreSettings(data_dir=data_dir), FakeEmbedder)
    opened.ingest([write(tmp_path, "baker.md", BAKER), write(tmp_path, "pilot.md", PILOT)])
    yield opened
    opened.close()


def test_it_returns_passages_word_for_word_with_where_they_stand(library: Library) -> None:
    retriever: BaseRetriever = PassageRetriever(library=library)
    first, second = retriever.invoke("Who brings container ships through the estuary?")
    told = first.metadata
    assert (told["title"], told["section"], told["rank"]) == ("Harbour Pilot", "The work", 1)
    assert told["source"].endswith("pilot.md") and set(told["found_by"]) == {"dense", "lexical"}
    assert (
        library.document(told["document_id"]).text[told["start"] : told["end"]]
        == first.page_content
    )
    assert told["score"] > second.metadata["score"] and second.metadata["rank"] == 2


def test_top_k_and_filters_hold(library: Library) -> None:
    (one,) = PassageRetriever(library=library, top_k=1).invoke("container ships")
    assert one.metadata["title"] == "Harbour Pilot"
    baker = next(
        document.document_id for document in library.documents() if document.title == "Night Baker"
    )
    found = PassageRetriever(
        library=library, filters=Filters(document_ids=frozenset({baker}))
    ).invoke("ships")
    assert {one.metadata["title"] for one in found} == {"Night Baker"}


def test_it_is_a_runnable_like_any_other(library: Library) -> None:
    chain = PassageRetriever(library=library, top_k=1) | RunnableLambda(
        lambda found: found[0].metadata["title"]
    )
    assert chain.invoke("sourdough loaves") == "Night Baker"
    assert chain.batch(["sourdough loaves", "container ships"]) == ["Night Baker", "Harbour Pilot"]
    # In a thread of its own: a browser test that ran before may have left a loop running in this
    # one.
    with ThreadPoolExecutor(1) as thread:
        assert (
            thread.submit(asyncio.run, chain.ainvoke("container ships")).result() == "Harbour Pilot"
        )
