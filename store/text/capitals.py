"""What proper names look like in English text; pieces for other patterns."""

from __future__ import annotations

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽ"
CAP = rf"(?:[{UPPER}][\w&+-]*(?:\.\w+)?)"  # one capitalised word: Acme, AI, R&D, Acme.com
NAME = rf"(?:{CAP}(?: {CAP}){{0,6}})"
ACRONYM = r"(?: \([A-Z][\w&+-]*\))"
# a team or organisation, with its acronym
UNIT = rf"(?:{CAP}(?:(?: (?:and|of|for|&))? {CAP}){{0,9}}{ACRONYM}?)"
_PARTICLE = rf"(?: [{UPPER}]\.| (?:de|da|del|der|den|di|du|la|le|bin|ibn|al|van|von|ten|ter))"
PERSON = rf"(?:[{UPPER}][\w'’-]+{_PARTICLE}{{0,3}}(?: [{UPPER}][\w'’-]+){{1,3}})"
