"""What a list or a count asks of each role's own text, put as claims that may be held against it.

"Which employers refuse to sponsor a visa?" asks of each role whether "the employer refuses to sponsor a visa".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.types import Subject, Wanted

Content = Callable[[str], str]  # what of some words neither names a facet nor frames a list

NAME = r"Φ\w+?Φ"  # stands for a name, as one word
_NOUN_NAME = r"Φ(?:TITLE|LEVEL|EMPLOYMENT|WORKPLACE|STATUS)Φ"
_THINGS = (
    r"\b(?:(?:job |career )?(?:postings?|listings?|adverts?|ads|advertisements?|roles?|jobs?|openings?|positions?"
    r"|vacanc(?:y|ies)|opportunit(?:y|ies)|gigs?|options?|posts)|compan(?:y|ies)|employers?|firms?|teams?|groups?"
    r"|departments?|places?|cit(?:y|ies)|countr(?:y|ies)|ones?|anything|something|everything|somewhere|anywhere|anyone"
    rf"|somebody|anybody|{_NOUN_NAME}(?:\W+(?:jobs?|roles?|posts?|positions?|vacanc(?:y|ies)|openings?|postings?|ads))?)\b"
)
_NAMES_AFTER = rf"(?:\W+(?:(?:in|at|from|for|of|near|within|outside|on|by|or|and|the|an?|not)\W+)*{NAME})*"
_HEAD = re.compile(
    rf"(?:^|[,;:–-]|\band|\bbut)\W*(?P<who>who(?:ever|ever else| else)?)\b(?!\W+(?:is|are)\W+(?:hiring|recruiting))"
    r"|\bwhere\b(?=\W+(?:is|are)\b)"
    rf"|\b(?:which|what|how many|where|number of)\b\W*(?P<between>(?:[^\s.,;:!?]+\s+){{0,5}}?)(?P<thing>{_THINGS})"
    rf"{_NAMES_AFTER}"
    r"|\b(?:which|how many)\b(?:\W+(?:ones?|of\W+(?:them|these|those|em|the\W+\w+)))?"
    rf"|(?P<before>(?:(?!(?:which|what|who|how|where|number)\b)[^\s.,;:!?]+\s+){{0,3}}?)(?P<bare>{_THINGS}){_NAMES_AFTER}",
    re.IGNORECASE,
)
_EMPLOYERS = re.compile(r"compan|employer|firm|who|somebody|any(?:one|body)", re.IGNORECASE)
_AUXILIARY = r"(?:do|does|did|will|would|can|could|may|might|must|should|shall|are|is|was|were|have|has|had)"
_OF_ASSISTANT = re.compile(rf"^\W*{_AUXILIARY}\W+(?:you|we have|there|it|they)\b|^\W*(?:there|you)\b", re.IGNORECASE)
_OF_ASKER = re.compile(rf"^\W*(?:(?P<aux>{_AUXILIARY})\W+)?(?:i|we)\b\W*", re.IGNORECASE)
_DENIES = re.compile(
    r"^(?P<aux>\W*(?:(?:do|does|did|are|is|was|were|have|has|will|would|can|could|should)\W*)?)"
    r"(?:not|n['’]?t|never)\b\W*|^\W*(?:don|doesn|isn|aren|won|wouldn|can|couldn|haven|hasn)['’]?t\b\W*",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"^\W*(?:without|with no|with neither|excluding|minus|no)\b\W*", re.IGNORECASE)
_COMPARED = re.compile(r"^\W*(?:over|above|below|under|between|more|less|fewer|than|later|not later)\b", re.IGNORECASE)
_ORDERS = re.compile(r"^\W*(?:give|show|tell|let|list|count|say|sort|order|put|find|stop|please|pls)\b", re.IGNORECASE)
_ADVERB = re.compile(r"^\W*(?:(?:still|also|only|first|again|now|currently|here|there)\b\W*)+", re.IGNORECASE)
_TO_SOMEBODY = re.compile(r"^[\w'’-]+ (?:to|for|with|from|at|in)\b")
_YES_OR_NO = re.compile(r"^\W*(?:do|does|did|can|could|will|would)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:what|which|who|how|where|when|why|whether|do|does|is|are|can|could|would|will|have|should)\b", re.IGNORECASE
)
LONGEST_THING = 5  # words of a thing that is named by itself
_RELATIVE = re.compile(r"^\W*(?:that|which|who|whom)\b\W*", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(?:with|about|for|on|where|in|at|of|from|near|by|to|like|under|using|as|during|within|around|towards?|[a-z]{2,}ing|[a-z]{3,}ed)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\b(but not|and not|but no|or not|without|neither|both|but|nor|and)\b|,", re.IGNORECASE)
_I_MEAN = re.compile(r"\b(?:i|we) (?:mean|meant)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s")
_OR = re.compile(r"(?P<first>\b[\w'’-]+) or (?=[\w'’-]+)", re.IGNORECASE)
_OR_MORE = re.compile(r"^[\w'’-]+(?: [\w'’-]+)?$")
_MEANS = re.compile(r"\b(?:it|that|this|those|them|one|any|such)\b\W*$", re.IGNORECASE)
_MENTION_VERBS = re.compile(
    r"^\W*(?:mentions?|says?|speaks?|talks?|names?|states?|contains?)(?: (?:of|about))?\b", re.IGNORECASE
)
_WANTS = re.compile(
    r"\b(?:i|we)\b['’]?(?:d|m|ve|ll|re)?\b(?:\W+(?:would|am|also|really|just|do|will|have to|got to|to|be))*\W+"
    r"(?:(?P<likes>like|love|prefer|enjoy|interested in|keen on)|need|want|look(?:ing)? for|after|require)s?\b"
    r"(?:\W+(?:to (?:have|get|see|find|do)|to))?\W+(?P<what>[^.;!?]+)",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"\b(?:i|we)\b['’]?(?:ve|m)?\W+(?:(?:have|got|having)\W+)*(?:no|without|lack)\W+(?P<has>[^.;,!?]+)"
    r"|\b(?:i|we)\b\W+(?:do not|don['’]?t|haven['’]?t|did not|didn['’]?t)\W+(?:have|got|hold|own|speak|know)\W+"
    r"(?:an?|any)?\W*(?P<holds>[^.;,!?]+)"
    r"|\b(?:i|we)\b\W+(?:can['’]?t|cannot|can not|(?:am|['’]m) not able to|don['’]?t want to|won['’]?t)\W+"
    r"(?P<does>[^.;,!?]+)",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:i|we|my|our|im)\b", re.IGNORECASE)
_ASIDE = re.compile(r"\W*(?:(?:and|but|so|as|because|since|then|for)\W+)*(?:i|im|we|my)\b", re.IGNORECASE)
_STRENGTH = re.compile(
    r"^(?:where\s+)?(?:(?P<led>is|are)\s+)?(?P<what>[^,]+?)\s+(?(led)|(?:is|are)\s+)"
    r"(?:(?:actually|really|only|just|merely|a|an)\s+)*(?:(?P<required>required|mandatory|compulsory|essential|obligatory|necessary|must)"
    r"|(?:preferred|optional|desirable|nice[- ]to[- ]have|bonus|plus|advantage))\b|^insists? on\s+(?P<insisted>.+)$",
    re.IGNORECASE,
)
_OWN = {"i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are", "we": "you"}
_OWN |= {"us": "you", "our": "your"}
_OWN_WORD = re.compile(rf"\b(?:{'|'.join(_OWN)})\b", re.IGNORECASE)
_THIRD_PERSON = {"have": "has", "are": "is", "were": "was", "do": "does", "'re": "is"}
_FIXED = frozenset("is was has does must".split())
_MODAL = re.compile(
    r"^(?:(?:will|would|can|could|may|might|should|shall|actually|really|also|just)\s+)+", re.IGNORECASE
)


def mark(facet: str) -> str:
    """What stands for a name of a facet: one word that is none."""
    return f"Φ{facet}Φ"


def subjects_of(asking: str, before: str, content: Content) -> tuple[Subject, ...]:
    """The claims by which the part of a question that asks, or what stands before it, says which roles are meant.

    Names stand in both as `mark` writes them. `content` returns what of some words carries meaning of its own.
    """
    heads = list(_HEAD.finditer(asking))
    head = next((one for one in heads if not one["bare"]), heads[0] if heads else None)
    predicate = _SENTENCE_END.split(asking[head.end() :])[0] if head else ""
    leans = _leans(predicate, asking[head.start() :] if head else "", content)
    asker = _of_asker(before, asking[: head.start()] if head else asking, content) if leans else ()
    if head is None:
        return asker
    actor = "The employer" if _EMPLOYERS.match(head["who"] or head["thing"] or head["bare"] or "") else "The role"
    predicate = _MEANS.sub(lambda _: asker[0].words, predicate) if asker else predicate
    if head["bare"] and not (_RELATIVE.match(predicate) or _YES_OR_NO.match(asking)):
        predicate = _of_a_thing(_ADVERB.sub("", _bare(predicate)))
    found = tuple(_of_predicate(predicate, actor, content))
    if adjective := _adjective(head["between"] or head["before"] or "", content):
        found = (Subject((f"The role is a job of this kind: {adjective}.",), adjective), *found)
    return found or asker


def _of_a_thing(predicate: str) -> str:
    """What stands after "roles" where no "which" goes before: "with a pension", "open to graduates"; "" for a verb."""
    if _PREPOSITION.match(predicate) or _WITHOUT.match(predicate) or _DENIES.match(predicate):
        return predicate
    return f"are {predicate}" if _TO_SOMEBODY.match(predicate) else ""


def _leans(predicate: str, asking: str, content: Content) -> bool:
    """Whether what is asked leaves open what of: "which roles?", "who has that?", "what could I do?"."""
    return not _bare(predicate).strip(" .?!") or bool(_MEANS.search(predicate) or _FIRST_PERSON.search(asking))


def _adjective(before_noun: str, content: Content) -> str:
    """The words of their own right before "roles": "machine learning"."""
    words = _bare(before_noun).split()
    at = next((at for at in range(len(words), 0, -1) if not content(words[at - 1])), 0)
    return " ".join(words[at:])


def _of_predicate(predicate: str, actor: str, content: Content) -> Iterator[Subject]:
    """What stands after "which roles", cut where it goes on to something else."""
    predicate = _ADVERB.sub("", _RELATIVE.sub("", _bare(predicate)))
    if not content(predicate) or (predicate.startswith(",") and _ASIDE.match(predicate)):
        return
    if _OF_ASSISTANT.match(predicate):  # "which do you hold?"
        return
    if strength := _STRENGTH.match(predicate):
        what = (strength["what"] or strength["insisted"]).strip(" \t,;:.?!")
        if strength["required"] or strength["insisted"]:
            yield Subject((f"The role requires {what}.",), f"{what} is required")
        else:
            yield Subject((f"{what[:1].upper()}{what[1:]} is preferred, not required.",), f"{what} is preferred")
        return
    if (asker := _OF_ASKER.match(predicate)) and not _DENIES.match(predicate):
        predicate, actor = predicate[asker.end() :], "In the role you"
    led, denied = "", False
    for joint, piece in _pieces(predicate):
        negated = joint in ("but not", "and not", "but no", "or not", "without", "neither", "nor") or (
            denied and joint in ("and", ",", "")
        )
        stripped = _DENIES.sub("", _WITHOUT.sub("with ", piece))
        negated = negated or stripped != piece
        denied = negated
        subject = _said(stripped, actor, led, content)
        led = led or _led(stripped, content)
        if subject:
            wanted = Wanted.SAID
            if negated:
                wanted = Wanted.UNSAID if _MENTION_VERBS.match(_led(stripped, content) or led) else Wanted.DENIED
            yield replace(subject, wanted=wanted)


def _said(piece: str, actor: str, led: str, content: Content) -> Subject | None:
    """The claim of one piece; `led` is the verb of the one before, which it may go on from."""
    piece = piece.strip(" \t,;:.?!-–")
    words = piece.split()
    if _COMPARED.match(piece) or _ORDERS.match(piece):
        return None
    own = _led(piece, content)
    if not content(piece) or (own and not content(piece[len(own) :])):
        return None
    asks_what = actor.endswith("you") or len(words) < 2 or bool(_PREPOSITION.match(piece) or own or led)
    if not asks_what and not content(" ".join(words[1:])):
        return None  # a verb of its own, "dominates the postings", says nothing of what
    if not own and led:
        piece = f"{led} {piece}"
    piece = _MENTION_VERBS.sub("involve", piece)  # the judge knows what a role involves, not what its text says
    shown = piece[len(_led(piece, content)) :].strip() or piece
    return Subject(tuple(f"{_sentence(actor, one)}." for one in _either(piece)), shown)


def _either(piece: str) -> tuple[str, ...]:
    """ "Cranes or cargo" as either by itself."""
    match = _OR.search(piece)
    if match is None:
        return (piece,)
    before, after = piece[: match.start()], piece[match.end() :]
    return f"{before}{match['first']}{_OR_MORE.sub('', after)}", f"{before}{after}"


def _sentence(actor: str, piece: str) -> str:
    piece = _told_of_you(piece)
    if actor.endswith("you"):
        return f"{actor} {piece}"
    piece = _MODAL.sub("", piece)
    first, _, rest = piece.partition(" ")
    if _PREPOSITION.match(piece):
        return f"{actor} is one {piece}"
    return f"{actor} {_third_person(first)} {rest}".rstrip()


def _told_of_you(text: str) -> str:
    """ "My licence" as "your licence"."""
    return _OWN_WORD.sub(lambda word: _OWN[word[0].lower()], text)


def _third_person(verb: str) -> str:
    """ "refuse" as "refuses"; what has that form already, or none, is left."""
    plain = verb.lower()
    if plain in _THIRD_PERSON:
        return _THIRD_PERSON[plain]
    if plain in _FIXED or (plain.endswith("s") and not plain.endswith("ss")):
        return verb
    if re.search(r"(?:s|x|z|ch|sh|o)$", plain):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", plain) else f"{verb}s"


def _pieces(predicate: str) -> Iterator[tuple[str, str]]:
    """The pieces of a predicate, each with the word that joins it to the one before."""
    joint, start = "", 0
    for match in [*_JOINT.finditer(predicate), None]:
        piece = predicate[start : match.start() if match else len(predicate)]
        if piece.strip() and not (start and _ASIDE.match(piece)):
            yield joint, piece.strip()
            joint = ""
        if match:
            joint, start = (match[0].lower() if not joint or match[0].lower() != "both" else joint), match.end()


def _led(piece: str, content: Content) -> str:
    """The words at the beginning that only lead to what is asked: "ask for", "involve"."""
    words = piece.split()
    at = next((at for at in range(len(words)) if content(words[at])), len(words))
    return " ".join(words[:at])


def _of_asker(before: str, same: str, content: Content) -> tuple[Subject, ...]:
    """What the asker wants or lacks, told before the question, or a thing by itself in the same sentence."""
    told = f"{before} {same}"
    if (lacks := _LACKS.search(told)) and content(lacks["has"] or lacks["holds"] or lacks["does"]):
        thing = lacks["has"] or lacks["holds"]
        claim = f"The role requires {thing.strip()}." if thing else f"The role requires you to {lacks['does'].strip()}."
        shown = (thing or lacks["does"]).strip()
        return (Subject((_told_of_you(claim),), shown, Wanted.UNSAID),)
    if wants := _WANTS.search(told):
        verb = "involves" if wants["likes"] else "offers"
        return () if re.search(NAME, wants["what"]) else tuple(_plain(wants["what"], content, verb))
    alone = re.split(r"[.!?]\s", told.strip())[-1]
    long = len(alone.split()) > LONGEST_THING
    return (
        ()
        if long or _FIRST_PERSON.search(alone) or _ASKS.search(alone) or _ORDERS.match(alone)
        else tuple(_plain(alone, content))
    )


def _plain(words: str, content: Content, verb: str = "has") -> Iterator[Subject]:
    """ "Free parking for staff, who has that?": a thing by itself."""
    words = _bare(words).strip(" \t,;:.?!-–—")
    if content(words):
        yield Subject((f"The role {verb} {words}.",), words)


def _bare(text: str) -> str:
    """A text without the names in it, and what leads to them."""
    text = _I_MEAN.sub(" ", text)
    text = re.sub(rf"(?:\b(?:in|at|from|for|of|near|within|outside|on|by|the|an?)\W+)*{NAME}", " ", text, flags=re.I)
    return " ".join(text.split())
