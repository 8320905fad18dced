import type { PyStatement } from '../python/tree.js';
import type { Helper } from './context.js';
import { OVERWRITE_HELPERS } from './overwrite.js';

/**
 * Functions that a script holds when it needs them, as they are printed. They stand in the script itself so that it runs anywhere.
 */
const HELPERS: Record<Helper, string> = {
  ...OVERWRITE_HELPERS,
  assume_role: `def assume_role(arn, session_name, paths):
    """Reach the buckets of these paths under a role, which S3A assumes again before it ends."""
    os.environ.setdefault("AWS_STS_REGIONAL_ENDPOINTS", "regional")
    sts = boto3.client("sts").meta
    hadoop = SparkContext.getOrCreate()._jsc.hadoopConfiguration()
    for bucket in sorted({urlsplit(path).netloc for path in paths}):
        key = f"fs.s3a.bucket.{bucket}"
        if hadoop.get(f"{key}.assumed.role.arn", arn) != arn:
            raise ValueError(f"Bucket {bucket} would need two roles, which S3A can't do.")
        own = hadoop.get("fs.s3a.aws.credentials.provider")
        hadoop.set(f"{key}.assumed.role.arn", arn)
        hadoop.set(f"{key}.assumed.role.session.name", session_name)
        hadoop.set(f"{key}.assumed.role.credentials.provider", own)
        hadoop.set(f"{key}.assumed.role.sts.endpoint", sts.endpoint_url.removeprefix("https://"))
        hadoop.set(f"{key}.assumed.role.sts.endpoint.region", sts.region_name)
        provider = "org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider"
        hadoop.set(f"{key}.aws.credentials.provider", provider)`,
  assume_role_with_external_id: `def assume_role_with_external_id(arn, session_name, external_id, paths):
    """Reach the buckets of these paths under a role, for one hour: S3A knows no external id."""
    os.environ.setdefault("AWS_STS_REGIONAL_ENDPOINTS", "regional")
    keys = boto3.client("sts").assume_role(
        RoleArn=arn, RoleSessionName=session_name, ExternalId=external_id, DurationSeconds=3600
    )["Credentials"]
    spark_context = SparkContext.getOrCreate()
    hadoop = spark_context._jsc.hadoopConfiguration()
    for path in sorted(paths):
        bucket = urlsplit(path).netloc
        key = f"fs.s3a.bucket.{bucket}"
        if hadoop.get(f"{key}.assumed.role.arn", arn) != arn:
            raise ValueError(f"Bucket {bucket} would need two roles, which S3A can't do.")
        hadoop.set(f"{key}.assumed.role.arn", arn)
        hadoop.set(f"{key}.access.key", keys["AccessKeyId"])
        hadoop.set(f"{key}.secret.key", keys["SecretAccessKey"])
        hadoop.set(f"{key}.session.token", keys["SessionToken"])
        provider = "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider"
        hadoop.set(f"{key}.aws.credentials.provider", provider)
        # The first to ask for keys must be alone: S3A tells others meanwhile that there are none.
        with suppress(Exception):
            place = spark_context._jvm.org.apache.hadoop.fs.Path(path)
            place.getFileSystem(hadoop).exists(place)`,
  makes_columns: `def makes_columns(frame, database, table, catalog_id=None):
    """Say whether a write finds a table or rows; else Glue's writer makes one without columns."""
    glue = boto3.client("glue")
    try:
        catalog = {"CatalogId": catalog_id} if catalog_id else {}
        glue.get_table(DatabaseName=database, Name=table, **catalog)
        return True
    except glue.exceptions.EntityNotFoundException:
        if not frame.isEmpty():
            return True
    message = f"No rows for {database}.{table}, which is not there yet: nothing is written."
    glueContext.get_logger().warn(message)
    return False`,
  s3_path: `def s3_path(path):
    """The path, unless its parameters leave an empty or dotted folder in it."""
    folders = path.removeprefix("s3://").removesuffix("/").split("/")
    if not path.startswith("s3://") or {"", ".", ".."} & set(folders):
        raise ValueError(f"{path!r} is no folder in S3: check the parameters it is made of.")
    return path`,
  table_location: `def table_location(database, table, catalog_id=None):
    """Where the Data Catalog says that the files of a table are."""
    catalog = {"CatalogId": catalog_id} if catalog_id else {}
    found = boto3.client("glue").get_table(DatabaseName=database, Name=table, **catalog)
    return found["Table"]["StorageDescriptor"]["Location"]`,
  spread_rows: `def spread_rows(frame, keys, count):
    """The rows of each key in at most so many tasks, the same ones whenever a task runs again."""
    fields = [field.name for field in frame.schema if "map<" not in field.dataType.simpleString()]
    columns = [F.col("\`" + name.replace("\`", "\`\`") + "\`") for name in fields]
    number = F.xxhash64(F.lit(0), *columns) % count
    return frame.repartition(*keys, (number + count) % count)`,
  partition_literal: `def partition_literal(value):
    """The value as the Data Catalog takes it in a condition: dates are quoted text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"`,
  sql_literal: `def sql_literal(value):
    """The value as a literal of Spark SQL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value}'"
    if isinstance(value, date):
        return f"DATE '{value}'"
    if isinstance(value, int):
        return f"({value})"
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    text = value.replace("\\\\", "\\\\\\\\").replace("'", "\\\\'").replace("$", "\\\\u0024")
    return f"'{text}'"`,
  join_frames: `def join_frames(left, right, keys, how, keep, suffix):
    """Join on equal keys; a key of one name is there once, other names by keep and suffix."""
    on = [F.col(f"left.\`{a}\`") == F.col(f"right.\`{b}\`") for a, b in keys]
    names = {column.lower() for column in left.columns}
    shared = {column.lower() for column in right.columns} & names
    once = {b.lower(): a for a, b in keys if a.lower() == b.lower()}
    columns = []
    for column in left.columns:
        value = F.col(f"left.\`{column}\`")
        if column.lower() in once and how in ("right", "full"):
            value = F.coalesce(value, F.col(f"right.\`{column}\`")).alias(column)
        if column.lower() in once or column.lower() not in shared or keep != "right":
            columns.append(value)
    for column in right.columns:
        value = F.col(f"right.\`{column}\`")
        if column.lower() in once or (column.lower() in shared and keep == "left"):
            continue
        if column.lower() in shared and keep == "both":
            value = value.alias(f"{column}{suffix}")
        columns.append(value)
    return left.alias("left").join(right.alias("right"), on, how).select(columns)`
};

/** A helper as it stands in a script. */
export function helperStatement(helper: Helper): PyStatement {
  return { kind: 'fixed', lines: HELPERS[helper].split('\n') };
}
