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
import { error, findColumn, list, quote, warning } from '../common/column.js';
import { base } from '../common/operation.js';
import { hasOrder } from '../common/order.js';
import { OUT } from '../common/port.js';

/** The configuration of Union. */
export type UnionConfig = { distinct?: boolean; allowMissing?: boolean };

const HELP = `Appends the rows of several inputs, matching columns by name. The first input gives the order of the columns.

**Rows** are all kept, or only *distinct* ones: rows alike in every column are then there once.

**Fill missing columns** puts null where an input lacks a column that another has. Turned off, every input must have the same columns.

Columns of different types take the type that holds both (\`int\` and \`bigint\` become \`bigint\`); where there is none, it is a problem.

Example: flights of January and flights of February, distinct.`;

/** Appends inputs by column name. */
export const union: Component<UnionConfig> = {
  id: 'union',
  version: 1,
  title: 'Union',
  category: 'transform',
  icon: 'union',
  help: HELP,
  keywords: ['append', 'concat', 'stack', 'combine', 'union all', 'distinct'],
  inputs: [{ id: 'in', title: 'Inputs', minimum: 2 }],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      distinct: {
        title: 'Distinct rows only',
        description: 'Rows alike in every column are kept once.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true }
      },
      allowMissing: {
        title: 'Fill missing columns',
        description: 'Put null where an input lacks a column.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    return `${config.distinct ? 'distinct rows' : 'all rows'}${config.allowMissing ? ', missing columns filled' : ''}`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const schema = columns(config, context, problems);
    const unordered = schema?.filter(column => !hasOrder(column.type)) ?? [];
    if (config.distinct && unordered.length > 0) {
      problems.push(
        error(
          'not-comparable',
          '/distinct',
          `${quote(unordered[0].name)} is ${printType(unordered[0].type)}, which Spark can't compare. Keep all rows, or drop the column first.`
        )
      );
    }
    return { schema, problems };
  },

  lower(config, context) {
    return [
      {
        op: 'union',
        ...base(context, columns(config, context, [])),
        distinct: config.distinct ?? false,
        allowMissing: config.allowMissing ?? false
      }
    ];
  }
};

/** The columns of the result, with everything wrong; `undefined` when an input's columns are not known. */
function columns(
  config: UnionConfig,
  context: Pick<ComponentContext, 'inputs'>,
  problems: ComponentProblem[]
): Schema | undefined {
  return alignColumns(context.inputs, config.allowMissing ?? false, problems);
}

/**
 * Return the columns of inputs matched by name, with everything wrong; `undefined` when an input's are not known.
 *
 * @param allowMissing - Whether an input may lack columns of another; undefined where the person has no such choice.
 */
export function alignColumns(
  inputs: ComponentContext['inputs'],
  allowMissing: boolean | undefined,
  problems: ComponentProblem[]
): Schema | undefined {
  const [first, ...others] = inputs;
  if (!first?.schema) {
    return undefined;
  }
  if (
    inputs.every(({ schema }) => schema === first.schema) &&
    !first.schema.some(column => column.partition)
  ) {
    return first.schema;
  }
  let result: Column[] = first.schema.map(
    ({ partition: _partition, ...column }) => column
  );
  let known = true;
  // Many inputs often stem from one frame and share its columns: each list is compared once.
  const compared = new Set([first.schema]);
  for (const other of others) {
    if (!other.schema) {
      known = false;
      continue;
    }
    if (compared.has(other.schema)) {
      continue;
    }
    compared.add(other.schema);
    const title = quote(other.title);
    const { schema } = other;
    const lacks = result.filter(column => !findColumn(schema, column.name));
    const extra = schema.filter(column => !findColumn(result, column.name));
    if (!allowMissing) {
      const choice = allowMissing === false;
      report(lacks, `Input ${title} lacks`, choice, problems);
      report(
        extra,
        `Only input ${title} and not ${quote(first.title)} has`,
        choice,
        problems
      );
    }
    result = result.map(column => {
      const twin = findColumn(schema, column.name);
      return twin
        ? { ...column, type: merge(column, twin, title, problems) }
        : column;
    });
    result.push(...extra.map(({ partition: _partition, ...column }) => column));
  }
  return known ? result : undefined;
}

function report(
  missing: readonly Column[],
  who: string,
  choice: boolean,
  problems: ComponentProblem[]
): void {
  if (missing.length > 0) {
    problems.push(
      error(
        'missing-columns',
        choice ? '/allowMissing' : '',
        `${who} ${list(missing.map(column => quote(column.name)))}. ${choice ? 'Turn on “Fill missing columns”, or give' : 'Give'} all inputs the same columns (Change schema).`
      )
    );
  }
}

function merge(
  column: Column,
  twin: Column,
  title: string,
  problems: ComponentProblem[]
): DataType {
  const type = commonType(column.type, twin.type);
  const both = (): string =>
    `${quote(column.name)} is ${printType(column.type)} in the inputs before and ${printType(twin.type)} in ${title}`;
  if (!type) {
    problems.push(
      error(
        'type-mismatch',
        '',
        `${both()}: no type holds both. Change one first (Change schema).`
      )
    );
    return { kind: 'unknown' };
  }
  if (
    isText(type) &&
    !(isText(column.type) && isText(twin.type)) &&
    column.type.kind !== 'void' &&
    twin.type.kind !== 'void'
  ) {
    problems.push(
      warning(
        'becomes-text',
        '',
        `${both()}: the result is text. Change one first (Change schema) if that is not wanted.`
      )
    );
  }
  return type;
}
