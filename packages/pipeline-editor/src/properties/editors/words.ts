/** Words of Spark SQL that are offered. Source: Spark 3.5, "SQL Reference". */
export const KEYWORDS: readonly string[] = (
  'SELECT FROM WHERE AND OR NOT IN BETWEEN LIKE RLIKE IS NULL TRUE FALSE CASE WHEN THEN ELSE END CAST AS JOIN LEFT RIGHT FULL INNER OUTER CROSS ' +
  'SEMI ANTI ON USING ORDER GROUP BY HAVING LIMIT UNION ALL INTERSECT EXCEPT WITH DISTINCT ASC DESC OVER PARTITION DATE TIMESTAMP INTERVAL'
).split(' ');

/** Functions of `pyspark.sql.functions` that are offered beside those of the catalogue. Source: PySpark 3.5, "Functions". */
export const PYSPARK_FUNCTIONS: readonly string[] =
  'asc broadcast col desc expr lit log pandas_udf udf when window'.split(' ');

/** Methods of a PySpark DataFrame that are offered. Source: PySpark 3.5, "DataFrame". */
export const PYSPARK: readonly string[] = (
  'agg alias cache coalesce colRegex collect columns count crossJoin cube describe distinct drop dropDuplicates dropna dtypes except exceptAll ' +
  'explode fillna filter first groupBy head intersect join limit melt na orderBy persist pivot printSchema repartition replace rollup sample ' +
  'schema select selectExpr sort subtract take toDF transform union unionByName unpivot where withColumn withColumnRenamed withColumns'
).split(' ');
