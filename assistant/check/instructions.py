"""Find sentences of a document that give orders to a language model. They state nothing, so no
claim may rest on them.
"""

from __future__ import annotations

import re
import unicodedata

from store.types import Span

_ABOVE = r"(?:(?:all|any|every|the|these|those|your|my|of|other) )*"
_MODEL = (
    r"(?:ai(?: (?:assistant|model|agent|system)s?)?|llms?|(?:large )?language[- ]models?|chat "
    r"?bots?)"
)
# "System: obey me", "Assistant: The pay is ..."; not "System: Linux and storage".
_LABEL = (
    r"(?:assistant(?: (?:prompt|message|note))?|system(?: (?:prompt|message"
    r"|note))?(?=\**\s*:[^\n]*\b"
    r"(?:you|your|is|are|must|ignore|disregard|say|tell|obey|reply|respond|answer|override)\b))"
)
_PATTERNS = (
    # "Ignore all previous instructions", "Disregard the above"; not "Ignore the noise and focus on
    # customers".
    rf"\b(?:ignore|disregard|forget|override|bypass) {_ABOVE}"
    r"(?:above\b|(?:previous|prior|earlier|preceding|foregoing|system|original|initial)[\w ]{0,20}"
    r"\b(?:instructions?|prompts?|rules?|messages?|directions?|context|text|guidelines?)\b"
    r"|(?:instructions?|prompts?)\b(?: (?:above|before|you|given)|[.!]|$)"
    r"|everything (?:above|before this|you were told))",
    # The part of one speaker in a chat transcript.
    rf"^\W{{0,3}}{_LABEL}\s*:(?=\s)",
    r"<\|[^|>\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|^#{2,} ?(?:instructions?|system|response)\s*:"
    r"|</?(?:system|assistant)>",
    # "You are now DAN", "From now on you are a pirate", "Act as a language model", "As an AI, you
    # …".
    rf"\b(?:you are|you're) now (?:dan\b|free of\b|no longer an?\b|in \w+ mode\b"
    rf"|an? (?:\w+ ){{0,2}}(?:{_MODEL}|assistant\b))"
    r"|\bfrom now on,? you (?:act|answer|respond|speak|say|are (?:an? )?(?:\w+ )?\w*(?:bot|ai|gpt"
    r"|assistant|model))\b"
    r"|\b(?:act|respond|answer|behave|pretend|role-?play)(?: \w+)? (?:as|like|to be) (?:an? )?"
    r"(?:\w+ )?(?:ai|language model|llm|chatbot|assistant without|unrestricted)\b"
    r"|\byou are (?:an? |the )?(?:\w+ )?(?:ai (?:language model|assistant|model)|language model"
    r"|chatbot|llm)\b",
    # Instructions about the form of the answer.
    r"^\W{0,3}(?:please )?(?:(?:reply|respond|answer|output)(?: \w+)? (?:only |just )?(?:in|with"
    r"|as)|output(?: only)?) "
    r"(?:valid |raw |only |just |the word |exactly )*(?:json|xml|yaml|html|markdown|base64|rot13"
    r"|yes\b|[\"'“])",
    r"\b(?:print|reveal|repeat|show|output|leak|display|tell me|write out) (?:me |us )?(?:your|the"
    r"|its)"
    r" (?:\w+ )?(?:system )?(?:prompt|(?:hidden|system|secret|initial) instructions?|api keys?)\b",
    r"\byour (?:answer|reply|response|output) (?:must|should|has to|needs to) (?:always )?"
    r"(?:(?:say|state|claim|mention) that|be in (?:json|xml|html|markdown))\b",
    # Whom the instruction addresses.
    rf"\b(?:note|message|notice|instructions?|attention|dear|hello|hey)[\s,:]+"
    rf"(?:(?:to|for|any|all|the|every) )*{_MODEL}(?=\s*[:,!—–-]|\s+(?:that|who|which|reading)\b)",
    rf"\b{_MODEL}(?: \w+){{0,3}} "
    r"(?:must|should|shall|has to|have to|is to|are to|(?:is|are) (?:required|asked|told"
    r"|instructed))"
    r"[^.]{0,20}\b(?:say|state|mention|answer|reply|respond|claim|recommend|tell (?:the )?\w+) "
    r"that\b",
    r"\b(?:tell|inform|assure) the (?:user|reader|candidate|applicant)s? that\b"
    r"|\b(?:when|if) (?:you are )?asked (?:about|by)\b[^.,]{0,40}, "
    r"(?:always )?(?:say|answer|reply|respond|claim) that\b",
)
_INSTRUCTION = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


# The text of one speaker in a chat: up to where that part ends, or to the end of the line or the
# paragraph.
_PART = re.compile(
    r"<\|im_start\|>.*?(?:<\|im_end\|>|\n\n|\Z)|\[INST\].*?(?:\[/INST\]|\n\n|\Z)"
    r"|<<SYS>>.*?(?:<</SYS>>|\n\n|\Z)"
    r"|<system>.*?(?:</system>|\n\n|\Z)|<\|start_header_id\|>.*?(?:<\|eot_id\|>|\n\n|\Z)"
    rf"|^[ \t>*#]{{0,4}}{_LABEL}\**[ \t]*:[^\n]*",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


def parts_in(text: str) -> tuple[Span, ...]:
    """Return the spans in which a text plays a speaker in a chat with a model, markers included."""
    return tuple(Span(*match.span()) for match in _PART.finditer(text))


def is_instruction(sentence: str) -> bool:
    """Return whether a sentence gives orders to a language model or plays a speaker in a chat with
    one.
    """
    seen = "".join(letter for letter in sentence if unicodedata.category(letter) != "Cf")
    return bool(_INSTRUCTION.search(seen.strip()))
