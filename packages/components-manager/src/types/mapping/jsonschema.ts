import type { DataType } from '../type.js';
import {
  decimalOf,
  lost,
  lostAsKeys,
  type Losses,
  mapType,
  readWith,
  structField,
  UNREADABLE,
  type Form,
  type TypeMapping
} from './mapping.js';

/** The part of a JSON Schema that says what type a value has. */
export interface TypeSchema {
  type?: string | string[];
  format?: string;
  contentEncoding?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  description?: string;
  items?: TypeSchema;
  properties?: Record<string, TypeSchema>;
  required?: string[];
  additionalProperties?: TypeSchema | boolean;
  anyOf?: TypeSchema[];
}

const WHOLE = [
  ['tinyint', 8],
  ['smallint', 16],
  ['int', 32]
] as const;

const whole = (bits: number): Form<TypeSchema> => [
  { type: 'integer', minimum: -(2 ** (bits - 1)), maximum: 2 ** (bits - 1) - 1 }
];

const text = (format: string): TypeSchema => ({ type: 'string', format });

const ONE_TIMESTAMP =
  'JSON Schema has one format of times; it comes back as timestamp.';

/** JSON Schema (2020-12) of values as JSON has them; a comment is `description`, NOT NULL is `required`. */
export const JSON_SCHEMA: TypeMapping<TypeSchema> = {
  title: 'JSON Schema',
  source: 'https://json-schema.org/draft/2020-12/json-schema-validation',
  to: type =>
    mapType<TypeSchema>(type, {
      simple: {
        boolean: [{ type: 'boolean' }],
        tinyint: whole(8),
        smallint: whole(16),
        int: whole(32),
        bigint: [{ type: 'integer' }],
        float: [{ type: 'number', format: 'float' }],
        double: [{ type: 'number' }],
        string: [{ type: 'string' }],
        binary: [{ type: 'string', contentEncoding: 'base64' }],
        date: [text('date')],
        timestamp: [text('date-time')],
        timestamp_ntz: [text('date-time'), ONE_TIMESTAMP],
        void: [{ type: 'null' }]
      },
      zone: {
        local: [text('date-time'), ONE_TIMESTAMP],
        offset: [text('date-time'), ONE_TIMESTAMP]
      },
      interval: {
        year_month: [
          text('duration'),
          'JSON Schema has one format of durations; it comes back as interval_day_time.'
        ],
        day_time: [text('duration')]
      },
      unknown: () => [{ type: 'string' }, UNREADABLE],
      decimal: (precision, scale) => [
        {
          type: 'number',
          multipleOf: Number(`1e-${scale}`),
          exclusiveMinimum: -Number(`1e${precision - scale}`),
          exclusiveMaximum: Number(`1e${precision - scale}`)
        }
      ],
      text: (kind, length) => [
        {
          type: 'string',
          ...(kind === 'char' ? { minLength: length } : {}),
          maxLength: length
        }
      ],
      array: items => [{ type: 'array', items }],
      map: (_, value, { key }) => [
        { type: 'object', additionalProperties: value },
        key.kind !== 'string' && 'Keys of a JSON object are text.'
      ],
      struct: fields => {
        const required = fields
          .filter(({ field }) => field.nullable === false)
          .map(({ field }) => field.name);
        return [
          {
            type: 'object',
            properties: Object.fromEntries(
              fields.map(({ field: { name, comment }, value }) => [
                name,
                {
                  ...value,
                  ...(comment === undefined ? {} : { description: comment })
                }
              ])
            ),
            ...(required.length > 0 ? { required } : {})
          },
          lost(lostAsKeys(fields.map(({ field }) => field.name)))
        ];
      },
      union: anyOf => [{ anyOf: [...anyOf] }]
    }),
  from: readWith(read)
};

function read(
  schema: TypeSchema,
  path: readonly string[],
  losses: Losses
): DataType {
  const inner = (part: TypeSchema, name: string): DataType =>
    read(part, [...path, name], losses);
  const lose = (result: DataType, reason: string): DataType => {
    losses.add(path, JSON.stringify(schema), reason);
    return result;
  };
  const { anyOf } = schema;
  if (anyOf !== undefined) {
    return {
      kind: 'union',
      members: anyOf.map((member, index) => inner(member, `member${index}`))
    };
  }
  const types = [schema.type ?? []].flat();
  const named =
    types.length > 1 ? types.filter(type => type !== 'null') : types;
  if (named.length !== 1) {
    return lose(
      { kind: 'unknown', native: JSON.stringify(schema) },
      'The schema does not say one type.'
    );
  }
  switch (named[0]) {
    case 'null':
      return { kind: 'void' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'integer':
      return integer(schema);
    case 'number':
      return number(schema, lose);
    case 'string':
      return string(schema, lose);
    case 'array':
      return {
        kind: 'array',
        element: schema.items
          ? inner(schema.items, 'element')
          : lose({ kind: 'unknown' }, 'The schema says nothing of elements.')
      };
    case 'object':
      return object(schema, inner, lose);
    default:
      return lose(
        { kind: 'unknown', native: JSON.stringify(schema) },
        `JSON Schema has no type ${named[0]}.`
      );
  }
}

type Lose = (result: DataType, reason: string) => DataType;

/** The narrowest type that holds all numbers between the bounds. */
function integer({ minimum, maximum }: TypeSchema): DataType {
  if (minimum !== undefined && maximum !== undefined) {
    for (const [kind, bits] of WHOLE) {
      if (minimum >= -(2 ** (bits - 1)) && maximum < 2 ** (bits - 1)) {
        return { kind };
      }
    }
  }
  return { kind: 'bigint' };
}

function number(schema: TypeSchema, lose: Lose): DataType {
  const { multipleOf, exclusiveMaximum, format } = schema;
  if (multipleOf !== undefined && exclusiveMaximum !== undefined) {
    const scale = -Math.log10(multipleOf);
    const digits = Math.log10(exclusiveMaximum);
    const near = [scale, digits].every(
      value => Math.abs(value - Math.round(value)) < 1e-9
    );
    const places = Math.round(scale);
    const type = decimalOf(places + Math.round(digits), places);
    if (near && type !== undefined) {
      return type;
    }
  }
  if (multipleOf !== undefined) {
    return lose({ kind: 'double' }, 'The step of the numbers is dropped.');
  }
  return { kind: format === 'float' ? 'float' : 'double' };
}

const FORMATS: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['date', { kind: 'date' }],
  ['date-time', { kind: 'timestamp' }],
  ['duration', { kind: 'interval', span: 'day_time' }]
]);

function string(schema: TypeSchema, lose: Lose): DataType {
  const { format, contentEncoding, minLength, maxLength } = schema;
  if (contentEncoding === 'base64') {
    return { kind: 'binary' };
  }
  if (format !== undefined) {
    return (
      FORMATS.get(format) ??
      lose({ kind: 'string' }, `The format ${format} is dropped.`)
    );
  }
  if (maxLength === undefined || maxLength < 1) {
    return { kind: 'string' };
  }
  return {
    kind: minLength === maxLength ? 'char' : 'varchar',
    length: maxLength
  };
}

function object(
  { properties, additionalProperties, required = [] }: TypeSchema,
  inner: (part: TypeSchema, name: string) => DataType,
  lose: Lose
): DataType {
  if (properties !== undefined) {
    return {
      kind: 'struct',
      fields: Object.entries(properties).map(([name, part]) =>
        structField(name, inner(part, name), {
          comment: part.description,
          required: required.includes(name)
        })
      )
    };
  }
  return typeof additionalProperties === 'object'
    ? {
        kind: 'map',
        key: { kind: 'string' },
        value: inner(additionalProperties, 'value')
      }
    : lose({ kind: 'unknown' }, 'The schema says nothing of properties.');
}
