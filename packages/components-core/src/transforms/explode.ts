import {
  printType,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type ExplodeOperation,
  type Schema,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  duplicateNames,
  error,
  findColumn,
  quote,
  requireColumn,
  spelling,
  warning
} from '../common/column.js';
import { base } from '../common/operation.js';
import { IN, OUT } from '../common/port.js';
import { showText } from '../common/text.js';

/** The configuration of Explode. */
export type ExplodeConfig = {
  column?: string;
  kind?: 'auto' | 'array' | 'map';
  outer?: boolean;
  valueColumn?: string;
  keyColumn?: string;
  positionColumn?: string;
};

const HELP = `Makes a row of each element of an array, or of each entry of a map. All other columns are repeated beside it.

The **column** goes; what is made of it stands at the end: the position (where it has a name), the key (of a map), the value. An element that
is null is a row like any other.

**Names**: the **value column** is called as the column that goes, if left empty; the **key column** of a map \`key\`. With a **position column**
each row has the place of its element, from 0. The entries of a map come in no order that one may rely on.

**Keep empty ones** keeps a row whose array or map is null or has no element, with null as its value; otherwise such rows are excluded.

**Kind** is only needed where the type of the column is not known.

Example: column \`tags\`, value column \`tag\`: a row with tags \`[a, b]\` becomes two rows, tag \`a\` and tag \`b\`.`;

const NAME = { type: 'string', 'x-glueflow': { verbatim: true } };

/** Makes a row of each element of an array or entry of a map. */
export const explode: Component<ExplodeConfig> = {
  id: 'explode',
  version: 1,
  title: 'Explode',
  category: 'transform',
  icon: 'explode',
  help: HELP,
  keywords: [
    'array',
    'map',
    'flatten',
    'unnest',
    'rows of a list',
    'posexplode',
    'lateral view'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      column: {
        title: 'Column',
        description: 'The array or map whose elements become rows.',
        type: 'string',
        'x-glueflow': { control: 'column', verbatim: true }
      },
      valueColumn: {
        title: 'Value column',
        description: 'Empty: called as the column.',
        ...NAME
      },
      keyColumn: {
        title: 'Key column',
        description: 'Of a map. Empty: key.',
        ...NAME
      },
      positionColumn: {
        title: 'Position column',
        description: 'The place of each element, from 0. Empty: none.',
        ...NAME
      },
      outer: {
        title: 'Keep empty ones',
        description:
          'Keep rows whose array or map is null or empty, with null as the value.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true }
      },
      kind: {
        title: 'Kind',
        type: 'string',
        oneOf: [
          { const: 'auto', title: 'By the type of the column' },
          { const: 'array', title: 'Array' },
          { const: 'map', title: 'Map' }
        ],
        default: 'auto',
        'x-glueflow': { fixed: true, advanced: true }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    const value = showText(config.valueColumn);
    return `${showText(config.column)}${value === '' ? '' : ` → ${value}`}${config.outer ? ', empty ones kept' : ''}`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const schema = columns(config, context, problems);
    return { schema, problems };
  },

  lower(config, context) {
    return [
      {
        op: 'explode',
        ...base(context, columns(config, context, [])),
        ...names(config, context.inputs[0].schema),
        outer: config.outer ?? false
      }
    ];
  }
};

/** What is exploded and the columns made of it, names spelt as the input has them. */
function names(
  config: ExplodeConfig,
  input: Schema | undefined
): Pick<
  ExplodeOperation,
  'column' | 'of' | 'valueColumn' | 'keyColumn' | 'positionColumn'
> {
  const column = spelling(input, config.column ?? '');
  const of = kindOf(config, input) ?? 'array';
  return {
    column,
    of,
    ...(config.positionColumn ? { positionColumn: config.positionColumn } : {}),
    ...(of === 'map' ? { keyColumn: config.keyColumn || 'key' } : {}),
    valueColumn: config.valueColumn || column
  };
}

/** What the column is, by its type or by the settings; `undefined` where neither shows it. */
function kindOf(
  config: ExplodeConfig,
  input: Schema | undefined
): 'array' | 'map' | undefined {
  const kind = input && findColumn(input, config.column ?? '')?.type.kind;
  if (kind === 'array' || kind === 'map') {
    return kind;
  }
  return config.kind === 'array' || config.kind === 'map'
    ? config.kind
    : undefined;
}

/** The columns of the result, with everything wrong; `undefined` when the input's are not known. */
function columns(
  config: ExplodeConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): Schema | undefined {
  const input = context.inputs[0]?.schema;
  const column = requireColumn(
    input,
    config.column ?? '',
    '/column',
    context,
    problems,
    undefined,
    ({ type }) => type.kind === 'array' || type.kind === 'map'
  );
  checkKind(config, column, input, problems);
  const made = names(config, input);
  if (made.of === 'array' && config.keyColumn) {
    problems.push(
      warning(
        'key-of-array',
        '/keyColumn',
        `${quote(made.column)} is an array and has no keys. Use a position column, or empty this field.`
      )
    );
  }
  const fields = [
    ...(made.positionColumn === undefined
      ? []
      : [{ field: '/positionColumn', name: made.positionColumn }]),
    ...(made.keyColumn === undefined
      ? []
      : [{ field: '/keyColumn', name: made.keyColumn }]),
    { field: '/valueColumn', name: made.valueColumn }
  ];
  duplicateNames(
    fields.map(one => one.name),
    index => fields[index].field,
    'Column',
    problems
  );
  if (!input) {
    return undefined;
  }
  const others = input.filter(one => one !== column);
  for (const { field, name } of fields) {
    if (findColumn(others, name)) {
      problems.push(
        error(
          'duplicate-column',
          field,
          `The input has a column ${quote(name)} already. Give this one another name.`
        )
      );
    }
  }
  const type = column?.type ?? { kind: 'unknown' };
  return [
    ...others,
    ...fields.map(({ field, name }): Column => {
      if (field === '/positionColumn') {
        return { name, type: { kind: 'int' } };
      }
      if (type.kind === 'map') {
        return { name, type: field === '/keyColumn' ? type.key : type.value };
      }
      return {
        name,
        type: type.kind === 'array' ? type.element : { kind: 'unknown' }
      };
    })
  ];
}

function checkKind(
  config: ExplodeConfig,
  column: Column | undefined,
  input: Schema | undefined,
  problems: ComponentProblem[]
): void {
  const stated = config.kind ?? 'auto';
  const type = column?.type;
  if (type && type.kind !== 'unknown') {
    if (type.kind !== 'array' && type.kind !== 'map') {
      problems.push(
        error(
          'not-a-collection',
          '/column',
          `${quote(column.name)} is ${printType(type)}, not an array or a map. Choose another column, or make an array of it first (Derived columns: split(…)).`
        )
      );
    } else if (stated !== 'auto' && stated !== type.kind) {
      problems.push(
        error(
          'type-mismatch',
          '/kind',
          `${quote(column.name)} is ${type.kind === 'map' ? 'a map' : 'an array'}. Choose that, or “By the type of the column”.`
        )
      );
    }
  } else if (
    config.column &&
    (!input || column) &&
    kindOf(config, input) === undefined
  ) {
    problems.push({
      ...error(
        'type-not-known',
        '/kind',
        `The type of ${quote(config.column)} is not known. Choose array or map.`
      ),
      ...(input ? {} : { unknownInput: true })
    });
  }
}
