import {
  commonType,
  isText,
  printType,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type DataType,
  type Schema,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  duplicateNames,
  error,
  findColumn,
  list,
  quote,
  requireColumn,
  spelling,
  warning
} from '../common/column.js';
import { equals, when } from '../common/conditional.js';
import { base } from '../common/operation.js';
import { IN, OUT } from '../common/port.js';
import { showText } from '../common/text.js';

/** The configuration of Unpivot. */
export type UnpivotConfig = {
  columns?: string[];
  keep?: 'others' | 'listed';
  ids?: string[];
  nameColumn?: string;
  valueColumn?: string;
  dropNulls?: boolean;
};

const HELP = `Makes rows of columns: each row becomes one row for every column listed, with the column's name in one column and its value in another.

**Columns** are those that become rows, in that order. Their values come into one column, whose type is the one that holds all of theirs
(\`int\` and \`bigint\` make \`bigint\`); where there is none, it is a problem.

**Keep** is which columns each row has beside: all others, or only some. **Name column** and **value column** are the names of what is new.

**Exclude empty values** removes rows whose value is null. Otherwise a row without any value still becomes as many rows as there are columns.

Example: columns \`dep_delay\`, \`arr_delay\`, keep \`carrier\` and \`flight\`, name column \`kind\`, value column \`minutes\`.`;

/** Makes rows of columns. */
export const unpivot: Component<UnpivotConfig> = {
  id: 'unpivot',
  version: 1,
  title: 'Unpivot',
  category: 'transform',
  icon: 'unpivot',
  help: HELP,
  keywords: [
    'melt',
    'columns to rows',
    'transpose',
    'wide to long',
    'stack',
    'normalize'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      columns: {
        title: 'Columns',
        description: 'Columns that become rows.',
        type: 'array',
        items: { type: 'string' },
        'x-glueflow': { control: 'columns', verbatim: true }
      },
      keep: {
        title: 'Keep',
        description: 'Which other columns each row has.',
        type: 'string',
        oneOf: [
          { const: 'others', title: 'All other columns' },
          { const: 'listed', title: 'Only those chosen' }
        ],
        default: 'others',
        'x-glueflow': { fixed: true }
      },
      nameColumn: {
        title: 'Name column',
        description: 'Holds the name of the column a value comes from.',
        type: 'string',
        default: 'name',
        'x-glueflow': { verbatim: true }
      },
      valueColumn: {
        title: 'Value column',
        description: 'Holds the value.',
        type: 'string',
        default: 'value',
        'x-glueflow': { verbatim: true }
      },
      dropNulls: {
        title: 'Exclude empty values',
        description: 'Exclude rows whose value is null.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true }
      }
    },
    allOf: when(equals('keep', 'listed'), {
      ids: {
        title: 'Columns to keep',
        description: 'Beside name and value. None: those two alone.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { control: 'columns', verbatim: true }
      }
    }),
    unevaluatedProperties: false
  },

  summary(config) {
    const columns = (config.columns ?? []).map(showText);
    return columns.length === 0
      ? ''
      : `${list(columns)} → ${showText(config.nameColumn) || 'name'}, ${showText(config.valueColumn) || 'value'}`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const schema = columns(config, context, problems);
    return { schema, problems };
  },

  lower(config, context) {
    const input = context.inputs[0].schema;
    return [
      {
        op: 'unpivot',
        ...base(context, columns(config, context, [])),
        ids: idsOf(config, input),
        columns: (config.columns ?? []).map(name => spelling(input, name)),
        ...newNames(config),
        dropNulls: config.dropNulls ?? false
      }
    ];
  }
};

function newNames({ nameColumn, valueColumn }: UnpivotConfig): {
  nameColumn: string;
  valueColumn: string;
} {
  return {
    nameColumn: nameColumn || 'name',
    valueColumn: valueColumn || 'value'
  };
}

/** The columns that each row keeps, spelt as the input has them. */
function idsOf(config: UnpivotConfig, input: Schema | undefined): string[] {
  if (config.keep === 'listed') {
    return (config.ids ?? []).map(name => spelling(input, name));
  }
  const gone = new Set(config.columns?.map(name => name.toLowerCase()));
  return (input ?? [])
    .map(column => column.name)
    .filter(name => !gone.has(name.toLowerCase()));
}

/** The columns of the result, with everything wrong; `undefined` when the input's are not known. */
function columns(
  config: UnpivotConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): Schema | undefined {
  const input = context.inputs[0]?.schema;
  const names = config.columns ?? [];
  if (names.length === 0) {
    problems.push(
      error(
        'missing-column',
        '/columns',
        'Choose the columns that become rows.'
      )
    );
  }
  const from = names.flatMap(
    (name, index) =>
      requireColumn(input, name, `/columns/${index}`, context, problems) ?? []
  );
  duplicateNames(names, index => `/columns/${index}`, 'Column', problems);
  if (config.keep === 'listed') {
    const ids = config.ids ?? [];
    ids.forEach((name, index) =>
      requireColumn(input, name, `/ids/${index}`, context, problems)
    );
    duplicateNames(ids, index => `/ids/${index}`, 'Column', problems);
  } else if (!input) {
    problems.push({
      ...error(
        'columns-not-known',
        '/keep',
        'Which other columns arrive here is not known. Choose the columns to keep.'
      ),
      unknownInput: true
    });
  }
  const type = valueType(from, problems);
  const { nameColumn, valueColumn } = newNames(config);
  const ids = idsOf(config, input);
  checkNames(ids, nameColumn, valueColumn, problems);
  return (
    input && [
      ...ids.map((name): Column => ({
        name,
        type: findColumn(input, name)?.type ?? { kind: 'unknown' }
      })),
      { name: nameColumn, type: { kind: 'string' } },
      { name: valueColumn, type }
    ]
  );
}

/** The type that holds the values of all columns. */
function valueType(
  columns: readonly Column[],
  problems: ComponentProblem[]
): DataType {
  let type: DataType = { kind: 'void' };
  for (const column of columns) {
    const next = commonType(type, column.type);
    if (!next) {
      problems.push(
        error(
          'type-mismatch',
          '/columns',
          `${quote(column.name)} is ${printType(column.type)}, the columns before it are ${printType(type)}: no type holds both. Cast one first (Change schema).`
        )
      );
      return { kind: 'unknown' };
    }
    type = next;
  }
  const mixed = columns.find(
    column => !isText(column.type) && column.type.kind !== 'void'
  );
  if (isText(type) && mixed && columns.some(column => isText(column.type))) {
    problems.push(
      warning(
        'becomes-text',
        '/columns',
        `${quote(mixed.name)} is ${printType(mixed.type)} and another column is text: all values become text. Cast them first (Change schema) if that is not wanted.`
      )
    );
  }
  return columns.length === 0 ? { kind: 'unknown' } : type;
}

function checkNames(
  ids: readonly string[],
  nameColumn: string,
  valueColumn: string,
  problems: ComponentProblem[]
): void {
  const kept = new Set(ids.map(name => name.toLowerCase()));
  for (const [path, name] of [
    ['/nameColumn', nameColumn],
    ['/valueColumn', valueColumn]
  ]) {
    if (kept.has(name.toLowerCase())) {
      problems.push(
        error(
          'duplicate-column',
          path,
          `A column that is kept is called ${quote(name)} already. Give this one another name.`
        )
      );
    }
  }
  duplicateNames(
    [nameColumn, valueColumn],
    index => ['/nameColumn', '/valueColumn'][index],
    'Column',
    problems
  );
}
