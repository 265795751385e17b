-- The ledger: a rule that judged nothing in a document says why, so that "not checked" cannot look like "passed".
lacking AS (
  -- Of every form a rule needs: is there one, and does it say that it is empty?
  SELECT n.rule_id, d.document_id, CASE WHEN count(f.form_id) = 0 THEN n.kinds END AS absent,
         CASE WHEN bool_and(f.is_empty) THEN string_agg(DISTINCT f.form_label, ', ' ORDER BY f.form_label) END AS empty
  FROM (SELECT rule_id, group_no, kinds, unnest(forms) AS form_kind FROM needed_form) AS n
  CROSS JOIN judged_document AS d
  LEFT JOIN judged_form AS f ON f.document_id = d.document_id AND f.form_kind = n.form_kind AND f.is_primary
  GROUP BY n.rule_id, d.document_id, n.group_no, n.kinds
),
unjudged AS (
  SELECT r.rule_id, d.document_id, NULL AS form_id, 'none' AS instance,
         coalesce(l.absent, l.empty, r.rule_id) AS subject,
         CASE WHEN NOT list_contains(r.stages, d.stage) THEN 'not_applicable'
              WHEN l.absent IS NOT NULL OR l.empty IS NOT NULL THEN 'not_evaluable'
              ELSE r.otherwise END AS outcome,
         NULL AS milder,
         CASE WHEN NOT list_contains(r.stages, d.stage) THEN 'only for: ' || list_aggregate(r.stages, 'string_agg', ', ')
              WHEN l.absent IS NOT NULL THEN 'form absent: ' || l.absent
              WHEN l.empty IS NOT NULL THEN 'empty by declaration: ' || l.empty
              ELSE r.otherwise_because END AS reason,
         NULL AS hypothesis, NULL AS left_value, NULL AS right_value, NULL AS tolerance,
         CAST(NULL AS STRUCT(role VARCHAR, amount_id VARCHAR, claim_id VARCHAR, indicator_id VARCHAR)[]) AS operands,
         NULL AS relation, NULL AS terms
  FROM rule AS r
  CROSS JOIN judged_document AS d
  ANTI JOIN (SELECT rule_id, document_id FROM judged_sum UNION SELECT rule_id, document_id FROM judged_instance) AS j
    ON j.rule_id = r.rule_id AND j.document_id = d.document_id
  LEFT JOIN (SELECT rule_id, document_id, string_agg(absent, '; ' ORDER BY absent) AS absent,
                    string_agg(empty, '; ' ORDER BY empty) AS empty
             FROM lacking GROUP BY ALL) AS l ON l.rule_id = r.rule_id AND l.document_id = d.document_id
)
