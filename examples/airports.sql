-- table: nycflights.busiest_airports
WITH ends AS (
  SELECT unnest([origin, dest]) AS airport, month FROM flights
),
wide AS (
  SELECT
    airport,
    count(*) FILTER (month = 1) AS jan,
    count(*) FILTER (month = 2) AS feb,
    count(*) FILTER (month = 3) AS mar
  FROM ends
  GROUP BY airport
),
per_month AS (
  SELECT airport, 'jan' AS month_name, jan AS flights FROM wide
  UNION ALL
  SELECT airport, 'feb', feb FROM wide
  UNION ALL
  SELECT airport, 'mar', mar FROM wide
)
SELECT
  *,
  row_number() OVER (PARTITION BY month_name ORDER BY flights DESC, airport) AS place,
  sum(flights) OVER (PARTITION BY month_name) AS month_flights
FROM per_month
ORDER BY place, month_name
LIMIT 30;

-- table: nycflights.unlisted_airports
SELECT origin AS airport FROM flights
UNION
SELECT dest FROM flights
EXCEPT
SELECT faa FROM airports
