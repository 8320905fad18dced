-- table: nycflights.late_flights
SELECT
  carrier,
  count(*) AS flights,
  avg(dep_delay) AS mean_delay
FROM flights
WHERE dep_time IS NOT NULL AND dep_delay > 60
GROUP BY ALL
