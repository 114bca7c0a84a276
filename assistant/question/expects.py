"""The sort of thing a question asks for (a number, a date, a reason, ...) and whether a sentence holds one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.types import Expected
from store.text.stemming import stem

_COUNT = (
    r"(?:\d[\d,.]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|several|half|multiple|"
    r"fifteen|twenty|thirty|dozen)"
)
_PAY_UNIT = r"(?:hour|day|week|month|year|minute|season|session|round|stage|decade|summer|term|semester)s?"
SPELL = rf"\b{_COUNT}(?:[\s-]+(?:to|or|plus|and|of|[\w-]+)){{0,2}}[\s-]+{_PAY_UNIT}\b"
MONEY = r"[$€£]\s?\d|\b\d[\d,.]*\s?(?:k|dollars?|euros?|pounds?|USD|EUR|GBP)\b|per (?:hour|annum)"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that is commonly asked: `asks` finds it in a question, `states` in a sentence that may tell."""

    name: str
    asks: re.Pattern[str]
    states: re.Pattern[str]


def _attribute(name: str, asks: str, states: str) -> Attribute:
    return Attribute(name, re.compile(rf"\b(?:{asks})\b", re.IGNORECASE), re.compile(states, re.IGNORECASE))


ATTRIBUTES = (
    _attribute(
        "pay",
        r"salar\w*|wages?|stipends?|compensation|remunerat\w*|how much (?:money|(?:\w+ ){0,6}(?:pay|pays|paid|make|earn))|"
        r"pay(?:s|ing)?|paid|earn(?:s|ings?)?|pay (?:band|range|scale|grade)|hourly rate|day rate|total comp|\btc\b",
        rf"salar|\bwages?\b|stipend|compensat|remunerat|\bpay(?:s|ing)?\b|\bpaid\b|\bearn|{MONEY}",
    ),
    _attribute(
        "bonus and equity",
        r"bonus(?:es)?|equity|stock(?: options?)?|shares|rsus?|sign[- ]on",
        r"bonus|equity|stock option|\bshares?\b|\brsus?\b|sign-on",
    ),
    _attribute(
        "benefits",
        r"benefits|perks?|health (?:care|insurance|cover)|insurance|pension|401k|gym|childcare|dental|lunch(?:es)?",
        r"benefit|perk|insurance|pension|401|\bgym\b|childcare|dental|allowance|voucher|budget|lunch|meal|discount|"
        r"season ticket|reimburs|subsid",
    ),
    _attribute(
        "time off",
        r"holidays?|vacation|annual leave|pto|days off|time off|sick leave|(?:parental|maternity|paternity) leave|sabbatical",
        r"holiday|vacation|\bleave\b|days? off|time off|\boff\b|sabbatical",
    ),
    _attribute(
        "visa",
        r"visas?|sponsor(?:s|ship|ed)?|work permit|right to work|work authori[sz]ation|immigration|green card|citizen(?:s|ship)?",
        r"visa|sponsor|permit|right to work|authori[sz]ation|immigra|citizen|eligible to work",
    ),
    _attribute(
        "remote work",
        r"remote(?:ly)?|hybrid|(?:work(?:ing)?|job) from home|wfh|home ?office|in[- ]office|on[- ]?site|telework\w*|"
        r"days? (?:a week )?in the office|from home",
        r"remote|hybrid|from home|home office|\bin the office\b|on[- ]?site|telework|in person|by video",
    ),
    _attribute("relocation", r"relocat\w+|moving (?:costs|expenses|allowance)", r"relocat|\bmov(?:e|ing)\b"),
    _attribute(
        "travel",
        r"travel(?:s|ling|ing)?|business trips?|commut\w*|on the road|fly(?:ing)?",
        r"travel|\btrips?\b|commut|on the road|\bvisit|drive|\bsites\b",
    ),
    _attribute(
        "hours",
        r"working hours|hours (?:a|per) (?:week|day)|shifts?|overtime|part[- ]time|full[- ]time|weekends?|nights?|on[- ]call|"
        r"flexi(?:ble)? (?:hours|time)|work[- ]life balance|late evenings",
        r"\bhours?\b|shift|overtime|part[- ]time|full[- ]time|weekend|\bnights?\b|on[- ]call|flexi|work[- /]life|rota|\bduty\b",
    ),
    _attribute(
        "degree",
        r"degrees?|ph\.?d|doctorate|master'?s|msc|bachelor'?s|bsc|mba|diploma|gpa|universit(?:y|ies)|college|"
        r"what did (?:\w+ ){1,3}study|studied|alma mater|graduated|qualifications?|education(?:al)?|major(?:ed)?|certificat\w+",
        r"degree|ph\.?d|doctora|master'?s|\bm\.?sc|bachelor|\bb\.?sc|\bmba\b|diploma|\bgpa\b|universit|college|school|studied|"
        r"studying|graduat|student|qualif|certif|education|academ|equivalent",
    ),
    _attribute(
        "years of experience",
        r"years? of (?:\w+ ){0,3}experience|how (?:much|many years)(?: of)? (?:\w+ ){0,3}experience|yoe|minimum experience|"
        r"experience (?:is |do (?:i|you) )?(?:need|required?)",
        rf"{SPELL}|experience",
    ),
    _attribute(
        "age",
        r"how old|age(?:d)?|birthday|born|date of birth|age limit",
        r"\bage[ds]?\b|years? old|\bborn\b|birthday|over \d\d|under \d\d",
    ),
    _attribute(
        "start date",
        r"start(?:ing)? date|when (?:does|do|would|will|can|should|is|could) (?:[\w']+ ){1,8}(?:start|begin|commence|join)|"
        r"what (?:day|month|date) (?:[\w']+ ){1,6}(?:start|begin)\w*",
        r"\b(?:start|begin|commenc|join|from)\w*\b.*\b(?:January|February|March|April|May|June|July|August|September|October|"
        r"November|December|spring|summer|autumn|fall|winter|immediately|20\d\d)|\b(?:January|February|March|April|June|July|"
        r"August|September|October|November|December|summer|autumn)\b.*\b(?:start|begin|commenc|join)",
    ),
    _attribute(
        "deadline",
        r"deadline|closing date|clos(?:e|es|ing) (?:date|for applications)|apply by|by when|last day to apply|still open|"
        r"applications? (?:close|open|due)",
        r"deadline|clos(?:e|es|ing)\b|apply by|until|no later than|\bby \d|applications?",
    ),
    _attribute(
        "length",
        r"how long|how many (?:hours|days|weeks|months|years|minutes)|duration|length of|how much time|contract length|"
        r"for how many (?:\w+ )?(?:days|weeks|months|years)",
        rf"{SPELL}|permanent|open-ended|temporary|fixed-term|\bannual|weekly|daily|one[- ](?:day|week|month|year)",
    ),
    _attribute(
        "team size",
        r"(?:team|group|department|company) size|size of the team|how (?:big|large) (?:is|are) (?:[\w']+ ){1,6}(?:team|group|"
        r"department|crew|unit|cohort)|how many (?:people|engineers|scientists|colleagues|members|employees|staff|interns|"
        r"designers|others)(?: [\w']+){0,6}",
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million)s?\b",
    ),
    _attribute(
        "manager",
        r"(?:my|the|your|their|whose) (?:boss|manager|supervisor|line manager)|who (?:\w+ )?(?:manages|leads|heads|runs|supervises)|"
        r"report(?:s|ing)? (?:in)?to|hiring manager|direct reports?",
        r"\bboss|manager|supervis|\blead(?:s|er|ers|ing)?\b|\bhead(?:s|ed)?\b|\bruns?\b|report|direct(?:s|ed|or)\b",
    ),
    _attribute(
        "contact",
        r"e-?mail|phone(?: number)?|telephone|contact (?:details|person|email)|linkedin|twitter|recruiter'?s? (?:name|email)|"
        r"where (?:do|can) i (?:apply|send)|how (?:do|can) i apply|address",
        r"@|e-?mail|phone|telephone|contact|linkedin|\bapply\b|application|https?:",
    ),
    _attribute(
        "interview rounds",
        r"how many (?:interviews?|rounds?|stages?|loops|interviewers)(?: [\w']+){0,6}|number of (?:interviews?|rounds?|stages)|"
        r"separate interviews",
        r"(?:\d+|one|two|three|four|five|six|seven|eight|hundreds?|several|single)\b[^.]*\b(?:interview|round|stage|loop|panel|"
        r"conversation|meeting|call)|(?:interview|round|stage|loop|panel)s?\b[^.]*\b(?:\d+|one|two|three|four|five|six|seven|eight|hundreds?)",
    ),
    _attribute(
        "acceptance rate",
        r"accept(?:ance|ed)? rate|success rate|pass rate|rejection rate|(?:percentage|percent|share|proportion|fraction|how many) "
        r"(?:of )?(?:\w+ )?(?:candidates|applicants|people who apply|interviewees)(?: [\w']+){0,6}|chances of getting|odds",
        r"\d\s?%|percent|one in|out of|rate\b|(?:\d+|half|third|quarter) (?:of )?(?:candidates|applicants|those)",
    ),
    _attribute(
        "programming languages",
        r"(?:programming|coding|scripting) languages?|which languages?|what languages?|python|java|c\+\+|rust|golang|"
        r"tech(?:nology)? stack|frameworks?|pytorch|tensorflow|spark|sql|stata|matlab|julia|scala",
        r"language|python|\bjava|c\+\+|\brust\b|golang|\bstack\b|framework|pytorch|tensorflow|spark|\bsql\b|stata|matlab|julia|"
        r"scala|kotlin|typescript|\bcod(?:e|es|ing)\b|program",
    ),
    _attribute(
        "spoken languages",
        r"(?:speak|fluent|fluency|spoken|know|need|learn) (?:\w+ ){0,3}(?:english|german|french|spanish|japanese|dutch|mandarin|hindi)|"
        r"english|foreign languages?|language skills|bilingual",
        r"english|german|french|spanish|japanese|dutch|mandarin|fluen|bilingual|\bspeak|spoken|multilingual|language",
    ),
    _attribute(
        "promotion",
        r"promot(?:ion|ions|ed|e)|career (?:path|ladder|progression)|move up|get ahead|next level|raise\b(?! the bar)",
        r"promot|progress|ladder|career|\bmov(?:e|ed|ing)\b|become|grow|transition|go on to|step up|rise",
    ),
    _attribute(
        "conversion",
        r"(?:full[- ]time|permanent|return) (?:offer|job|role|position|contract)|hired (?:on )?after|convert(?:ed)?|"
        r"offer at the end|kept on|stay on",
        r"full[- ]time|permanent|return offer|\boffer|convert|kept on|stay on|hired",
    ),
    _attribute(
        "side work",
        r"side (?:job|project|business|hustle|gig)s?|second job|moonlight\w*|startup|freelanc\w*|own (?:company|business)|"
        r"outside work|other employment",
        r"side|second job|moonlight|startup|freelanc|own (?:company|business)|outside (?:work|activit|employ)",
    ),
    _attribute(
        "publishing",
        r"publish(?:ing|ed|es)?|publications?|papers?|conferences? talks?|patents?",
        r"publish|publication|paper|journal|conference|talks?\b|patent|findings|community",
    ),
    _attribute(
        "clearance and checks",
        r"security clearance|background check|drug test|criminal record|vetting|dbs check|nda|non[- ]compete",
        r"clearance|background check|drug|criminal|vetting|\bdbs\b|confidential|non-compete",
    ),
    _attribute(
        "dress and equipment",
        r"dress code|wear|laptops?|equipment|macbook",
        r"dress|wear|cloth|laptop|equipment|macbook|kit\b",
    ),
    _attribute(
        "diversity and accessibility",
        r"disab\w+|wheelchair|accommodations?|accessib\w+|diversity|lgbt\w*|neurodiver\w+",
        r"disab|wheelchair|accommodat|accessib|diversity|lgbt|neurodiv|inclusi|equal opportunit|adjustment",
    ),
    _attribute(
        "hiring numbers",
        r"how many (?:openings?|vacancies|seats|spots|hires|positions|applicants|applications|people apply)|headcount",
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|several)\b.*\b(?:opening|vacanc|seat|spot|hire|position|"
        r"post|applica)",
    ),
)


@lru_cache(maxsize=1024)
def asked(question: str) -> tuple[Attribute, ...]:
    """The attributes a question asks for."""
    return tuple(attribute for attribute in ATTRIBUTES if attribute.asks.search(question))


def stated(attributes: tuple[Attribute, ...], text: str) -> float:
    """Share of the attributes that a text, its headings included, may state."""
    return sum(bool(attribute.states.search(text)) for attribute in attributes) / len(attributes)


_UNIT = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)"

# The first that matches decides.
_ASKS: tuple[tuple[Expected, str], ...] = (
    (
        Expected.MONEY,
        r"\b(?:salar(?:y|ies)|wages?|compensation|stipend|bonus|hourly rate|how much (?:money|(?:\w+ ){0,6}(?:pay|pays|paid|make|"
        r"earn|cost))|what (?:does|do) .{0,40}\bpay|how well paid)\b",
    ),
    (Expected.DURATION, rf"\bhow long\b|\b(?:how|so) many {_UNIT}\b|\b(?:duration|length) of\b|\bhow much time\b"),
    (
        Expected.DATE,
        r"(?:^|\W)when (?:do|does|did|is|are|was|were|will|would|can|must|should)\b|\b(?:what|which) (?:year|date|month|day)\b|"
        r"\bdeadline\b|\bstart date\b|\bsince when\b",
    ),
    (
        Expected.NUMBER,
        r"\bhow (?:many|old|big|large|often|far)\b|\b(?:what|which) (?:percentage|percent|share|number|proportion)\b",
    ),
    (Expected.REASON, r"^\W*(?:\w+\W+){0,3}why\b|\bhow come\b|\bwhat(?:'s| is| was) the reason\b"),
    (Expected.PERSON, r"^\W*(?:\w+\W+){0,3}who(?:'s|m|se)?\b"),
    (
        Expected.PLACE,
        r"^\W*(?:\w+\W+){0,2}where\b|\b(?:which|what) (?:city|cities|country|town|place|location|office|university|college|school)\b",
    ),
)
_ASK_PATTERNS = tuple((expected, re.compile(pattern, re.IGNORECASE)) for expected, pattern in _ASKS)

_NUMBER = re.compile(
    r"(?<![\w.-])\d[\d,.]*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|"
    r"fifty|hundreds?|thousands?|millions?|billions?|dozens?|half|once|twice|several|multiple|couple|annual(?:ly)?|weekly|"
    r"daily|monthly|every (?:day|week|month|year))\b",
    re.IGNORECASE,
)
_MONTH = r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|spring|summer|autumn|winter)\b"
_YEAR = r"\b(?:19|20)\d\d\b|\byears? (?:ago|before|earlier)\b"
_ANY_DATE = rf"{_MONTH}|{_YEAR}|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(?:when|whenever|while|after|before|until|ago|during)\b"
_COUNTED = re.compile(r"\bhow many (?:of (?:the|those|these|its|their) )?((?:[\w-]+\W+){0,2}[\w-]+)", re.IGNORECASE)
# What is counted in words so general that any number may count it.
_ANYTHING_COUNTED = frozenset("people person ppl persons times ones things of others folks more".split())
NEAR_WORDS = 5
_REASON = re.compile(
    r"\b(?:because|since|so that|therefore|due to|reason|in order to|as a result|which is why|that is why|thanks to|purpose|aim|"
    r"goal|means that|leads? to|so (?:we|they|you|the)|matters?)\b|\bto (?:[a-z]+)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:I|we|you)\b|\b(?:manager|lead(?:er|ers|s)?|head|director|team|group|scientists?|engineers?|colleagues?|people|person|"
    r"candidates?|managers|experts?|officer|chief|staff|mentor|members?|anyone|everyone|those|hires?|board|panel)\b|"
    r"\b[A-Z][a-z]+ [A-Z][a-z]+\b"
)
_PROPER = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Z][\w-]*[a-z][\w-]*\b")


def expected_of(question: str) -> Expected:
    """What sort of thing the question asks for."""
    for expected, pattern in _ASK_PATTERNS:
        if pattern.search(question):
            return expected
    return Expected.ANYTHING


def without_asking_words(question: str) -> str:
    """The question without the words that only say what sort of thing is asked for ("how many", "which city")."""
    expected = expected_of(question)
    patterns = [pattern for kind, pattern in _ASK_PATTERNS if kind is expected and kind is not Expected.MONEY]
    for pattern in patterns:
        question = pattern.sub(" ", question)
    return question


def meets(expected: Expected, question: str, text: str) -> bool:
    """Whether a sentence holds such a thing that the question did not bring along itself."""
    if expected is Expected.NUMBER:
        return _brings(_NUMBER, question, text) and _counts(question, text)
    if expected is Expected.DATE:
        return _dated(question, text)
    if expected is Expected.DURATION:
        return re.search(SPELL, text, re.IGNORECASE) is not None
    if expected is Expected.MONEY:
        return re.search(MONEY, text, re.IGNORECASE) is not None
    if expected is Expected.PLACE:
        return _brings(_PROPER, question, text)
    patterns = {Expected.REASON: _REASON, Expected.PERSON: _PERSON}
    return expected not in patterns or patterns[expected].search(text) is not None


def _counts(question: str, text: str) -> bool:
    """Whether a number of the sentence stands near what "how many ..." counts."""
    asked = _COUNTED.search(question)
    if asked is None:
        return True
    counted = asked.group(1).lower().split()
    if counted[0] in _ANYTHING_COUNTED:
        return True
    wanted = {stem(word) for word in counted}
    words = re.findall(r"[\w,.%-]+", text)
    numbers = [at for at, word in enumerate(words) if _NUMBER.search(word)]
    named = [at for at, word in enumerate(words) if stem(word.strip(".,")) in wanted]
    return any(abs(one - other) <= NEAR_WORDS for one in numbers for other in named)


def _dated(question: str, text: str) -> bool:
    """Whether the sentence tells a time as exactly as it is asked for."""
    for word, pattern in (("month", _MONTH), ("date", _MONTH), ("year", _YEAR)):
        if re.search(rf"\b(?:what|which) {word}\b", question, re.IGNORECASE):
            return re.search(pattern, text) is not None
    return re.search(_ANY_DATE, text) is not None


def _brings(pattern: re.Pattern[str], question: str, text: str) -> bool:
    known = {match.group().lower() for match in pattern.finditer(question)}
    return any(match.group().lower() not in known for match in pattern.finditer(text))
