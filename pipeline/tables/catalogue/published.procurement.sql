WITH disclosure AS (
  SELECT disclosure_id, any_value(fiscal_year) AS fiscal_year, any_value(region_code) AS region_code,
         any_value(organisation_id) AS organisation_id, min(organisation_name) AS organisation_name,
         min(scope) AS scope, min(stage) AS stage
  FROM preferred_document GROUP BY disclosure_id
),
part AS (SELECT document_id, disclosure_id FROM preferred_document),
bought AS (
  SELECT disclosure_id, sum(amount_yuan)::DECIMAL(20, 2) AS yuan
  FROM preferred_amount JOIN part USING (document_id)
  WHERE form_kind IN ('gpb_basic_by_dept_econ', 'gpb_project_by_dept_econ') AND measure = 'total'
    AND code_scheme = 'dept_economic' AND code IN ('30202', '30215', '30216', '31002', '31003')
    AND value_year = fiscal_year AND NOT is_of_which
  GROUP BY disclosure_id
),
tabled AS (
  SELECT disclosure_id, bool_and(f.is_empty) AS is_empty,
         max(a.amount_yuan) FILTER (a.line = 'grand_total' AND a.measure IN ('total', 'procurement_budget')) AS yuan,
         max(a.amount_yuan) FILTER (a.line = 'grand_total' AND a.measure = 'procurement_reserved_sme') AS sme_yuan
  FROM preferred_form AS f JOIN part USING (document_id) LEFT JOIN preferred_amount AS a USING (form_id)
  WHERE f.form_kind = 'gov_procurement_detail' GROUP BY disclosure_id
),
told AS (
  SELECT disclosure_id, max(amount_yuan) FILTER (subject = 'procurement_total') AS yuan,
         max(amount_yuan) FILTER (subject = 'procurement_sme') AS sme_yuan
  FROM preferred_claim JOIN part USING (document_id)
  WHERE kind = 'amount' AND value_year = fiscal_year GROUP BY disclosure_id
)
SELECT d.disclosure_id, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage,
       b.yuan AS bought_yuan, coalesce(t.yuan, n.yuan) AS procurement_yuan, t.is_empty AS is_table_empty,
       CASE WHEN t.is_empty OR coalesce(t.yuan, n.yuan) IS NOT NULL
            THEN coalesce(b.yuan, 0) > 0 AND coalesce(t.yuan, n.yuan, 0) = 0 END AS is_bought_without_procurement,
       coalesce(t.sme_yuan, n.sme_yuan) AS reserved_sme_yuan,
       percent_of(coalesce(t.sme_yuan, n.sme_yuan), coalesce(t.yuan, n.yuan)) AS reserved_sme_pct
FROM disclosure AS d
LEFT JOIN bought AS b USING (disclosure_id) LEFT JOIN tabled AS t USING (disclosure_id)
LEFT JOIN told AS n USING (disclosure_id)
