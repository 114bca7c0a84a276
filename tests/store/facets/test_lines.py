"""What a line states is told from what it only mentions."""

from __future__ import annotations

import pytest

from store.facets.read import read_facets
from store.types import Fields

POSTING = """# Organ builder

Standby weekends are paid at €90. The wage is between €19.20 and €23.80 an hour.
Part-time from 28 hours is possible. The contract runs for two years.
Nothing of this work can be done from home. We cannot help with a work permit.
Interviews take place on 4 May 2027. Please reply by 2 April 2027; you begin on 1 June 2027.
"""


@pytest.mark.model
def test_the_job_s_own_facts_are_stated() -> None:
    facets = read_facets(Fields(), POSTING, ())
    assert facets.pay is not None and str(facets.pay.value.least) == "19.2"
    assert facets.closes is not None and str(facets.closes.value.day) == "2027-04-02"
    assert [stated.value for stated in facets.employments] == ["temporary"]
    assert facets.workplace is not None and facets.workplace.value == "on site"
    assert [stated.value for stated in facets.visas] == ["refused"]
