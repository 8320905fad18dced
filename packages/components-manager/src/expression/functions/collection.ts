import { definer } from './entry.js';
import {
  BIGINT,
  BOOLEAN,
  FIRST,
  INT,
  STRING,
  UNKNOWN,
  arrayType,
  elementType,
  keysType,
  valuesType
} from './rules.js';

const define = definer('scalar');

/** Arrays, maps and structs. Source: Spark 3.5, "Built-in Functions". */
export const COLLECTION_FUNCTIONS = [
  define(
    'aggregate(array, start, merge[, finish])',
    UNKNOWN,
    'Fold an array into one value.',
    { aliases: ['reduce'], pyspark: 'c c l l' }
  ),
  define('array(...)', arrayType, 'Make an array.', { pyspark: '*c' }),
  define(
    'array_append(array, element)',
    UNKNOWN,
    'Add an element at the end.',
    { pyspark: 'c v', since: '3.4' }
  ),
  define('array_compact(array)', FIRST, 'Remove nulls.', {
    pyspark: 'c',
    since: '3.4'
  }),
  define(
    'array_contains(array, element)',
    BOOLEAN,
    'Test whether an element is there.',
    { pyspark: 'c v' }
  ),
  define('array_distinct(array)', FIRST, 'Remove duplicates.', {
    pyspark: 'c'
  }),
  define(
    'array_except(array, other)',
    UNKNOWN,
    'Return the elements that another array lacks.',
    { pyspark: 'c c' }
  ),
  define(
    'array_insert(array, position, element)',
    UNKNOWN,
    'Add an element at a place.',
    { pyspark: 'c v v', since: '3.4' }
  ),
  define(
    'array_intersect(array, other)',
    UNKNOWN,
    'Return the elements of both arrays.',
    { pyspark: 'c c' }
  ),
  define(
    'array_join(array, delimiter[, null_text])',
    STRING,
    'Join an array to a text.',
    { pyspark: 'c p p' }
  ),
  define('array_max(array)', elementType, 'Return the greatest element.', {
    pyspark: 'c'
  }),
  define('array_min(array)', elementType, 'Return the least element.', {
    pyspark: 'c'
  }),
  define(
    'array_position(array, element)',
    BIGINT,
    'Return the place of an element, from 1; 0 if it is not there.',
    { pyspark: 'c p' }
  ),
  define(
    'array_prepend(array, element)',
    UNKNOWN,
    'Add an element at the beginning.',
    { pyspark: 'c v', since: '3.5' }
  ),
  define(
    'array_remove(array, element)',
    FIRST,
    'Remove an element wherever it stands.',
    { pyspark: 'c p' }
  ),
  define(
    'array_repeat(element, count)',
    UNKNOWN,
    'Make an array of one element.',
    { pyspark: 'c v' }
  ),
  define('array_size(array)', INT, 'Count the elements.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('array_sort(array[, compare])', FIRST, 'Sort, nulls last.', {
    pyspark: 'c'
  }),
  define(
    'array_union(array, other)',
    UNKNOWN,
    'Return the elements of either array, without duplicates.',
    { pyspark: 'c c' }
  ),
  define(
    'arrays_overlap(array, other)',
    BOOLEAN,
    'Test for an element of both arrays.',
    { pyspark: 'c c' }
  ),
  define('arrays_zip(...)', UNKNOWN, 'Join arrays, element by element.', {
    pyspark: '*c'
  }),
  define(
    'element_at(collection, key)',
    elementType,
    'Return an element by its place from 1, or a value by its key.',
    { pyspark: 'c v' }
  ),
  define('exists(array, test)', BOOLEAN, 'Test whether any element passes.', {
    pyspark: 'c l'
  }),
  define('filter(array, test)', FIRST, 'Keep the elements that pass.', {
    pyspark: 'c l'
  }),
  define('flatten(array)', UNKNOWN, 'Join the arrays of an array.', {
    pyspark: 'c'
  }),
  define('forall(array, test)', BOOLEAN, 'Test whether all elements pass.', {
    pyspark: 'c l'
  }),
  define(
    'get(array, index)',
    UNKNOWN,
    'Return an element by its place from 0.',
    { pyspark: 'c v', since: '3.4' }
  ),
  define('map(...)', UNKNOWN, 'Make a map of keys and values.'),
  define('map_concat(...)', UNKNOWN, 'Join maps.', { pyspark: '*c' }),
  define(
    'map_contains_key(map, key)',
    BOOLEAN,
    'Test whether a key is there.',
    { pyspark: 'c p', since: '3.4' }
  ),
  define('map_entries(map)', UNKNOWN, 'Return keys and values as an array.', {
    pyspark: 'c'
  }),
  define('map_filter(map, test)', FIRST, 'Keep the entries that pass.', {
    pyspark: 'c l'
  }),
  define(
    'map_from_arrays(keys, values)',
    UNKNOWN,
    'Make a map of two arrays.',
    { pyspark: 'c c' }
  ),
  define(
    'map_from_entries(entries)',
    UNKNOWN,
    'Make a map of an array of entries.',
    { pyspark: 'c' }
  ),
  define('map_keys(map)', keysType, 'Return the keys.', { pyspark: 'c' }),
  define('map_values(map)', valuesType, 'Return the values.', { pyspark: 'c' }),
  define(
    'map_zip_with(map, other, merge)',
    UNKNOWN,
    'Join two maps, key by key.',
    { pyspark: 'c c l' }
  ),
  define('named_struct(...)', UNKNOWN, 'Make a struct of names and values.'),
  define(
    'sequence(start, stop[, step])',
    UNKNOWN,
    'Make an array of the values in a range.',
    { pyspark: 'c v v' }
  ),
  define('shuffle(array)', FIRST, 'Return an array in random order.', {
    determinism: 'volatile',
    pyspark: 'c'
  }),
  define('size(collection)', INT, 'Count the elements.', {
    aliases: ['cardinality'],
    pyspark: 'c'
  }),
  define('slice(array, start, length)', FIRST, 'Return a part of an array.', {
    pyspark: 'c v v'
  }),
  define('sort_array(array[, ascending])', FIRST, 'Sort, nulls first.', {
    pyspark: 'c p'
  }),
  define('struct(...)', UNKNOWN, 'Make a struct of columns.', {
    pyspark: '*c'
  }),
  define('transform(array, change)', UNKNOWN, 'Change each element.', {
    pyspark: 'c l'
  }),
  define('transform_keys(map, change)', UNKNOWN, 'Change each key.', {
    pyspark: 'c l'
  }),
  define('transform_values(map, change)', UNKNOWN, 'Change each value.', {
    pyspark: 'c l'
  }),
  define(
    'try_element_at(collection, key)',
    elementType,
    'Return an element, null where there is none.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'zip_with(array, other, merge)',
    UNKNOWN,
    'Join two arrays, element by element.',
    { pyspark: 'c c l' }
  )
];
