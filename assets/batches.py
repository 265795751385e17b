"""Batches: a fiscal year and a region, the partitions of everything between intake and publication.

Belongs here: their keys, the Dagster partitions made of them, and checks that have one verdict for each.
Does not: which documents are in one (`state`).

Partitions are batches and not documents because Dagster's events cost 30 to 45 ms each.
"""

from __future__ import annotations

import warnings

import dagster as dg

from pipeline.facts.model import Identity

UNIDENTIFIED = "0000-000000"

batches = dg.DynamicPartitionsDefinition(name="batches")


def batch_key(fiscal_year: int | None, region_code: str) -> str:
    """`2024-500112`; an unknown year is 0000, an unknown region 000000."""
    return f"{fiscal_year or 0:04d}-{region_code}"


def batch_of(identity: Identity) -> str:
    return batch_key(identity.fiscal_year, identity.region_code)


def make_known(instance: dg.DagsterInstance, keys: list[str]) -> None:
    """Give Dagster the partitions it does not have yet; a Dagster that lost its storage learns them all again."""
    name = str(batches.name)
    missing = sorted(set(keys) - set(instance.get_dynamic_partitions(name)))
    if missing:
        instance.add_dynamic_partitions(name, missing)


def partitioned_check(name: str, asset: str, description: str) -> dg.AssetCheckSpec:
    """A check with one verdict per batch, never blocking."""
    with warnings.catch_warnings():
        # Of Dagster 1.13: partitions of checks may still change. Without them only the batch judged last would show.
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(name, asset=asset, description=description, partitions_def=batches)
