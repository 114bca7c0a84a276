"""The words around the facets of a question that make it a list or a count, and those that only frame one.

A question is looked at with each facet it names replaced by the facet's name in capitals: "how many TITLE postings".
"""

from __future__ import annotations

import re

from assistant.types import Unit
from store.stemming import stem

POSTINGS = r"(?:postings?|listings?|adverts?|ads|advertisements?)"
ROLES = r"(?:roles?)"
JOBS = r"(?:jobs?|openings?|positions?|vacanc(?:y|ies)|(?:job|career) opportunit(?:y|ies)|gigs?|career options?)"
NOUN = rf"(?:{POSTINGS}|{ROLES}|{JOBS})"
NAMED = r"(?:TITLE|LEVEL|EMPLOYMENT)"
OTHER_UNITS = (
    (Unit.COUNTRIES, r"countr(?:y|ies)"),
    (Unit.PLACES, r"cit(?:y|ies)|places?|locations?|offices?|sites?|towns?"),
    (Unit.COMPANIES, r"compan(?:y|ies)|employers?"),
    (Unit.TEAMS, r"teams?|groups?|departments?"),
    (Unit.TITLES, r"(?:job )?titles?|(?:kinds?|types?|sorts?) of (?:jobs?|roles?|positions?|postings?|work)"),
)
OTHER = "|".join(pattern for _, pattern in OTHER_UNITS)
# Words that may stand between "which" and "roles"; a verb or an article there begins another thing asked.
NO_GAP = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|the|my|of|years?|months?)\b"
FEW = rf"(?:(?!{NO_GAP})[\w'’/-]+\W+){{0,4}}?"
OF = r"(?:of\W+)?(?:(?:the|your|these|those|all|up)\W+)*"

COUNT = re.compile(
    rf"\bhow many\W+{OF}{FEW}(?P<counted>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\b(?:number|count|total|amount|tally) of\W+{OF}{FEW}(?P<counted2>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\bcount\W+{OF}{FEW}(?P<counted3>{OTHER}|{NOUN}|{NAMED})\b"
    rf"|\b{NOUN} count\b",
)
COUNT_ALONE = re.compile(
    r"^\W*(?:(?:and|so|ok|but)\W+)?how many(?:\W+(?:are|is|do|does|of|there|you|they|them|those|these|have|were|in total))*"
    r"(?:\W+(?:in|at|for|with|outside|near|not|aren't)\b.*)?\W*$"
)
ELSE_WORDS = (
    r"\b(?:elsewhere|(?:any|some|every)where else|other (?:places?|cit(?:y|ies)|locations?|countr(?:y|ies)|offices?)"
    r"|another (?:place|city|location|country|office))\b"
)
DOING = r"(?:need|involve|require|mention|use|ask|offer|include|want|have|has|are|is|deal|work|let|allow|expect|call|speak|talk)s?"
ASKS_FOR = (
    r"(?:^\W*(?:(?:please|hi|hey|hello|ok|so|and|can you|could you|would you|will you|can i|may i|could i)\W+)*"
    r"(?:list|show|display|enumerate|find|browse|give|name|see|get)\b"
    r"|\bi(?:['’]d| would)?(?:['’]m)?\W+(?:am |really )?(?:want|need|like|looking for|interested in|after|searching for)\b)"
)
LIST = (
    # which roles ..., what openings ..., which of them need ...
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your|these|those|their|our)\W+)?{FEW}{NOUN}\b"
    r"(?!(?<=role|.job|tion)\W+(?:does|did|do|can|will|would|has|had)\b)",
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your|these|those)\W+)?{FEW}{NAMED}(?:\W+{NOUN})?\W+(?:are|is|do|does|have|can|need)\b",
    rf"\b(?:which|what)\W+(?:of\W+(?:the|your)\W+)?(?:other\W+)?(?:{OTHER})\b",
    rf"^\W*which(?:\W+ones?|\W+of\W+(?:them|these|those|the\W+\w+))?\W+(?:(?!is\b|are\b){DOING}\b|(?:is|are)\W+(?:(?:in|at|near|not|outside|also)\W+)*(?:the\W+)?(?:PLACE|LEVEL|EMPLOYMENT|COMPANY|TEAM))",
    r"^\W*(?:and\W+)?which\W+(?:ones?|of\W+(?:them|these|those))\W+(?!is\b|are\b|was\b|were\b|would\b)\w+",
    # show me ..., I want a ... job
    rf"{ASKS_FOR}\W+(?:(?:me|us|a|an|the|your|full|complete|list|overview|table|all|of|to|see|have)\W+)*{FEW}(?:{NOUN}|{NAMED}|everything|anything)\b",
    # are there any ..., do you have ..., what is there ...
    rf"\b(?:is|are|was|were|be)\W+there\W+{FEW}(?:{NOUN}|{NAMED}|anything|something|PLACE)\b",
    r"\b(?:what|which|who)(?:['’]?s|\W+is|\W+are|['’]ve|\W+have|\W+do(?:es)?|\W+has|\W+else)\W+(?:(?!the\b)[\w'’]+\W+){0,3}?"
    r"(?:there|available|open|offered|posted|listed|advertised|on offer|going|hiring|got|have|here)\b",
    rf"\b(?:any|some|no)\W+(?:of\W+(?:the|your|these|those|them)\W+)?{FEW}(?:{NOUN}|{NAMED})\b",
    r"\b(?:any|some|every)(?:thing|where)\b(?:\W+[\w'’]+){0,3}?\W+(?:PLACE|open|available|for|else|at|hiring)\b",
    rf"\b(?:do|does|can|could|will|would|is|are|has|have)\W+(?:you|they|it|COMPANY|TEAM|the TEAM|the \w+ TEAM|we|anyone|there)\W+"
    rf"(?:[\w'’-]+\W+){{0,3}}?(?:offer|have|need|hire|hiring|recruit|recruiting|advertise|look|looking|any|anything|want)\b"
    rf"(?:\W+[\w'’-]+){{0,4}}?\W+(?:{NOUN}|{NAMED}|PLACE|anything|something)\b",
    r"\b(?:COMPANY|TEAM)\W+(?:team\W+)?(?:[\w'’-]+\W+){0,1}?(?:hiring|recruiting|hire|recruit|offer|need)\b",
    ELSE_WORDS,
    r"\b(?:is|are)\W+(?:the|this|that|these|those|it|they|any|all|an?|ROLE|TITLE|TEAM)\W+(?:(?!\b(?:there|not)\b)[\w'’-]+\W+){0,5}?"
    r"(?:offered|available|posted|listed|advertised|open|based|located)(?:\W+[\w'’]+){0,2}?\W+(?:in|at|outside|anywhere|PLACE)\b",
    rf"^\W*(?:is|are)\W+(?:(?!there\b)[\w'’-]+\W+){{0,5}}?(?:{NOUN}|TITLE|LEVEL)\W+(?:(?:also|in|at|near|the)\W+){{0,3}}PLACE\W*$",
    rf"\b(?:do|does)\W+(?:[\w'’-]+\W+){{0,5}}?(?:{NOUN}|TITLE|LEVEL|TEAM)\W+(?:exist|run|come up)\W+(?:in|at|outside)\W+(?:the\W+)?PLACE",
    r"\bis\W+PLACE\W+hiring\b|\bcan\W+(?:i|you|we|one)\W+(?:also\W+)?work\W+(?:(?:in|from)\W+)?(?:the\W+)?PLACE\b|\bwho(?:['’]s|\W+is|\W+are)\W+hiring\b",
    r"\bwhere\W+(?:else\W+)?(?:can|could|would|might)\W+(?:i|we|one|you)\W+(?:work|apply|be)\W+(?:based\W+)?as\W+(?:an?\W+)?(?:TITLE|LEVEL)",
    r"\bwhat\W+(?:can|could)\W+(?:i|we)\W+apply\W+(?:for|to)\b",
    rf"\bwhere\W+(?:else\W+)?(?:(?:are|do|does|can|could|would|is)\W+)(?:[\w'’]+\W+){{0,6}}?(?:{POSTINGS}|roles|jobs|openings"
    rf"|positions|vacancies|hiring|hire|offered|available|posted|listed|advertised|open)\b",
    rf"\b(?:newest|latest|most recent(?:ly posted)?|oldest|earliest)\W+{FEW}(?:{NOUN}|{NAMED})\b",
    r"^\W*PLACE\W*$",
    r"^\W*(?:and\W+)?where(?:\W+is|\W+are|['’]s)\W+(?!it\b|she\b|he\b)(?:(?:the|that|this)\W+)?(?:[\w'’-]+\W+){0,6}?(?:role|job|position|posting|internship|TITLE|LEVEL|TEAM)(?:\W+(?:team|located|based|situated|offered|posted|listed|to be found|role|job))*\W*$",
    # fragments: "economist jobs in California", "seattle software jobs", "all research scientist jobs"
    rf"^\W*(?:(?:all|the|every|any|ok|and|hi|hey|so|show|please|your|current|open|available)\W+)*"
    rf"(?:(?:{NAMED}|PLACE|COMPANY|TEAM|ROLE|DATE|team|posted|not|non|or|and|in|at|the|of)\W+)*"
    rf"(?:{NOUN}|{NAMED}s?|TITLE)\b(?:\W+(?!about\b|do\b|pay\b)[\w'’]+){{0,8}}\W*$",
)
LIST_PATTERNS = tuple(re.compile(pattern) for pattern in LIST)
NEWEST = re.compile(r"\b(?:newest|latest|most recent(?:ly)?|last posted|posted last)\b")
OLDEST = re.compile(r"\b(?:oldest|earliest|first posted|posted first|longest open)\b")
HOW_MANY_OF_THEM = re.compile(
    r"\b(?P<number>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\W+(?:newest|latest|most recent|oldest|earliest)\b|(?:newest|latest|oldest)\W+(?P<after>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\b"
)
IN_ORDER = re.compile(r"\b(?:newest|latest|oldest|most recent)\W+first\b|\bsorted by date\b|\bby date\b")
DETAILS = (
    (
        Unit.DATES,
        re.compile(
            r"\bwhen\W+(?:was|were|is|did)\b.*\b(?:posted|published|listed|advertised)\b|\b(?:posting|publication) dates?\b"
            r"|\b(?:what|which) dates?\b.*\bposted\b|\bdates? of\b"
        ),
    ),
    (
        Unit.LINKS,
        re.compile(
            r"\b(?:links?|urls?)\b(?=\W+(?:to|for|of)\b|\W*$)|\b(?:an?|the|any|all|me|apply|application)\W+(?:links?|urls?)\b"
            r"|\bweb ?(?:pages?|addresse?s?)\b|\b(?:where|how)\W+(?:do|can|could|should|would)\W+i\W+apply\b"
        ),
    ),
)
BY = re.compile(
    rf"\b(?:per|by|for each|in each|for every|each|split (?:up )?(?:by|into)|broken down by|grouped by)\W+(?P<by>{OTHER})\b"
)
MORE_THAN = re.compile(
    rf"\b(?:more|fewer)\W+{FEW}{NOUN}\b.*\b(?:than|or)\b|\bhow many\b.*\band\W+how many\b|\bnumber of\W+{FEW}{NOUN}\b.*\b(?:compared|versus|vs)\b"
)
MOST_WHERE = re.compile(r"\bwhere\W+are\W+(?:the\W+)?(?:most|fewest)\b")
MOST_OF_ROLES = re.compile(
    rf"\b(?:which|what)\W+(?P<by>roles?|jobs?|positions?)\W+(?:has|have|with|is|are)\W+(?:\w+\W+)?(?:the\W+)?(?:most|fewest|least|more)\W+(?:{POSTINGS}|openings?|places|locations|cities)\b"
)
NONE_OF = re.compile(
    rf"\b(?:{OTHER})\W+(?:are\W+|do\W+|is\W+|does\W+)?(?:don['’]?t|doesn['’]?t|not|aren['’]?t|isn['’]?t|never|do not|have no|has no)\W+(?:\w+\W+)?(?:hir\w+|have|has|offer\w*|recruit\w*|need\w*|{FEW}{NOUN}|{FEW}{NAMED})\b"
)
EVERY = re.compile(r"^\W*(?:is|are)\W+(?:all|every|each)\b")
HOW_OR_WHY = re.compile(r"^\W*(?:(?:and|so|but)\W+)?(?:how(?!\W+(?:many|much))|why)\b")
WORKS_THERE = re.compile(
    r"\bhow many\W+TITLE\W+(?:work|(?:are|r)\W+(?:in|on)\W+(?:the|your|this|TEAM)|sit|belong|does\W+the)\b"
)
MOST = re.compile(
    rf"\b(?:which|what)\W+(?P<by>{OTHER})\W+(?:has|have|with|offers?|is|are)\W+(?:the\W+)?(?:most|fewest|least|more|highest)\b"
)
ELSE = re.compile(ELSE_WORDS)
# "of the Ovens role, the Pilots role and the internship": several that are named one by one.
SEVERAL = re.compile(
    rf"\bof (?:the|role) (?:(?!\b{DOING}\b)[\w'’-]+\W+){{0,40}}?(?:and|or) the (?:[\w'’-]+ ){{0,6}}?(?:role|internship|job|position|posting|one)\b"
)
PREAMBLE = re.compile(
    r"^.*[.!;:,]\s+(?=(?:which|what|how|is|are|do|does|any|show|list|where|can|could|will|would|has|have|i['’]d|please|count)\b)",
    re.IGNORECASE | re.DOTALL,
)
OF_ROLES = re.compile(rf"\b{NOUN}\b|^\W*(?:and\W+)?which\W+(?:ones?|of\W+(?:them|these|those))\b|^\W*which\W+{DOING}\b")
ONE_ROLE = re.compile(
    r"\b(?:the|this|that|my|your|its|(?P<whose>\w+['’]s))\W+(?:(?!any\b|which\b|of\b)[\w'’-]+\W+){0,5}?"
    r"(?<!other )(?:role|job|position|posting|opening|vacancy|internship|(?<=the )TITLE|(?<=the )LEVEL)\b(?!\W+(?:that|which|about|with|where|involving|using|in which))"
    r"|\b(?:the|this|that)\W+(?:(?:PLACE|TEAM|ROLE|COMPANY|TITLE|LEVEL)\W+)+(?:one|LEVEL)\b"
)
# Verbs by which a role's text is asked for something; they say nothing of what.
SPEAKING = frozenset(
    stem(word)
    for word in """mention involve require need use ask offer include want deal work let allow expect call speak talk contain
    state cover feature have get give teach demand concern touch focus say tell""".split()
)
SUPERLATIVE = re.compile(
    r"\b(?:most|least|highest|lowest|best|worst|longest|shortest|fewest|biggest|largest|(?:hard|easi)est)\b"
)
LEANS_BACK = re.compile(
    r"\b(?:have|has|offer|involve|include|need|use|do|like|for|about|mention|with|allow|let)s?\W+(?:that|this|it|those|such)\b"
)
FILLER = frozenset(
    """a about above across actually all already also altogether am among amount an and another any anybody anyone
    anything anywhere apart applicants apply applying are area around as ask asked at available be been being besides
    between beyond both browse but by can candidates career careers city cities company companies compared could count
    countries country current currently department did different display distinct do does doing done each either else
    elsewhere employer enumerate entire ever every everybody everyone everything everywhere except newest latest recent recently oldest earliest dated excluded excluding
    exist existing exists find fit fits folks for found from full get give given go going got group groups had
     has have having help hello here hey hi hire hired hires hiring how i if in including inside
    interested into is it its job jobs just kind kinds kindly know left level like list listed
    locate located location locations look looking many may maybe me mentioned might mine moment more
     much must my name named near nearby need needed needs next no non nor not now number of off offer offered
    offering offers office offices ok okay on once one ones only open or other others our out outside over overall own
     people per place places please possible post posted posting postings present presently provide
     recruit recruiting relevant right same scattered search searching see seeking separate should show
    sir situated so some somebody someone something somewhere sort sorts soon spread state states still
    suit suitable suits sure take tell than thank thanks that the their them then there these they things this
    those through title titles to today together total town towns type types under unique up us use vacant various
    via want wanted wanting wants was we well were what whats when where whether which while who whole whom whose
    why will wish with within without work working works would year years yet you your yours yourself
    advertise advertised advertising based basis come comes currently demand region regions staff stuff team teams
    except excluding minus please skip ignore leave u ur gimme lemme d ve re ll s t m im ive id youve theres dont
    isnt arent doesnt whatve       """.split()
)  # fmt: skip


# "of the Ovens role, the Pilots role and the internship", as it stands in the question.
SEVERAL_NAMED = re.compile(
    r"\bof (?:the|role) (?:[\w'’&(),-]+ ){0,40}?(?:and|or) the (?:[\w'’&()-]+ ){0,6}?(?:role|internship|job|position|posting|one)\b",
    re.IGNORECASE,
)
# "experience with auditing" asks for auditing
SOFT = frozenset(
    stem(word) for word in "experience knowledge background skill familiarity expertise understanding".split()
)
IF_I = re.compile(r"\W+if (?:i|we|you|my|someone)\b.*$")
ORDER = re.compile(rf"{NEWEST.pattern}|{OLDEST.pattern}|{IN_ORDER.pattern}|{HOW_MANY_OF_THEM.pattern}")
