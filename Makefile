# Everything runs from .venv, made once and renewed when pyproject.toml or constraints.txt change.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
TORCH := 2.13.0
# The folder with public sets of claims that `make eval` measures with, where there is one.
PUBLIC ?= build/public

# The first Python 3.11 or newer that can make an environment; `make PYTHON=/path/to/python3 …` overrides it.
SUITS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c '$(SUITS)' >/dev/null 2>&1 && echo $$name && break; done)

.PHONY: help chat test check eval bench stress classifiers graph screenshots lock clean
.DEFAULT_GOAL := help

help: ## show these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' Makefile

chat: $(VENV)/installed ## serve the chat page and open it in the browser
	$(BIN)/rolecall chat

test: $(VENV)/installed-test ## run the tests: those without a browser and a model on all cores, then the others
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'not browser and not model'
	$(BIN)/python -m pytest -m 'browser or model'

check: $(VENV)/installed-test ## ruff, mypy and the layering test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py

eval: $(VENV)/installed-test ## measure finding, quoting, abstaining, lists, counts, comparisons, conversations, claims, reading
	$(BIN)/python tests/evals/evaluation.py tests/evals/cases.yaml tests/evals/structured_cases.yaml
	$(BIN)/python tests/evals/counts.py
	$(BIN)/python tests/evals/alignment.py
	$(BIN)/python tests/evals/claims.py
	$(BIN)/python tests/evals/public_claims.py $(PUBLIC)
	$(BIN)/python tests/evals/replies.py
	$(BIN)/python tests/evals/reading.py
	$(BIN)/python tests/evals/librarian.py
	$(BIN)/python tests/evals/judging.py --part held --baselines --documents
	$(BIN)/python tests/evals/asks.py

bench: $(VENV)/installed-test ## print in docs/performance.md how long answers and starts take, and what visitors and 10,000 postings cost
	$(BIN)/python tests/benchmarks/speed.py --write
	$(BIN)/python tests/benchmarks/visitors.py --write
	$(BIN)/python tests/benchmarks/visitors.py --busy --write
	$(BIN)/python tests/benchmarks/scale.py --write

stress: $(VENV)/installed-test ## kill writers, ask ten thousand odd questions, run everything at once for an hour
	$(BIN)/python tests/benchmarks/kills.py --write
	$(BIN)/python tests/benchmarks/question_fuzz.py --write
	$(BIN)/python tests/benchmarks/soak.py --write

classifiers: $(VENV)/installed-test ## train what tells kinds of questions apart, from assistant/judge/training
	$(PIP) install --quiet -c constraints.txt -e '.[training]'
	$(BIN)/python -m assistant.judge.training.intents
	$(BIN)/python -m assistant.judge.training.continuations
	$(BIN)/python -m assistant.judge.training.fits
	$(BIN)/python -m assistant.judge.training.breadth
	$(BIN)/python -m assistant.judge.training.facet_questions
	$(BIN)/python -m assistant.judge.training.sentences
	$(BIN)/python -m assistant.judge.training.framing
	$(BIN)/python -m assistant.judge.training.article_asks
	$(BIN)/python -m assistant.judge.training.tops
	$(BIN)/python -m assistant.judge.training.kinds
	$(BIN)/python -m assistant.judge.training.places
	$(BIN)/python -m assistant.judge.training.lines

graph: $(VENV)/installed-test ## write the packaged embedder's graph, store/embedding/packaged.onnx
	$(PIP) install --quiet -c constraints.txt -e '.[training]'
	$(BIN)/python -m store.embedding.export

screenshots: $(VENV)/installed-test ## picture the page, narrow and wide, light and dark
	$(BIN)/python tests/browser/screenshots.py

lock: ## renew constraints.txt from a fresh environment
	rm -rf build/lock
	$(call suits)
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet 'torch==$(TORCH)'
	build/lock/bin/python -m pip install --quiet '.[test]'
	{ echo '# Every package of a fresh environment with the test extra. Made by: make lock'; \
	  echo '# No local tags (+cpu) and no GPU packages, so that whichever build of PyTorch is at hand is taken.'; \
	  build/lock/bin/python -m pip freeze | sed -n 's/^\([A-Za-z0-9._-]*==[^+ ]*\).*/\1/p' \
	  | grep -Ev '^(rolecall|nvidia-.*|cuda-.*|triton)==' | LC_ALL=C sort -f; } > build/constraints.txt
	mv build/constraints.txt constraints.txt
	rm -rf build/lock

clean: ## remove the environment and caches; the collection stays
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last: an installation that was interrupted is taken up again.
$(VENV)/made:
	$(call suits)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/made
	@echo "Installing into $(VENV); the first time takes some minutes."
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt | $(VENV)/made
	@echo "Installing into $(VENV), tests included; the first time takes some minutes."
	$(PIP) install --quiet -c constraints.txt -e '.[test]'
	@touch $(VENV)/installed $@

define suits
@$(PYTHON) -c '$(SUITS)' 2>/dev/null || { \
	echo "Rolecall needs Python 3.11 or newer with venv; found: $(or $(PYTHON),none)." >&2; \
	echo "Install one (Debian, Ubuntu: sudo apt-get install python3 python3-venv)," >&2; \
	echo "or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; }
endef
