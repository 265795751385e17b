"""An expectation of Great Expectations: a query that must find nothing.

Belongs here: the class, imported where Great Expectations is. Does not: any query (`suites`).

Great Expectations makes the whole configuration of an expectation anew for each of its dozen arguments, several times
a validation. The arguments are those of one configuration here.
"""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation_configuration import parse_result_format


class FindsNothing(UnexpectedRowsExpectation):
    """Fails with the rows that the query finds."""

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
