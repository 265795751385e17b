-- Judged instances, of sums, of the rules' own SQL and those of the ledger, as rows of check_result.
of_sums AS (
  SELECT rule_id, document_id, form_id, comparison_id || '|' || instance AS instance, subject, outcome, milder, reason,
         hypothesis, left_value, right_value, tolerance, operands, relation, terms FROM judged_sum
),
of_own_sql AS (
  SELECT rule_id, document_id, form_id, instance, subject, outcome, milder,
         CASE WHEN outcome IN ('not_evaluable', 'not_applicable') THEN reason END AS reason,
         CASE WHEN outcome IN ('breaks', 'rounding', 'holds') THEN hypothesis END AS hypothesis,
         left_value, right_value, tolerance,
         CASE WHEN claim_ids IS NULL AND amount_ids IS NULL THEN operands
              ELSE [{'role': 'text', 'amount_id': CAST(NULL AS VARCHAR), 'claim_id': i, 'indicator_id': CAST(NULL AS VARCHAR)}
                    FOR i IN claim_ids IF i IS NOT NULL]
                || [{'role': 'table', 'amount_id': i, 'claim_id': CAST(NULL AS VARCHAR), 'indicator_id': CAST(NULL AS VARCHAR)}
                    FOR i IN amount_ids IF i IS NOT NULL] END AS operands, NULL AS relation, NULL AS terms FROM judged_instance
),
verdict AS (
  SELECT left(sha256(concat_ws('|', j.rule_id, j.document_id, '', coalesce(j.form_id, ''), j.instance)), 16) AS check_id,
         j.rule_id, j.document_id, d.fiscal_year, d.region_code,
         -- Where an operand stands in another file of the disclosure.
         nullif(regexp_extract(list_filter(j.operands, o -> o.amount_id IS NOT NULL AND NOT starts_with(o.amount_id, j.document_id))[1].amount_id,
                               '^(.*)-f[0-9]+-', 1), '') AS other_document_id,
         CASE WHEN j.form_id IS NULL OR starts_with(j.form_id, j.document_id) THEN j.form_id END AS form_id,
         j.subject, j.outcome,
         CASE WHEN j.outcome = 'breaks' THEN coalesce(j.milder, r.severity)
              WHEN j.outcome = 'holds' THEN r.severity ELSE 'info' END AS severity,
         -- A side too long for its column (the whole cost of a project said in the wrong unit) is blank; its outcome stands.
         j.reason, TRY_CAST(j.left_value AS DECIMAL(28, 8)) AS left_value, TRY_CAST(j.right_value AS DECIMAL(28, 8)) AS right_value,
         TRY_CAST(j.left_value - j.right_value AS DECIMAL(28, 8)) AS difference,
         TRY_CAST(j.tolerance AS DECIMAL(28, 8)) AS tolerance, coalesce(j.operands, []) AS operands, j.hypothesis,
         j.relation, j.terms
  FROM of_sums AS j
  JOIN judged_document AS d USING (document_id)
  JOIN rule AS r USING (rule_id)
)
