-- Functions the published views use; they stand in budget.duckdb before the views.
-- 100 × part ÷ whole with two decimals, half up, in whole numbers: DuckDB divides decimals as floating point.
CREATE MACRO percent_of(part, whole) AS
  CASE WHEN whole <> 0
       THEN ((sign(part) * sign(whole) * ((abs(part) * 2000000)::HUGEINT + abs(whole * 100)::HUGEINT)
             // (2 * abs(whole * 100)::HUGEINT))::DECIMAL(30, 0) * 0.01)::DECIMAL(28, 2)
  END;
COMMENT ON MACRO percent_of IS 'part in percent of whole, two decimals, half up, exact; NULL where whole is 0 or NULL | 占比（%）';
