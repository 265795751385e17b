WITH line AS (
  SELECT a.document_id, CASE WHEN a.form_kind LIKE 'gpb_basic_%' THEN 'basic' ELSE 'project' END AS part,
         a.form_kind, a.code_scheme, a.code, a.line, a.row_role, a.amount_yuan
  FROM preferred_amount AS a
  WHERE a.form_kind IN ('gpb_basic_by_dept_econ', 'gpb_basic_by_gov_econ', 'gpb_project_by_dept_econ',
                        'gpb_project_by_gov_econ')
    AND a.measure = 'total' AND a.value_year = a.fiscal_year AND a.amount_yuan IS NOT NULL AND NOT a.is_of_which
),
summed AS (
  SELECT document_id, part,
         max(amount_yuan) FILTER (line = 'grand_total') AS total_yuan,
         max(amount_yuan) FILTER (code_scheme = 'gov_economic' AND code = '501') AS body_wages_yuan,
         max(amount_yuan) FILTER (code_scheme = 'gov_economic' AND code = '502') AS body_goods_yuan,
         max(amount_yuan) FILTER (code_scheme = 'gov_economic' AND code = '50501') AS institution_wages_yuan,
         max(amount_yuan) FILTER (code_scheme = 'gov_economic' AND code = '50502') AS institution_goods_yuan,
         max(amount_yuan) FILTER (code_scheme = 'dept_economic' AND code = '30226') AS labour_yuan,
         max(amount_yuan) FILTER (code_scheme = 'dept_economic' AND code = '30227') AS entrusted_yuan
  FROM line GROUP BY ALL
)
SELECT d.document_id, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage, s.part, s.total_yuan, s.body_wages_yuan, s.body_goods_yuan, s.institution_wages_yuan,
       s.institution_goods_yuan, s.labour_yuan, s.entrusted_yuan,
       CASE WHEN coalesce(s.labour_yuan, s.entrusted_yuan) IS NOT NULL
            THEN percent_of(coalesce(s.labour_yuan, 0) + coalesce(s.entrusted_yuan, 0), s.total_yuan) END
         AS bought_services_pct
FROM summed AS s JOIN preferred_document AS d USING (document_id)
