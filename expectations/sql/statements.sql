-- What rules on the text look at: its statements as signed numbers with what rounding may have hidden, the cells that
-- may print the same figure (rules/counterparts.yml), and statements about one subject set side by side.
-- Texts that print fen somewhere only leave noughts out elsewhere: 5元 is 5.00元 there.
prints_fen AS MATERIALIZED (
  SELECT DISTINCT document_id FROM claim WHERE amount_yuan IS NOT NULL AND printed_step <= 0.01
),
-- Texts that print no amount with decimals round to whole units: 0万元 may be 0.17万元 there.
prints_whole_units AS MATERIALIZED (
  SELECT document_id, value_unit FROM claim
  WHERE amount_yuan IS NOT NULL AND printed_step > 1 GROUP BY ALL
  HAVING count(*) FILTER (value <> 0) >= 3 AND NOT bool_or(contains(value_printed, '.'))
),
statement AS MATERIALIZED (
  SELECT c.* EXCLUDE (region_code, x0, top, x1, bottom), d.fiscal_year AS year, d.stage, coalesce(c.value_year, d.fiscal_year) AS of_year, coalesce(c.basis, d.stage) AS of_basis,
         CASE WHEN n.number >= 0 AND c.direction = 'down' THEN -n.number ELSE n.number END AS number,
         CAST(CASE WHEN c.value_unit IN (SELECT word FROM word WHERE list = 'percent_units') THEN c.printed_step / 2
                   WHEN c.value_unit = '倍' THEN c.printed_step * 50
                   WHEN c.amount_yuan IS NOT NULL AND c.printed_step > 0.01 AND NOT n.is_exact THEN c.printed_step / 2 ELSE 0 END AS DECIMAL(22, 7)) AS half,
         CAST(CASE WHEN c.printed_step > 0.01 AND NOT n.is_exact THEN c.printed_step ELSE 0 END AS DECIMAL(20, 6)) AS step,
         concat_ws(' ', 'text', CASE WHEN c.page IS NOT NULL THEN 'page ' || c.page END,
                   coalesce(c.subject_printed, c.code, c.subject), c.value_printed,
                   CASE WHEN NOT suffix(c.value_printed, c.value_unit) THEN c.value_unit END) AS place
  FROM claim AS c
  JOIN judged_document AS d USING (document_id)
  LEFT JOIN prints_fen AS f USING (document_id)
  LEFT JOIN prints_whole_units AS w ON w.document_id = c.document_id AND w.value_unit = c.value_unit,
  -- A bare 0 says that there is none.
  LATERAL (SELECT CAST(coalesce(c.amount_yuan, CASE WHEN c.value_unit = '倍' THEN 100 * c.value ELSE c.value END) AS DECIMAL(24, 6)) AS number,
                  coalesce((c.value_printed = '0' AND w.document_id IS NULL) OR (f.document_id IS NOT NULL AND c.value_unit = '元'), false) AS is_exact) AS n
),
figure AS MATERIALIZED (
  -- Amounts of the statement itself, not those inside reasons and purposes.
  SELECT * FROM statement WHERE kind = 'amount' AND amount_yuan IS NOT NULL AND NOT coalesce(is_aside, false)
),
subjects_before AS MATERIALIZED (
  SELECT q.claim_id, count(DISTINCT f.subject) AS subjects
  FROM statement AS q
  JOIN figure AS f ON f.document_id = q.document_id AND f.paragraph = q.paragraph AND f.ordinal < q.ordinal
  WHERE q.subject_printed IS NULL GROUP BY q.claim_id
),
-- A text and its tables in two files of one disclosure are judged together: forms that the file of the text has none of
-- are looked up in the other file. Blank cells of that file say nothing here.
companion AS MATERIALIZED (
  SELECT d.document_id, o.document_id AS other_id, o.fiscal_year
  FROM judged_document JOIN document AS d USING (document_id)
  JOIN document AS o ON o.disclosure_id = d.disclosure_id AND o.document_id <> d.document_id AND o.is_preferred
),
table_cell AS MATERIALIZED (
  SELECT document_id, form_id, form_kind, ordinal, row_no, column_no, measure, basis, value_year, fiscal_year, side, line, row_role, item_name,
         project_name, code, code_scheme, second_code, quantity, amount_id, value, step, is_primary
  FROM cell
  UNION ALL
  SELECT c.document_id, a.form_id, f.form_kind, f.ordinal, a.row_no, a.column_no, a.measure, a.basis, a.value_year, c.fiscal_year, a.side,
         CASE WHEN a.row_role = 'carry_over' AND a.line NOT IN ('carry_over', 'carry_forward') THEN 'carry_over_' || a.line ELSE a.line END,
         a.row_role, a.item_name, a.project_name, a.code, a.code_scheme, a.second_code, a.quantity, a.amount_id,
         CAST(CASE WHEN a.quantity = 'money' THEN a.amount_yuan ELSE a.value END AS DECIMAL(24, 6)), CAST(a.printed_step_yuan AS DECIMAL(20, 6)),
         f.form_id = min(f.form_id) OVER (PARTITION BY c.document_id, f.form_kind)
  FROM companion AS c JOIN form AS f ON f.document_id = c.other_id JOIN amount AS a USING (form_id)
  WHERE f.form_kind NOT IN (SELECT o.form_kind FROM judged_form AS o WHERE o.document_id = c.document_id)
),
-- Items of one row each (公务接待费 | last year | this year): last year's cell is of the item that this year's is.
item_of_row AS (
  SELECT form_id, row_no, min(measure) AS item FROM table_cell
  WHERE amount_id IS NOT NULL AND measure IN (SELECT word FROM word WHERE list = 'items_that_are_measures')
  GROUP BY ALL HAVING count(DISTINCT measure) = 1
),
-- Every cell beside each subject whose figure it may print; what the text would have to name besides is in `fits`.
counterpart_cell AS MATERIALIZED (
  SELECT b.subject, k.document_id, k.form_id, k.form_kind, k.row_no, k.column_no, k.measure, k.basis, k.amount_id, k.value, k.step,
         coalesce(k.value_year, k.fiscal_year) AS of_year, k.ordinal, k.code, k.code_scheme, k.row_role,
         regexp_replace(coalesce(k.project_name, k.item_name), '\s', '', 'g') AS project,
         (b.names IS NULL OR coalesce(list_has_any(list_filter(b.names, n -> contains(k.item_name, n)), b.names), false))
         AND (b.codes IS NULL OR coalesce(list_contains(b.codes, k.code), false)) AS fits
  FROM (SELECT * EXCLUDE (measures), unnest(list_distinct(measures)) AS measure
        FROM (SELECT * EXCLUDE (forms), unnest(list_distinct(forms)) AS form_kind FROM counterpart_rule)) AS b
  JOIN (SELECT t.*, coalesce(i.item, t.measure) AS speaks_of
        FROM table_cell AS t
        LEFT JOIN item_of_row AS i ON i.form_id = t.form_id AND i.row_no = t.row_no AND starts_with(t.measure, 'prior_')) AS k
    ON k.form_kind = b.form_kind AND k.speaks_of = b.measure
   AND (b.side IS NULL OR k.side IS NULL OR k.side = b.side)
   AND (b.lines IS NULL OR list_contains(b.lines, k.line))
   AND (b.roles IS NULL OR list_contains(b.roles, k.row_role))
  -- Of several columns of economic classes (工资福利支出, 对个人和家庭的补助) none is what the text calls 人员经费.
  ANTI JOIN amount AS a
    ON a.amount_id = k.amount_id AND b.subject IN ('personnel_total', 'operating_total') AND a.second_code IS NOT NULL
   AND k.second_code IS NULL
  WHERE k.quantity = 'money'
),
counterpart AS MATERIALIZED (
  SELECT DISTINCT * EXCLUDE (step), greatest(coalesce(step, 0.01), 0.01) AS cell_step
  FROM (
    SELECT q.claim_id, k.document_id, k.form_id, k.form_kind, k.row_no, k.column_no, k.measure, k.basis, k.amount_id, k.value, k.of_year, k.ordinal, k.step
    FROM statement AS q JOIN counterpart_cell AS k ON k.document_id = q.document_id AND k.subject = q.subject
    WHERE q.kind IN ('amount', 'change', 'rate', 'flat', 'share') AND k.subject NOT IN ('coded', 'project') AND k.fits
    UNION ALL
    SELECT q.claim_id, k.document_id, k.form_id, k.form_kind, k.row_no, k.column_no, k.measure, k.basis, k.amount_id, k.value, k.of_year, k.ordinal, k.step
    FROM statement AS q JOIN counterpart_cell AS k ON k.document_id = q.document_id AND q.subject = 'project:' || k.project
    WHERE q.kind IN ('amount', 'change', 'rate', 'flat', 'share') AND k.subject = 'project'
    UNION ALL
    SELECT q.claim_id, k.document_id, k.form_id, k.form_kind, k.row_no, k.column_no, k.measure, k.basis, k.amount_id, k.value, k.of_year, k.ordinal, k.step
    FROM statement AS q JOIN counterpart_cell AS k ON k.document_id = q.document_id AND k.code = q.code AND k.code_scheme = q.code_scheme
    WHERE q.kind IN ('amount', 'change', 'rate', 'flat', 'share') AND k.subject = 'coded' AND k.fits)
),
-- The cells of the year and basis a figure speaks of, with their distance to what is said.
weighed_counterpart AS MATERIALIZED (
  SELECT q.claim_id, q.document_id, k.* EXCLUDE (claim_id, document_id), q.number, q.step AS said_step,
         abs(q.number - k.value) AS distance, coalesce(k.value, 0) = 0 AND q.number = 0 AS is_none,
         -- T2, and T0 where both print the same digits: two roundings of one number to one step are equal.
         CASE WHEN k.cell_step > greatest(q.step, 0.01) THEN k.cell_step / 2 + q.half
              WHEN k.cell_step = greatest(q.step, 0.01) THEN 0 ELSE q.half END AS reach
  FROM figure AS q
  JOIN counterpart AS k ON k.claim_id = q.claim_id AND k.of_year = q.of_year
   AND (k.basis IS NULL OR q.basis IS NULL OR k.basis = q.basis
        OR (q.stage = 'final_account' AND k.basis IN ('budget', 'adjusted_budget') AND q.basis IN ('budget', 'adjusted_budget')))
  -- A whole whose part may be called like it is no part of nothing.
  WHERE NOT (q.number = 0 AND q.subject = 'vehicle_operation' AND k.measure = 'vehicle_total' AND k.value <> 0)
),
-- Budget and final figure of one row, for rates of execution whose text names no budget: of a table whose budgets are those
-- the text speaks of, for it prints one of them elsewhere (年初预算 and 全年预算 are not one).
budget_in_table AS MATERIALIZED (
  SELECT q.claim_id, k.value AS part, k.cell_step AS part_step, k.amount_id AS part_id,
         w.value AS whole, w.cell_step AS whole_step, w.amount_id AS whole_id
  FROM statement AS q
  JOIN counterpart AS k ON k.claim_id = q.claim_id AND k.of_year = q.of_year AND k.basis = 'final_account'
  JOIN counterpart AS w ON w.claim_id = q.claim_id AND w.form_id = k.form_id AND w.row_no = k.row_no AND w.measure = k.measure
   AND w.of_year = q.of_year AND w.basis IN ('budget', 'adjusted_budget') AND w.value > 0
  SEMI JOIN (SELECT DISTINCT form_id, basis FROM weighed_counterpart WHERE distance <= reach AND value > 0) AS s
    ON s.form_id = w.form_id AND s.basis = w.basis
  WHERE q.kind = 'share' AND q.measure = 'execution_rate_pct' AND NOT coalesce(q.is_aside, false)
),
-- The only difference to the year's budget that a sentence states of a subject, and subjects of which a text states one
-- final figure.
budget_by_change AS MATERIALIZED (
  SELECT * FROM statement
  WHERE kind = 'change' AND basis = 'budget' AND base_year = of_year AND subject <> 'unresolved' AND NOT coalesce(is_aside, false)
  QUALIFY count(*) OVER (PARTITION BY document_id, paragraph, sentence, subject) = 1
),
spent_once AS MATERIALIZED (
  SELECT document_id, subject, of_year, min(claim_id) AS claim_id, min(number) AS number, max(half) AS half
  FROM figure WHERE of_basis IN ('final_account', 'execution') AND code IS NULL
  GROUP BY document_id, subject, of_year HAVING min(number) = max(number)
),
-- Documents with money besides the general budget's: there a figure may be of all money or of one kind.
several_moneys AS MATERIALIZED (
  SELECT DISTINCT document_id FROM cell
  WHERE value <> 0
    AND ((form_kind IN ('dept_balance_summary', 'dept_revenue_summary', 'fiscal_appropriation_balance_summary')
          AND coalesce(side, 'revenue') = 'revenue'
          AND (line IN (SELECT word FROM word WHERE list = 'other_moneys')
               OR (row_role = 'total' AND measure IN (SELECT word FROM word WHERE list = 'other_moneys'))))
         OR (form_kind IN ('gov_fund_expenditure', 'state_capital_expenditure') AND row_role = 'total'))
),
-- Statements whose subject every table with a cell for it counts over all money, or every one over one kind.
counted_in_one_scope AS MATERIALIZED (
  SELECT k.claim_id, bool_and(k.form_kind IN (SELECT word FROM word WHERE list = 'forms_of_all_money')) AS is_all,
         NOT bool_or(k.form_kind IN (SELECT word FROM word WHERE list = 'forms_of_all_money')) AS is_one_kind
  FROM weighed_counterpart AS k SEMI JOIN several_moneys AS m USING (document_id)
  GROUP BY k.claim_id
),
-- Fiscal money of several kinds, for which the tables have cells of the general budget's alone.
fiscal_beside_gpb AS MATERIALIZED (
  SELECT k.claim_id
  FROM weighed_counterpart AS k JOIN statement AS q USING (claim_id) JOIN amount AS a USING (amount_id)
  WHERE starts_with(q.subject, 'fiscal_') AND k.document_id IN (SELECT document_id FROM document_fact WHERE fact = 'other_fiscal_funds')
  GROUP BY k.claim_id
  HAVING bool_and(k.form_kind = 'gpb_expenditure_by_function' OR k.measure = 'gpb' OR a.line = 'gpb')
  UNION
  -- Its parts named behind it (财政拨款支出9元,其中基本支出5元): tables print those of all money or of one kind.
  SELECT p.claim_id
  FROM figure AS p JOIN figure AS w ON w.document_id = p.document_id AND w.paragraph = p.paragraph AND w.sentence = p.sentence AND w.ordinal < p.ordinal
  WHERE p.subject IN ('basic_total', 'project_total') AND starts_with(w.subject, 'fiscal_')
    AND p.document_id IN (SELECT document_id FROM document_fact WHERE fact = 'other_fiscal_funds')
),
-- Classes for which only the balance of fiscal money has cells, which counts money carried over: the text may leave it out.
class_beside_carried AS MATERIALIZED (
  SELECT claim_id FROM weighed_counterpart JOIN statement USING (claim_id, document_id)
  WHERE length(code) = 3 AND code_scheme = 'functional'
    AND document_id IN (SELECT document_id FROM document_fact WHERE fact = 'fiscal_money_carried_over')
  GROUP BY claim_id HAVING bool_and(form_kind IN ('fiscal_appropriation_balance_summary', 'dept_balance_summary', 'dept_expenditure_summary'))
),
keeps_money AS MATERIALIZED (
  -- What is kept for later years is in a total of revenue or of both sides, and in no expenditure.
  SELECT document_id, max(value) AS kept, max(CASE WHEN step > 0.01 THEN step ELSE 0 END) AS kept_step FROM table_cell
  WHERE line = 'carry_forward' AND value > 0 AND quantity = 'money' GROUP BY document_id
),
nearest AS MATERIALIZED (
  SELECT *, min(value) OVER (PARTITION BY claim_id) = max(value) OVER (PARTITION BY claim_id) AS is_alike,
         -- Cut off instead of rounded, although the table has the digits.
         said_step >= cell_step AND distance > reach AND abs(number) < abs(value)
           AND distance < said_step + CASE WHEN said_step = cell_step THEN said_step / 2 ELSE 0 END AS is_cut,
         -- So close to a number of four digits or more that no other scope can explain it.
         distance > reach AND distance <= 3 * greatest(said_step, cell_step) AND abs(number) >= 1000 * greatest(said_step, cell_step) AS is_slip
  FROM weighed_counterpart
  QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY NOT is_none, distance NULLS LAST, ordinal, row_no, column_no) = 1
),
cuts_off AS MATERIALIZED (
  -- Documents that cut amounts off rather than round them: twice, and more often than they round up.
  SELECT document_id FROM nearest
  GROUP BY document_id
  HAVING count(*) FILTER (is_cut) >= 2
     AND count(*) FILTER (is_cut) > count(*) FILTER (abs(number) > abs(value) AND distance > 0
                                                     AND (distance <= reach OR distance = said_step) AND said_step >= cell_step)
),
declared_empty AS MATERIALIZED (
  -- Subjects whose forms say that they are empty.
  SELECT DISTINCT f.document_id, b.subject, min(f.form_id) AS form_id
  FROM judged_form AS f JOIN counterpart_rule AS b ON list_contains(b.forms, f.form_kind)
  WHERE f.is_empty GROUP BY ALL
)
,
-- 收入总计9元,其中年初结转2元,较上年增加1元: a change behind the only part of a whole may be either's.
of_whole_or_part AS MATERIALIZED (
  SELECT DISTINCT m.claim_id
  FROM statement AS m
  JOIN figure AS w ON w.document_id = m.document_id AND w.paragraph = m.paragraph AND w.sentence = m.sentence AND w.ordinal < m.ordinal
  JOIN figure AS p ON p.document_id = m.document_id AND p.paragraph = m.paragraph AND p.sentence = m.sentence AND p.subject = m.subject AND p.ordinal > w.ordinal AND p.ordinal < m.ordinal
  WHERE m.kind IN ('change', 'rate', 'flat') AND contains(m.sentence, '其中')
    -- One figure only stands in front of the change besides the whole, and the whole has no change of its own.
    AND 2 = (SELECT count(*) FROM figure AS f WHERE f.document_id = m.document_id AND f.paragraph = m.paragraph AND f.sentence = m.sentence AND f.ordinal < m.ordinal)
    AND NOT EXISTS (SELECT 1 FROM statement AS c WHERE c.document_id = m.document_id AND c.paragraph = m.paragraph AND c.sentence = m.sentence
                    AND c.ordinal BETWEEN w.ordinal AND p.ordinal AND c.kind IN ('change', 'rate', 'flat'))
    -- Where a further part has a change of its own, each is of the figure in front of it.
    AND NOT EXISTS (SELECT 1 FROM figure AS f JOIN statement AS c ON c.document_id = f.document_id AND c.paragraph = f.paragraph AND c.sentence = f.sentence
                      AND c.subject = f.subject AND c.ordinal > f.ordinal AND c.kind IN ('change', 'rate', 'flat')
                    WHERE f.document_id = m.document_id AND f.paragraph = m.paragraph AND f.sentence = m.sentence AND f.ordinal > m.ordinal AND f.subject <> p.subject)
),
-- Words that give a change another base than the plain figures of two years. Behind a comma and with a change of their own
-- (减少5元,扣除基建后增加2元) they leave the one in front of them alone.
on_other_base AS MATERIALIZED (
  SELECT DISTINCT q.claim_id
  FROM (SELECT m.*, w.word, left(m.sentence, strpos(m.sentence, w.word) - 1) AS front, substr(m.sentence, strpos(m.sentence, w.word)) AS behind
        FROM statement AS m JOIN word AS w ON w.list = 'other_base_words' AND contains(m.sentence, w.word)
        WHERE m.kind IN ('change', 'rate', 'flat')) AS q
  LEFT JOIN statement AS o ON o.document_id = q.document_id AND o.paragraph = q.paragraph AND o.sentence = q.sentence AND o.kind = q.kind AND o.subject = q.subject
   AND coalesce(o.base_year, o.of_year - 1) = coalesce(q.base_year, q.of_year - 1) AND o.ordinal > q.ordinal
   AND ends_with(q.front, ',') AND NOT contains(q.behind, q.value_printed) AND NOT contains(q.front, o.value_printed)
  WHERE o.claim_id IS NULL
),
-- A change, a rate or "unchanged" with the figures it speaks of: this year's and last year's of the same subject in the
-- same paragraph, and both years of one row of a table.
moved AS MATERIALIZED (
  -- The base is a year before, or the budget of the year itself: then both years are one.
  SELECT *, coalesce(base_year, of_year - 1) AS of_base, coalesce(base_year = of_year, false) AS is_against_budget,
         b.claim_id IS NOT NULL AS has_other_base,
         EXISTS (SELECT 1 FROM word WHERE list = 'execution_words' AND contains(q.sentence, word)) AS speaks_of_execution,
         -- Named in the sentence, or the only subject of its paragraph so far.
         (q.subject_printed IS NOT NULL OR coalesce(o.subjects, 0) <= 1)
         -- A second change of one subject in a sentence is a part's.
         AND row_number() OVER (PARTITION BY q.document_id, q.paragraph, q.sentence, q.subject, q.kind, coalesce(q.base_year, q.of_year - 1) ORDER BY q.ordinal) = 1
         AND p.claim_id IS NULL AS is_certain,
         CAST(number AS DECIMAL(20, 6)) AS moved_by, CAST(half AS DECIMAL(14, 6)) AS moved_half
  FROM statement AS q LEFT JOIN subjects_before AS o USING (claim_id) LEFT JOIN of_whole_or_part AS p USING (claim_id) LEFT JOIN on_other_base AS b USING (claim_id)
  WHERE kind IN ('change', 'rate', 'flat') AND subject <> 'unresolved' AND NOT coalesce(is_aside, false) AND number IS NOT NULL
    -- 增加（减少） points no way, and percentage points are no change of an amount.
    AND (direction IS NOT NULL OR kind = 'flat') AND (kind <> 'change' OR amount_yuan IS NOT NULL)
),
this_year AS MATERIALIZED (
  SELECT m.claim_id, a.claim_id AS figure_id, a.number, a.half, a.step, a.sentence AS figure_sentence
  FROM moved AS m
  JOIN figure AS a ON a.document_id = m.document_id AND a.paragraph = m.paragraph AND a.subject = m.subject
   AND a.of_year = m.of_year AND a.ordinal < m.ordinal
   AND (NOT m.is_against_budget OR a.basis IN ('final_account', 'execution') OR (a.basis IS NULL AND m.stage = 'final_account'))
  QUALIFY row_number() OVER (PARTITION BY m.claim_id
      ORDER BY m.stage = 'final_account' AND coalesce(a.basis, '') IN ('budget', 'adjusted_budget'), a.ordinal DESC) = 1
),
last_year AS MATERIALIZED (
  SELECT m.claim_id, p.claim_id AS figure_id, p.number, p.half, p.step
  FROM moved AS m
  JOIN figure AS p ON p.document_id = m.document_id AND p.paragraph = m.paragraph AND p.subject = m.subject
   AND p.of_year = m.of_base
   AND CASE WHEN m.is_against_budget THEN p.basis IN ('budget', 'adjusted_budget') AND p.ordinal < m.ordinal ELSE p.of_year <> m.of_year END
  -- Of a budget and what it was adjusted to any may be meant.
  QUALIFY row_number() OVER (PARTITION BY m.claim_id, CASE WHEN m.is_against_budget THEN p.claim_id END ORDER BY abs(p.ordinal - m.ordinal), p.ordinal) = 1
),
two_years AS MATERIALIZED (
  SELECT m.claim_id, 'text' AS source, CAST(a.number AS DECIMAL(20, 3)) AS now, CAST(a.half AS DECIMAL(20, 3)) AS now_half,
         CAST(p.number AS DECIMAL(20, 3)) AS base, CAST(p.half AS DECIMAL(20, 3)) AS base_half,
         [a.figure_id, p.figure_id] AS figure_ids, CAST([] AS VARCHAR[]) AS amount_ids, CAST(NULL AS VARCHAR) AS form_id
  FROM moved AS m JOIN this_year AS a USING (claim_id) JOIN last_year AS p USING (claim_id)
  UNION ALL
  SELECT m.claim_id, 'table', CAST(coalesce(k.value, 0) AS DECIMAL(20, 3)), CASE WHEN k.cell_step > 0.01 THEN k.cell_step / 2 ELSE 0 END,
         CAST(coalesce(b.value, 0) AS DECIMAL(20, 3)), CASE WHEN b.cell_step > 0.01 THEN b.cell_step / 2 ELSE 0 END,
         [], list_filter([k.amount_id, b.amount_id], i -> i IS NOT NULL), k.form_id
  FROM moved AS m
  JOIN counterpart AS k ON k.claim_id = m.claim_id AND k.of_year = m.of_year
  JOIN counterpart AS b ON b.claim_id = m.claim_id AND b.form_id = k.form_id AND b.of_year = m.of_base
   AND CASE WHEN m.is_against_budget THEN k.basis = 'final_account' AND b.basis IN ('budget', 'adjusted_budget') AND b.row_no = k.row_no
            ELSE b.of_year < k.of_year END
   AND ((b.row_no = k.row_no AND (b.measure = k.measure OR starts_with(b.measure, 'prior_') OR (m.is_against_budget AND b.measure IN ('budget_amount', 'full_year_budget')))) OR (b.row_no <> k.row_no AND b.column_no = k.column_no))
  LEFT JOIN this_year AS a ON a.claim_id = m.claim_id
  LEFT JOIN document_fact AS g ON g.document_id = m.document_id AND g.fact = 'only_general_public_money'
  -- A row that does not print this year's figure as the text does is of another scope.
  WHERE (a.claim_id IS NULL OR abs(coalesce(k.value, 0) - a.number) <= greatest(a.step, a.half) + k.cell_step / 2)
    -- Of all money, said without its amount, a table of one kind of it tells nothing.
    AND (a.claim_id IS NOT NULL OR g.document_id IS NOT NULL OR m.subject NOT IN ('revenue_total', 'expenditure_total', 'balance_total')
         OR k.form_kind IN (SELECT word FROM word WHERE list = 'forms_of_all_money')
         -- but for what it has the same change or rate of.
         OR (m.kind = 'change' AND abs(m.number - (k.value - b.value)) <= m.half + k.cell_step + b.cell_step)
         OR (m.kind = 'rate' AND b.value > 0 AND abs(m.moved_by - 100 * (CAST(k.value AS DOUBLE) / CAST(b.value AS DOUBLE) - 1)) <= 3 * m.moved_half))
    AND CASE WHEN b.basis = 'execution' OR b.measure IN ('prior_year_actual', 'prior_actual_excl_infrastructure') THEN m.speaks_of_execution
             ELSE m.stage = 'final_account' OR NOT m.speaks_of_execution END
),
-- The amount of the change that stands beside a rate, and this year's figure.
beside AS MATERIALIZED (
  SELECT m.claim_id, c.claim_id AS change_id, c.direction AS change_direction, a.figure_id,
         CAST(a.number AS DECIMAL(20, 3)) AS now, CAST(a.half AS DECIMAL(20, 3)) AS now_half,
         CAST(c.number AS DECIMAL(20, 3)) AS change, CAST(c.half AS DECIMAL(20, 3)) AS change_half
  FROM moved AS m
  JOIN moved AS c ON c.document_id = m.document_id AND c.paragraph = m.paragraph AND c.subject = m.subject
   AND c.kind = 'change' AND c.sentence = m.sentence AND c.of_base = m.of_base AND c.ordinal < m.ordinal
  LEFT JOIN this_year AS a ON a.claim_id = c.claim_id
  WHERE m.kind = 'rate'
  QUALIFY row_number() OVER (PARTITION BY m.claim_id ORDER BY c.ordinal DESC) = 1
),
-- A row of a table that prints both years as the text does, in yuan or in digits that leave no more to rounding than the
-- text's: what the text says was computed from what the table rounds, or from the figures as they are printed.
sharp AS MATERIALIZED (
  SELECT DISTINCT t.claim_id
  FROM two_years AS t
  LEFT JOIN two_years AS x ON x.claim_id = t.claim_id AND x.source = 'text'
  LEFT JOIN beside AS b ON b.claim_id = t.claim_id AND b.now IS NOT NULL
  WHERE t.source = 'table' AND (x.claim_id IS NOT NULL OR b.claim_id IS NOT NULL)
    AND t.now_half + t.base_half <= greatest(1, least(x.now_half + x.base_half, 2 * b.now_half + b.change_half))
    AND (x.claim_id IS NULL OR (abs(t.now - x.now) <= x.now_half + 1 AND abs(t.base - x.base) <= x.base_half + 1))
    AND (b.claim_id IS NULL OR abs(t.base - (b.now - b.change)) <= b.now_half + b.change_half + 1)
),
-- Figures of the text that a table prints with more digits: every cell that may be meant and agrees has the same ones.
finer_figure AS MATERIALIZED (
  SELECT claim_id, CAST(min(value) AS DECIMAL(20, 3)) AS exactly, min(amount_id) AS amount_id
  FROM weighed_counterpart
  WHERE distance <= reach AND cell_step < said_step
  GROUP BY claim_id HAVING min(value) = max(value) AND max(cell_step) <= 0.01
),
judged_rate AS MATERIALIZED (
  -- Figures taken as they are printed tell no rate wrong where what rounding hides of them leaves it open.
  SELECT * EXCLUDE (verdict), CASE WHEN verdict <> 'holds' AND is_printed AND bool_or(verdict = 'vague') OVER (PARTITION BY claim_id)
                                   THEN 'vague' ELSE verdict END AS verdict
  FROM (SELECT r.*, CASE
      WHEN base = 0 AND now = 0 AND rate = 0 THEN 'holds'
      -- Nothing, unless rounding hides a base as small as the rate says: 1万元, 增加1万元, 增长62.9%.
      WHEN base = 0 AND (rate + h + 100) * high < 100 * low_now OR (base = 0 AND high = 0) THEN 'no base'
      WHEN low <= 0 OR now < 0 OR 10 * (high_now * high - low_now * low) > high * low THEN 'vague'
      WHEN (rate - h + 100) * low <= 100 * high_now AND (rate + h + 100) * high >= 100 * low_now THEN 'holds'
      WHEN (rate - h * 1.1 + 100) * low <= 100 * high_now AND (rate + h * 1.1 + 100) * high >= 100 * low_now THEN 'rounded twice'
      WHEN (rate - near * h + 100) * low <= 100 * high_now AND (rate + near * h + 100) * high >= 100 * low_now THEN 'last digit'
      -- The direction is wrong, the number is right.
      WHEN (-rate - h + 100) * low <= 100 * high_now AND (-rate + h + 100) * high >= 100 * low_now THEN 'direction'
      ELSE 'breaks' END AS verdict,
      CASE WHEN low > 0 THEN 100 * (CAST(now AS DOUBLE) / CAST(base AS DOUBLE) - 1) END AS computed
  FROM (SELECT m.claim_id, t.near, t.is_printed, t.source, t.now, t.base, t.figure_ids, t.amount_ids, t.form_id, CAST(m.moved_by AS DECIMAL(19, 5)) AS rate, CAST(m.moved_half AS DECIMAL(19, 5)) AS h,
               CAST(t.base - t.base_half AS DECIMAL(19, 3)) AS low, CAST(t.base + t.base_half AS DECIMAL(19, 3)) AS high,
               CAST(t.now - t.now_half AS DECIMAL(19, 3)) AS low_now, CAST(t.now + t.now_half AS DECIMAL(19, 3)) AS high_now
        FROM moved AS m
        JOIN (SELECT claim_id, source, now, CASE WHEN is_range THEN now_half ELSE 0 END AS now_half, base,
                     CASE WHEN is_range THEN base_half ELSE 0 END AS base_half, figure_ids, amount_ids, form_id, 2 AS near, false AS is_printed
              FROM (SELECT y.*, s.claim_id IS NULL OR (y.source = 'table' AND y.now_half + y.base_half > 0) AS is_range
                    FROM two_years AS y LEFT JOIN sharp AS s USING (claim_id))
              UNION ALL
              SELECT b.claim_id, CASE WHEN s.claim_id IS NULL THEN 'change' ELSE 'change alone' END, coalesce(x.exactly, b.now), CASE WHEN x.claim_id IS NULL THEN b.now_half ELSE 0 END,
                     coalesce(x.exactly, b.now) - b.change, CASE WHEN x.claim_id IS NULL THEN b.now_half ELSE 0 END + b.change_half,
                     [b.figure_id, b.change_id], list_filter([x.amount_id], i -> i IS NOT NULL), NULL,
                     -- Digits that the sentence does not print: up to a whole step it is the last one.
                     CASE WHEN x.claim_id IS NULL THEN 2 ELSE 3 END, false
              FROM beside AS b LEFT JOIN sharp AS s USING (claim_id) LEFT JOIN finer_figure AS x ON x.claim_id = b.figure_id WHERE b.now IS NOT NULL
              UNION ALL
              -- Who knows the digits may still compute with what is printed.
              SELECT b.claim_id, 'change', b.now, 0, b.now - b.change, 0, [b.figure_id, b.change_id], [], NULL, 2, true
              FROM beside AS b JOIN finer_figure AS x ON x.claim_id = b.figure_id ANTI JOIN sharp AS s ON s.claim_id = b.claim_id
              UNION ALL
              SELECT claim_id, 'change as printed', now, 0, now - change, 0, [figure_id, change_id], [], NULL, 2, true FROM beside JOIN sharp USING (claim_id) WHERE now IS NOT NULL
              UNION ALL
              SELECT claim_id, 'change as printed', y.base + b.change, 0, y.base, 0, [b.change_id], y.amount_ids, y.form_id, 2, true
              FROM beside AS b JOIN sharp USING (claim_id) JOIN two_years AS y USING (claim_id) WHERE y.source = 'table' AND y.now_half + y.base_half > 0) AS t USING (claim_id)
        WHERE m.kind = 'rate') AS r)
)
,
part_of_share AS MATERIALIZED (
  SELECT q.claim_id AS share_id, a.*
  FROM statement AS q
  JOIN figure AS a ON a.document_id = q.document_id AND a.paragraph = q.paragraph AND a.subject = q.subject
   AND a.of_year = q.of_year AND a.ordinal < q.ordinal
  WHERE q.kind = 'share'
  QUALIFY row_number() OVER (PARTITION BY q.claim_id ORDER BY a.ordinal DESC) = 1 AND q.ordinal - a.ordinal <= 4
)
,
shares_together AS MATERIALIZED (
  -- Shares of one whole told beside one another, in a paragraph or below a heading, that come to all of it: their parts
  -- are the whole as well, whatever else the text calls so (with money kept for later years, say). Where they come to
  -- exactly 100, a last digit may have been moved to make them.
  SELECT share_id, parts, parts_half, shares = 100 AS is_whole
  FROM (SELECT q.claim_id AS share_id, sum(a.number) OVER beside AS parts, sum(a.half) OVER beside AS parts_half, sum(q.number) OVER beside AS shares,
               sum(q.half) OVER beside AS shares_half, count(*) OVER beside AS told, count(a.number) OVER beside AS stated
        FROM statement AS q LEFT JOIN part_of_share AS a ON a.share_id = q.claim_id,
        LATERAL (SELECT unnest(['paragraph ' || q.paragraph, 'section ' || q.section]) AS place) AS l
        WHERE q.kind = 'share' AND q.denominator IS NOT NULL
        WINDOW beside AS (PARTITION BY q.document_id, l.place, q.denominator, q.of_year))
  WHERE told > 1 AND told = stated AND abs(shares - 100) <= shares_half
  QUALIFY row_number() OVER (PARTITION BY share_id ORDER BY is_whole DESC, told) = 1
)
,
whole_of_share AS MATERIALIZED (
  -- What a share may be a share of: the whole it names, in the text or a table, or any whole stated shortly before.
  SELECT q.claim_id AS share_id, b.claim_id, CAST(NULL AS VARCHAR) AS amount_id, b.number, b.half, q.ordinal - b.ordinal AS rank,
         b.subject = q.denominator OR (q.denominator IS NULL AND b.paragraph = q.paragraph) AS is_named, coalesce(b.subject = q.denominator, false) AS is_meant
  FROM statement AS q
  JOIN figure AS b ON b.document_id = q.document_id AND b.ordinal < q.ordinal AND b.number > 0 AND b.of_year = q.of_year
   AND (b.paragraph = q.paragraph OR b.subject = q.denominator
        OR (q.ordinal - b.ordinal < 40 AND b.subject IN (SELECT word FROM word WHERE list = 'whole_subjects')))
  WHERE q.kind = 'share'
  UNION ALL
  SELECT q.claim_id, NULL, k.amount_id, k.value, CASE WHEN k.step > 0.01 THEN k.step / 2 ELSE 0 END, 1000, true,
         -- A table of one kind of money may stand for all of it, but need not.
         q.denominator NOT IN ('revenue_total', 'expenditure_total', 'balance_total') OR k.form_kind IN (SELECT word FROM word WHERE list = 'forms_of_all_money')
  FROM statement AS q
  JOIN counterpart_cell AS k ON k.subject = q.denominator AND k.document_id = q.document_id AND k.of_year = q.of_year AND k.value > 0
  WHERE q.kind = 'share'
  UNION ALL
  SELECT share_id, NULL, NULL, parts, parts_half, 2000, true, true FROM shares_together WHERE parts > 0
)
,
-- Figures that their paragraph states once, and changes likewise: what may be a whole or a part without doubt.
figure_once AS MATERIALIZED (
  SELECT *, max(CASE WHEN subject IN (SELECT word FROM word WHERE list = 'whole_of_codes') THEN claim_id END)
           OVER (PARTITION BY document_id, paragraph, of_year ORDER BY ordinal ROWS UNBOUNDED PRECEDING) AS whole_id
  FROM (SELECT * FROM figure
        QUALIFY count(*) OVER (PARTITION BY document_id, paragraph, subject, of_year, of_basis) = 1)
),
change_once AS MATERIALIZED (
  SELECT * FROM moved WHERE kind IN ('change', 'flat') AND NOT has_other_base
  QUALIFY count(*) OVER (PARTITION BY document_id, paragraph, subject, of_base) = 1
),
-- An amount, a change or a rate with the one like it that another sentence states: the same, or so near that it must be meant.
-- In a budget, and where nothing is kept, the two sides of one fund are equal, and where a table shows no other money of the treasury, or none at all,
-- so are the general budget, the treasury's money and all money; what no vocabulary knows is the same where the words are.
money_there_is AS MATERIALIZED (
  SELECT document_id, bool_and(coalesce(line IN ('gpb', 'fiscal_appropriation'), false)) AS is_all_general,
         NOT bool_or(coalesce(line IN ('gov_fund', 'state_capital'), false)) AS is_fiscal_general
  FROM table_cell
  WHERE form_kind IN ('dept_balance_summary', 'fiscal_appropriation_balance_summary') AND side = 'revenue' AND quantity = 'money' AND value <> 0
    AND coalesce(value_year, fiscal_year) = fiscal_year AND NOT coalesce(line IN ('current_total', 'grand_total'), false)
  GROUP BY document_id
  HAVING bool_or(line = 'gpb') AND NOT bool_or(coalesce(starts_with(line, 'carry_'), false))
),
balanced_document AS MATERIALIZED (
  -- A table of both sides that shows nothing carried over or kept for later years.
  SELECT document_id FROM cell WHERE form_kind = 'dept_balance_summary' AND is_primary AND quantity = 'money' AND value <> 0
  GROUP BY document_id
  HAVING count(DISTINCT side) FILTER (row_role = 'total') = 2 AND NOT bool_or(row_role IN ('carry_over', 'offset', 'other'))
),
named_statement AS MATERIALIZED (
  SELECT s.*, CASE WHEN s.subject = 'unresolved' THEN s.subject_printed
                   WHEN w.meaning IN ('all', 'fiscal', 'gpb') AND m.is_all_general THEN 'all'
                   WHEN w.meaning IN ('fiscal', 'gpb') AND m.is_fiscal_general THEN 'fiscal'
                   ELSE coalesce(w.meaning, s.subject) END AS meant
  FROM statement AS s
  LEFT JOIN balanced_document AS k ON k.document_id = s.document_id
  LEFT JOIN keeps_money AS l ON l.document_id = s.document_id
  LEFT JOIN word AS w ON w.list = 'one_money' AND w.word = s.subject AND (s.stage = 'budget' OR k.document_id IS NOT NULL) AND l.document_id IS NULL
  LEFT JOIN money_there_is AS m ON m.document_id = s.document_id
  ANTI JOIN on_other_base AS b ON b.claim_id = s.claim_id
  WHERE s.kind IN ('amount', 'change', 'rate') AND (s.kind = 'rate' OR s.amount_yuan IS NOT NULL)
),
said_again AS MATERIALIZED (
  SELECT q.document_id, q.claim_id, q.place, q.number, o.claim_id AS other_id, o.number AS other, abs(q.number - o.number) AS distance,
         CASE WHEN q.step = o.step THEN 0 ELSE greatest(q.half, o.half) END AS reach
  FROM named_statement AS q
  JOIN named_statement AS o ON o.document_id = q.document_id AND o.meant = q.meant AND o.kind = q.kind AND o.ordinal < q.ordinal
   AND (o.sentence <> q.sentence OR o.subject <> q.subject)
   AND o.of_year = q.of_year AND (o.of_basis = q.of_basis OR q.kind <> 'amount') AND coalesce(o.base_year, o.of_year - 1) = coalesce(q.base_year, q.of_year - 1)
   AND abs(q.number - o.number) <= CASE WHEN abs(q.number) >= 1000 * greatest(q.step, o.step, 0.01) THEN 3 ELSE 1 END * greatest(q.step, o.step, 0.01)
  -- Of short numbers only nothing and a last digit of the same.
  WHERE abs(q.number) >= 100 * greatest(q.step, o.step, 0.01)
     OR (q.subject = o.subject AND q.kind = 'amount' AND (q.number = 0) <> (o.number = 0) AND q.subject <> 'unresolved')
  QUALIFY row_number() OVER (PARTITION BY q.claim_id ORDER BY distance, o.ordinal DESC) = 1
),
counted AS MATERIALIZED (SELECT * FROM statement WHERE kind IN ('count', 'amount') AND number IS NOT NULL AND NOT coalesce(is_aside, false)),
-- The paragraphs of functional items, and whether they are meant to be all of them. Those of a fund, which only its own
-- table prints, are no items of the general budget.
item_paragraph AS MATERIALIZED (
  SELECT * FROM figure AS f
  ANTI JOIN (SELECT document_id, code FROM table_cell WHERE length(code) = 7
             GROUP BY ALL HAVING bool_or(form_kind IN (SELECT word FROM word WHERE list = 'forms_of_funds')) AND NOT bool_or(form_kind = 'gpb_expenditure_by_function')) AS o
    ON o.document_id = f.document_id AND o.code = f.code
  WHERE code_scheme = 'functional' AND length(code) = 7 AND of_year = year
    AND coalesce(basis, stage) = stage
  QUALIFY row_number() OVER (PARTITION BY document_id, code ORDER BY subject_printed IS NULL, ordinal) = 1
),
item_row AS MATERIALIZED (
  SELECT document_id, form_id, code, any_value(item_name) AS item_name, max(value) AS value, max(step) AS step, arg_max(amount_id, value) AS amount_id
  FROM table_cell JOIN judged_document AS d USING (document_id)
  WHERE coalesce(basis, d.stage) = d.stage AND form_kind = 'gpb_expenditure_by_function' AND is_primary AND code_scheme = 'functional' AND length(code) = 7 AND quantity = 'money'
    AND measure IN ('total', 'budget_amount', 'final_amount', 'current_expenditure') AND coalesce(value_year, table_cell.fiscal_year) = table_cell.fiscal_year AND value > 0
  GROUP BY ALL
),
itemised AS MATERIALIZED (
  SELECT r.document_id, count(*) FILTER (p.claim_id IS NULL) AS missing, any_value(coalesce(u.unnamed, 0)) AS unnamed,
         count(*) >= 3 AND 5 * count(*) FILTER (p.subject_printed IS NOT NULL) >= 4 * count(*) AS is_meant_to_be_all
  FROM item_row AS r
  LEFT JOIN item_paragraph AS p ON p.document_id = r.document_id AND p.code = r.code
  LEFT JOIN (SELECT document_id, count(*) AS unnamed FROM figure WHERE subject = 'unresolved' AND contains(subject_printed, '(项)') GROUP BY document_id) AS u ON u.document_id = r.document_id
  GROUP BY r.document_id
)
,
-- 类/款/项 paths of the text in pieces, and every name that a list or the document's own tables know, by its level.
named_path AS MATERIALIZED (
  SELECT *, list_transform(list_zip(names, levels), z -> struct_pack(name := z[1], level := z[2], digits := CASE z[2] WHEN '类' THEN 3 WHEN '款' THEN 5 ELSE 7 END,
                                  plain := regexp_replace(regexp_replace(z[1], $loose, '', 'g'), '支出$$', ''))) AS pieces
  FROM (SELECT *, regexp_extract_all(subject_printed, '([^()]+(?:\([^()类款项]{1,4}\)[^()]*)?)\((类|款|项)\)', 1) AS names,
               regexp_extract_all(subject_printed, '([^()]+(?:\([^()类款项]{1,4}\)[^()]*)?)\((类|款|项)\)', 2) AS levels
        FROM statement WHERE kind = 'amount' AND subject_printed IS NOT NULL)
  WHERE len(names) > 0
),
known_name AS MATERIALIZED (
  SELECT DISTINCT d.document_id, length(f.code) AS digits, regexp_replace(regexp_replace(f.name_zh, $loose, '', 'g'), '支出$$', '') AS plain
  FROM judged_document AS d CROSS JOIN functional_code AS f
  UNION
  SELECT DISTINCT document_id, length(code), regexp_replace(regexp_replace(item_name, $loose, '', 'g'), '支出$$', '')
  FROM form_line WHERE code_scheme = 'functional' AND item_name IS NOT NULL AND length(code) IN (3, 5, 7)
)
,
-- The text itself, sentence by sentence; explanations of terms begin behind their last heading.
passage AS MATERIALIZED (
  SELECT s.*, d.scope, coalesce(s.ordinal > e.begins, false) AS is_explanation
  FROM sentence AS s
  JOIN judged_document AS d USING (document_id)
  LEFT JOIN (SELECT document_id, max(ordinal) AS begins FROM sentence
             WHERE is_heading AND EXISTS (SELECT 1 FROM word WHERE list = 'explanation_headings' AND contains(sentence.text, word))
             GROUP BY document_id) AS e USING (document_id)
),
explanation AS MATERIALIZED (
  SELECT document_id, string_agg(text, '' ORDER BY ordinal) AS text FROM passage WHERE is_explanation GROUP BY document_id
)
,
form_figure AS MATERIALIZED (
  -- Numbers in the words of a performance form, in order: what one costs (每个5万元), how many, amounts, and totals
  -- (小计, 共 …). A segment ends with its total; `printed_on` is what follows a number.
  SELECT *, coalesce(sum(CASE WHEN kind = 'total' THEN 1 ELSE 0 END) OVER before, 0) AS segment,
         sum(CASE WHEN kind = 'total' THEN value END) OVER before AS totals_before
  FROM (
    SELECT * EXCLUDE (number), TRY_CAST(number AS DECIMAL(20, 4)) * CASE WHEN unit = '万元' THEN 10000 ELSE 1 END AS value,
           CASE WHEN NOT ends_with(unit, '元') THEN 'count' WHEN contains(printed, '每') THEN 'price'
                WHEN regexp_matches(printed, '^(小计|合计|共计|总计|共)') THEN 'total' ELSE 'amount' END AS kind
    FROM (
      SELECT document_id, form_id, form_label, budget, part, n, tokens[n] AS printed, rest[n + 1] AS printed_on,
             replace(regexp_extract(tokens[n], '[0-9][0-9,]*([.][0-9]+)?'), ',', '') AS number, regexp_extract(tokens[n], '(万元|.)$$', 1) AS unit
      FROM (SELECT *, unnest(generate_series(1, len(tokens))) AS n
            FROM (SELECT t.document_id, t.form_id, f.form_label, g.project_budget_yuan AS budget, min(t.part) AS part,
                         regexp_extract_all(t.text, $any_figures_of_words) AS tokens, regexp_split_to_array(t.text, $any_figures_of_words) AS rest
                  FROM form_text AS t JOIN judged_form AS f ON f.form_id = t.form_id JOIN form AS g ON g.form_id = t.form_id
                  WHERE t.part IN ('overview', 'goal') GROUP BY t.document_id, t.form_id, f.form_label, g.project_budget_yuan, t.text))))
  WINDOW before AS (PARTITION BY form_id, part ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
all_projects AS MATERIALIZED (
  -- Where the text says that all projects are covered.
  SELECT document_id, min(claim_id) AS claim_id FROM statement WHERE kind = 'qualifier' AND subject = 'performance_covers_all_projects' GROUP BY document_id
)
