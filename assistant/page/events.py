"""What the page's listeners have in common."""

from __future__ import annotations

from typing import Any

# Events of the page are its own business: they are no public API, and several visitors may ask at once.
EVENT: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 16}
# One that only waits (for the assistant to open, say) keeps nobody else from being served.
WAITING: dict[str, Any] = {**EVENT, "concurrency_limit": None}
