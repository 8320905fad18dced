-- Delay by airline, as one would write it by hand.
COPY (
  SELECT
    name,
    month::INTEGER AS month,
    count(*) AS flights,
    avg(dep_delay) AS mean_delay,
    stddev_samp(arr_delay) AS spread
  FROM read_parquet('s3://glueflow-sandbox/nycflights/flights/*/*.parquet', hive_partitioning = true)
  LEFT JOIN read_parquet('s3://glueflow-sandbox/bench/parquet/airlines/*.parquet') AS small USING (carrier)
  WHERE dep_delay IS NOT NULL
  GROUP BY name, month
  ORDER BY name NULLS FIRST, month NULLS FIRST
) TO 's3://glueflow-sandbox/bench/handwritten/carriers' (FORMAT parquet, PER_THREAD_OUTPUT, OVERWRITE_OR_IGNORE);
