WITH reason AS (
  SELECT document_id, code, min(reason) AS reason
  FROM preferred_claim WHERE reason IS NOT NULL AND code_scheme = 'functional' AND kind IN ('change', 'rate', 'amount')
  GROUP BY document_id, code
),
used AS (SELECT reason, count(*) AS uses FROM reason GROUP BY reason)
SELECT d.document_id, d.fiscal_year, d.region_code, d.organisation_id, d.organisation_name, d.scope, d.stage, a.code, a.item_name, a.amount_yuan, p.amount_yuan AS previous_yuan, p.measure AS previous_measure,
       (a.amount_yuan - p.amount_yuan)::DECIMAL(20, 2) AS change_yuan,
       percent_of(a.amount_yuan - p.amount_yuan, p.amount_yuan) AS change_pct,
       r.reason, u.uses AS reason_use_count, a.amount_id
FROM preferred_amount AS a
JOIN preferred_amount AS p ON p.form_id = a.form_id AND p.row_no = a.row_no AND p.block_no = a.block_no
                          AND p.measure IN ('prior_year_budget', 'prior_year_actual')
JOIN preferred_document AS d ON d.document_id = a.document_id
LEFT JOIN reason AS r ON r.document_id = a.document_id AND r.code = a.code
LEFT JOIN used AS u ON u.reason = r.reason
WHERE a.form_kind = 'gpb_expenditure_by_function' AND a.measure = 'total' AND a.code_scheme = 'functional'
  AND a.code_level = 3 AND a.value_year = a.fiscal_year AND a.amount_yuan IS NOT NULL AND p.amount_yuan IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY a.amount_id ORDER BY p.measure, p.column_no) = 1
