"""Messages of RFC 5322 with their MIME parts: mail, and pages saved as one file."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser

from store.errors import ReadError
from store.loading.markup.decoding import decoded

_HEADERS = re.compile(rb"(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t]+[^\n]*\n)*)+")
_HEADER_NAME = re.compile(rb"^([!-9;-~]{1,60}):", re.M)
_OWN_TO_MESSAGES = frozenset(
    b"from received message-id mime-version return-path "
    b"delivered-to content-type dkim-signature".split()
)
_HEAD = 16_384  # bytes among which the first headers stand
_MOST_PARTS = 2_000
# what the parser raises over headers that are none
_BROKEN = (ValueError, LookupError, AttributeError, TypeError)
_LONGEST_HEADER = 5_000  # characters of a header that are read


def header_names(content: bytes) -> set[bytes]:
    """Return the names, in lower case, of the headers that bytes begin with."""
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").replace(b"\r\n", b"\n")
    if head.startswith((b"From ", b">From ")):  # the line that parts messages in an mbox file
        head = head.partition(b"\n")[2]
    headers = _HEADERS.match(head)
    return {name.lower() for name in _HEADER_NAME.findall(headers[0])} if headers else set()


def is_message(content: bytes) -> bool:
    """Tell whether bytes begin with headers that only a message has."""
    return len(header_names(content) & _OWN_TO_MESSAGES) > 1


def read_message(content: bytes, name: str) -> Message:
    """Return the message in some bytes; raise ReadError where its parts nest without end."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    try:
        # The newer policies take time with the square of a header's length.
        return BytesParser(policy=email.policy.compat32).parsebytes(start)
    except (RecursionError, *_BROKEN) as error:
        raise ReadError(
            f"{name}: its parts are not those of a message; save its text alone"
        ) from error


def parts_of(message: Message) -> Iterator[Message]:
    """Yield the parts of a message that hold no others, in their order; those of an attached
    message stay in it.
    """
    stack: list[Message] = [message]
    for _ in range(_MOST_PARTS):
        if not stack:
            return
        part = stack.pop()
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            stack.extend(reversed([inner for inner in payload if isinstance(inner, Message)]))
        else:
            yield part


def text_of(part: Message) -> str:
    """Return the text of a part in the charset it names, or the one its bytes show."""
    payload = part.get_payload(decode=True)
    return (
        decoded(payload, header(part, "content-type", "charset"))
        if isinstance(payload, bytes)
        else ""
    )


def header(part: Message, name: str, parameter: str = "") -> str:
    """Return a header, or one of its parameters, as one line; an empty string where there is
    none or it is broken.
    """
    try:
        value = part.get_param(parameter, header=name) if parameter else _raw(part, name)
        return _line(str(value[2] if isinstance(value, tuple) else value or ""))
    except _BROKEN:
        return ""


def _raw(part: Message, name: str) -> str:
    """Return a header as it was sent, its bytes beyond ASCII as the characters they most likely
    are.
    """
    value = next((str(value) for key, value in part.raw_items() if key.lower() == name), "")
    sent = value[:_LONGEST_HEADER].encode("utf-8", "surrogateescape")
    try:
        return sent.decode("utf-8")
    except UnicodeDecodeError:
        return sent.decode("cp1252", errors="replace")


def _line(value: str) -> str:
    """Return a header's value with its encoded words decoded, as one line."""
    if "=?" in value:
        try:
            value = str(make_header(decode_header(value[:_LONGEST_HEADER])))
        except (ValueError, LookupError, HeaderParseError):
            value = value[:_LONGEST_HEADER]
    return " ".join(value.split())


def file_name(part: Message) -> str:
    """Return the name of the file a part holds, an empty string for none."""
    try:
        return _line(part.get_filename() or "")
    except _BROKEN:
        return ""
