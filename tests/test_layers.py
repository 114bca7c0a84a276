"""The shape of the code: which of our modules may import which, and where heavy libraries are
brought in.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "store")
IN_ONE_ROOM = ("chromadb", "sentence_transformers", "onnxruntime", "torch", "openai", "gradio")
TRAINING = "assistant.judge.training"  # scripts that nothing imports, with libraries of their own
MOST_FILES = 13  # of a room, its __init__ among them
# In the order of reading: a room may import those before it.
ORDER = """
store.errors                store.types                 store.settings              store.text
store.embedding             store.facets                store.collection            store.loading
store.sources               store.search                store.library               store.backup
store.repair
assistant.errors            assistant.types             assistant.settings          assistant.tuning
assistant.language          assistant.judge             assistant.startup           assistant.models
assistant.question          assistant.evidence          assistant.check             assistant.comparison
assistant.as_json           assistant.conversations     assistant.answer            assistant.assistant
assistant.langchain         assistant.trial             assistant.backup            assistant.page
assistant.cli
""".split()
EDGES = ("assistant.cli", "assistant.page")  # and what their names begin
NOT_FOR_HELP = """
torch onnxruntime sentence_transformers transformers chromadb gradio langchain langchain_core
""".split()
NOT_FOR_QUOTES = """
torch sentence_transformers transformers safetensors huggingface_hub sklearn scipy pandas onnx gradio fastapi uvicorn
langchain langchain_core openai anthropic
""".split()


@cache
def modules() -> dict[str, Path]:
    """Our modules by dotted name."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    named = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in paths
    }
    return {name: path for name, path in named.items() if not name.startswith(TRAINING)}


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
            names.update(
                {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
            )
        pending.extend(ast.iter_child_nodes(node))
    return frozenset(names)


def importers_of(library: str) -> list[str]:
    """Our modules that import `library` or what is in it."""
    return [
        name
        for name in modules()
        if any((used + ".").startswith(library + ".") for used in imported_by(name))
    ]


def ours(module: str) -> set[str]:
    """Those of our modules that a module imports."""
    return {name for name in imported_by(module) if name in modules()} - {module, *PACKAGES}


def test_the_store_knows_nothing_of_the_assistant() -> None:
    assert [name for name in importers_of("assistant") if name.startswith("store")] == []


@pytest.mark.parametrize("library", IN_ONE_ROOM)
def test_a_heavy_library_is_imported_in_one_room(library: str) -> None:
    assert len({layer_of(name) for name in importers_of(library)}) <= 1, importers_of(library)


def test_nothing_imports_the_training_of_the_judge() -> None:
    assert importers_of(TRAINING) == []


def test_each_model_provider_is_imported_in_one_file() -> None:
    used = {used.split(".")[0] for name in modules() for used in imported_by(name)}
    neutral = {"langchain_core", "langchain_text_splitters"}
    for provider in (
        name for name in used if name.startswith("langchain_") and name not in neutral
    ):
        assert len(importers_of(provider)) == 1, importers_of(provider)


def folder_of(module: str) -> str:
    """The package that a module lies in; itself for a package."""
    return module if modules()[module].name == "__init__.py" else module.rpartition(".")[0]


def layer_of(module: str) -> str:
    """The entry of ORDER that a module belongs to."""
    return ".".join(module.split(".")[:2])


def test_a_room_imports_those_before_it() -> None:
    place = {name: at for at, name in enumerate(ORDER)}
    assert {layer_of(name) for name in modules()} - {*PACKAGES} == set(place)
    upwards = [
        (name, used)
        for name in modules()
        for used in ours(name)
        if name not in PACKAGES and place[layer_of(used)] > place[layer_of(name)]
    ]
    assert upwards == []


def public_names() -> dict[str, set[str]]:
    """What each package says that others may import, by the package."""
    packages = [name for name, path in modules().items() if path.name == "__init__.py"]
    return {name: set(import_module(name).__all__) for name in packages}


def test_what_a_room_names_is_there_and_is_all_that_others_import() -> None:
    taken: dict[str, set[str]] = {name: set() for name in public_names()}
    for importer in modules():
        for node in ast.walk(ast.parse(modules()[importer].read_text())):
            if not isinstance(node, ast.ImportFrom) or node.module not in modules():
                continue
            folder = folder_of(node.module)
            if folder not in (folder_of(importer), *PACKAGES) and node.module != folder:
                taken[folder] |= {alias.name for alias in node.names}
    for package, names in public_names().items():
        room = import_module(package)
        assert all(hasattr(room, name) for name in names)
        if package not in PACKAGES:
            assert names == taken[package], f"{package}: {sorted(names ^ taken[package])}"


def test_the_api_page_takes_its_names_from_the_packages() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    for package, names in re.findall(
        r"^from (assistant|store)\S* import (.*)$", page, re.MULTILINE
    ):
        assert set(names.split(", ")) <= public_names()[package]
    assert re.findall(r"^from (?:assistant|store)\.", page, re.MULTILINE) == []


def test_no_room_has_too_many_files() -> None:
    files: dict[str, int] = {}
    for name in modules():
        files[folder_of(name)] = files.get(folder_of(name), 0) + 1
    assert {folder: count for folder, count in files.items() if count > MOST_FILES} == {}


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


def imported_to_run(*commands: Sequence[str]) -> tuple[str, set[str]]:
    """What commands print, run one after the other in one process, and the packages imported for
    them.
    """
    script = (
        "import json, sys; from assistant.cli.main import app; from assistant.cli.edge import "
        "run_command\n"
        "statuses = [run_command(app, command) for command in json.loads(sys.argv[1])]\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)\n"
        "sys.exit(max(statuses))"
    )
    command = [sys.executable, "-c", script, json.dumps(commands)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return ran.stdout, set(ran.stderr.splitlines()[-1].split())


def test_help_imports_no_heavy_library() -> None:
    printed, imported = imported_to_run(["--help"])
    assert "Usage: rolecall" in printed
    assert imported & set(NOT_FOR_HELP) == set()


@pytest.mark.model
def test_an_answer_in_quotes_imports_neither_torch_nor_the_page(tmp_path: Path) -> None:
    source = tmp_path / "pilot.md"
    source.write_text(
        "# Harbour Pilot\n\nCompany: Tidewater\n\n## The work\n\nPilots board ships at sea.\n"
    )
    place = ["--data-dir", str(tmp_path / "data"), "--no-seeds"]
    printed, imported = imported_to_run(
        [*place, "ingest", str(source)], [*place, "ask", "What do pilots board?"]
    )
    assert "Pilots board ships at sea." in printed
    assert imported & set(NOT_FOR_QUOTES) == set()


def test_no_pattern_repeats_a_group_with_a_plus_behind() -> None:
    """Python 3.11.2, Debian 12's, matches ")*+" wrongly; "(?>(?:…)*)" says the same and holds in
    every version.
    """
    repeated = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,{}]+\})\+")
    assert [name for name, path in modules().items() if repeated.search(path.read_text())] == []
