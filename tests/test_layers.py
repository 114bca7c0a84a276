"""The shape of the code: which of our modules may import which, and where heavy libraries are brought in."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "store")
IN_ONE_FILE = ("chromadb", "sentence_transformers", "torch", "openai")
EDGES = ("assistant.cli", "assistant.page")  # and what their names begin
NOT_FOR_HELP = ("torch", "sentence_transformers", "transformers", "chromadb", "gradio", "langchain", "langchain_core")


@cache
def modules() -> dict[str, Path]:
    """Our modules by dotted name."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def imported_by(module: str) -> frozenset[str]:
    """Dotted names a module imports anywhere, those for type checking alone left out."""
    names: set[str] = set()
    pending: list[ast.AST] = [ast.parse(modules()[module].read_text())]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            pending.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively; write the whole name"
            names.update({node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)})
        pending.extend(ast.iter_child_nodes(node))
    return frozenset(names)


def importers_of(library: str) -> list[str]:
    """Our modules that import `library` or what is in it."""
    return [name for name in modules() if any((used + ".").startswith(library + ".") for used in imported_by(name))]


def ours(module: str) -> set[str]:
    """Those of our modules that a module imports."""
    return {name for name in imported_by(module) if name in modules()} - {module, *PACKAGES}


def test_the_store_knows_nothing_of_the_assistant() -> None:
    assert [name for name in importers_of("assistant") if name.startswith("store")] == []


@pytest.mark.parametrize("library", IN_ONE_FILE)
def test_a_heavy_library_is_imported_in_one_file(library: str) -> None:
    assert len(importers_of(library)) <= 1, importers_of(library)


def test_gradio_is_imported_by_the_page_alone() -> None:
    assert [name for name in importers_of("gradio") if not name.startswith("assistant.page.")] == []


def test_each_model_provider_is_imported_in_one_file() -> None:
    used = {used.split(".")[0] for name in modules() for used in imported_by(name)}
    neutral = {"langchain_core", "langchain_text_splitters"}
    for provider in (name for name in used if name.startswith("langchain_") and name not in neutral):
        assert len(importers_of(provider)) == 1, importers_of(provider)


def test_no_module_needs_one_that_needs_it() -> None:
    try:
        order = list(TopologicalSorter({name: ours(name) for name in modules()}).static_order())
    except CycleError as error:
        pytest.fail(f"imports in a circle: {' -> '.join(error.args[1])}")
    assert set(order) == set(modules())


def test_types_and_errors_rest_on_types_alone() -> None:
    for package in PACKAGES:
        assert ours(f"{package}.types") <= {"store.types", "store.search.catalog"}
        assert ours(f"{package}.errors") == set()
        assert ours(f"{package}.settings") <= {"store.settings", "assistant.settings"}


def test_only_the_command_line_imports_the_command_line_and_the_page() -> None:
    for name in modules():
        if not name.startswith(EDGES):
            assert not {used for used in ours(name) if used.startswith(EDGES)}, name


def test_help_imports_no_heavy_library() -> None:
    script = (
        "import sys; from assistant.cli.main import app; from assistant.cli.edge import run_command\n"
        "status = run_command(app, ['--help'])\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)\n"
        "sys.exit(status)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "Usage: rolecall" in ran.stdout
    assert set(ran.stderr.split()) & set(NOT_FOR_HELP) == set()


def test_no_pattern_repeats_a_group_with_a_plus_behind() -> None:
    """Python 3.11.2, Debian 12's, matches ")*+" wrongly; "(?>(?:…)*)" says the same and holds in every version."""
    repeated = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,{}]+\})\+")
    assert [name for name, path in modules().items() if repeated.search(path.read_text())] == []
