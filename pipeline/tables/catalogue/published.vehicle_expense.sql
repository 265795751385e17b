WITH vehicle AS (
  SELECT document_id, fiscal_year, region_code, organisation_id, organisation_name, scope, stage, basis,
         max(amount_yuan) FILTER (measure = 'vehicle_purchase') AS vehicle_purchase_yuan,
         max(amount_yuan) FILTER (measure = 'vehicle_operation') AS vehicle_operation_yuan,
         max(amount_yuan) FILTER (measure = 'vehicle_total') AS vehicle_total_yuan
  FROM three_public WHERE measure IN ('vehicle_purchase', 'vehicle_operation', 'vehicle_total')
  GROUP BY ALL
),
region AS (
  SELECT region_code, fiscal_year, stage, scope, basis, count(vehicle_total_yuan) AS known,
         quantile_disc(vehicle_total_yuan, 0.25) AS lower, quantile_disc(vehicle_total_yuan, 0.5) AS middle,
         quantile_disc(vehicle_total_yuan, 0.75) AS upper
  FROM vehicle GROUP BY ALL
)
SELECT v.document_id, v.fiscal_year, v.region_code, v.organisation_id, v.organisation_name, v.scope, v.stage, v.basis,
       v.vehicle_purchase_yuan, v.vehicle_operation_yuan, v.vehicle_total_yuan,
       r.known AS region_organisation_count, r.middle AS region_median_yuan,
       CASE WHEN r.known >= 5 THEN 2 * (v.vehicle_total_yuan - r.upper) > 3 * (r.upper - r.lower) END AS is_outlier
FROM vehicle AS v
JOIN region AS r ON r.region_code = v.region_code AND r.fiscal_year IS NOT DISTINCT FROM v.fiscal_year
                AND r.stage IS NOT DISTINCT FROM v.stage AND r.scope IS NOT DISTINCT FROM v.scope
                AND r.basis IS NOT DISTINCT FROM v.basis
