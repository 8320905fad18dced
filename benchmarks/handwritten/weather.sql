-- Flights beside the weather of their hour, as one would write it by hand.
COPY (
  SELECT f.*, w.* EXCLUDE (origin, year, month, day, hour, time_hour)
  FROM read_parquet('s3://glueflow-sandbox/nycflights/flights/*/*.parquet', hive_partitioning = true) AS f
  JOIN read_parquet('s3://glueflow-sandbox/nycflights/weather/*.parquet') AS w
    USING (origin, year, month, day, hour)
  WHERE wind_speed > 5
) TO 's3://glueflow-sandbox/bench/handwritten/weather' (FORMAT parquet, PARTITION_BY (month), OVERWRITE_OR_IGNORE);
