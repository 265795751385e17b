WITH part AS (
  SELECT a.document_id,
         max(a.amount_yuan) FILTER (a.form_kind = 'gpb_expenditure_by_function' AND a.measure = 'total') AS total_yuan,
         max(a.amount_yuan) FILTER (a.form_kind = 'gpb_basic_by_dept_econ' AND a.measure = 'personnel') AS personnel_yuan,
         max(a.amount_yuan) FILTER (a.form_kind = 'gpb_basic_by_dept_econ' AND a.measure = 'operating') AS operating_yuan,
         max(a.amount_yuan) FILTER (a.form_kind = 'gpb_expenditure_by_function' AND a.measure = 'project') AS project_yuan
  FROM preferred_amount AS a
  WHERE a.row_role = 'total' AND a.line = 'grand_total' AND a.value_year = a.fiscal_year
  GROUP BY a.document_id
),
class AS (
  SELECT document_id, arg_max(code, amount_yuan) AS code, arg_max(item_name, amount_yuan) AS name
  FROM preferred_amount
  WHERE form_kind = 'gpb_expenditure_by_function' AND measure = 'total' AND code_scheme = 'functional' AND code_level = 1
    AND value_year = fiscal_year
  GROUP BY document_id
)
SELECT d.document_id, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage, c.code AS main_function_code, c.name AS main_function_name,
       p.total_yuan, p.personnel_yuan, p.operating_yuan, p.project_yuan,
       percent_of(p.personnel_yuan, p.total_yuan) AS personnel_pct,
       percent_of(p.operating_yuan, p.total_yuan) AS operating_pct,
       percent_of(p.project_yuan, p.total_yuan) AS project_pct
FROM part AS p JOIN preferred_document AS d USING (document_id) LEFT JOIN class AS c USING (document_id)
WHERE p.total_yuan IS NOT NULL
