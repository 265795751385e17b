"""An expectation of Great Expectations: a query that must find nothing.

Belongs here: the class and its metric, imported where Great Expectations is. Does not: any query (`suites`).

Great Expectations makes the whole configuration of an expectation anew for each of its dozen arguments, several times
a validation. The arguments are those of one configuration here. And it has two metrics of its own for such a query,
its rows and their number, and asks the database once for each; here one metric gives both.
"""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa
from great_expectations.constants import MAX_RESULT_RECORDS
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation_configuration import parse_result_format
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.query_metric_provider import QueryMetricProvider

_ROWS, _NUMBER = UnexpectedRowsExpectation.metric_dependencies
_FOUND = "unexpected_rows_query.found"
_AT_ONCE = 10_000


class Found(NamedTuple):
    """The first rows of a query, by column, and how many there are in all."""

    rows: list[dict[str, Any]]
    number: int


class RowsFound(QueryMetricProvider):
    """Rows and their number from asking once: those beyond what is shown are counted as they come."""

    metric_name = _FOUND
    value_keys = ("unexpected_rows_query",)
    query_param_name: ClassVar[str] = "unexpected_rows_query"

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,
        execution_engine: Any,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> Found:
        batch, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
        query = cls._get_substituted_batch_subquery_from_query_and_batch_selectable(
            query=cls._get_query_from_metric_value_kwargs(metric_value_kwargs),
            batch_selectable=batch,
            execution_engine=execution_engine,
        )
        answer = execution_engine.execute_query(sa.text(query))
        rows = [row._asdict() for row in answer.fetchmany(MAX_RESULT_RECORDS)]
        number = len(rows)
        while rows and (more := answer.fetchmany(_AT_ONCE)):
            number += len(more)
        return Found(rows, number)


class FindsNothing(UnexpectedRowsExpectation):
    """Fails with the rows that the query finds."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (_FOUND,)

    def _validate(self, metrics: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        rows, number = metrics[_FOUND]
        return super()._validate({_ROWS: rows, _NUMBER: number}, *args, **kwargs)

    def _get_domain_kwargs(self) -> dict[str, Any]:
        return self._given(self.domain_keys)

    def _get_success_kwargs(self) -> dict[str, Any]:
        return self._given((*self.success_keys, *self.domain_keys))

    def _get_runtime_kwargs(self, runtime_configuration: dict[str, Any] | None = None) -> dict[str, Any]:
        asked = runtime_configuration or {}
        given = self._given((*self.runtime_keys, *self.success_keys, *self.domain_keys))
        found = given | {key: asked[key] for key in self.runtime_keys if key in asked}
        return found | {"result_format": parse_result_format(found["result_format"])}

    def _given(self, keys: tuple[str, ...]) -> dict[str, Any]:
        given = self.configuration.kwargs
        return {key: given[key] if key in given else self._get_default_value(key) for key in keys}
