"""Inputs nobody thought of, for every reader and every grammar: `python -m benchmarks.fuzz` (docs in __main__)."""
