-- A form either has a column per expense, or a row per expense and a column per year. The total row is taken where
-- several units are listed; without one nothing is taken, because the first unit is not the whole.
WITH printed AS (
  SELECT a.*, CASE WHEN a.measure = 'total' THEN 'three_public_total' ELSE a.measure END AS expense
  FROM preferred_amount AS a
  WHERE a.form_kind IN ('three_public_budget', 'three_public_and_operating', 'three_public_meeting_training')
    AND a.quantity = 'money' AND a.amount_yuan IS NOT NULL
    AND NOT (a.measure = 'total' AND a.form_kind = 'three_public_meeting_training')
),
chosen AS (
  SELECT * FROM printed
  WHERE expense IN ('three_public_total', 'overseas_travel', 'vehicle_total', 'vehicle_purchase', 'vehicle_operation',
                    'official_reception')
  QUALIFY row_number() OVER (PARTITION BY document_id, form_kind, expense, basis, value_year
                             ORDER BY (row_role = 'total') DESC, amount_id) = 1
      AND (count(DISTINCT (form_id, row_no)) OVER (PARTITION BY document_id, form_kind, expense, basis, value_year) = 1
           OR row_role = 'total')
),
with_previous AS (
  SELECT c.*, coalesce(p.amount_yuan, r.amount_yuan) AS before_yuan
  FROM chosen AS c
  LEFT JOIN chosen AS p ON p.form_id = c.form_id AND p.expense = c.expense AND p.basis IS NOT DISTINCT FROM c.basis
                       AND p.value_year = c.value_year - 1
  LEFT JOIN printed AS r ON r.form_id = c.form_id AND r.row_no = c.row_no AND r.measure = 'prior_year_budget'
                        AND r.value_year = c.value_year - 1
  QUALIFY row_number() OVER (PARTITION BY c.amount_id ORDER BY r.column_no NULLS FIRST) = 1
)
SELECT d.document_id, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage,
       w.basis, w.expense AS measure, w.amount_yuan, w.before_yuan AS previous_yuan,
       (w.amount_yuan - w.before_yuan)::DECIMAL(20, 2) AS change_yuan,
       CASE WHEN w.before_yuan <> 0
            THEN percent_of(w.amount_yuan - w.before_yuan, w.before_yuan) END AS change_pct,
       w.amount_id
FROM with_previous AS w JOIN preferred_document AS d USING (document_id)
WHERE w.value_year = w.fiscal_year
