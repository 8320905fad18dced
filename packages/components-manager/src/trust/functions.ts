import { isAggregate, isTypedFunction } from '../expression/function.js';

/** Functions that run code of the Java classes or programs they name. Source: Spark SQL "Built-in Functions". */
const RUN_CODE: ReadonlySet<string> = new Set([
  'java_method',
  'reflect',
  'try_reflect'
]);

/** Functions, and types with arguments, that do nothing but compute a value, beside those whose result has a known type. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    'abs aggregate array array_agg array_append array_except array_insert array_intersect array_max array_min array_prepend array_repeat ' +
    'array_union arrays_zip assert_true avg bround cast ceil ceiling char coalesce collect_list collect_set concat conv cume_dist date ' +
    'date_format date_part datepart dateadd datediff dec decimal decode dense_rank element_at explode explode_outer first flatten floor ' +
    'from_csv from_json grouping grouping_id hypot if ifnull inline inline_outer isnotnull isnull json_object_keys json_tuple lag ' +
    'last lead like ilike rlike make_dt_interval make_interval make_timestamp make_ym_interval map map_concat map_entries map_filter ' +
    'map_from_arrays map_from_entries map_keys map_values map_zip_with mask max mean min mod named_struct now nth_value ntile nullif ' +
    'numeric nvl nvl2 parse_url percent_rank pmod posexplode posexplode_outer position rank reduce regexp_instr regexp_substr reverse ' +
    'rint round row_number schema_of_csv schema_of_json sequence shiftleft shiftright sha space stack struct sum timestampadd ' +
    'timestampdiff to_number to_varchar transform transform_keys transform_values trim try_add try_avg try_cast try_divide ' +
    'try_element_at try_multiply try_subtract try_sum try_to_binary try_to_number try_to_timestamp url_decode url_encode varchar ' +
    'width_bucket window window_time session_window zip_with luhn_check array_distinct equal_null extract exists'
  ).split(' ')
);

/** Return true for a function of Spark SQL that only computes a value from its arguments. `name` is in lower case. */
export function isHarmlessFunction(name: string): boolean {
  return (
    !RUN_CODE.has(name) &&
    (HARMLESS.has(name) || isTypedFunction(name) || isAggregate(name))
  );
}

/** Functions whose value is another at another time, for another user, on another machine, or by chance. Source: Spark 3.5 "Built-in Functions". */
const CHANGING: ReadonlySet<string> = new Set(
  (
    'rand randn random uuid shuffle now curdate current_date current_timestamp current_time localtimestamp current_timezone current_user ' +
    'user session_user current_database current_schema current_catalog version monotonically_increasing_id spark_partition_id ' +
    'input_file_name input_file_block_start input_file_block_length aes_encrypt reflect java_method try_reflect tablesample'
  ).split(' ')
);

/** Functions that ask for the present time when they have no argument. */
const PRESENT_WITHOUT_ARGUMENT: ReadonlySet<string> = new Set([
  'unix_timestamp',
  'to_unix_timestamp'
]);

/**
 * Return true for a function of Spark SQL that is known to give the same value for the same arguments, always. `name` is in lower case.
 *
 * @param empty - The call has no arguments.
 */
export function isDeterministicCall(name: string, empty: boolean): boolean {
  return (
    !CHANGING.has(name) &&
    !(empty && PRESENT_WITHOUT_ARGUMENT.has(name)) &&
    isHarmlessFunction(name)
  );
}
