"""Sentences to claims: what the text of a disclosure says in numbers and statements.

Belongs here: joining sentences, recognising claims and their subjects by the phrases of vocabulary/.
Does not: tables (`pipeline.forms`), comparing text and tables (`expectations`).
"""
