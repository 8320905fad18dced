import { printType } from '../../../types/print.js';
import {
  castability,
  isIntegral,
  isText,
  sameType
} from '../../../types/cast.js';
import type { DataType } from '../../../types/type.js';
import {
  call,
  cast,
  choose,
  expand,
  id,
  infix,
  NULL,
  number,
  text,
  type Sql,
  type SqlMacro
} from '../../../sql/tree.js';
import type { DuckDbArgument, FormGap } from './form.js';
import { duckDbType } from './types.js';

const VALUE = id('value');

/** Blanks and control characters that Spark ignores around a number in text. */
const AROUND = '[\\x00-\\x20]*';

const WHOLE: SqlMacro = {
  name: 'whole_text',
  parameters: ['value'],
  about:
    'The whole number in a text, as Spark casts it: digits after a point are dropped, and null is what is no number.',
  body: call(
    'regexp_replace',
    call(
      'nullif',
      call(
        'regexp_extract',
        VALUE,
        text(`^${AROUND}([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]*))${AROUND}$`),
        number(1)
      ),
      text('')
    ),
    text('^([+-]?)([0-9]*).*$'),
    text('\\10\\2')
  )
};

const DECIMAL: SqlMacro = {
  name: 'decimal_text',
  parameters: ['value'],
  about:
    'The decimal number in a text, as Spark casts it; null is what is no number.',
  body: call(
    'nullif',
    call(
      'regexp_extract',
      VALUE,
      text(
        `^${AROUND}([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)${AROUND}$`
      ),
      number(1)
    ),
    text('')
  )
};

const DOUBLE: SqlMacro = {
  name: 'double_text',
  parameters: ['value'],
  about:
    'The floating-point number in a text, as Spark casts it; null is what is no number.',
  body: choose(
    [
      [
        call(
          'regexp_full_match',
          VALUE,
          text(`${AROUND}(?i:[+-]?inf(?:inity)?|nan)${AROUND}`)
        ),
        cast(
          call('regexp_extract', VALUE, text('[+-]?[A-Za-z]+')),
          'DOUBLE',
          true
        )
      ],
      [
        call('regexp_full_match', VALUE, text(`${AROUND}[+-]?0[xX].*`)),
        call(
          'error',
          text(
            'A text is a number with hexadecimal digits, which only Spark reads. Run the step with Spark.'
          )
        )
      ]
    ],
    cast(
      call(
        'nullif',
        call(
          'regexp_extract',
          VALUE,
          text(
            `^${AROUND}([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[dDfF]?${AROUND}$`
          ),
          number(1)
        ),
        text('')
      ),
      'DOUBLE',
      true
    )
  )
};

const TRUTH: SqlMacro = {
  name: 'boolean_text',
  parameters: ['value'],
  about: 'True or false in a text, as Spark casts it; null is anything else.',
  body: choose([
    [
      call(
        'regexp_full_match',
        VALUE,
        text(`${AROUND}(?i:t|true|y|yes|1)${AROUND}`)
      ),
      { kind: 'word', word: 'TRUE' }
    ],
    [
      call(
        'regexp_full_match',
        VALUE,
        text(`${AROUND}(?i:f|false|n|no|0)${AROUND}`)
      ),
      { kind: 'word', word: 'FALSE' }
    ]
  ])
};

const DATE: SqlMacro = {
  name: 'date_text',
  parameters: ['value'],
  about:
    'The date in a text, as Spark casts it: month and day may lack, what stands after the day is ignored.',
  body: choose(
    [
      [
        call(
          'regexp_full_match',
          VALUE,
          text(
            `${AROUND}[+-]?[0-9]{5,7}(?:-[^\\n]*)?|${AROUND}[+-][0-9]{4}(?:-[^\\n]*)?`
          )
        ),
        call(
          'error',
          text(
            'A date has a sign or a year of more than four digits, which only Spark reads. Run the step with Spark.'
          )
        )
      ]
    ],
    cast(
      call(
        'concat_ws',
        text('-'),
        call(
          'nullif',
          call(
            'regexp_extract',
            VALUE,
            text(
              `^${AROUND}([0-9]{4})(?:-[0-9]{1,2}(?:-[0-9]{1,2}(?:[ T](?s:.*))?)?)?${AROUND}$`
            ),
            number(1)
          ),
          text('')
        ),
        part(2),
        part(3)
      ),
      'DATE',
      true
    )
  )
};

/** The month or the day of a text that is a date. */
function part(number: 2 | 3): Sql {
  return call(
    'coalesce',
    call(
      'nullif',
      call(
        'regexp_extract',
        VALUE,
        text(
          number === 2
            ? `^${AROUND}[0-9]{4}-([0-9]{1,2})`
            : `^${AROUND}[0-9]{4}-[0-9]{1,2}-([0-9]{1,2})`
        ),
        { kind: 'number', digits: '1' }
      ),
      text('')
    ),
    text('1')
  );
}

const SHOWN: SqlMacro = {
  name: 'shown_time',
  parameters: ['value'],
  about:
    'A date or time as text, as Spark writes it: years after 9999 have a sign.',
  body: choose(
    [
      [
        infix('>', call('year', VALUE), number(9999)),
        infix('||', text('+'), cast(VALUE, 'VARCHAR'))
      ],
      [
        infix('<', call('year', VALUE), number(1)),
        call(
          'error',
          text(
            'A date is before the year 1, which only Spark writes. Run the step with Spark.'
          )
        )
      ]
    ],
    cast(VALUE, 'VARCHAR')
  )
};

/** The name, the bits and the bounds of each whole-number type. */
const BITS = {
  tinyint: { name: 'TINYINT', half: '128', mask: '255' },
  smallint: { name: 'SMALLINT', half: '32768', mask: '65535' },
  int: { name: 'INTEGER', half: '2147483648', mask: '4294967295' },
  bigint: {
    name: 'BIGINT',
    half: '9223372036854775808',
    mask: '18446744073709551615'
  }
} as const;

type Integral = keyof typeof BITS;

function digits(value: string): Sql {
  return { kind: 'number', digits: value };
}

const WRAPS: Readonly<Record<Integral, SqlMacro>> = {
  tinyint: wrapMacro('tinyint'),
  smallint: wrapMacro('smallint'),
  int: wrapMacro('int'),
  bigint: wrapMacro('bigint')
};

function wrapMacro(kind: Integral): SqlMacro {
  const { name, half, mask } = BITS[kind];
  const huge = (value: string): Sql => cast(digits(value), 'HUGEINT');
  return {
    name: `wrapped_${kind}`,
    parameters: ['value'],
    about: `A whole number as ${kind.toUpperCase()}: of one that does not fit Spark keeps the lower bits.`,
    body: cast(
      infix(
        '-',
        infix('&', infix('+', cast(VALUE, 'HUGEINT'), huge(half)), huge(mask)),
        huge(half)
      ),
      name
    )
  };
}

const FLOATS: Readonly<Record<'int' | 'bigint', SqlMacro>> = {
  int: floatMacro('int', '2147483647'),
  bigint: floatMacro('bigint', '9223372036854775807')
};

function floatMacro(kind: 'int' | 'bigint', most: string): SqlMacro {
  const { name, half } = BITS[kind];
  return {
    name: `cut_${kind}`,
    parameters: ['value'],
    about: `A floating-point number as ${kind.toUpperCase()}, as Spark casts it: digits after the point are dropped, NaN is 0, and what does not fit is the nearest that does.`,
    body: choose(
      [
        [call('isnan', VALUE), cast(number(0), name)],
        [
          infix('>=', VALUE, cast(digits(half), 'DOUBLE')),
          cast(digits(most), name)
        ],
        [
          infix('<=', VALUE, cast(digits(`-${half}`), 'DOUBLE')),
          cast(digits(`-${half}`), name)
        ]
      ],
      cast(call('trunc', VALUE), name)
    )
  };
}

/**
 * Return a value cast as Spark casts it with ANSI mode off, or why DuckDB has no such cast.
 *
 * Source: Spark 3.5 SQL reference "ANSI Compliance", section "Cast"; every rule is held against Spark's answers by a test.
 */
export function duckDbCast(
  { sql, type: from, literal }: DuckDbArgument,
  to: DataType
): Sql | FormGap {
  const target = duckDbType(to);
  if (target === undefined) {
    return { why: `DuckDB has no type ${printType(to)} as Spark has it` };
  }
  if (from.kind === 'unknown') {
    return {
      why: `the type of what is cast to ${printType(to)} is not known`
    };
  }
  if (literal === null || from.kind === 'void') {
    return cast(NULL, target);
  }
  if (sameType(from, to) || (isText(from) && to.kind === 'string')) {
    return from.kind === 'char' ? refusal(from, to) : sql;
  }
  if (duckDbType(from) === undefined || castability(from, to) === 'never') {
    return refusal(from, to);
  }
  const found = rule(sql, from, to);
  return found ?? refusal(from, to);
}

function refusal(from: DataType, to: DataType): FormGap {
  return {
    why: `a cast of ${printType(from)} to ${printType(to)} has no form that is the same in DuckDB`
  };
}

function rule(sql: Sql, from: DataType, to: DataType): Sql | undefined {
  const target = duckDbType(to);
  if (target === undefined) {
    return undefined;
  }
  if (isText(from)) {
    return ofText(sql, to);
  }
  if (isIntegral(to)) {
    return toWhole(sql, from, to.kind as Integral);
  }
  switch (to.kind) {
    case 'string':
      return toText(sql, from);
    case 'float':
    case 'double':
      if (from.kind === 'decimal') {
        // DuckDB divides by a power of ten, which is exact for few digits only.
        return from.precision <= 15 && to.kind === 'double'
          ? cast(sql, target)
          : cast(cast(sql, 'VARCHAR'), target);
      }
      return isIntegral(from) ||
        from.kind === 'boolean' ||
        from.kind === 'float' ||
        from.kind === 'double'
        ? cast(sql, target)
        : undefined;
    case 'decimal':
      if (from.kind === 'double') {
        // By its shortest digits, as Java writes them.
        return cast(cast(sql, 'VARCHAR'), target, true);
      }
      return isIntegral(from) ||
        from.kind === 'decimal' ||
        from.kind === 'boolean'
        ? cast(sql, target, true)
        : undefined;
    case 'boolean':
      return isIntegral(from) ||
        from.kind === 'double' ||
        from.kind === 'float' ||
        from.kind === 'decimal'
        ? infix('<>', sql, number(0))
        : undefined;
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return ['date', 'timestamp', 'timestamp_ntz'].includes(from.kind)
        ? cast(sql, target)
        : undefined;
    default:
      return undefined;
  }
}

function ofText(sql: Sql, to: DataType): Sql | undefined {
  const target = duckDbType(to);
  if (target === undefined) {
    return undefined;
  }
  if (isIntegral(to)) {
    return cast(expand(WHOLE, sql), target, true);
  }
  switch (to.kind) {
    case 'float':
      // From the text to the nearest float, not by way of a double.
      return undefined;
    case 'double':
      return expand(DOUBLE, sql);
    case 'decimal':
      return cast(expand(DECIMAL, sql), target, true);
    case 'boolean':
      return expand(TRUTH, sql);
    case 'date':
      return expand(DATE, sql);
    default:
      return undefined;
  }
}

function toWhole(sql: Sql, from: DataType, to: Integral): Sql | undefined {
  const { name } = BITS[to];
  switch (from.kind) {
    case 'boolean':
      return cast(sql, name);
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint': {
      const order: Integral[] = ['tinyint', 'smallint', 'int', 'bigint'];
      return order.indexOf(from.kind) <= order.indexOf(to)
        ? cast(sql, name)
        : expand(WRAPS[to], sql);
    }
    case 'decimal':
      return expand(WRAPS[to], from.scale === 0 ? sql : call('trunc', sql));
    case 'float':
    case 'double': {
      const double = from.kind === 'float' ? cast(sql, 'DOUBLE') : sql;
      return to === 'bigint' || to === 'int'
        ? expand(FLOATS[to], double)
        : expand(WRAPS[to], expand(FLOATS.int, double));
    }
    default:
      return undefined;
  }
}

function toText(sql: Sql, from: DataType): Sql | undefined {
  switch (from.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return cast(sql, 'VARCHAR');
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return expand(SHOWN, sql);
    case 'decimal':
      // Java writes an exponent once more than six zeros follow the point.
      return from.scale <= 6 ? cast(sql, 'VARCHAR') : undefined;
    default:
      return undefined;
  }
}

/** Return true for what is no SQL but a reason. */
export function isGap(found: Sql | FormGap): found is FormGap {
  return 'why' in found;
}

/** What the manual says of casts in DuckDB. */
export const CAST_NOTES: readonly (readonly [string, string])[] = [
  [
    'between whole numbers',
    'rewritten where one may not fit: Spark keeps the lower bits'
  ],
  [
    'floating-point numbers to whole numbers',
    'rewritten: DuckDB rounds, Spark drops the digits after the point'
  ],
  ['double to decimal', 'rewritten: by way of its shortest digits'],
  [
    'between decimals, whole numbers to decimals',
    'the same: rounded half up, null where it does not fit'
  ],
  ['decimal to float and double', 'rewritten for more than 15 digits'],
  [
    'text to whole numbers, decimals, doubles, booleans, dates',
    'rewritten: what Spark takes for one; anything else is null'
  ],
  ['text to float, timestamp', 'differs: Spark reads more forms'],
  [
    'whole numbers, booleans, decimals of up to six digits after the point to text',
    'the same'
  ],
  ['dates and timestamps to text', 'rewritten: years after 9999 have a sign'],
  [
    'floats, doubles, lists, maps, structs to text',
    'differs: Java writes numbers in another way'
  ],
  ['between dates and timestamps', 'the same, in UTC'],
  ['timestamps to numbers and back', 'differs: not compared yet']
];
