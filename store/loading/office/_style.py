"""What the styles of an office document say of the look of its text."""

from __future__ import annotations

from typing import NamedTuple


class Style(NamedTuple):
    """What a paragraph or run looks like; None where it leaves that to what it is based on."""

    heading: int | None = None
    strong: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    list_id: str | None = None
    depth: int | None = None
    indent: float | None = None

    def over(self, base: Style) -> Style:
        """Return the look with what it leaves to `base`."""
        stated = {name: value for name, value in self._asdict().items() if value is not None}
        return base._replace(**stated)
