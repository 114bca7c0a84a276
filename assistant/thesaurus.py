"""What candidates say for what postings and career articles write: words that count as each other."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from store.stemming import stem

# One line a sense; a word may stand in several. General workplace English, not any one document's.
_SENSES = """
boss manager managerial supervisor supervise supervision lead leader leadership head director chief
higher-ups executives leaders leadership stakeholders management senior
manage run lead head supervise oversee direct own charge
pay salary wage compensation stipend remuneration earn money paid
perk benefit allowance bonus extra
hire recruit recruiting recruitment hiring employ join hired
applicant candidate interviewee applying application apply
interview loop interviewer panel debrief assess
job role position work post opening
beginner entry junior novice newcomer newbie graduate starter new inexperienced
experienced senior veteran seasoned expert principal
rookie entry junior
boring repetitive routine
hand-holding supervision guidance support help coaching
independent autonomous autonomy autonomously unsupervised alone own
code coding programming program programme programmer script scripting software develop development developer
test experiment trial evaluate evaluation check audit assess
check audit review inspect verify validate assess evaluate meta-audit
grade mark judge score evaluate rate assess
teach coach mentor train mentoring coaching training guide
mentor mentorship mentoring buddy coach guide advice
learn learning study course training education class develop
class course classroom lesson training workshop
free complimentary cost
meet connect network community gather
club group community circle meeting
talk lecture presentation speech seminar speaker present presenting
conference event convention summit meeting symposium
show present demonstrate showcase display
write writing written document essay article paper memo narrative
essay writing written document
paper publication publish article journal
believe trust credibility confidence rely
trust credibility believe reliability integrity
respect trust influence reputation
mistake error pitfall trap failure wrong
trap pitfall mistake
clever smart intelligent bright
curious curiosity inquisitive interested learn
dig dive deep investigate investigation probe delve deeper examine
fix solve resolve repair mend solution
invent create innovate innovation new ideas design
simple simplify simplified easy easier
shortcut simplify short-term quick
boost raise lift improve increase uplift
better improve uplift enhance superior improvement
measure metric assess evaluate evaluation kpi quantify
goal aim mission purpose objective target
mission purpose goal aim point
duty responsibility task responsibilities duties
daily day routine everyday typical
teammate colleague coworker peer team collaborate collaborator partner
cooperate collaborate partner work together collaboration
boyfriend partner
client customer shopper buyer user consumer
shopper customer buyer consumer purchase
buy purchase shop buying shopping order
sell seller vendor merchant selling
supplier vendor partner
price pricing cost fee
auction bid bidding
bid auction
contract agreement
marketing advertising campaign promotion
advert advertising ad marketing
compete competition competitor rival
forecast predict prediction projection
guess estimate estimation
maths math mathematics mathematical statistics statistical quantitative
stats statistics statistical
data dataset datasets
huge large massive scale billion petabyte enormous big
big large massive huge
small tiny compact little
shrink distill compress compact reduce smaller distillation
fast quick rapid latency speed quickly
slow latency delay
cheap cost cheaper inexpensive
expensive cost costly
picture image visual photo vision
video multimodal visual
speech voice spoken audio
robot robotics automation
ai artificial intelligence machine learning model llm llms genai
chatbot llm language model genai assistant
explain explainable interpret transparent explanation explaining
search find discover retrieval browse
product item goods catalog
website site online web internet
place location city based located office where site
abroad international internationally overseas country relocate
relocate move transfer relocation relocating transition
move transition transfer switch change relocate
switch change transition move
uni university college academic academia
student intern internship graduate academic
internship placement intern traineeship
professor academic scientist researcher research
researcher scientist research
scientist researcher
academic research foundational university
practical applied real-world impact
grow growth develop progress career advance expand
promotion growth advance progress career promote
climb progress promotion growth
succeed success successful career thrive
fail failure reject rejection
rejected refused turned
requirement qualification require need must expected criteria
require need must necessary mandatory requirement
skill competency ability capability competence expertise
expertise knowledge depth expert skill
quality standard bar excellence
standard bar level quality
plan roadmap strategy planning
strategy plan roadmap approach
rules policy procedure sop guideline standard
procedure sop process guideline instruction
feedback comment criticism advice review
honest transparent integrity transparency
risk danger safety
safe safety secure security
illness sick health medical
holiday vacation leave
kid child family parent
remote home
language multi-lingual multilingual linguistic
worldwide global international
global worldwide international
yearly annual annually year
often regular regularly frequently
random randomly chance
hard difficult challenge challenging tough
problem challenge issue question
cause root reason
reason why because purpose
random chance lottery
begin start join commence onboard
start begin join began joined
finish end complete last
quit leave resign
length duration long last
group team organization unit division department
department team group organization division
firm company business employer organization
business commercial company
engineer developer engineering
ship deploy release production launch deliver
deploy production ship deliver implement
build create develop make construct implement
design architect create develop
lab laboratory experiment research
statistician statistics statistical
economics economist econometric econometrics
demand preference choice
choose select pick choice
persuade influence convince
influence impact persuade
guess assume estimate assumption
overconfident overestimate
"""


@cache
def _by_stem() -> dict[str, frozenset[str]]:
    table: defaultdict[str, set[str]] = defaultdict(set)
    for line in _SENSES.strip().splitlines():
        first, *rest = (stem(word) for word in line.split())
        # Only the first word reaches the others, and they it: two things said of "big" need not mean each other.
        table[first].update(rest)
        for other in rest:
            table[other].add(first)
    return {word: frozenset(others - {word}) for word, others in table.items()}


def synonyms(stemmed: str) -> frozenset[str]:
    """Stems of the words that count as the one with this stem; empty for most."""
    return _by_stem().get(stemmed, frozenset())
