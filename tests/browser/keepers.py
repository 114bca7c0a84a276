"""A fast assistant with two made-up documents about lighthouse keepers, and questions to it."""

from __future__ import annotations

from fake_assistant import FakeAssistant, document, passage

HARBOUR = document(
    "Keeping the harbour light",
    "Keepers climb the tower at dusk. They trim the lamp by hand.\n\n- **Care:** the lens is "
    "wiped with linen.\n",
    author="Mara Quay",
    publisher="Coastal Notes",
    url="https://coast.example/keepers",
)
FERRY = document(
    "Ferry pilot", "Pilots study the tides for years. " * 40 + "Pilots steer by the lamp at night."
)
LAMP = "Do keepers trim the lamp by hand?"
TIDES = "What do pilots study?"
NIGHT = "Do pilots steer at night?"
PAY = "Which salary is offered?"


def keepers() -> FakeAssistant:
    return FakeAssistant(
        [passage(HARBOUR, heading_path=(HARBOUR.title, "Evenings")), passage(FERRY, rank=2)]
    )
