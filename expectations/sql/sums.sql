-- Operands to outcomes. Everything is exact decimal arithmetic; the envelope is what rounding of the printed digits
-- can explain (identities.md 3.0), never a share of the amount.
comparison_setting AS (
  SELECT comparison_id, blank_is_none, only_printed, forgives, forgiven_if, forgiven_unless, forgiven_because, warns,
         warned_if, warned_because
  FROM comparison
  -- Columns of a blank row say nothing; blank rows of a tree are blank as a whole, and hold.
  UNION ALL VALUES (0, false, 'any', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                   (-1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                   (-2, false, 'left', NULL, NULL, NULL, NULL, NULL, NULL, NULL)
),
operand AS (
  SELECT *, CAST(CASE WHEN step > 0.01 THEN step * 0.5 ELSE 0 END AS DECIMAL(22, 7)) AS half,
         CAST(CASE WHEN side = 'right' THEN -coefficient ELSE coefficient END AS TINYINT) AS weight
  FROM (SELECT * FROM tree_operand UNION ALL SELECT * FROM compared_operand)
),
balance AS MATERIALIZED (
  SELECT rule_id, comparison_id, variant, document_id, instance, any_value(relation) AS relation,
         any_value(tolerance) AS tolerance,
         coalesce(min(form_id) FILTER (side IN ('left', 'current')), min(form_id)) AS form_id,
         coalesce(arg_min(place, position) FILTER (side IN ('left', 'printed') AND coefficient <> 0),
                  arg_min(place, position) FILTER (coefficient <> 0), min(place)) AS place,
         count(value) FILTER (side = 'left') AS left_n,
         count(value) FILTER (side = 'right') AS right_n,
         coalesce(sum(coefficient * value) FILTER (side = 'left'), 0) AS left_sum,
         coalesce(sum(coefficient * value) FILTER (side = 'right'), 0) AS right_sum,
         bool_and(is_seen) FILTER (side = 'left') AS left_seen,
         bool_and(is_seen) FILTER (side = 'right') AS right_seen,
         sum(value) FILTER (side = 'current') AS current_value,
         sum(value) FILTER (side = 'prior') AS prior_value,
         sum(value) FILTER (side = 'printed') AS printed_value,
         coalesce(sum(half) FILTER (side = 'current'), 0) AS current_half,
         coalesce(sum(half) FILTER (side = 'prior'), 0) AS prior_half,
         coalesce(max(step) FILTER (side = 'printed'), 1) AS printed_step,
         bool_or(is_ambiguous) AS is_ambiguous, any_value(unknown) AS unknown,
         count(value) AS n, coalesce(sum(half), 0) AS envelope,
         -- What cutting off instead of rounding may hide: less than a step above each number that counts up …
         coalesce(sum(2 * half) FILTER (weight * value > 0 OR value = 0), 0) AS cut_below,
         -- … or down; a printed 0 may hide a part of either sign.
         coalesce(sum(2 * half) FILTER (weight * value < 0 OR value = 0), 0) AS cut_above,
         min(CASE WHEN step < 0.01 THEN 0.01 ELSE step END) AS finest, max(step) AS coarsest,
         list(role) FILTER (side = 'left' AND value IS NULL) AS left_missing,
         list(role) FILTER (side = 'right' AND value IS NULL) AS right_missing,
         -- One plain list, put in order where it is shown: lists in order cost most of the judging.
         list(struct_pack(side := side, place_no := position, amount_id := amount_id, claim_id := claim_id, role := role,
                          weight := weight, value := value, step := step))
           FILTER (amount_id IS NOT NULL OR claim_id IS NOT NULL) AS entries
  FROM operand
  GROUP BY rule_id, comparison_id, variant, document_id, instance
),
weighed AS (
  SELECT b.* EXCLUDE (place, left_missing, right_missing, entries)
           REPLACE (b.is_ambiguous OR coalesce(unknown <> 0 AND abs(unknown - (left_sum - right_sum)) <= coarsest, false) AS is_ambiguous),
         c.blank_is_none, c.only_printed, c.forgives, c.forgiven_if, c.forgiven_unless, c.forgiven_because,
         c.warns, c.warned_if, c.warned_because,
         left_sum - right_sum AS difference,
         CASE WHEN b.tolerance IN ('T0', 'T9') AND finest = coarsest THEN CAST(0 AS DECIMAL(38, 7))
              WHEN b.tolerance = 'T9' THEN CAST(0 AS DECIMAL(38, 7))
              WHEN coarsest <= 0.01 THEN CAST(0 AS DECIMAL(38, 7))
              -- Both sides are multiples of one step: n addends and their total hide at most floor((n + 1) / 2) steps.
              WHEN finest = coarsest THEN (n // 2) * CAST(finest AS DECIMAL(20, 7))
              ELSE CAST(envelope AS DECIMAL(38, 7)) END AS allowed,
         CAST(printed_step AS DECIMAL(14, 6)) * 0.5 AS rate_half,
         TRY_CAST(printed_value AS DECIMAL(14, 6)) AS rate,
         CAST(coalesce(current_value, 0) - current_half AS DECIMAL(20, 3)) AS now_low,
         CAST(coalesce(current_value, 0) + current_half AS DECIMAL(20, 3)) AS now_high,
         CAST(prior_value - prior_half AS DECIMAL(20, 3)) AS base_low,
         CAST(prior_value + prior_half AS DECIMAL(20, 3)) AS base_high
  FROM balance AS b JOIN comparison_setting AS c USING (comparison_id)
),
growth AS (
  -- The smallest and the largest growth the printed digits allow, as numerators over these bases.
  SELECT *, CASE WHEN now_low >= 0 THEN base_high ELSE base_low END AS base_of_low,
         CASE WHEN now_high >= 0 THEN base_low ELSE base_high END AS base_of_high,
         -- A rate may have been rounded twice: once to one place more.
         rate_half * 1.1 AS twice_half
  FROM weighed
),
rated AS (
  SELECT *, (rate - rate_half) * base_of_high <= 100 * (now_high - base_of_high)
        AND (rate + rate_half) * base_of_low >= 100 * (now_low - base_of_low) AS rate_fits,
         (rate - twice_half) * base_of_high <= 100 * (now_high - base_of_high)
        AND (rate + twice_half) * base_of_low >= 100 * (now_low - base_of_low) AS rate_fits_twice,
         -- Printed as a share of one: 0.25 for 25 %.
         rate <> 0 AND rate_half < 0.006 AND (rate - rate_half) * base_of_high <= now_high - base_of_high
        AND (rate + rate_half) * base_of_low >= now_low - base_of_low AS rate_fits_as_share,
         -- More than ten points wide: the digits say nothing.
         10 * (now_high * base_of_low - now_low * base_of_high) > base_of_high * base_of_low AS rate_is_vague,
         -- A list whose subtotals could not be told from its items counts everything two or three times.
         comparison_id = -1 AND left_sum <> 0 AND right_n > 3
           AND right_sum IN (2 * left_sum, 3 * left_sum, 4 * left_sum) AS holds_levels
  FROM growth
),
judged_variant AS MATERIALIZED (
  SELECT *, CASE WHEN comparison_id = -1 THEN regexp_extract(instance, 'c([0-9]+)$$', 1) END AS column_no,
         CASE WHEN comparison_id = -1 THEN regexp_extract(instance, '(b[0-9]+r[0-9]+)c[0-9]+$$', 1) END AS whole_row,
    CASE
      WHEN is_ambiguous THEN 'not_evaluable'
      WHEN relation = 'growth' THEN CASE
        WHEN prior_value IS NULL OR rate IS NULL THEN 'not_evaluable'
        WHEN prior_value = 0 AND coalesce(current_value, 0) = 0 AND rate = 0 THEN 'holds'
        WHEN prior_value = 0 THEN 'breaks'
        WHEN base_low <= 0 OR rate_is_vague THEN 'not_evaluable'
        WHEN rate_fits OR rate_fits_as_share THEN 'holds'
        ELSE 'breaks' END
      WHEN left_n = 0 AND right_n = 0 THEN CASE WHEN left_seen AND right_seen THEN 'holds' ELSE 'not_evaluable' END
      WHEN left_n = 0 AND NOT (blank_is_none AND left_seen) THEN 'not_evaluable'
      WHEN right_n = 0 AND NOT (blank_is_none AND right_seen) THEN 'not_evaluable'
      -- A sum of which one part has no place in the forms is not a sum.
      WHEN NOT left_seen OR NOT right_seen THEN 'not_evaluable'
      WHEN difference = 0 OR (relation = '<=' AND difference < 0) THEN 'holds'
      WHEN abs(difference) <= allowed THEN 'rounding'
      WHEN tolerance <> 'T9' AND NOT (tolerance = 'T0' AND finest = coarsest)
        AND difference > -cut_below AND difference < cut_above THEN 'rounding'
      WHEN holds_levels THEN 'not_evaluable'
      ELSE 'breaks' END AS outcome_as_printed
  FROM rated
),
complete_column AS (
  -- A whole over blank parts, or parts below a blank whole, says nothing by itself: the form may not split them. Where
  -- in the same column other wholes of the kind are the sums of their parts, it does, and a blank is none.
  SELECT document_id, form_id, rule_id, column_no
  FROM judged_variant
  WHERE comparison_id = -1 AND left_n > 0 AND right_n > 0 AND left_sum <> 0
    -- Only where codes say what belongs below what.
    AND rule_id IN (SELECT r.rule_id FROM row_rule AS r WHERE r.schemes IS NOT NULL OR list_contains(r.roles, 'total'))
  GROUP BY ALL
  HAVING count(*) > 1 AND bool_and(outcome_as_printed IN ('holds', 'rounding', 'not_evaluable'))
     AND count(*) FILTER (outcome_as_printed IN ('holds', 'rounding')) > 1
),
misplaced AS (
  -- A whole blank above its parts that prints their very sum in another column, above nothing, though it is the sum of
  -- its parts in a third: not a layout with wholes in a column of their own.
  SELECT DISTINCT v.document_id, v.form_id, v.rule_id, v.instance
  FROM judged_variant AS v
  JOIN judged_variant AS o
    ON o.document_id = v.document_id AND o.form_id = v.form_id AND o.rule_id = v.rule_id AND o.whole_row = v.whole_row
  WHERE v.left_n = 0 AND v.right_n > 0 AND v.right_sum <> 0 AND o.left_n > 0 AND o.right_n = 0 AND o.left_sum = v.right_sum
    AND EXISTS (SELECT 1 FROM judged_variant AS w
                WHERE w.document_id = v.document_id AND w.form_id = v.form_id AND w.rule_id = v.rule_id AND w.whole_row = v.whole_row
                  AND w.left_n > 0 AND w.right_n > 0 AND w.outcome_as_printed IN ('holds', 'rounding'))
),
completed AS (
  SELECT v.*, CASE WHEN outcome_as_printed = 'not_evaluable' AND NOT is_ambiguous AND (k.rule_id IS NOT NULL OR m.rule_id IS NOT NULL)
                    AND (left_n = 0) <> (right_n = 0)
              THEN CASE WHEN difference = 0 THEN 'holds' WHEN abs(difference) <= allowed THEN 'rounding' ELSE 'breaks' END
              ELSE outcome_as_printed END AS first_outcome
  FROM judged_variant AS v
  LEFT JOIN complete_column AS k
    ON k.document_id = v.document_id AND k.form_id = v.form_id AND k.rule_id = v.rule_id AND k.column_no = v.column_no
  LEFT JOIN misplaced AS m ON m.document_id = v.document_id AND m.form_id = v.form_id AND m.rule_id = v.rule_id AND m.instance = v.instance
),
told AS (
  SELECT v.*, first_outcome = 'breaks' AND warns IS NOT NULL AND (warns = 'any' OR (warns = 'less') = (difference < 0))
           AND (warned_if IS NULL OR doubted.document_id IS NOT NULL) AS is_unproven,
         CASE WHEN first_outcome = 'breaks' AND forgives IS NOT NULL
               AND (forgives = 'any' OR (forgives = 'less') = (difference < 0))
               AND (forgiven_if IS NULL OR wanted.document_id IS NOT NULL) AND unwanted.document_id IS NULL
              THEN 'not_applicable' ELSE first_outcome END AS outcome
  FROM completed AS v
  LEFT JOIN document_fact AS wanted ON wanted.document_id = v.document_id AND wanted.fact = v.forgiven_if
  LEFT JOIN document_fact AS unwanted ON unwanted.document_id = v.document_id AND unwanted.fact = v.forgiven_unless
  LEFT JOIN document_fact AS doubted ON doubted.document_id = v.document_id AND doubted.fact = v.warned_if
  WHERE (only_printed IS NULL OR (only_printed = 'left' AND left_n > 0) OR (only_printed = 'any' AND n > 0)
         OR (only_printed = 'printed' AND printed_value IS NOT NULL) OR (only_printed = 'both' AND left_n > 0 AND right_n > 0)
         OR (only_printed = 'seen' AND (left_n > 0 OR right_n > 0 OR (left_seen AND right_seen))))
  -- Of the alternatives a rule allows the kindest counts.
  QUALIFY row_number() OVER (PARTITION BY v.rule_id, v.comparison_id, v.document_id, v.instance
      ORDER BY list_position(['holds', 'rounding', 'not_applicable', 'breaks', 'not_evaluable'], outcome), v.variant) = 1
),
judged_sum AS MATERIALIZED (
  -- The lists and words of a sum wait in `balance` until its outcome is known: sorting would carry them along.
  SELECT v.rule_id, v.comparison_id, v.document_id, v.form_id, v.instance, b.place AS subject, is_unproven, outcome,
         CASE WHEN v.relation = 'growth' AND first_outcome = 'breaks' AND (v.prior_value = 0 OR rate_fits_twice)
              THEN 'warning' WHEN is_unproven AND outcome = 'breaks' THEN 'warning' END AS milder,
         CASE WHEN v.relation = 'growth' AND first_outcome = 'breaks'
              THEN CASE WHEN v.prior_value = 0 THEN 'no rate exists on a base of zero'
                        WHEN rate_fits_twice THEN 'rounded twice' END
              WHEN is_unproven AND outcome = 'breaks' THEN warned_because
              WHEN first_outcome = 'rounding' AND abs(difference) > allowed THEN 'truncated, not rounded' END AS hypothesis,
         CASE WHEN outcome = 'not_applicable' THEN forgiven_because
              WHEN first_outcome <> 'not_evaluable' THEN NULL
              WHEN v.is_ambiguous THEN 'several different numbers fit, or one of them is not readable: ' || b.place
              WHEN v.relation = 'growth' THEN CASE WHEN v.prior_value IS NULL THEN 'no base is printed'
                                                   ELSE 'the base is too small for its printed digits' END
              WHEN holds_levels THEN 'the rows below are of several levels: ' || b.place
              ELSE 'not printed: ' || coalesce(array_to_string(list_sort(list_distinct(
                CASE WHEN v.left_n = 0 OR NOT v.left_seen THEN left_missing ELSE right_missing END)), ', '), '') END AS reason,
         CASE WHEN v.relation = 'growth' THEN v.printed_value
              WHEN v.left_n > 0 OR (v.right_n > 0 AND blank_is_none) THEN v.left_sum END AS left_value,
         CASE WHEN v.relation = 'growth' THEN NULL
              WHEN v.right_n > 0 OR (v.left_n > 0 AND blank_is_none) THEN v.right_sum END AS right_value,
         CASE WHEN v.relation = 'growth' THEN rate_half ELSE allowed END AS tolerance,
         [{'role': e.side || ': ' || e.role, 'amount_id': e.amount_id, 'claim_id': e.claim_id,
           'indicator_id': CAST(NULL AS VARCHAR)} FOR e IN list_sort(b.entries)] AS operands,
         -- The same as a sum to be solved: what explains a contradiction asks which operand would mend it.
         v.relation, CASE WHEN first_outcome <> 'not_evaluable' THEN
           [{'id': coalesce(e.amount_id, e.claim_id), 'side': e.side, 'weight': e.weight, 'value': e.value,
             'step': e.step} FOR e IN list_sort(b.entries) IF e.value IS NOT NULL] END AS terms, v.variant
  FROM told AS v
  JOIN balance AS b ON b.rule_id = v.rule_id AND b.comparison_id = v.comparison_id AND b.variant = v.variant
   AND b.document_id = v.document_id AND b.instance = v.instance
)
