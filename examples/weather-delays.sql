-- table: nycflights.weather_delays
WITH hourly AS (
  SELECT *
  FROM weather
  QUALIFY 1 = row_number() OVER (
    PARTITION BY origin, time_hour
    ORDER BY precip DESC NULLS LAST, temp ASC NULLS FIRST, wind_speed ASC NULLS FIRST, visib ASC NULLS FIRST
  )
)
SELECT
  f.month,
  a.name AS airport,
  CASE
    WHEN w.visib < 2 THEN 'fog'
    WHEN w.precip > 0 THEN 'rain'
    WHEN w.wind_speed >= 25 THEN 'wind'
    ELSE 'fair'
  END AS weather,
  count(*) AS departures,
  avg(f.dep_delay) AS mean_delay,
  stddev_samp(f.dep_delay) AS delay_spread,
  max(f.dep_delay) AS worst_delay
FROM flights f
JOIN hourly w ON w.origin = f.origin AND w.time_hour = f.time_hour
JOIN airports a ON a.faa = f.origin
WHERE f.dep_delay IS NOT NULL
GROUP BY ALL
