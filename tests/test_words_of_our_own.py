"""Rare words of the seeds and of the evaluation have no place in the product: what helps only there
is a defect.

A word is rare where pyspellchecker's English word list has it less often than one time in 30
million. What is left to be removed stands in words_left.yaml by file, and may only shrink.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from spellchecker import SpellChecker

ROOT = Path(__file__).parents[1]
LEFT = yaml.safe_load(Path(__file__).with_name("words_left.yaml").read_text("utf-8"))
RARE = 60  # times in 1.6 thousand million words
# Formats, protocols, boards and Rolecall itself; contractions as a tokenizer leaves them; British
# spellings; numerals.
OURS = frozenset(
    """rolecall html http https href json yaml markdown standalone unstated usa admin centre colour labour programme
    iso schema schemas annotation modal ashby aren doesn isnt needn afternoon afterwards metres maths programmes
    localisation organisation organise recognised authorised trois""".split()
)
WORD = re.compile(r"[A-Za-z][a-z]{3,}|[A-Z]{3,}\b")
ESCAPE = re.compile(r"\\[bBdDsSwW]")


@cache
def rare_words() -> frozenset[str]:
    own = [
        *(ROOT / "seeds").glob("*.md"),
        *(
            path
            for ending in ("yaml", "md")
            for path in (ROOT / "tests" / "evals").rglob(f"*.{ending}")
        ),
    ]
    # The files of every format, and the library of the marked questions, are of many trades, by
    # writers who had not seen the code; one half of each is held out instead.
    own = [
        path
        for path in own
        if not {"reading", "gold", "asks", "played"} & set(path.relative_to(ROOT).parts)
    ]
    words = {word.casefold() for path in own for word in WORD.findall(path.read_text("utf-8"))}
    times = SpellChecker(distance=1).word_frequency.dictionary
    return frozenset(word for word in words if times.get(word, 0) < RARE) - OURS


def strings_of(path: Path) -> Iterator[str]:
    """The texts that a file of code brings, docstrings left out; all of a data file."""
    if path.suffix != ".py":
        yield path.read_text("utf-8")
        return
    tree = ast.parse(path.read_text("utf-8"))
    headed = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    documented = {id(node.body[0].value) for node in ast.walk(tree)
                  if isinstance(node, headed) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documented
        ):
            yield ESCAPE.sub(" ", node.value)


def made_by_others(path: Path) -> bool:
    """Tell a page's own parts, tables copied whole from Unicode's CLDR, and what a classifier is
    trained on.
    """
    return "static" in path.parts or path.name.startswith("cldr_") or "training" in path.parts


def found() -> dict[str, set[str]]:
    """The rare words in the product, by file."""
    files = [
        path for folder in ("assistant", "store", "prompts") for path in (ROOT / folder).rglob("*")
    ]
    words: dict[str, set[str]] = {}
    for path in files:
        if path.suffix in (".py", ".yaml", ".json", ".txt") and not made_by_others(path):
            own = {
                word.casefold() for text in strings_of(path) for word in WORD.findall(text)
            } & rare_words()
            if own:
                words[str(path.relative_to(ROOT))] = own
    return words


def test_the_product_holds_no_rare_word_of_our_own_documents() -> None:
    left = {file: set(words) for file, words in LEFT.items()}
    assert {file: sorted(words - left.get(file, set())) for file, words in found().items()
            if words - left.get(file, set())} == {}  # fmt: skip


def test_what_is_left_is_still_there() -> None:
    there = found()
    assert {file: sorted(set(words) - there.get(file, set())) for file, words in LEFT.items()
            if set(words) - there.get(file, set())} == {}  # fmt: skip
