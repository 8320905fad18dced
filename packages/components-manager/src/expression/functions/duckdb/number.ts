import {
  call,
  cast,
  choose,
  expand,
  id,
  infix,
  number,
  text,
  type Sql,
  type SqlMacro
} from '../../../sql/tree.js';
import { isIntegral } from '../../../types/cast.js';
import type { NUMBER_FUNCTIONS } from '../number.js';
import {
  differs,
  LAST_DIGIT,
  MISSING,
  OTHER_RULES,
  rewritten,
  same,
  type DuckDbArgument,
  type DuckDbForm,
  type FormGap
} from './form.js';

/** The names of the functions of numbers. */
type Name = (typeof NUMBER_FUNCTIONS)[number]['name'];

const TEXT = differs('numbers are written in another way');
const OVERFLOW = differs(
  'what does not fit stops DuckDB, and is null in Spark'
);

const ROUNDED: SqlMacro = {
  name: 'rounded',
  parameters: ['value', 'digits'],
  about:
    'A floating-point number rounded half up by its shortest digits, as Spark rounds; numbers so large have no digits to round.',
  body: choose(
    [
      [
        infix('<', call('abs', id('value')), {
          kind: 'number',
          digits: '1e15'
        }),
        cast(
          call(
            'round',
            cast(cast(id('value'), 'VARCHAR'), 'DECIMAL(38, 22)'),
            id('digits')
          ),
          'DOUBLE'
        )
      ]
    ],
    id('value')
  )
};

function round([value, digits]: readonly DuckDbArgument[]): Sql | FormGap {
  const places = digits === undefined ? 0 : digits.literal;
  if (typeof places !== 'number' || places < 0 || places > 15) {
    return { why: 'the digits must be stated, from 0 to 15' };
  }
  if (isIntegral(value.type)) {
    return value.sql;
  }
  return value.type.kind === 'double'
    ? expand(ROUNDED, value.sql, number(places))
    : {
        why: 'of decimals and floats the type of the result is not worked out'
      };
}

/** Round to a whole number, which is BIGINT in Spark: what does not fit is the nearest that does. */
function whole(
  name: 'ceil' | 'floor'
): (args: readonly DuckDbArgument[]) => Sql | FormGap {
  return ([value, digits]) => {
    if (digits !== undefined) {
      return { why: 'digits have no form' };
    }
    if (isIntegral(value.type)) {
      return cast(value.sql, 'BIGINT');
    }
    return value.type.kind === 'double' || value.type.kind === 'float'
      ? expand(name === 'ceil' ? CEIL : FLOOR, cast(value.sql, 'DOUBLE'))
      : { why: 'of decimals the type of the result is not worked out' };
  };
}

const CEIL = wholeMacro('ceil');
const FLOOR = wholeMacro('floor');

function wholeMacro(name: 'ceil' | 'floor'): SqlMacro {
  const value = id('value');
  const bound = (digits: string): Sql => ({ kind: 'number', digits });
  return {
    name: `${name}_bigint`,
    parameters: ['value'],
    about: `${name} as BIGINT, as in Spark: NaN is 0, and what does not fit is the nearest that does.`,
    body: choose(
      [
        [call('isnan', value), cast(number(0), 'BIGINT')],
        [
          infix('>=', value, cast(bound('9223372036854775808'), 'DOUBLE')),
          cast(bound('9223372036854775807'), 'BIGINT')
        ],
        [
          infix('<=', value, cast(bound('-9223372036854775808'), 'DOUBLE')),
          cast(bound('-9223372036854775808'), 'BIGINT')
        ]
      ],
      cast(call(name, value), 'BIGINT')
    )
  };
}

/** How DuckDB writes the functions of numbers. */
export const DUCKDB_NUMBER: Readonly<Record<Name, DuckDbForm>> = {
  abs: same('n', 'first'),
  acos: LAST_DIGIT,
  acosh: LAST_DIGIT,
  asin: LAST_DIGIT,
  asinh: LAST_DIGIT,
  atan: LAST_DIGIT,
  atan2: LAST_DIGIT,
  atanh: LAST_DIGIT,
  bin: TEXT,
  bround: OTHER_RULES,
  cbrt: LAST_DIGIT,
  ceil: rewritten('as BIGINT', 'n L', 'bigint', whole('ceil')),
  conv: MISSING,
  cos: LAST_DIGIT,
  cosh: LAST_DIGIT,
  cot: LAST_DIGIT,
  csc: MISSING,
  degrees: LAST_DIGIT,
  e: LAST_DIGIT,
  exp: LAST_DIGIT,
  expm1: MISSING,
  factorial: OTHER_RULES,
  floor: rewritten('as BIGINT', 'n L', 'bigint', whole('floor')),
  hex: TEXT,
  hypot: MISSING,
  ln: LAST_DIGIT,
  log: LAST_DIGIT,
  log10: LAST_DIGIT,
  log1p: MISSING,
  log2: LAST_DIGIT,
  mod: {
    kind: 'rewritten',
    how: 'as the operator `%`',
    takes: 'n n',
    natural: 'cast'
  },
  negative: rewritten('`-`', 'n', 'first', ([value]) => ({
    kind: 'prefix',
    operator: '-',
    operand: value.sql
  })),
  pi: same('', 'double'),
  pmod: OTHER_RULES,
  positive: rewritten(
    'the number itself',
    'n',
    'first',
    ([value]) => value.sql
  ),
  pow: LAST_DIGIT,
  radians: LAST_DIGIT,
  rint: OTHER_RULES,
  round: rewritten(
    'doubles by their shortest digits, half up',
    'n L',
    'first',
    round
  ),
  sec: MISSING,
  sign: rewritten('as DOUBLE', 'd', 'cast', ([value]) =>
    choose(
      [
        [
          infix(
            'OR',
            call('isnan', value.sql),
            infix('=', value.sql, number(0))
          ),
          value.sql
        ]
      ],
      cast(call('sign', value.sql), 'DOUBLE')
    )
  ),
  sin: LAST_DIGIT,
  sinh: LAST_DIGIT,
  sqrt: rewritten(
    'NaN for negative numbers, which stop DuckDB',
    'd',
    'double',
    ([value]) =>
      choose(
        [[infix('<', value.sql, number(0)), cast(text('NaN'), 'DOUBLE')]],
        call('sqrt', value.sql)
      )
  ),
  tan: LAST_DIGIT,
  tanh: LAST_DIGIT,
  try_add: OVERFLOW,
  try_divide: OVERFLOW,
  try_multiply: OVERFLOW,
  try_subtract: OVERFLOW,
  unhex: OTHER_RULES,
  width_bucket: MISSING
};
