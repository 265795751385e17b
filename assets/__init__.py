"""Dagster: one asset per stage, raw → documents → forms → facts → checks → published, and what starts them.

Belongs here: partitions, runs, schedule, sensor, and the state that says what is left to do. Does not: anything about
budgets (`pipeline`) or rules (`expectations`). Nothing imports this but `budget run`.
"""
