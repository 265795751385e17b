"""From what breaks to what people are told: one finding per root cause, with the value that would fit.

Belongs here: the change that mends most (`mending`) of those there are (`changes`, `misplaced`, `text_values`), what
kind of slip it is (`hypotheses`), one finding per cause (`explain`, `model`) and its words (`explanations`, `wording`).
Does not: judging (`expectations.judge`), reading a page again (`expectations.referee`).
"""
