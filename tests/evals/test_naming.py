from pathlib import Path

import pytest

from naming import NONE, files_of, opened, questions


@pytest.mark.model
def test_questions_are_held_to_the_document_they_describe(tmp_path: Path) -> None:
    with opened(tmp_path) as assistant:
        files, likeness = files_of(assistant), assistant.known().likeness
        asked = [(turns[0], file) for turns, file in questions() if len(turns) == 1]
        found = {question: likeness(question) for question, _ in asked}
    meant = [(file, found[question]) for question, file in asked if file != NONE]
    sure = [(file, likely) for file, likely in meant if likely and likely.is_sure]
    first = [files[likely.document_id] == file for file, likely in meant if likely]
    assert sum(first) >= 54
    assert len(sure) >= 42
    assert all(files[likely.document_id] == file for file, likely in sure)
