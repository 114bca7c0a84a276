"""Skills and methods that a text names, from a vocabulary of many trades."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from store.text.stemming import singular
from store.types import Skill, Span

# By field of work, divided by commas. What is in small letters is found in any case and number; a name in capitals
# alone, such as SAP, in these only, unless it is in _IN_SMALL_LETTERS_TOO.
_VOCABULARY = {
    "programming": """
        Python, Java, JavaScript, TypeScript, C, C++, C#, F#, Go, Golang, Rust, Scala, Kotlin, Swift, Ruby, PHP,
        Perl, R, MATLAB, Julia, Stata, SAS, SPSS, SQL, NoSQL, Bash, PowerShell, HTML, CSS, VBA, COBOL, Fortran,
        Haskell, Elixir, Erlang, Lua, Solidity, Objective-C, object-oriented programming, functional programming
        """,
    "web and apps": """
        React, React Native, Angular, Vue, Vue.js, Node.js, Django, Flask, Ruby on Rails, Spring Boot, .NET,
        GraphQL, REST API, WordPress
        """,
    "data": """
        PostgreSQL, MySQL, MongoDB, Redis, Elasticsearch, Snowflake, BigQuery, Redshift, Spark, PySpark, Hadoop,
        Kafka, Airflow, dbt, ETL, data pipeline, data modeling, data warehousing, data mining, data analysis,
        data visualization, data governance, Excel, Power BI, Tableau, Looker, Google Analytics, GIS
        """,
    "machine learning": """
        PyTorch, TensorFlow, JAX, Keras, scikit-learn, pandas, NumPy, CUDA, machine learning, deep learning,
        reinforcement learning, supervised learning, unsupervised learning, transfer learning, federated
        learning, neural network, transformer model, transformer architecture, large language model, LLM,
        LLM-as-a-Judge, vision-language model, visual language model, VLM, foundation model, generative AI,
        GenAI, agentic AI, agentic system, agentic architecture, prompt engineering, retrieval-augmented
        generation, model distillation, fine-tuning, explainable AI, multimodal reasoning, multimodal learning,
        multimodal model, multimodal system, natural language processing, NLP, computer vision, speech
        recognition, information retrieval, recommender system, knowledge graph, robotics, ML pipeline, feature
        engineering
        """,
    "statistics and economics": """
        statistics, statistical analysis, statistical modeling, statistical inference, causal inference,
        econometrics, structural econometrics, time series, forecasting, regression, logistic regression,
        Bayesian methods, Bayesian inference, Bayesian statistics, discrete choice model, nested logit, BLP,
        game theory, auction model, labor market model, dynamic model, experimental design, design of
        experiments, A/B test, A/B testing, hypothesis testing, survey design, sampling, simulation, clustering,
        dimensionality reduction, operations research, optimization method, linear programming
        """,
    "software practice": """
        Git, Linux, AWS, Azure, GCP, Docker, Kubernetes, Terraform, Ansible, Jenkins, CI/CD, DevOps,
        microservices, distributed systems, cloud computing, embedded systems, site reliability, observability,
        unit testing, test automation, quality assurance, root cause analysis
        """,
    "security": """
        penetration testing, threat modeling, cryptography, network security, incident response, vulnerability
        management, SIEM, ISO 27001
        """,
    "engineering": """
        AutoCAD, SolidWorks, CATIA, Revit, BIM, CAD, Verilog, VHDL, FPGA, PLC, SCADA, HVAC, PCB design, finite
        element analysis, computational fluid dynamics, signal processing, control systems, surveying,
        structural analysis, geotechnical engineering
        """,
    "design": """
        Figma, Sketch, Photoshop, Illustrator, InDesign, user research, usability testing, prototyping,
        wireframing, interaction design, design system, accessibility, typography, storyboarding
        """,
    "projects and products": """
        Agile, agile method, agile methodology, agile development, agile software development, agile practice,
        scrum, kanban, Jira, PRINCE2, project management, product management, program management, risk
        management, change management, stakeholder management, budgeting, procurement, contract negotiation,
        process improvement, Six Sigma, lean manufacturing
        """,
    "marketing and sales": """
        SEO, copywriting, content strategy, market research, email marketing, social media, brand management,
        CRM, Salesforce, HubSpot, account management, lead generation, merchandising
        """,
    "finance, law and people": """
        GAAP, IFRS, financial modeling, financial reporting, accounting, bookkeeping, auditing, auditing
        standards, tax law, contract law, employment law, litigation, compliance audit, GDPR, HIPAA, SAP,
        QuickBooks, underwriting, actuarial science, payroll, Workday, workforce planning, conflict resolution
        """,
    "health and care": """
        triage, phlebotomy, first aid, CPR, infection control, medication administration, wound care, patient
        assessment, care planning, safeguarding, clinical trial, electronic health record, radiography,
        physiotherapy, cognitive behavioral therapy, dosage calculation
        """,
    "laboratory": """
        PCR, HPLC, cell culture, chromatography, mass spectrometry, spectroscopy, microscopy, flow cytometry,
        gene editing, GLP, GMP, titration
        """,
    "trades and manufacturing": """
        welding, CNC, soldering, hydraulics, pneumatics, electrical wiring, carpentry, plumbing, bricklaying,
        scaffolding, pipe fitting, blueprint reading, machining, injection molding, preventive maintenance,
        forklift, crane operation
        """,
    "transport and supply": """
        supply chain management, inventory management, inventory control, demand planning, route planning,
        warehouse management, freight forwarding, customs clearance
        """,
    "food and hospitality": """
        HACCP, food safety, menu planning, knife skills, sourdough, lamination, pastry, cake decorating, latte
        art, table service, event planning, revenue management
        """,
    "land and animals": """
        crop rotation, irrigation, pest management, pruning, animal husbandry, soil testing
        """,
    "teaching": """
        curriculum design, lesson planning, classroom management, special education, instructional design,
        differentiated instruction
        """,
    "media": """
        video editing, photo editing, copy editing, proofreading, color grading, sound design, motion graphics,
        fact-checking, public speaking, translation, subtitling
        """,
}
_IN_SMALL_LETTERS_TOO = frozenset("SQL NoSQL HTML CSS PHP AWS GCP ETL NLP SEO CRM MATLAB PRINCE2 LLM".split())
# Names that are words too, "airflow" or "a snowflake": they are found as they are written only ...
_AS_WRITTEN = frozenset("Airflow Docker Looker Photoshop Redshift Snowflake Tableau Terraform".split())
# ... and these moreover only where their surroundings tell that a name is meant, for they begin sentences ("Excel at"),
_OPENING = frozenset(
    "Agile Angular Ansible Bash Elixir Excel Flask Go React Rust Scala Solidity Spark Vue Workday".split()
)
# ... or are people, initials and much else.
_ORDINARY = _OPENING | frozenset("C Illustrator Jenkins Julia PLC R Ruby Sketch Swift".split())
_SPELLINGS = {
    "behavioural": "behavioral", "colour": "color", "labour": "labor", "modelling": "modeling", "moulding": "molding",
    "programme": "program",
}  # fmt: skip
_TOKEN = re.compile(r"\.NET\b|[^\W_]+(?:\+\+|#)?")
_GAP = re.compile(r"\s+|[-/.]")  # what may divide the words of one name
_PART_BEFORE = re.compile(r"[-_@.]$")  # of a longer word: "pre-accounting", "a.sql"
_PART_BEHIND = re.compile(r"[_@&]|\.\w")  # "R&D", "python.example"
_NOT_MEANT = {"accounting": re.compile(r"\s+for\b")}
_LISTED = re.compile(r"\s*[,/&(•|]\s*")
_CUE = re.compile(
    r"(?:\b(?:in|using|Apache|Microsoft|MS|Adobe)|\b(?:experience|expertise|familiar\w*|fluen\w+|knowledge|proficien\w+"
    r"|skills?|competen\w+)(?:\W+\w+){0,2}?\W+(?:with|of))\s+$",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\s+(?:programming|language|developers?|development|code|codebase|scripts?|scripting|spreadsheets?|framework"
    r"|librar(?:y|ies)|pipelines?|macros|method\w*|practices)\b"
)
# Where only names have capitals.
_MIDST = re.compile(r"\b(?!(?:and|or|to|will|you|we)\b)[a-z][\w'’-]*,?\s+(?:(?:and|or)\s+)?$")
_LINE_BEGINS, _LINE_ENDS = re.compile(r"(?:^|\n)\W*$"), re.compile(r"[.;,]?[ \t]*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class _Term:
    """One entry of the vocabulary; `words` are those it is told by, in small letters and the singular."""

    name: str
    words: tuple[str, ...]

    @property
    def keeps_case(self) -> bool:
        acronym = self.name.isupper() and self.name not in _IN_SMALL_LETTERS_TOO
        return acronym or self.name in _AS_WRITTEN or self.name in _ORDINARY


@dataclass(frozen=True, slots=True)
class _Words:
    """A stretch of text by its words."""

    text: str
    tokens: tuple[re.Match[str], ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, text: str, span: Span) -> _Words:
        tokens = tuple(_TOKEN.finditer(text, span.start, span.end))
        return cls(text, tokens, tuple(_key(token[0]) for token in tokens))

    def named_at(self, at: int) -> _Term | None:
        """The longest term that is named from a word on."""
        return next((term for term in _terms().get(self.keys[at], ()) if self._names(at, term)), None)

    def span(self, at: int, term: _Term) -> Span:
        return Span(self.tokens[at].start(), self.tokens[at + len(term.words) - 1].end())

    def _names(self, at: int, term: _Term) -> bool:
        last = at + len(term.words) - 1
        if self.keys[at : last + 1] != term.words or not all(_GAP.fullmatch(self._gap(one)) for one in range(at, last)):
            return False
        span = self.span(at, term)
        before, behind = self.text[max(0, span.start - 60) : span.start], self.text[span.end : span.end + 40]
        ruled_out = _NOT_MEANT.get(term.name)
        if _PART_BEFORE.search(before) or _PART_BEHIND.match(behind) or (ruled_out and ruled_out.match(behind)):
            return False
        if term.keeps_case and span.of(self.text).removesuffix("s") != term.name.removesuffix("s"):
            return False
        return term.name not in _ORDINARY or self._is_name(at, term, before, behind)

    def _is_name(self, at: int, term: _Term, before: str, behind: str) -> bool:
        """Whether the surroundings of an everyday word tell that a tool or a language is meant."""
        if behind.startswith("-"):
            return False
        if term.name in _OPENING and _MIDST.search(before):
            return True
        if _CUE.search(before) or _NOUN.match(behind) or (_LINE_BEGINS.search(before) and _LINE_ENDS.match(behind)):
            return True
        return self._beside_name(at, -1) or self._beside_name(at, 1)

    def _beside_name(self, at: int, step: int) -> bool:
        """Whether the next word in a list is a name too: "Go, Rust and C++"."""
        other = at + step
        joined = 0 <= other < len(self.keys) and self.keys[other] in ("and", "or")
        other += step if joined else 0
        if not 0 <= other < len(self.keys) or self.keys[other] not in _names():
            return False
        listed = joined or _LISTED.fullmatch(self._gap(min(at, other))) is not None
        return listed and (self.tokens[other][0][0].isupper() or self.keys[other] not in _ordinary_keys())

    def _gap(self, at: int) -> str:
        return self.text[self.tokens[at].end() : self.tokens[at + 1].start()]


def skills_in(text: str, spans: tuple[Span, ...]) -> tuple[Skill, ...]:
    """Return the skills named within the spans of a text, each once, in the order they first stand in."""
    found: dict[tuple[str, ...], Skill] = {}
    for span in spans:
        words, at = _Words.of(text, span), 0
        while at < len(words.keys):
            term = words.named_at(at)
            if term is not None:
                place = words.span(at, term)
                found.setdefault(term.words, Skill(place.of(text), place))
            at += len(term.words) if term else 1
    return tuple(found.values())


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    """What a word is told by: its singular in small letters, in one of its spellings."""
    key = singular(word)
    return _SPELLINGS.get(key, key.replace("isation", "ization"))


@lru_cache(maxsize=1)
def _terms() -> dict[str, tuple[_Term, ...]]:
    """The vocabulary by first words, of terms with one first word the longest first."""
    by_first: defaultdict[str, list[_Term]] = defaultdict(list)
    for name in (" ".join(one.split()) for terms in _VOCABULARY.values() for one in terms.split(",")):
        words = tuple(_key(word) for word in _TOKEN.findall(name))
        by_first[words[0]].append(_Term(name, words))
    return {first: tuple(sorted(terms, key=lambda term: -len(term.words))) for first, terms in by_first.items()}


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """The keys of terms of one word that are names, such as "Python": a list's other members."""
    terms = (term for terms in _terms().values() for term in terms)
    return frozenset(term.words[0] for term in terms if len(term.words) == 1 and term.name != term.name.lower())


@lru_cache(maxsize=1)
def _ordinary_keys() -> frozenset[str]:
    return frozenset(map(_key, _ORDINARY))
