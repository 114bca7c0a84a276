"""Skills and methods that a text names: well-known ones, and those it introduces itself by name and acronym."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.types import Skill, Span

_KNOWN = """
Python|Java|JavaScript|TypeScript|Scala|Kotlin|Swift|Rust|Ruby|PHP|Perl|MATLAB|Julia|Stata|SAS|SPSS|SQL|NoSQL|Bash|HTML|CSS
C\\+\\+|C#|Go(?:lang)(?!\\w)|R(?= (?:or|and|programming)|, (?:Python|SQL|Stata|SAS))
PyTorch|TensorFlow|JAX|Keras|scikit-learn|pandas|NumPy|Spark|Hadoop|Kafka|Airflow|dbt|Snowflake|BigQuery|Redshift|Tableau|Power BI|Looker|Excel
AWS|Azure|GCP|Docker|Kubernetes|Terraform|Ansible|Jenkins|Git|Linux|React|Angular|Vue|Node\\.js|Django|Flask|GraphQL|REST APIs?|PostgreSQL|MySQL|MongoDB|Redis
Figma|Sketch|Photoshop|Illustrator|InDesign|AutoCAD|SolidWorks|CATIA|Revit|BIM|Salesforce|SAP|Jira|Workday|Verilog|VHDL|FPGA|CUDA|PLC|SCADA
machine learning|deep learning|reinforcement learning|supervised learning|unsupervised learning|transfer learning|federated learning
neural networks?|transformers?(?= (?:model|architecture))|large language models?|LLMs?|LLM-as-a-Judge|vision[- ]language models?|visual language models?|VLMs?|foundation models?|generative AI|GenAI|agentic (?:AI|systems?|architectures?)|prompt engineering|model distillation|fine-tuning|explainable AI|multimodal (?:reasoning|learning|models?|systems?)
natural language processing|NLP|computer vision|speech recognition|information retrieval|recommender systems?|knowledge graphs?|robotics|operations research|optimi[sz]ation methods?
statistics|statistical (?:analysis|modell?ing|inference)|causal inference|econometrics?|structural econometrics?|time series|forecasting|regression|logistic regression|Bayesian (?:methods?|inference|statistics)|discrete choice models?|nested logit|BLP|game theory|auction models?|labor market models?|dynamic models?|experimental design|design of experiments|A/B test(?:s|ing)?|hypothesis testing|survey design|simulation|clustering|dimensionality reduction|data mining|data analysis|data visuali[sz]ation|data model(?:l?ing)|ETL|data pipelines?|ML pipelines?|root cause analysis|quality assurance|auditing|sampling
user research|usability testing|prototyping|wireframing|interaction design|design systems?|accessibility|typography
project management|product management|agile|scrum|kanban|Six Sigma|lean manufacturing|risk management|change management|budgeting|procurement|contract negotiation|stakeholder management
distributed systems|cloud computing|microservices|CI/CD|DevOps|site reliability|unit testing|test automation|penetration testing|threat model(?:l?ing)|cryptography|network security|incident response|observability
SEO|copywriting|content strategy|market research|CRM|email marketing|social media
GAAP|IFRS|financial model(?:l?ing)|accounting|auditing standards?|tax law|GDPR|HIPAA
PCR|HPLC|cell culture|chromatography|spectroscopy|GLP|GMP|clinical trials?|triage|phlebotomy|first aid|CPR|infection control|medication administration
welding|CNC|soldering|hydraulics|pneumatics|electrical wiring|forklift|HACCP|food safety|sourdough|lamination
""".strip()
_TERMS = "|".join(term for line in _KNOWN.splitlines() for term in line.split("|"))
_CASED = re.compile(rf"(?<![\\w-])(?:{_TERMS})(?![\\w-])".replace("\\\\", "\\"))
_LOOSE = re.compile(_CASED.pattern, re.IGNORECASE)
_ACRONYM = re.compile(r"((?:[A-Z][\w-]+ ){1,5}[A-Z][\w-]+|(?:\w+[ -]){1,4}\w+) \(([A-Z][A-Za-z]{1,6})\)")
_NEEDS_CASE = frozenset("go r swift rust ruby excel spark react sketch illustrator julia scala git aws sas sap bim lean vue flask jira".split())


def skills_in(text: str, spans: tuple[Span, ...]) -> tuple[Skill, ...]:
    """Return the skills named within the spans of a text, each once, in the order they first stand in."""
    found: dict[str, Skill] = {}
    for span in spans:
        for match in _matches(text, span):
            found.setdefault(_plain(match[0]), Skill(match[0], Span(match.start(), match.end())))
    return tuple(found.values())


def _matches(text: str, span: Span) -> Iterator[re.Match[str]]:
    for match in _LOOSE.finditer(text, span.start, span.end):
        if _plain(match[0]) not in _NEEDS_CASE or _CASED.fullmatch(match[0]):
            yield match


def _plain(name: str) -> str:
    """A name in lower case and the singular: what two mentions of one skill share."""
    lower = name.casefold()
    return lower.removesuffix("s") if len(lower) > 4 and not lower.endswith("ss") else lower
