/** Words of Spark SQL that are offered. Source: Spark 3.5, "SQL Reference". */
export const KEYWORDS: readonly string[] = (
  'SELECT FROM WHERE AND OR NOT IN BETWEEN LIKE RLIKE IS NULL TRUE FALSE CASE WHEN THEN ELSE END CAST AS JOIN LEFT RIGHT FULL INNER OUTER CROSS ' +
  'SEMI ANTI ON USING ORDER GROUP BY HAVING LIMIT UNION ALL INTERSECT EXCEPT WITH DISTINCT ASC DESC OVER PARTITION DATE TIMESTAMP INTERVAL'
).split(' ');

/** Functions of Spark SQL that are offered. Source: Spark 3.5, "Built-in Functions". */
export const FUNCTIONS: readonly string[] = (
  'abs add_months approx_count_distinct array array_contains array_distinct array_join array_size ascii avg base64 bround cast cbrt ceil ceiling ' +
  'coalesce collect_list collect_set concat concat_ws contains corr count count_if cume_dist current_date current_timestamp date_add date_format ' +
  'date_sub date_trunc datediff day dayofmonth dayofweek dayofyear dense_rank element_at endswith exists exp explode extract first floor ' +
  'format_number format_string from_json from_unixtime from_utc_timestamp get_json_object greatest hash hex hour if ifnull initcap instr isnan ' +
  'isnotnull isnull lag last last_day lead least left length ln locate log log10 lower lpad ltrim make_date map map_keys map_values max max_by md5 ' +
  'mean median min min_by minute month months_between named_struct next_day ntile nullif nvl nvl2 percent_rank percentile percentile_approx pow ' +
  'quarter rand rank regexp_extract regexp_replace repeat replace reverse right round row_number rpad rtrim second sha2 sign size sort_array split ' +
  'split_part sqrt startswith stddev struct substring substring_index sum to_date to_json to_timestamp to_utc_timestamp transform translate trim ' +
  'trunc try_add try_cast try_divide typeof unix_timestamp upper uuid variance weekday weekofyear year zip_with'
).split(' ');

/** Methods of a PySpark DataFrame that are offered. Source: PySpark 3.5, "DataFrame". */
export const PYSPARK: readonly string[] = (
  'agg alias cache coalesce colRegex collect columns count crossJoin cube describe distinct drop dropDuplicates dropna dtypes except exceptAll ' +
  'explode fillna filter first groupBy head intersect join limit melt na orderBy persist pivot printSchema repartition replace rollup sample ' +
  'schema select selectExpr sort subtract take toDF transform union unionByName unpivot where withColumn withColumnRenamed withColumns'
).split(' ');
