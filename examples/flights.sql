-- table: nycflights.airline_delays
SELECT
  carrier,
  airlines.name,
  count(*) AS flights,
  count(arr_delay) AS arrived,
  avg(arr_delay) AS mean_arrival_delay,
  max(arr_delay) AS worst_arrival_delay,
  sum(distance) AS miles
FROM flights
LEFT JOIN airlines USING (carrier)
WHERE origin = 'JFK' AND month <= 3
GROUP BY ALL
