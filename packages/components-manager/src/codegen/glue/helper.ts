import type { ScriptRequirement } from '../../requirement/requirement.js';
import { IMPORTS, type Imported } from './imports.js';
import { OVERWRITE_HELPERS } from './overwrite.js';

/**
 * Functions that a script holds when it needs them, as they are printed. They stand in the script itself so that it runs anywhere.
 */
const HELPERS = {
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
  read_csv: `def read_csv(reader, paths, columns=None, header=True):
    """Read CSV files whose header names their columns, in any order and case."""
    found = reader.option("header", header).csv(paths)
    if not header and columns is None:
        return found
    names = found.columns
    wanted = found.sparkSession.createDataFrame([], columns or found.schema).schema
    if not header or not names:
        return reader.schema(wanted).csv(paths)
    types = {field.name.lower(): field.dataType for field in wanted.fields}
    there = {name.lower(): name for name in [*names, "_corrupt_record"]}
    missing = [name for name in wanted.names if name.lower() not in there]
    if missing:
        raise ValueError(f"No column {', '.join(missing)} in the header {', '.join(names)}.")
    fields = [T.StructField(name, types.get(name.lower(), T.StringType())) for name in names]
    if "_corrupt_record" in types:
        fields.append(T.StructField("_corrupt_record", T.StringType()))
    # Files with another header fail, unless names were made up for empty and repeated ones.
    plain = {name.lower().removesuffix(str(number)) for number, name in enumerate(names)}
    lenient = len(plain) < len(names) or any(re.fullmatch(r"_c\\d+", name) for name in names)
    frame = reader.option("enforceSchema", lenient).schema(T.StructType(fields)).csv(paths)
    return frame.select(
        [
            F.col("\`" + there[name.lower()].replace("\`", "\`\`") + "\`").alias(name)
            for name in wanted.names
        ]
    )`,
  read_json: `def read_json(reader, paths, exact):
    """Read JSON files with the types that Spark finds, but for these columns."""
    found = reader.json(paths)
    wanted = found.sparkSession.createDataFrame([], exact).schema
    types = {field.name.lower(): field.dataType for field in wanted.fields}
    fields = [
        T.StructField(field.name, types.get(field.name.lower(), field.dataType))
        for field in found.schema.fields
    ]
    return reader.schema(T.StructType(fields)).json(paths) if fields else found`,
  spread_rows: `def spread_rows(frame, keys, count):
    """The rows of each key in at most so many tasks, the same ones whenever a task runs again."""
    fields = [field.name for field in frame.schema if "map<" not in field.dataType.simpleString()]
    columns = [F.col("\`" + name.replace("\`", "\`\`") + "\`") for name in fields]
    number = F.xxhash64(F.lit(0), *columns) % count
    return frame.repartition(*keys, (number + count) % count)`,
  literal_path: `def literal_path(path):
    """The path with what Spark would read as a pattern escaped."""
    return re.sub(r"[\\\\{}\\[\\]*?]", r"\\\\\\g<0>", path)`,
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
  conform: `def conform(frame, columns, keys=None, strict=False):
    """The declared columns of a frame, found by name without regard to case, in their types."""
    wanted = frame.sparkSession.createDataFrame([], columns).schema
    found = {field.name.lower(): field for field in frame.schema.fields}
    missing = [field.name for field in wanted.fields if field.name.lower() not in found]
    if strict and found and missing:
        raise ValueError(f"No column {', '.join(missing)} among {', '.join(frame.columns)}.")
    result = []
    for field in wanted.fields:
        key = (keys or {}).get(field.name, field.name).lower()
        source = found.get(key, found.get(field.name.lower()))
        if source is None:
            value = F.lit(None).cast(field.dataType)
        else:
            column = F.col("\`" + source.name.replace("\`", "\`\`") + "\`")
            value = conform_value(column, source.dataType, field.dataType)
        result.append(value.alias(field.name))
    return frame.select(result)`,
  conform_value: `def conform_value(value, found, wanted):
    """A value in the wanted type: fields of structs by name, of a choice of types the one there."""
    nested = (T.ArrayType, T.MapType, T.StructType)
    nothing = F.lit(None).cast(wanted)
    if found == wanted:
        return value
    if isinstance(found, T.StructType):
        fields = {field.name.lower(): field for field in found.fields}
        choice = "array binary boolean byte date decimal double float int long map short string"
        if set(fields) <= {*choice.split(), "struct", "timestamp"} and not (
            isinstance(wanted, T.StructType) and set(fields) & {n.lower() for n in wanted.names}
        ):
            each = [conform_value(value[f.name], f.dataType, wanted) for f in found.fields]
            return F.coalesce(nothing, *each)
        if isinstance(wanted, T.MapType):
            pairs = [
                part
                for field in found.fields
                for part in (
                    F.lit(field.name),
                    conform_value(value[field.name], field.dataType, wanted.valueType),
                )
            ]
            filled = F.map_filter(F.create_map(*pairs), lambda _, each: each.isNotNull())
            return F.when(value.isNotNull(), filled.cast(wanted))
        if isinstance(wanted, T.StructType):
            parts = []
            for field in wanted.fields:
                source = fields.get(field.name.lower())
                part = F.lit(None).cast(field.dataType)
                if source is not None:
                    part = conform_value(value[source.name], source.dataType, field.dataType)
                parts.append(part.alias(field.name))
            return F.when(value.isNotNull(), F.struct(*parts))
    if isinstance(found, T.ArrayType) and isinstance(wanted, T.ArrayType):
        inner = found.elementType, wanted.elementType
        return F.transform(value, lambda each: conform_value(each, *inner))
    if isinstance(found, T.StringType) and isinstance(wanted, nested):
        return F.from_json(value, wanted)
    if isinstance(found, T.StringType) and isinstance(wanted, T.BinaryType):
        return F.unbase64(value)
    if isinstance(found, nested) and isinstance(wanted, T.StringType):
        return F.to_json(value)
    if isinstance(found, nested) or isinstance(wanted, nested):
        return value.cast(wanted) if type(found) is type(wanted) else nothing
    return value.cast(wanted)`,
  fill_typical: `def fill_typical(frame, columns, by):
    """Fill nulls by the mean, median or mode of a column, among rows with equal keys."""
    types = dict(frame.dtypes)
    quoted = {each: "\`" + each.replace("\`", "\`\`") + "\`" for each in frame.columns}
    names = {each.lower(): each for each in frame.columns}
    keys = [names[each.lower()] for each in by]
    made = unused_prefix("_", frame.columns)
    groups = [f"{made}key_{place}" for place in range(len(keys))]
    filled = frame
    for column, typical in columns.items():
        name = names[column.lower()]
        known = frame.filter(F.col(quoted[name]).isNotNull()).select(
            F.col(quoted[name]).alias("_value"),
            *[F.col(quoted[key]).alias(group) for key, group in zip(keys, groups, strict=True)],
        )
        if typical == "mode":
            known = known.groupBy("_value", *groups).agg(F.count(F.lit(1)).alias("_count"))
            value = F.min_by("_value", F.struct(-F.col("_count"), "_value"))
        else:
            value = F.avg("_value") if typical == "mean" else F.expr("percentile(_value, 0.5)")
            if types[name] in ("tinyint", "smallint", "int", "bigint"):
                value = F.round(value)
        found = known.groupBy(*groups).agg(value.cast(types[name]).alias(f"{made}typical"))
        pairs = zip(keys, groups, strict=True)
        on = [F.col(quoted[key]).eqNullSafe(F.col(group)) for key, group in pairs]
        joined = filled.join(found, on, "left") if on else filled.crossJoin(found)
        known = F.col(f"{made}typical")
        joined = joined.withColumn(name, F.coalesce(F.col(quoted[name]), known))
        filled = joined.drop(f"{made}typical", *groups)
    return filled`,
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
    return left.alias("left").join(right.alias("right"), on, how).select(columns)`,
  unused_prefix: `def unused_prefix(prefix, names, *more):
    """The prefix, with underscores before it until none of the names begins with it."""
    while any(name.lower().startswith(prefix) for name in [*names, *more]):
        prefix = f"_{prefix}"
    return prefix`,
  well_formed: `def well_formed(frame, title, records="JSON records"):
    """Leave out malformed records, and say in the job's log how many there are."""
    if "_corrupt_record" not in frame.columns:
        return frame
    whole = whole_records(frame)
    corrupt = F.col("_corrupt_record")
    alone = len(frame.columns) == 1
    count = frame.count() if alone else whole.where(corrupt.isNotNull()).count()
    if count > 0:
        glueContext.get_logger().warn(
            f"{title}: {count} malformed {records} were left out. If records stretch over several "
            "lines, turn on Values over several lines."
        )
    kept = frame.limit(0) if alone else whole.where(corrupt.isNull())
    return kept.drop("_corrupt_record")`,
  whole_records: `def whole_records(frame):
    """The frame with every value checked: Spark takes records for well-formed by what it uses."""
    rest = [each for each in frame.columns if each != "_corrupt_record"]
    if not rest:
        return frame
    used = F.xxhash64(*[F.col("\`" + each.replace("\`", "\`\`") + "\`") for each in rest])
    # True for every row, which Spark can't know.
    return frame.where(used.bitwiseOR(F.lit(1)) != 0)`
};

/** The name of a helper that comes with the target. */
export type Helper = keyof typeof HELPERS;

/** What each helper uses. */
const HELPER_IMPORTS: Record<Helper, readonly Imported[]> = {
  assume_role: ['SparkContext', 'boto3', 'os', 'urlsplit'],
  assume_role_with_external_id: [
    'SparkContext',
    'boto3',
    'os',
    'suppress',
    'urlsplit'
  ],
  conform: ['F'],
  conform_value: ['F', 'T'],
  fill_typical: ['F'],
  join_frames: ['F'],
  makes_columns: ['boto3'],
  s3_path: [],
  spread_rows: ['F'],
  literal_path: ['re'],
  partition_literal: [],
  read_csv: ['F', 'T', 're'],
  read_json: ['T'],
  sql_literal: ['date', 'datetime'],
  table_location: ['boto3'],
  staging_folder: ['uuid4'],
  object_sizes: [],
  copy_objects: ['ThreadPoolExecutor'],
  remove_objects: [],
  role_client: ['boto3'],
  replace_files: ['boto3'],
  unused_prefix: [],
  well_formed: ['F'],
  whole_records: ['F'],
  table_folder: ['boto3'],
  CatalogTable: ['boto3'],
  replace_table: ['boto3', 'unquote']
};

/** The helpers that a helper calls. */
const HELPER_USES: Partial<Record<Helper, readonly Helper[]>> = {
  conform: ['conform_value'],
  fill_typical: ['unused_prefix'],
  well_formed: ['whole_records'],
  replace_files: ['copy_objects', 'object_sizes', 'remove_objects'],
  replace_table: [
    'CatalogTable',
    'copy_objects',
    'object_sizes',
    'remove_objects'
  ]
};

const made = new Map<Helper, ScriptRequirement>();

/** Return the requirement that a helper of the target is. */
export function helperRequirement(helper: Helper): ScriptRequirement {
  let found = made.get(helper);
  if (found === undefined) {
    found = {
      id: `glueflow/${helper}`,
      reason: 'The script uses it.',
      defines: [helper],
      code: HELPERS[helper],
      imports: HELPER_IMPORTS[helper].map(each => IMPORTS[each]),
      uses: (HELPER_USES[helper] ?? []).map(helperRequirement)
    };
    made.set(helper, found);
  }
  return found;
}

/** The names of all helpers of the target. */
export const HELPER_NAMES: readonly string[] = Object.keys(HELPERS);
