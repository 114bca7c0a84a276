"""Words and names that are data: they lie in YAML beside the code that reads them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any


@cache
def listed(module: str, name: str) -> Any:
    """Return what the YAML file `name` beside a module holds, read once: `listed(__file__, "furniture")`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is not built everywhere
    return yaml.load((Path(module).parent / f"{name}.yaml").read_text("utf-8"), loader)
