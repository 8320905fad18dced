-- The first half year from two airports, as one would write it by hand.
COPY (
  SELECT
    origin,
    dest,
    count(*) AS flights,
    count(DISTINCT tailnum) AS planes,
    max(seats) AS largest,
    sum(distance) AS miles
  FROM read_parquet('s3://glueflow-sandbox/nycflights/flights/*/*.parquet', hive_partitioning = true)
  LEFT JOIN read_parquet('s3://glueflow-sandbox/bench/parquet/planes/*.parquet') AS small USING (tailnum)
  WHERE month <= 6 AND origin IN ('JFK', 'EWR')
  GROUP BY origin, dest
) TO 's3://glueflow-sandbox/bench/handwritten/routes' (FORMAT parquet, PARTITION_BY (origin), OVERWRITE_OR_IGNORE);
