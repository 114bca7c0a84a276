from __future__ import annotations

from store.search.retrieval import fuse


def test_what_both_retrievers_find_comes_before_what_one_finds_first() -> None:
    fused = fuse({"dense": ["a", "b"], "lexical": ["c", "b"]})
    assert [item.item for item in fused] == ["b", "a", "c"]
    assert fused[0].found_by == ("dense", "lexical")


def test_a_higher_rank_scores_more() -> None:
    fused = fuse({"dense": ["a", "b", "c"]})
    assert [item.item for item in fused] == ["a", "b", "c"]
    assert fused[0].score > fused[1].score > fused[2].score


def test_nothing_found_is_an_empty_list() -> None:
    assert fuse({"dense": [], "lexical": []}) == []
