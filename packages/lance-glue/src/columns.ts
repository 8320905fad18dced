import type { Column } from '@aws-sdk/client-glue';
import type { LanceField } from './manifest.js';

/** Most characters of a column's name and comment. Source: AWS Glue API, Column. */
const MOST = 255;
/** Most characters of a column's type. Source: AWS Glue API, Column. */
const MOST_OF_TYPE = 131072;

/** A comment that says what a type of the schema before was. */
const OWN_NOTE = /(^|: )(vector of \d+ |Lance type )/;

/** What a field is in the catalog. */
interface HiveType {
  type: string;
  /** Said in the column's comment: what the type does not. */
  note?: string;
}

/** Types of Lance that the catalog has, by their names. */
const TYPES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int8: 'tinyint',
  int16: 'smallint',
  int32: 'int',
  int64: 'bigint',
  uint8: 'smallint',
  uint16: 'int',
  uint32: 'bigint',
  uint64: 'decimal(20,0)',
  halffloat: 'float',
  'lance.bfloat16': 'float',
  float: 'float',
  double: 'double',
  string: 'string',
  large_string: 'string',
  binary: 'binary',
  large_binary: 'binary',
  blob: 'binary',
  'date32:day': 'date',
  'date64:ms': 'date'
};

/**
 * Return the columns of the catalog for a Lance schema, so that AWS Glue, Athena's view of the catalog and people see them. The type of
 * vectors is an array, their dimension is in the comment, as is every type of Lance that the catalog lacks.
 *
 * @param fields - Of the schema, in order.
 * @param before - The columns that the catalog has: comments that people gave those that stay are kept.
 * @example
 * columnsOf([{ id: 0, parent: -1, name: 'embedding', logicalType: 'fixed_size_list:float:768', metadata: {} }])
 * // → [{ Name: 'embedding', Type: 'array<float>', Comment: 'vector of 768 float' }]
 */
export function columnsOf(
  fields: readonly LanceField[],
  before: readonly Column[] = []
): Column[] {
  const children = new Map<number, LanceField[]>();
  for (const field of fields) {
    const known = children.get(field.parent);
    if (known) {
      known.push(field);
    } else {
      children.set(field.parent, [field]);
    }
  }
  const comments = new Map(
    before.flatMap(({ Name, Comment }) =>
      Name && Comment && !OWN_NOTE.test(Comment) ? [[Name, Comment]] : []
    )
  );
  return (children.get(-1) ?? []).flatMap(field => {
    const { name, metadata } = field;
    if (name === '' || name.length > MOST) {
      return [];
    }
    const { type, note } = typeOf(field, children, 0);
    const comment = metadata.comment ?? comments.get(name) ?? note;
    return [
      {
        Name: name,
        ...(type.length > MOST_OF_TYPE
          ? { Type: 'string', Comment: 'a type too long for the catalog' }
          : {
              Type: type,
              ...(comment ? { Comment: comment.slice(0, MOST) } : {})
            })
      }
    ];
  });
}

/** So deep nobody nests: a schema whose fields are each other's parents ends there. */
const DEEPEST = 100;

function typeOf(
  field: LanceField,
  children: ReadonlyMap<number, readonly LanceField[]>,
  depth: number
): HiveType {
  const { logicalType } = field;
  const own = depth < DEEPEST ? (children.get(field.id) ?? []) : [];
  const inner = own.map(each => typeOf(each, children, depth + 1));
  switch (logicalType) {
    case 'struct':
      return inner.length > 0
        ? { type: structOf(own, inner), note: notesOf(own, inner) }
        : missing(logicalType);
    case 'list':
    case 'list.struct':
    case 'large_list':
    case 'large_list.struct':
      return inner.length === 1
        ? { type: `array<${inner[0].type}>`, note: inner[0].note }
        : missing(logicalType);
    case 'map': {
      const entry = own.length === 1 ? (children.get(own[0].id) ?? []) : [];
      if (entry.length !== 2) {
        return missing(logicalType);
      }
      const [key, value] = entry.map(each => typeOf(each, children, depth + 2));
      return {
        type: `map<${key.type},${value.type}>`,
        note: value.note ?? key.note
      };
    }
  }
  return plainType(logicalType);
}

function plainType(logicalType: string): HiveType {
  if (Object.hasOwn(TYPES, logicalType)) {
    const type = TYPES[logicalType];
    return /^uint|lance\.|halffloat|blob/.test(logicalType)
      ? { type, note: `Lance type ${logicalType}` }
      : { type };
  }
  const [kind, ...rest] = logicalType.split(':');
  switch (kind) {
    case 'timestamp':
      return { type: 'timestamp' };
    case 'fixed_size_binary':
      return { type: 'binary', note: `Lance type ${logicalType}` };
    case 'decimal': {
      const [, precision, scale] = rest.map(Number);
      return precision >= 1 &&
        precision <= 38 &&
        scale >= 0 &&
        scale <= precision
        ? { type: `decimal(${precision},${scale})` }
        : missing(logicalType);
    }
    case 'fixed_size_list': {
      const length = rest.at(-1);
      const item = plainType(rest.slice(0, -1).join(':'));
      return {
        type: `array<${item.type}>`,
        note: `vector of ${length} ${rest.slice(0, -1).join(':')}`
      };
    }
    case 'dict':
      // Its last two parts are the type of the index and whether the values have an order.
      return plainType(rest.slice(0, -2).join(':'));
  }
  return missing(logicalType);
}

/** What the catalog has no type for is text, and its comment says so. */
function missing(logicalType: string): HiveType {
  return { type: 'string', note: `Lance type ${logicalType}` };
}

function structOf(
  fields: readonly LanceField[],
  types: readonly HiveType[]
): string {
  const parts = fields.map(
    ({ name }, index) => `${fieldName(name)}:${types[index].type}`
  );
  return `struct<${parts.join(',')}>`;
}

/** A name within a struct, in backticks where it is no plain one. */
function fieldName(name: string): string {
  return /^\w+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;
}

function notesOf(
  fields: readonly LanceField[],
  types: readonly HiveType[]
): string | undefined {
  const notes = fields.flatMap(({ name }, index) => {
    const { note } = types[index];
    return note === undefined ? [] : [`${name}: ${note}`];
  });
  return notes.length > 0 ? notes.join('; ') : undefined;
}
