"""Make a question stand alone by rules: what it leaves to the turns before is filled in, and nothing else changed.

Each rule gives back what it was given where it does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.conditions import in_words
from assistant.language.orders import find_direction
from assistant.language.words import content_terms
from assistant.question.catalog_intent import IN_ORDER, left_over
from assistant.question.comparison_intent import CLOSER, COMPARES
from assistant.question.focus import (
    ATTRIBUTE,
    BOTH,
    GAP,
    IT,
    LED,
    LED_BEFORE,
    MORE,
    MOST_NAMED,
    NOUN,
    ORDINAL,
    ORDINAL_NOT,
    ORDINALS,
    OTHER_ONE,
    PERSON,
    PLEONASTIC,
    SHORT,
    THEM,
    THERE,
    THIS_ROLE,
    WHY,
    Focus,
    focus_of,
    in_names,
    query_of,
    subject_of,
)
from assistant.question.known import Known
from assistant.question.mentions import Reading, conditions_of, without_mentions
from assistant.question.role_names import like_titled, own_words, resolve, role_words
from assistant.types import Mention, Turn
from store.search.catalog import Facet, Rank
from store.types import Role

LONGEST_ORDER = 5  # words of "oldest first please"
_TELLS_APART = (Facet.LEVEL, Facet.PLACE, Facet.TEAM, Facet.COMPANY, Facet.WORKPLACE, Facet.EMPLOYMENT)
_THE_ONE = re.compile(
    rf"\bthe (?:[\w'’-]+ ){{1,3}}?(?:one|{NOUN})\b|\bthe one (?:in|at|with) (?:[\w'’-]+ ?){{1,3}}", re.IGNORECASE
)
_BARE = re.compile(
    rf"\W*(?:(?:and|what|how|about|ok|so|but|for|in|with|at)\W+)*the (?:[\w'’-]+ ){{0,3}}?(?:one|other|{NOUN})"
    r"(?: (?:in|at|with) (?:[\w'’-]+ ?){1,3})?\W*$",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\W*(?:(?:and|what|how|about|ok|so|but)\W+)*the (?:others|rest|other ones)\W*", re.IGNORECASE)
_BOTH_ALONE = re.compile(r"\W*(?:for )?(?:both|all|each)(?: of (?:them|these|those))?(?: please)?\W*", re.IGNORECASE)
_FORM = re.compile(
    r"\W*(?:(?:can|could|would|you|please|pls|and|ok|now|again|but|make|do|say|put|give|show|me|it|that|this|in|as|a|an|the"
    r"|bit|little|much|more|just|list|answer)\W+)*(?:shorter|briefer|briefly|brief|short|table|bullets?|bullet points"
    r"|simpler|simply|plain(?:er)?|sentence)(?:\W+(?:please|pls|form|words|english|answer|version|of|it|that|this|thanks))*\W*",
    re.IGNORECASE,
)


def leans(question: str, turns: Sequence[Turn]) -> bool:
    """Whether a question may need the turns before it to be understood."""
    if not turns:
        return False
    signs = (WHY, MORE, ORDINAL, OTHER_ONE, THEM, THIS_ROLE, IT, THERE, ATTRIBUTE, PERSON)
    gap = re.match(r"^\W*(?:and|but|or|so|what about|how about|also|which)\b", question, re.IGNORECASE)
    return gap is not None or len(question.split()) <= 4 or any(sign.search(question) for sign in signs)


def stand_alone(asked: Reading, turns: Sequence[Turn], known: Known) -> str:
    """The question with what it leaves to the turns before filled in; as it is where it leaves nothing."""
    question = asked.text
    if not turns:
        return question
    if chosen := _chosen(asked, turns[-1], known):
        return chosen
    focus = focus_of(asked, turns, known)
    for rule in _RULES:
        filled = rule(question, focus, known)
        if filled != question:
            return filled
    return question


def _chosen(asked: Reading, turn: Turn, known: Known) -> str:
    """The question that was offered and is chosen by its number or by a name that only it holds; else ""."""
    question = asked.text
    if not turn.options or len(question.split()) > 8:
        return ""
    if (place := place_in_list(question)) is not None:
        return turn.options[place] if -len(turn.options) <= place < len(turn.options) else ""
    if re.fullmatch(r"\W*[1-9]\W*", question):
        place = int(re.sub(r"\D", "", question)) - 1
        return turn.options[place] if place < len(turn.options) else ""
    words = {term.stem for term in content_terms(question)}
    meant = resolve(asked, known)
    if meant is not None and len(meant.roles) == 1:
        fits = [one for one in turn.options if role_words(meant.roles[0], known) in one]
        if len(fits) == 1:
            return fits[0]
    holding = [option for option in turn.options if words and words <= {term.stem for term in content_terms(option)}]
    return holding[0] if len(holding) == 1 else ""


def why_asked(question: str, focus: Focus, known: Known) -> str:
    if not WHY.match(question):
        return question
    asked = focus.last.rstrip("?!. ")
    verb = re.match(r"(is|are|do|does|did|can|could|should|was|were|will|would|has|have|must)\b", asked, re.IGNORECASE)
    if verb:
        return f"Why {asked[0].lower()}{asked[1:]}?"
    auxiliary = re.match(
        r"(?:what|who|where|when|how) (?=(?:is|are|do|does|did|can|could|was|were|will|would|should)\b)",
        asked,
        re.I,
    )
    return f"Why {asked[auxiliary.end() :]}?" if auxiliary else question


def more_asked(question: str, focus: Focus, known: Known) -> str:
    if not MORE.match(question):
        return question
    if focus.roles and not focus.subject:
        return f"Tell me more about {in_names(focus.roles[:MOST_NAMED], known, focus.query)}"
    asked = re.sub(
        r"^(?:tell me more about|tell me more:|tell me about)\s+", "", focus.last.rstrip("?!. "), flags=re.IGNORECASE
    )
    wanted = re.sub(
        r"^((?:what|who|how|why|when|where|which)\b(?: \w+)??) (?:do|does|did) ", r"\1 ", asked, flags=re.IGNORECASE
    )
    if re.match(r"(?:what|who|how|why|when|where|which)\b", wanted, re.IGNORECASE):
        return f"Tell me more about {wanted[0].lower()}{wanted[1:]}"
    return f"Tell me more about {_whether(asked, focus, known)}"


def _whether(asked: str, focus: Focus, known: Known) -> str:
    """What a yes-or-no question was about: "does the Ovens role involve rye" about rye in that role."""
    own = own_words(focus.query, focus.roles[0], known) if len(focus.roles) == 1 else ""
    behind = (
        re.search(rf"{re.escape(own.removeprefix('the '))}\W+\w+\s+(?P<rest>\w.*)", asked, re.IGNORECASE)
        if own
        else None
    )
    if behind:
        return f"{behind['rest']} in {own}"
    return re.sub(r"^(?:is|are|do|does|did|can|could|should|will|would|has|have)\s+", "", asked, flags=re.IGNORECASE)


def which_ones(question: str, focus: Focus, known: Known) -> str:
    """ "Which ones?", "How many?" or "Where?" after a list or a count: the same question, asked the other way."""
    match = SHORT.fullmatch(question)
    if not match or (focus.query.catalog is None and not focus.roles):
        return question
    if match["where"]:
        roles = focus.roles or focus.shown
        if not roles or len(roles) > MOST_NAMED:
            return question
        return f"Where {'is' if len(roles) == 1 else 'are'} {in_names(roles, known, focus.query)} posted?"
    wanted, other = ("how many", r"\b(?:which|what)\b") if match["many"] else ("which", r"\bhow many\b")
    filled = re.sub(other, wanted, focus.last, count=1, flags=re.IGNORECASE)
    if filled != focus.last or not match["many"]:
        return filled[0].upper() + filled[1:]
    return f"How many are there: {focus.last}"


def order_changed(question: str, focus: Focus, known: Known) -> str:
    """ "Order them by pay", "newest first please": the last list in that order, in the place of the one it had."""
    mentions = focus.asked.mentions
    if focus.query.catalog is None or any(_demands(mention) for mention in mentions):
        return question
    if not mentions:
        is_order = find_direction(question) or IN_ORDER.search(question.lower())
        if not is_order or len(question.split()) > LONGEST_ORDER:
            return question
    elif _asks_more(question, mentions) or (re.search(rf"\b{NOUN}s?\b", question, re.I) and not THEM.search(question)):
        return question
    return f"{_without_order(focus, keeps_key=not mentions)}, {question}"


def _without_order(focus: Focus, *, keeps_key: bool) -> str:
    """The last question without the order it ends in; of "by pay, lowest first" only the direction goes with a key."""
    last = focus.last.rstrip("?!. ")
    direction = find_direction(last)
    starts = [direction.start()] if direction else []
    if not keeps_key:
        starts += [mention.start for mention in focus.query.mentions if not _demands(mention)]
    ends = max((mention.end for mention in focus.query.mentions if _demands(mention)), default=0)
    return last[: min((start for start in starts if start >= ends), default=len(last))].rstrip(" ,;:")


def gap_filled(question: str, focus: Focus, known: Known) -> str:
    """ "And in London?", "What about Bellevue?": the last question with the new value in the old one's place."""
    match = GAP.match(question)
    if not match or not match["rest"]:
        return question
    rest = match["rest"]
    started = match.start("rest") > 0 or len(rest.split()) <= 4
    mentions = focus.asked.after(match.start("rest")).mentions
    if not started or re.search(
        r"\b(?:is|are|do|does|did|can|how|what|which|who|where|when|why|will|would|should|tell|show|list|compare)\b",
        rest,
        re.I,
    ):
        return question
    if not mentions:
        return (
            _new_subject(question, rest, focus, known)
            if match.start("rest") > 0 and len(rest.split()) <= 5
            else question
        )
    narrows = focus.query.catalog is not None and not re.search(rf"\b(?:{NOUN}s?|any|all|which|what)\b", rest, re.I)
    lists = match.start("rest") == 0 and not narrows and query_of(focus.asked, known).catalog is not None
    if _asks_more(rest, mentions) or lists:
        return question
    return _substituted(rest, mentions, focus, known)


def _new_subject(question: str, rest: str, focus: Focus, known: Known) -> str:
    """ "What about mentoring?": the last question's frame around a new subject."""
    if THEM.search(rest) or IT.search(rest) or THIS_ROLE.search(rest) or ORDINAL.search(rest):
        return question
    rest = re.sub(r"^(?:with|about|of|on|for)\s+", "", rest, flags=re.IGNORECASE)
    query = focus.query
    if query.catalog is not None and query.catalog.subjects:
        words = [word for one in query.catalog.subjects for word in one.words.split()]
        span = re.search(r"\b" + r"\W+(?:\w+\W+){0,2}?".join(map(re.escape, words)) + r"\b", focus.last, re.IGNORECASE)
        return f"{focus.last[: span.start()]}{rest}{focus.last[span.end() :]}" if span else question
    of_roles = query.mentions or query.catalog is not None
    if focus.roles and len(focus.roles) <= MOST_NAMED and of_roles:
        return f"What about {rest} in {in_names(focus.roles, known, focus.query)}?"
    return question


def _substituted(rest: str, mentions: Sequence[Mention], focus: Focus, known: Known) -> str:
    last = focus.last
    old = list(focus.query.mentions)
    facets = {one.facet for one in mentions}
    same = [one for one in old if one.facet in facets and _demands(one)]
    if focus.query.catalog is None and old and not same:  # another role is meant: all that named the old one goes
        same = old
    if same:
        before = LED_BEFORE.search(last[: same[0].start])
        if LED.fullmatch(rest[: mentions[0].start]) and (before or mentions[0].negated):
            start = before.start() if before else same[0].start
            return f"{last[:start]}{rest[: mentions[-1].end]}{last[same[-1].end :]}"
        return f"{last[: same[0].start]}{_bare_value(rest, mentions, last, same)}{last[same[-1].end :]}"
    return followed(last, _with_preposition(rest, mentions))


def _demands(mention: Mention) -> bool:
    """Whether a mention holds postings to something; the others are of the order they come in."""
    return any(not isinstance(value, Rank) for value in mention.values)


def _bare_value(rest: str, mentions: Sequence[Mention], last: str, same: Sequence[Mention]) -> str:
    """The new value without the words around it that the last question has already."""
    value = rest[mentions[0].start : mentions[-1].end]
    after = last[same[-1].end :]
    noun = re.match(rf"\W+(?:{NOUN}|one|roles?|jobs?|postings?|team|scientist)", after, re.IGNORECASE)
    named = {one.facet for one in mentions} & {Facet.TEAM, Facet.PLACE, Facet.COMPANY, Facet.ROLE}
    led_by_the = re.search(r"\bthe\W+$", last[: same[0].start], re.IGNORECASE)
    return f"{value} role" if named and led_by_the and not noun else value


def _with_preposition(rest: str, mentions: Sequence[Mention]) -> str:
    if mentions[0].start > 0 and re.match(
        r"\W*(?:in|at|for|from|on|with|outside|not|except|near)\b", rest, re.IGNORECASE
    ):
        return rest
    lead = {Facet.PLACE: "in ", Facet.COMPANY: "at ", Facet.TEAM: "in "}.get(mentions[0].facet, "for ")
    return f"{lead}{rest}"


def _asks_more(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a text holds more than its mentions and words for a role."""
    return bool(left_over(re.sub(rf"\b(?:{NOUN}|one)s?\b", " ", without_mentions(text, mentions))))


def comparison_continued(question: str, focus: Focus, known: Known) -> str:
    """ "And with the intern?", "How do the requirements differ?" after a comparison: goes on about it."""
    pair = focus.query.compare
    two = [one.sides[0].role for one in (pair.first, pair.second) if len(one.sides) == 1] if pair else list(focus.shown)
    if len(two) != 2:
        return question
    mentions = focus.asked.mentions
    if not mentions and not THEM.search(question) and (COMPARES.search(question) or CLOSER.search(question)):
        joint = f", {role_words(two[0], known)} or {role_words(two[1], known)}?" if CLOSER.search(question) else ""
        return f"{question.rstrip('?!. ')}{joint or f' between {in_names(two, known)}?'}"
    gap = GAP.match(question)
    if pair is None or gap is None or (gap.start("rest") == 0 and not gap["about"]):
        return question
    rest = re.sub(r"^(?:compared )?(?:with|to|against|versus|vs)\W+", "", gap["rest"], flags=re.IGNORECASE)
    if mentions and not _asks_more(rest, focus.asked.after(gap.end("rest") - len(rest)).mentions):
        return f"Compare {role_words(two[0], known)} with {rest}"
    if not mentions and len(rest.split()) <= 4 and not _leans_anyhow(rest):
        return f"Compare {role_words(two[0], known)} with {role_words(two[1], known)} when it comes to {rest}"
    return question


def _leans_anyhow(rest: str) -> bool:
    return any(sign.search(rest) for sign in (THEM, IT, THIS_ROLE, ORDINAL, OTHER_ONE))


def place_in_list(question: str) -> int | None:
    match = ORDINAL.search(question)
    if not match or ORDINAL_NOT.match(question[match.end() :]):
        return None
    return place_of(match)


def place_of(match: re.Match[str]) -> int:
    """Which place of a list an ordinal names, from 0; -1 for the last."""
    word = (match["word"] or match["number"]).lower()
    return int(word) - 1 if word.isdigit() else ORDINALS[word]


def ordinal_named(question: str, focus: Focus, known: Known) -> str:
    """ "the second one": the second of the roles that were shown."""
    wanted = max((place_of(match) for match in ORDINAL.finditer(question)), default=0)
    shown = next((some for some in focus.lists if len(some) > wanted), ())
    if len(shown) < 2:
        return question

    def name(match: re.Match[str]) -> str:
        is_of_order = any(one.start <= match.start("word") < one.end for one in focus.asked.mentions)
        if is_of_order or ORDINAL_NOT.match(question[match.end() :]) or _names_a_thing(question, match):
            return match[0]
        at = place_of(match)
        return role_words(shown[at], known) if -len(shown) <= at < len(shown) else match[0]

    filled = ORDINAL.sub(name, question)
    return _as_question(filled, question, focus, known)


def _names_a_thing(question: str, match: re.Match[str]) -> bool:
    """ "the first interview", "my second year": an ordinal of something else."""
    if re.search(rf"(?:one|two|{NOUN}|them|those|these)$", match[0], re.IGNORECASE) or match["number"]:
        return False
    return (
        re.match(
            r"\s+(?!and\b|or\b|with\b|to\b|in\b|versus\b|vs\b|have\b|has\b|is\b|are\b|ask|need|mention|involve|require|pay|do\b|does\b)\w+",
            question[match.end() :],
        )
        is not None
    )


def _as_question(filled: str, question: str, focus: Focus, known: Known) -> str:
    """A bare name ("the second one?") takes the place of what the last question asked about."""
    if filled == question:
        return question
    pair = re.fullmatch(r"\W*(?:and\W+)?(the [^?]+? (?:with|and|to|versus|vs) the [^?]+?)\W*", filled)
    if pair and focus.query.compare:
        return f"Compare {pair[1]}"
    if re.fullmatch(r"\W*(?:(?:and|what about|how about|ok|so)\W+)*the [^?]*\W*", filled) and len(filled.split()) <= 10:
        bare = re.sub(r"^\W*(?:(?:and|what about|how about|ok|so)\W+)*", "", filled).rstrip("?. ")
        return f"Tell me about {bare}"
    return filled


def first_two(question: str, focus: Focus, known: Known) -> str:
    """ "Compare the first two"."""
    match = re.search(r"\bthe (first|last) (two|three)\b", question, re.IGNORECASE)
    number = ORDINALS[match[2].lower()] + 1 if match else 0
    shown = next((some for some in focus.lists if len(some) >= number), ())
    if not match or not shown:
        return question
    named = shown[:number] if match[1].lower() == "first" else shown[-number:]
    return f"{question[: match.start()]}{in_names(named, known)}{question[match.end() :]}"


def other_one(question: str, focus: Focus, known: Known) -> str:
    """ "the other one": of two that were shown, the one that was not spoken of last."""
    shown = next((some for some in focus.lists if len(some) == 2), ())
    if not OTHER_ONE.search(question) or not shown:
        return question
    spoken = {role.document_id for role in focus.roles}
    left = [role for role in shown if role.document_id not in spoken]
    if len(left) != 1:
        return question
    filled = OTHER_ONE.sub(role_words(left[0], known), question)
    return _asked_of(left[0], focus, known) if _BARE.match(question) else _as_question(filled, question, focus, known)


def one_of_them(question: str, focus: Focus, known: Known) -> str:
    """ "And the senior one?", "does the remote one need a degree?": of the roles spoken of, or of those like them."""
    match = _THE_ONE.search(question)
    if not match:
        return question
    inside = [one for one in focus.asked.mentions if match.start() <= one.start and one.end <= match.end()]
    if not inside or any(one.facet not in _TELLS_APART for one in inside):
        return question
    meant = known.catalog.select(conditions_of(question, inside, known.catalog)).roles
    spoken = [role for roles in (focus.shown, *focus.lists, focus.roles) for role in roles]
    fits = list(dict.fromkeys(role for role in spoken if role in meant))
    fits = fits or like_titled(meant, focus.roles)
    if len(fits) != 1:
        return question
    if _BARE.match(question):
        return _asked_of(fits[0], focus, known)
    return f"{question[: match.start()]}{role_words(fits[0], known)}{question[match.end() :]}"


def _asked_of(role: Role, focus: Focus, known: Known) -> str:
    """The last question, asked of another role."""
    name = role_words(role, known)
    within = next((ask.within for ask in focus.query.asks if ask.within), "")
    asked = re.sub(r"\bthe (?:role|employer)\b", name, within, count=1)
    if asked != within:
        return asked
    return followed(within, f"in {name}") if within else f"Tell me about {name}"


def the_others(question: str, focus: Focus, known: Known) -> str:
    """ "And the others?": of the list before, those that the last one left out."""
    if not _OTHERS.fullmatch(question) or len(focus.lists) < 2:
        return question
    left = [role for role in focus.lists[1] if role not in focus.lists[0]]
    return f"Show the postings of {in_names(left, known)}" if 0 < len(left) <= MOST_NAMED else question


def both_of_them(question: str, focus: Focus, known: Known) -> str:
    """ "Both" after a question that fits two: the same question, of both."""
    return focus.last if _BOTH_ALONE.fullmatch(question) else question


def in_another_form(question: str, focus: Focus, known: Known) -> str:
    """ "Shorter please", "as a table": the last question once more."""
    return focus.last if says_form(question) else question


def says_form(question: str) -> bool:
    """Whether a message asks for nothing but another form of what was answered."""
    return _FORM.fullmatch(question) is not None


def which_of_them(question: str, focus: Focus, known: Known) -> str:
    """ "Which of them mentions mentoring?": of the roles that were shown."""
    match = re.search(
        r"\bof (?:them|these|those|the two|both)\b"
        r"|^\W*(?:and )?which(?: one|(?= (?:need|involve|require|mention|use|ask|is|pay|has|offer|includ)))",
        question,
        re.I,
    )
    facets = {one.facet for one in focus.asked.mentions}
    if not match or not focus.shown or facets & {Facet.TITLE, Facet.TEAM, Facet.ROLE}:
        return question
    of = f"of {in_names(focus.shown, known)}" if len(focus.shown) <= MOST_NAMED else _listed_words(focus, known)
    if match[0].lower().startswith("of"):
        return f"{question[: match.start()]}{of}{question[match.end() :]}"
    return f"{match[0]} {of}{question[match.end() :]}"


def _listed_words(focus: Focus, known: Known) -> str:
    ask = focus.query.catalog
    where = in_words(ask.conditions, known.catalog) if ask else ""
    return f"of the roles {where}".rstrip()


def pronouns_filled(question: str, focus: Focus, known: Known) -> str:
    if _has_its_own(question, focus):
        return question
    roles = focus.roles or (focus.shown if THEM.search(question) else ())
    if len(roles) == 1 and focus.recent and BOTH.search(question):
        roles = focus.recent
    elif len(roles) > 1 and COMPARES.search(question) and not THEM.search(question):
        return _as_one(question, roles, focus, known)
    if PERSON.search(question) and not roles:
        return _with_person(question, known, focus)
    if not roles:
        return _with_subject(question, focus)
    if len(roles) > MOST_NAMED:
        return THEM.sub(_listed_words(focus, known).removeprefix("of "), question, count=1)
    name = in_names(roles, known, focus.query)
    if len(roles) > 1:
        of = THEM.sub(lambda match: f"of {name}" if match[0].lower().startswith("of ") else name, question, count=1)
        return of if of != question else _noted(question, name)
    filled = THIS_ROLE.sub(name, question)
    if filled == question and not PLEONASTIC.search(question):
        filled = IT.sub(lambda match: f"{name}'s" if match[0].lower() == "its" else name, question, count=1)
    if filled == question and THERE.search(question):
        filled = THERE.sub(f"in {name}", question, count=1)
    if filled == question and THEM.search(question):
        filled = _noted(question, name)
    return filled


def _has_its_own(question: str, focus: Focus) -> bool:
    """Whether a question itself names what its pronouns stand for: not where something is compared with a name."""
    mentions = focus.asked.mentions
    if COMPARES.search(question):
        return not (IT.search(question) or THEM.search(question) or THIS_ROLE.search(question))
    if any(one.facet not in (Facet.PLACE, Facet.COMPANY) for one in mentions):
        return True
    pronoun = IT.search(question) or THIS_ROLE.search(question)
    if mentions and pronoun and pronoun.start() < mentions[0].start:
        return False
    return focus.asked.names_something


def _as_one(question: str, roles: Sequence[Role], focus: Focus, known: Known) -> str:
    """ "How does it compare with ...?" after several roles: the words that named them all; it is asked which."""
    mentions = focus.query.mentions
    if not mentions:
        return question
    name = f"the {focus.last[mentions[0].start : mentions[-1].end]} role"
    filled = THIS_ROLE.sub(name, question, count=1)
    return filled if filled != question else IT.sub(name, question, count=1)


def _noted(question: str, name: str) -> str:
    """Names behind the question, where no single word of it stands for them."""
    leaning = IT.search(question) and not PLEONASTIC.search(question)
    return f"{question} ({name})" if leaning or THEM.search(question) or THIS_ROLE.search(question) else question


def _with_person(question: str, known: Known, focus: Focus) -> str:
    """ "Where did she study?": the author that the last question named, or whose article alone answered it."""
    authors = [one.author for one in known.documents if one.author]
    named = [author for author in authors if any(part in focus.last for part in author.split())]
    named += [author for author in focus.authors if author not in named]
    return f"{question} ({named[0]})" if named else question


def _with_subject(question: str, focus: Focus) -> str:
    """What the last question was about in place of a pronoun, where the question has no name of its own."""
    if not focus.subject or PLEONASTIC.search(question) or subject_of(question):
        return question
    for pronoun in (IT, re.compile(r"\b(?:they|them)\b", re.IGNORECASE)):
        if pronoun.search(question):
            return pronoun.sub(
                lambda match: f"{focus.subject}'s" if match[0].lower() == "its" else focus.subject, question, count=1
            )
    return question


def attribute_of_role(question: str, focus: Focus, known: Known) -> str:
    """ "What are the responsibilities?": of the role that is spoken of."""
    if len(focus.roles) != 1 or not ATTRIBUTE.search(question) or focus.asked.names_something:
        return question
    return followed(question, f"of {in_names(focus.roles, known, focus.query)}")


def going_on(question: str, focus: Focus, known: Known) -> str:
    """ "And who would I work with?": an "and" goes on about the role that is spoken of."""
    begins = re.match(
        r"\W*(?:and|but|also)\W+(?:what|who|how|when|where|why|which|do|does|is|are|can|would|will|should|could)\b",
        question,
        re.I,
    )
    if not begins or len(focus.roles) != 1 or focus.asked.names_something or subject_of(question):
        return question
    return followed(question, f"in {in_names(focus.roles, known, focus.query)}")


def followed(question: str, words: str) -> str:
    """A question with words at its end, before its mark."""
    return f"{question.rstrip('?!. ')} {words}{'?' if question.rstrip().endswith('?') else ''}"


_RULES = (
    in_another_form, both_of_them, the_others, why_asked, more_asked, which_ones, first_two, order_changed,
    ordinal_named, other_one, one_of_them, comparison_continued, gap_filled, which_of_them, pronouns_filled,
    attribute_of_role, going_on,
)  # fmt: skip
