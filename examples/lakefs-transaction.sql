-- table: lakefs://nycflights/main/late/flights/
SELECT day, dep_delay, carrier, flight, origin, dest, month
FROM flights
WHERE dep_delay >= 60

-- table: lakefs://nycflights/main/late/airlines/
SELECT f.carrier, a.name, count(*) AS flights, avg(f.dep_delay) AS mean_delay
FROM flights f
LEFT JOIN airlines a ON a.carrier = f.carrier
WHERE f.dep_delay >= 60
GROUP BY f.carrier, a.name
