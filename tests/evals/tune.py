"""Options of all evaluations: `--tune` varies numbers of assistant/tuning.yaml, `--tuning` prints
them.

python tests/evals/librarian.py --tune evidence.answered=0.2 evidence.most_broad=6
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from assistant.tuning import read_tuning, tuning, use


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """A parser that has these two options; they take effect while the command line is read."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--tune", nargs="+", action=_Tune, metavar="NAME=VALUE", help="use another number"
    )
    parser.add_argument("--tuning", nargs=0, action=_Print, help="print the numbers in use and end")
    return parser


class _Tune(argparse.Action):
    def __call__(
        self, parser: argparse.ArgumentParser, options: Any, values: Any, name: str | None = None
    ) -> None:
        try:
            use(
                tuning().varied(
                    {
                        key: float(value)
                        for key, _, value in (each.partition("=") for each in values)
                    }
                )
            )
        except ValueError as error:
            parser.error(f"--tune {' '.join(values)}: {error}")
        print("\n".join(_varied()), flush=True)


class _Print(argparse.Action):
    def __call__(
        self, parser: argparse.ArgumentParser, options: Any, values: Any, name: str | None = None
    ) -> None:
        print("\n".join(f"{key} = {value}" for key, value in tuning().numbers().items()))
        parser.exit()


def _varied() -> Sequence[str]:
    shipped = read_tuning().numbers()
    used = tuning().numbers()
    return [
        f"{key} = {used[key]} ({value} as shipped)"
        for key, value in shipped.items()
        if used[key] != value
    ]
