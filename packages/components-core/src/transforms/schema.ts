import {
  castability,
  isText,
  printType,
  sameType,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type DataType,
  type Expression,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  documentPath,
  duplicateNames,
  error,
  quote,
  requireColumn,
  warning
} from '../common/column.js';
import { readType } from '../common/declared.js';
import { base } from '../common/operation.js';
import { IN, OUT } from '../common/port.js';
import { showText } from '../common/text.js';

/** What becomes of one column. */
export type Mapping = {
  source: string;
  /** New name; absent or empty: the same. */
  target?: string;
  /** New type; absent or empty: the same. */
  type?: string;
  /** The type the column is expected to have. */
  sourceType?: string;
  drop?: boolean;
};

/** The configuration of Change schema. */
export type ChangeSchemaConfig = { mappings?: Mapping[]; keepOthers?: boolean };

const HELP = `Renames, casts, drops and reorders columns.

Each line says what becomes of one column: its **new name**, its **new type**, or that it is **dropped**. The order of the lines is the
order of the columns. The same column may stand in several lines, to be copied.

**Keep other columns** lets columns that no line names follow after those listed; turned off, only the columns listed stay.

A cast that can't work is refused. A cast that may lose something (text to a number: text that is no number becomes null) is shown as a
warning. When a line states the **expected type** of its column, a column of another type is a problem, instead of values that silently
become null.

Example: \`dep_delay\` → \`delay\` as \`double\`; \`tailnum\` dropped.`;

/** Renames, casts, drops and reorders columns. */
export const changeSchema: Component<ChangeSchemaConfig> = {
  id: 'change-schema',
  version: 1,
  title: 'Change schema',
  category: 'transform',
  icon: 'change-schema',
  help: HELP,
  keywords: [
    'rename',
    'cast',
    'drop columns',
    'reorder',
    'select columns',
    'apply mapping',
    'type'
  ],
  inputs: [IN],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      mappings: {
        title: 'Columns',
        description: 'What becomes of each column, in the order wanted.',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            source: {
              title: 'Column',
              type: 'string',
              'x-glueflow': { control: 'column', verbatim: true }
            },
            target: {
              title: 'New name',
              description: 'Empty: the same.',
              type: 'string',
              'x-glueflow': { verbatim: true }
            },
            type: {
              title: 'New type',
              description: 'Empty: the same.',
              type: 'string',
              'x-glueflow': { control: 'type', verbatim: true }
            },
            sourceType: {
              title: 'Expected type',
              description: 'The type the column must have. Empty: any.',
              type: 'string',
              'x-glueflow': { control: 'type', verbatim: true, advanced: true }
            },
            drop: {
              title: 'Drop',
              type: 'boolean',
              default: false,
              'x-glueflow': { fixed: true }
            }
          },
          required: ['source'],
          additionalProperties: false
        },
        'x-glueflow': { control: 'mapping' }
      },
      keepOthers: {
        title: 'Keep other columns',
        description: 'Columns not listed follow after those listed.',
        type: 'boolean',
        default: true,
        'x-glueflow': { fixed: true }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    const parts = (config.mappings ?? []).flatMap(mapping => {
      const source = showText(mapping.source);
      if (mapping.drop) {
        return [`drop ${source}`];
      }
      const target = showText(mapping.target) || source;
      const type = showText(mapping.type);
      return target === source && type === ''
        ? []
        : [
            `${target === source ? source : `${source} → ${target}`}${type === '' ? '' : ` as ${type}`}`
          ];
    });
    if (config.keepOthers === false) {
      const kept = (config.mappings ?? []).filter(mapping => !mapping.drop);
      parts.unshift(
        `only ${kept.length} column${kept.length === 1 ? '' : 's'}`
      );
    }
    return parts.join(', ');
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const items = read(config, context, problems);
    return { schema: items?.map(toColumn), problems };
  },

  lower(config, context) {
    const items = read(config, context, []) ?? [];
    return [
      {
        op: 'project',
        ...base(context, items.map(toColumn)),
        items: items.map(({ name, expression }) => ({ name, expression }))
      }
    ];
  }
};

/** One column of the output. */
interface Item extends Column {
  expression: Expression;
}

function toColumn({ name, type, comment }: Item): Column {
  return { name, type, ...(comment === undefined ? {} : { comment }) };
}

/** The columns of the output, with everything wrong; `undefined` where they can't be known. */
function read(
  config: ChangeSchemaConfig,
  context: ComponentContext,
  problems: ComponentProblem[]
): Item[] | undefined {
  const input = context.inputs[0]?.schema;
  const mappings = config.mappings ?? [];
  const listed = new Set<string>();
  const items: Item[] = [];
  const paths: string[] = [];
  mappings.forEach((mapping, index) => {
    const path = `/mappings/${index}`;
    const column = requireColumn(
      input,
      mapping.source,
      `${path}/source`,
      context,
      problems
    );
    listed.add(mapping.source.toLowerCase());
    const item = readMapping(mapping, column, path, context, problems);
    if (!mapping.drop) {
      items.push(item);
      paths.push(`${path}/${mapping.target ? 'target' : 'source'}`);
    }
  });
  if (config.keepOthers ?? true) {
    if (!input) {
      problems.push({
        ...error(
          'columns-not-known',
          '/keepOthers',
          'Which other columns arrive here is not known, so “Keep other columns” can’t keep them.'
        ),
        unknownInput: true
      });
      return undefined;
    }
    for (const column of input) {
      if (!listed.has(column.name.toLowerCase())) {
        items.push({
          ...column,
          expression: { kind: 'column', name: column.name }
        });
        paths.push('/keepOthers');
      }
    }
  }
  if (items.length === 0) {
    problems.push(
      error('no-columns', '/mappings', 'No column would be left. Keep one.')
    );
  }
  duplicateNames(
    items.map(item => item.name),
    index => paths[index],
    'Column',
    problems
  );
  return items;
}

function readMapping(
  mapping: Mapping,
  column: Column | undefined,
  path: string,
  context: ComponentContext,
  problems: ComponentProblem[]
): Item {
  const name = mapping.target || column?.name || mapping.source;
  const operand: Expression = {
    kind: 'column',
    name: column?.name ?? mapping.source
  };
  const expected = mapping.sourceType
    ? readType(mapping.sourceType, `${path}/sourceType`, problems)
    : undefined;
  const from = column?.type ?? expected ?? { kind: 'unknown' as const };
  if (
    column &&
    expected &&
    expected.kind !== 'unknown' &&
    column.type.kind !== 'unknown' &&
    !sameType(column.type, expected)
  ) {
    problems.push(
      error(
        'source-type-differs',
        `${path}/sourceType`,
        `${quote(column.name)} is ${printType(column.type)}, not ${printType(expected)} as this line expects. Check the step before, or expect ${printType(column.type)}.`,
        {
          title: `Expect ${printType(column.type)}`,
          path: documentPath(context, `${path}/sourceType`),
          value: printType(column.type)
        }
      )
    );
  }
  const comment = column?.comment;
  if (!mapping.type || mapping.drop) {
    return {
      name,
      type: from,
      expression: operand,
      ...(comment === undefined ? {} : { comment })
    };
  }
  const type = readType(mapping.type, `${path}/type`, problems);
  checkCast(column?.name ?? mapping.source, from, type, path, problems);
  const same = type.kind !== 'unknown' && sameType(from, type);
  return {
    name,
    type,
    expression:
      same || type.kind === 'unknown'
        ? operand
        : { kind: 'cast', operand, type },
    ...(comment === undefined ? {} : { comment })
  };
}

function checkCast(
  name: string,
  from: DataType,
  to: DataType,
  path: string,
  problems: ComponentProblem[]
): void {
  const outcome = castability(from, to);
  if (outcome === 'never') {
    problems.push(
      error(
        'impossible-cast',
        `${path}/type`,
        `${quote(name)} is ${printType(from)}, which can't be cast to ${printType(to)}. Choose another type.`
      )
    );
  } else if (outcome === 'lossy') {
    const effect = isText(from)
      ? `text that is not ${printType(to)} becomes null`
      : 'values that do not fit become null or another value';
    problems.push(
      warning(
        'lossy-cast',
        `${path}/type`,
        `Casting ${quote(name)} from ${printType(from)} to ${printType(to)} may lose something: ${effect}.`
      )
    );
  }
}
