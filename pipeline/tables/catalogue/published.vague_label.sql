WITH whole AS (
  SELECT form_id, max(amount_yuan) AS total_yuan FROM preferred_amount
  WHERE line = 'grand_total' AND measure = 'total' AND value_year = fiscal_year GROUP BY form_id
)
SELECT d.document_id, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage, a.form_kind, a.code_scheme, a.code, a.item_name, a.amount_yuan,
       percent_of(a.amount_yuan, w.total_yuan) AS share_pct, a.amount_id
FROM preferred_amount AS a
JOIN preferred_document AS d USING (document_id)
LEFT JOIN whole AS w USING (form_id)
WHERE a.form_kind IN ('gpb_expenditure_by_function', 'gpb_basic_by_dept_econ', 'gpb_project_by_dept_econ')
  AND a.measure = 'total' AND a.value_year = a.fiscal_year AND a.amount_yuan IS NOT NULL AND NOT a.is_of_which
  AND (a.code_scheme = 'functional' AND a.code_level = 3 AND (a.code LIKE '%99' OR a.item_name = '一般行政管理事务')
       OR a.code_scheme = 'dept_economic' AND a.code_level = 2 AND a.code LIKE '%99')
