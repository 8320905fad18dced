-- table: nycflights.noteworthy_planes
WITH worked AS (
  SELECT
    p.tailnum,
    p.manufacturer AS maker,
    p.model,
    min(a.name) AS airline,
    CASE WHEN p.seats >= 250 THEN 'wide' WHEN p.seats >= 100 THEN 'narrow' ELSE 'small' END AS size,
    count(*) AS flights,
    sum(f.distance) AS miles,
    p.seats * sum(f.distance) AS seat_miles,
    avg(f.arr_delay) AS mean_delay
  FROM flights f
  JOIN planes p ON p.tailnum = f.tailnum
  LEFT JOIN airlines a ON a.carrier = f.carrier
  WHERE f.month <= 6
    AND f.air_time > 0
    AND (f.origin IN ('JFK', 'LGA', 'EWR') OR f.dest = 'BOS')
  GROUP BY p.tailnum, p.manufacturer, p.model, p.year, p.seats
)
SELECT
  size,
  rank() OVER (PARTITION BY size ORDER BY seat_miles DESC, tailnum) AS place,
  tailnum, maker, model, airline, flights, miles, seat_miles, mean_delay
FROM worked
WHERE flights >= 100 OR (mean_delay > 30 AND flights > 5)
