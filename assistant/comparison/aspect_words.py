"""The words by which a heading or a sentence of a posting tells which aspect it speaks of.

General wordings of job advertisements in any trade; every pattern is matched without regard to
case, from the beginning of a word. In a table of patterns each line holds alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.types import Aspect

Patterns = tuple[tuple[Aspect, re.Pattern[str]], ...]

_GROUP = (
    r"(?:teams?|crews?|groups?|units?|wards?|departments?|compan(?:y|ies)|organi[sz]ations?|firms?"
    r"|business|house|labs?"
    r"|institutes?|museum|school|hospital|studio|programm?e?|employer|us)"
)
_PEOPLE = (
    r"(?:colleagues?|peers?|people|staff|teams?|crews?|departments?|stakeholders?|partners?"
    r"|leaders?|leadership|experts?"
    r"|engineers?|scientists?|researchers?|designers?|developers?|architects?|analysts?|managers?"
    r"|owners?|directors?"
    r"|executives?|specialists?|technicians?|teachers?|pupils?|parents?|nurses?|doctors?"
    r"|clinicians?|surgeons?|bakers?"
    r"|gardeners?|cooks?|chefs?|pilots?|drivers?|builders?|suppliers?|vendors?|contractors?"
    r"|clients?|customers?"
    r"|volunteers?|officers?|authorit(?:y|ies)|universities|lawyers?|buyers?|sellers?|trainers?"
    r"|mates?"
    r"|[a-z]+(?:ists|ians|neers|wrights|keepers|masters|women|men))"
)
_BOSS = (
    r"(?:head|manager|director|lead(?:er)?|chief|officer|supervisor|owner|president|dean|principal"
    r"|partner|master|captain"
    r"|chef|foreman|vp|c[etfo]o|dr|professor|matron|board)"
)
_TRAINEES = (
    r"(?:apprentices?|trainees?|juniors?|interns?|students?|newcomers?|new (?:\w+ ){0,2}\w+s"
    r"|recruits?|staff"
    r"|volunteers?|colleagues?)"
)
_NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_MONEY = (
    r"(?:[$€£]\s?\d|\b\d[\d,.]*\s?(?:k\b|(?:dollars?|euros?|pounds?|kroner|francs?|usd|eur|gbp)\b))"
)
_WORK = r"(?:role|work|part|job|post|position|impact|contribution|project|internship|opportunity)"
_ANY = r"(?:[\w'’,-]+ )"
_WILL = r"(?:['’]ll| will| would|['’]d)?"


def _compiled(lines: str) -> re.Pattern[str]:
    alternatives = "|".join(line.strip() for line in lines.splitlines() if line.strip())
    return re.compile(rf"(?<!\w)(?:{alternatives})", re.IGNORECASE)


def _patterns(table: Mapping[Aspect, str]) -> Patterns:
    return tuple((aspect, _compiled(lines)) for aspect, lines in table.items())


# What a heading promises; the first that matches decides.
HEADINGS = _patterns(
    {
        Aspect.OTHER: r"""
            how to (?:apply|join)|(?<!can )(?<!may )(?<!should )apply(?:ing)?\b|applications?\b|interview|next steps
            (?:hiring|selection|recruitment) process|equal (?:employment )?opportunit|diversity|inclusi
            accommodations?\b
            disclaimer|privacy|contact
        """,
        Aspect.PAY: rf"""
            pay\b|salar|wages?\b|compensation|remuneration|rewards?\b|benefits?\b|perks?\b|package\b|terms\b
            conditions\b
            (?:what )?(?:we|you{_WILL}|it) (?:offer|gets?|receives?)\b|our offer|in it for you|contract\b|training\b
            holidays?\b|time off|(?:annual )?leave\b|pension|insurance|(?:working )?hours\b|schedule|shifts?\b
            work[- /]?life|flexib
        """,
        Aspect.DAY: r"""
            (?:a |your |the )?(?:typical |working |average )?(?:day|week|shift) in (?:the|your|a) life
            (?:a |your )?typical (?:day|week|shift)|your (?:first )?(?:day|week|shift)|what a (?:day|week)
            a (?:day|week|shift) (?:with|as|at|on)
        """,
        Aspect.SENIORITY: rf"""
            ^(?:mentor|coach|supervis|leadership|(?:line|people) manage|managing people|report(?:s|ing) (?:to|lines?))
            ^(?:who you{_WILL} report|seniority|level\b|career|progression|growth|moving up|(?:your )?manager\b)
        """,
        Aspect.QUALIFICATIONS: r"""
            (?:\w+ )*qualif|requirements?\b|(?:\w+ ){0,3}(?:looking|hoping|searching) for
            (?:who|whom|what) we(?:['’]re| are)? (?:look|hope|ask|need|want|expect|seek|require|value)
            (?:who|what) you are
            (?:what )?you(?:['’]ll| will| should| must)? (?:bring|need|have|know|are)\b|you(?:['’]ve| have)\b
            about you\b
            profile|(?:your )?background|must[- ]haves?|nice[- ]to[- ]haves?|essential|desirable|desired
            required|preferred
            minimum|basic\b|bonus points|skills?\b|experience\b|education\b|eligib|who (?:can|may|should) apply
            criteria
            (?:the )?(?:ideal|right|successful) (?:candidate|person)|candidates?\b|person spec|competenc|credentials
            certificat|expertise|knowledge|languages\b
        """,
        Aspect.METHODS: r"""
            methods?\b|methodolog|techni(?:cal stack|ques?\b)|technolog|tools?\b|toolkit|(?:tech )?stack\b|software\b
            equipment|what we (?:use|work with)|models and|algorithms?\b|frameworks?\b
            how (?:it is|we) (?:built?|made|make)
        """,
        Aspect.COLLEAGUES: rf"""
            (?:who|whom) you{_WILL} (?:work|collaborate|partner)|work(?:ing)? (?:with|together)|collaborat
            {_PEOPLE} you
            your (?:team|crew|{_PEOPLE})\b|colleagues|partners\b|stakeholders|the people\b|our people\b
        """,
        Aspect.PURPOSE: rf"""
            (?:about|meet|join|inside|why) (?:the |our |this |your )?(?:\w+ ){{0,2}}{_GROUP}\b|who we are
            about (?!you\b|(?:the|this|your) (?:\w+ )?{_WORK}\b)
            (?:the|our) (?:\w+ ){{0,2}}{_GROUP}\b|{_GROUP}$|what (?:we|the \w+) do(?:es)?\b|(?:our )?mission|purpose
            vision|values\b|culture|our story|why we (?:exist|do)|challenge|scale\b
        """,
        Aspect.RESPONSIBILITIES: rf"""
            (?:\w+ )*responsib|dut(?:y|ies)\b|tasks?\b|accountab|assignments?|activities|scope\b|(?:what )?to expect
            what (?:you|we|the {_WORK}){_WILL} (?:do|be|work|own|deliver|learn|involve|include|expect)
            (?:in|about) (?:the|this|your) (?:\w+ )?{_WORK}|(?:the|your|our) (?:\w+ )?{_WORK}
            (?:job|role|position) (?:summary|description|overview|details)
        """,
    }
)

# Under these words may stand no more than where a posting is.
PLACE_HEADING = _compiled(r"where (?:the|this|you|we)|locations?\b|places?\b|based\b|our offices?")

# What a sentence plainly states, whatever heading it stands under; the first that matches decides.
STATED = _patterns(
    {
        Aspect.PAY: rf"""
            salary (?:is|range|scale|band|of|for|starts?|from|between|depends)|salaries (?:are|start|range)|salary:
            competitive salary|hourly wages?\b|stipend|(?:base|basic|starting|hourly|total) (?:pay|compensation)\b
            pay (?:range|scale|band)
            paid (?:at |holiday|leave|vacation|time off|overtime|parental|every|monthly|weekly)
            pension|401\(?k|sign-on|(?:health|dental|medical|life) (?:insurance|cover|benefits)|stock options
            days?['’]? (?:of )?(?:annual |paid )?(?:holiday|leave|vacation)|(?:parental|annual|sick) leave
            bonus(?:es)? (?:of|scheme|paid|up to)|(?:meal|travel|housing|relocation) allowance
            (?:earn|pays?|paid|offer)\b[^.]*{_MONEY}|work(?:ing)? from home
        """,
        Aspect.OTHER: r"""
            equal (?:employment )?opportunit|(?:without|no) regard to
            regardless of (?:race|gender|age|background|origin)
            protected veteran|reasonable (?:adjustment|accommodation)|closing date|applications? close
            (?:send|submit|upload) (?:us )?(?:a|your|an) (?:cv|resume|application|letter|portfolio)
            apply (?:by|via|online|at|before|through|here)\b
        """,
        Aspect.QUALIFICATIONS: r"""
            degree\b(?! of)|ph\.?d\b|bachelor['’]?s|master['’]s|doctorate|diploma\b|msc\b|bsc\b|mba\b
            years?['’]? (?:or more )?(?:of )?(?:\w+ ){0,4}experience
            (?<!gain )(?<!build )(?<!customer )(?<!user )experience (?:in|with|as|on|working)\b
            experience of (?:\w+ing|at least|an?)\b
            (?:is|are) (?:not )?(?:required|essential|necessary|needed|preferred|desirable|welcome|expected|a must)\b
            (?:is|are) (?:a plus|an advantage)\b|fluen(?:t|cy)\b|(?:strong |robust |solid |relevant )?background in\b
            knowledge of\b|familiar(?:ity)? with|proficien|track record|driving licen[cs]e|certificate in
            (?:an?|valid|current) (?:\w+ ){0,2}certificate\b
            (?:you |candidates? )must (?:have|hold|be able)|^must have|(?<!the )ability to\b|currently enrolled
            you['’]ve (?:had|worked|used|built|led|managed|taught)
            (?:seeking|looking for|wants? to hire|to join us as) an?\b|asks? for an?\b
        """,
        Aspect.SENIORITY: rf"""
            mentor(?:s|ed|ing)?\b|coach(?:es|ed|ing)?\b|supervis(?:e[sd]?|ing|ion|or)\b|direct reports|line[- ]manag
            reports?(?:ing)? (?:directly )?(?:in)?to (?:the |our |an? |your )?(?:\w+ ){{0,3}}{_BOSS}\b
            (?:manag|lead|run)(?:e|s|es|n?ing)? (?:an? |the |your |our )(?:own )?(?:\w+ )?(?:team|crew|staff)\b
            lead(?:s|ing)? {_NUMBER} (?:\w+ ){{0,2}}{_PEOPLE}\b|your (?:manager|boss)\b|autonom(?:y|ously)
            (?:train|teach|guide)(?:s|ing)? (?:\w+ ){{0,2}}{_TRAINEES}\b|(?:be|are) promoted|promotion (?:to|path)
            (?:entry|junior|senior|mid|staff|principal)[- ]level|the first \w+-level
        """,
        Aspect.COLLEAGUES: rf"""
            (?:work|team|pair|sit)\w*(?: \w+){{0,4}} with {_ANY}{{0,7}}?{_PEOPLE}\b|work\w* closely with\b
            (?:collaborat|cooperat|liais|partner)\w*(?: \w+){{0,4}} with\b
            (?:alongside|beside) {_ANY}{{0,7}}?{_PEOPLE}\b|(?:collaboration|cooperation|partnership) with\b
            {_GROUP} (?:of|has|have|consists?|includes?)\b[^.]{{0,40}}?\b(?:{_NUMBER}|people)\b
        """,
    }
)

# That a sentence is about how work is done: counts where it also names methods or technologies.
HOW = _compiled(
    r"""
    us(?:e[sd]?|ing)\b|utili[sz]|appl(?:y|ies|ied|ying)\b|leverag|by means of|built (?:on|with|in)|on top of|draws? on
    tools?\b|technolog|stack\b|techniques?\b|methodolog|algorithms?\b|frameworks?\b|programs?\b|software\b
    run on|written in
    """
)
# The same where it names none that is known: a method must be what is used.
_METHODS = r"(?:methods?|techniques?|methodolog\w+|algorithms?|technolog\w+|software|toolkits?)"
METHOD_USED = _compiled(
    rf"""
    (?:us(?:e[sd]?|ing)|utili[sz]\w*|appl(?:y|ies|ied|ying)|leverag\w+|by means of) (?:[\w-]+ ){{0,4}}?{_METHODS}\b
    work(?:s|ing)? with (?:[\w-]+ ){{0,4}}?{_METHODS}\b
    """
)

# What each aspect is about, for the nearness of a sentence that none of these words tells.
DESCRIPTIONS: dict[Aspect, str] = {
    Aspect.PURPOSE: "what the team or company does, its mission, its products and the customers "
    "it serves",
    Aspect.RESPONSIBILITIES: "duties and tasks: what you will do in this job",
    Aspect.METHODS: "methods, techniques, tools and technologies that are used",
    Aspect.COLLEAGUES: "the colleagues, teams and partners you work with",
    Aspect.SENIORITY: "mentoring and supervising others, and the manager you report to",
    Aspect.QUALIFICATIONS: "required education, experience, skills and knowledge of the candidate",
    Aspect.DAY: "a typical working day, hour by hour",
    Aspect.PAY: "salary, holidays, benefits and working hours",
    Aspect.OTHER: "how to apply, interviews and legal notices",
}
