"""Replies as models of every sort write them, each with what a reader who was shown evidence 1,
2, 3 and 12 sees.
"""

from __future__ import annotations

SHOWN = frozenset((1, 2, 3, 12))

MARKERS = [
    ("Bread rises [1].", "Bread rises [1]."),
    ("Bread rises [1][2].", "Bread rises [1][2]."),
    ("Bread rises [1] [2].", "Bread rises [1] [2]."),
    ("Bread rises [1, 2].", "Bread rises [1][2]."),
    ("Bread rises [1; 3].", "Bread rises [1][3]."),
    ("Bread rises [1-3].", "Bread rises [1][2][3]."),
    ("Bread rises [1–2, 3].", "Bread rises [1][2][3]."),
    ("Bread rises [1][119].", "Bread rises [1]."),
    ("Bread rises [1-99].", "Bread rises [1][2][3][12]."),
    ("Bread rises [1 to 3].", "Bread rises [1][2][3]."),
    ("Bread rises [ 2 ].", "Bread rises [2]."),
    ("Bread rises [02].", "Bread rises [2]."),
    ("Bread rises [^2].", "Bread rises [2]."),
    ("Bread rises [^2^].", "Bread rises [2]."),
    ("Bread rises 【1】.", "Bread rises [1]."),
    ("Bread rises 【2†source】.", "Bread rises [2]."),
    ("Bread rises 【1:0†source】.", "Bread rises [1]."),
    ("Bread rises [[1]].", "Bread rises [1]."),
    ("Bread rises [[1], [2]].", "Bread rises [1][2]."),
    ("Bread rises [1](http://bread.example/a_(b)?c=[d]).", "Bread rises [1]."),
    ("Bread rises [[1]](https://bread.example).", "Bread rises [1]."),
    ("Bread rises [[1](https://bread.example)].", "Bread rises [1]."),
    ("Bread rises [1](javascript:alert(1)).", "Bread rises [1]."),
    ('Bread rises [1](#evidence-1 "The loop").', "Bread rises [1]."),
    ("Bread rises [Evidence 1].", "Bread rises [1]."),
    ("Bread rises [evidence 1 and 2].", "Bread rises [1][2]."),
    ("Bread rises [Evidence 1, Evidence 2].", "Bread rises [1][2]."),
    ("Bread rises [Source 2].", "Bread rises [2]."),
    ("Bread rises [Source: 2].", "Bread rises [2]."),
    ("Bread rises [Passage 3].", "Bread rises [3]."),
    ("Bread rises [Ref. 1].", "Bread rises [1]."),
    ("Bread rises [citation:1].", "Bread rises [1]."),
    ("Bread rises [doc2].", "Bread rises [2]."),
    ("Bread rises [#1].", "Bread rises [1]."),
    ("Bread rises [1 and 2].", "Bread rises [1][2]."),
    ("Bread rises [1 & 2].", "Bread rises [1][2]."),
    ("Bread rises [1, 2, and 3].", "Bread rises [1][2][3]."),
    ("Bread rises [1: The loop].", "Bread rises [1]."),
    ("Bread rises (see [1]).", "Bread rises [1]."),
    ("Bread rises ([1], [2]).", "Bread rises [1][2]."),
    ("Bread rises ([1](https://bread.example)).", "Bread rises [1]."),
    ("Bread rises (Source 1).", "Bread rises [1]."),
    ("Bread (see evidence 1 and 2) rises.", "Bread [1][2] rises."),
    ("Bread rises [9].", "Bread rises."),
    ("Bread rises [2, 9].", "Bread rises [2]."),
    ("Bread rises (Source 9) well.", "Bread rises well."),
    ("| Dough | rests [9] |\n|---|---|", "| Dough | rests |\n|---|---|"),
]

NO_MARKERS = [
    "In [2023] bread rose [1].",
    "Bread rises (1), ovens heat {2}, doughs rest¹.",
    "Bread rises.\nSource: [1]",
    "Bread rises.\n**Sources:** [1] [2].",
    "See [the recipe] and [x] or [a].",
    "It feeds [10 people] from [8:30].",
    "Evidence [0] and [0, 1] do not exist.",
    "- [ ] mix\n- [x] bake",
    "Bake (1) first and (2) second.",
    "Bake (1) first, then rest (2).",
    "(1) Mix\n(2) Bake",
    "1. (2) Mix",
    "It opened (2019).",
    "They give two (2) weeks, or two (2).",
    "That is level (2).",
    "They call main(1).",
    "Bread rises (9).",
    "A hall of 20 m² or 3 km², 10² ovens, x² doughs, CO².",
    "A hall of 20 m<sup>2</sup>.",
    "Bread rises⁹, ovens¹a.",
    "Two < three and {name} or {1} loaf.",
    "A list `loaves[1]` and ``a ` [^1]`` rises.",
    "```py\nitems[0], loaf[^1] (1).\n```\nBread rises.",
    "~~~\nloaf [^1]\n~~~\nBread rises.",
    "Sources: the team hires from referrals.\n\n## Evidence\n\nNone.",
    "[1](2) and [1](see below) rest.",
]

SOURCE_LISTS = [
    ("Bread rises [^1].\n\n[^1]: Night baker, 2024\n[^2]: Day baker", "Bread rises [1]."),
    ("Bread rises [1].\n\n[1]: https://bread.example/night", "Bread rises [1]."),
    ("Bread rises [1].\n\nReferences:\n[1] Night baker\n[2] Day baker", "Bread rises [1]."),
    (
        "Bread rises [1].\n\n**Sources:**\n\n- [1] Night baker\n- [2]: Day baker\n",
        "Bread rises [1].",
    ),
    (
        "Bread rises [1].\n\n---\n\n## Sources\n\n1. **[1]** Night\n2. [Source 2] Day",
        "Bread rises [1].",
    ),
    (
        "Bread rises [1].\r\n\r\nSources:\r\n[1] Night baker\r\n\r\nOvens heat.",
        "Bread rises [1].\r\n\r\n\r\nOvens heat.",
    ),
    ("Bread rises.\nEvidence: [1] says so.", "Bread rises.\nEvidence: [1] says so."),
    ("[1]: Bread rises.\n[2]: Ovens heat.", "[1]: Bread rises.\n[2]: Ovens heat."),
    (
        "They say:\n\n[1]: Bread rises.\n[2]: Ovens heat.",
        "They say:\n\n[1]: Bread rises.\n[2]: Ovens heat.",
    ),
    ("Sources:\n[1] Bread rises.", "Sources:\n[1] Bread rises."),
]

# PLAN stands for what is thought and must never be shown.
THOUGHTS = [
    ("<think>PLAN</think>Bread rises [1].", "Bread rises [1]."),
    ("<think>\nPLAN [1] (2).\n</think>\n\nBread rises.", "Bread rises."),
    ("<THINKING lang='en'>PLAN</Thinking >Bread rises.", "Bread rises."),
    ("<thought>PLAN</thought><reasoning>PLAN</reasoning>Bread rises.", "Bread rises."),
    ("<analysis>PLAN</analysis>Bread <reflection>PLAN</reflection>rises.", "Bread rises."),
    ("<think>PLAN <think>PLAN</think> PLAN</think>Bread rises.", "Bread rises."),
    ("<think>PLAN <reflection> PLAN</think>Bread rises.", "Bread rises."),
    ("<think>a <think> PLAN</think>Bread rises.", "Bread rises."),
    ("<think>PLAN ``` ` PLAN</think>Bread rises.</think>", "Bread rises."),
    ("<think/>Bread rises.", "Bread rises."),
    ("[THINK]PLAN[/THINK]Bread rises [1].", "Bread rises [1]."),
    ("◁think▷PLAN◁/think▷Bread rises.", "Bread rises."),
    (
        "<|START_THINKING|>PLAN<|END_THINKING|><|START_RESPONSE|>Bread rises.<|END_RESPONSE|>",
        "Bread rises.",
    ),
    (
        "<|begin_of_thought|>PLAN<|end_of_thought|>\n\n<|begin_of_solution|>Bread "
        "rises.<|end_of_solution|>",
        "Bread rises.",
    ),
    (
        "<|channel|>analysis<|message|>PLAN<|end|><|start|>assistant<|channel|>final<|message|>Bread rises.<|return|>",
        "Bread rises.",
    ),
    (
        "<|channel|>analysis<|message|>PLAN<|end|><|start|>assistant<|channel|>commentary "
        "to=functions.f "
        "<|constrain|>json<|message|>{PLAN}<|call|><|start|>assistant<|channel|>final<|message|>Bread rises.",
        "Bread rises.",
    ),
    ("<|start|>assistant<|message|>Bread rises.<|end|>", "Bread rises."),
    ("Bread rises.\n<think>PLAN", "Bread rises."),
    ("Bread rises.<|channel|>analysis<|message|>PLAN", "Bread rises."),
    ("Bread rises.<|im_end|>", "Bread rises."),
    ("Bread rises.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nPLAN", "Bread rises."),
    ("Bread rises.</s>\nUser: PLAN", "Bread rises."),
    ("Bread rises.<end_of_turn>\n<start_of_turn>user\nPLAN", "Bread rises."),
    ("Bread rises.<|endoftext|>Human: PLAN", "Bread rises."),
    ("Bread rises.<|end|>\n<|user|>\nPLAN", "Bread rises."),
    ("<|im_start|>assistant\nBread rises.<|im_end|>", "Bread rises."),
    ("<answer>Bread rises.</answer>", "Bread rises."),
]

NO_THOUGHTS = [
    "The tag `<think>` opens a thought, `</think>` ends it.",
    "```html\n<think>a</think>\n```\nBread rises.",
    "Bread < oven, think > talk, a <b and <thinker>.",
    "Bread rises <thi",
]

# What was shown before the end of a thought arrives has to be taken back: the beginning stood in
# the prompt.
TAKEN_BACK = [
    ("PLAN</think>Bread rises.", "Bread rises."),
    ("PLAN <think>PLAN</think> PLAN</think>\nBread rises.", "Bread rises."),
    ("PLAN[/THINK]Bread rises.", "Bread rises."),
]

ALL = [
    *MARKERS,
    *SOURCE_LISTS,
    *THOUGHTS,
    *((text, text) for text in NO_MARKERS + NO_THOUGHTS),
]
