import {
  isObject,
  isVolatile,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type Expression,
  type JsonObject,
  type Port,
  type SchemaResult
} from '@glueflow/components-manager';
import { error, list, quote, warning } from '../common/column.js';
import { base } from '../common/operation.js';
import { IN } from '../common/port.js';
import { checkSql } from '../common/sql.js';

/** One output of a router and the rows that go there. */
export type RouterOutput = { id: string; name: string; expression?: string };

/** The configuration of Conditional router. */
export type ConditionalRouterConfig = {
  match: 'first' | 'every';
  outputs?: RouterOutput[];
};

/** The output of the rows that no condition takes. */
const DEFAULT: Port = { id: 'default', title: 'Default' };

/** Outputs beyond these make a script that nobody can read. */
const MOST_OUTPUTS = 32;

const HELP = `Sends rows to one of several outputs, by conditions.

**Outputs** have a name and a condition each: any Spark SQL condition over the columns, in which \`\${name}\` stands for the value of a
parameter. Each output is a port of the step, to which other steps are linked. Rows for which no condition is true go to the output
**Default**. A condition that is null (unknown) for a row does not take it.

**Each row goes to** the first output whose condition is true, from the top; or to every such output, so that a row may come out several times.

An output keeps its links when it is renamed. Links of an output that is removed stay, as a problem with a fix.

Example: an output Late with \`dep_delay > 60\` and an output Cancelled with \`dep_time is null\`; all other flights go to Default.`;

/** Sends rows to named outputs. */
export const conditionalRouter: Component<ConditionalRouterConfig> = {
  id: 'conditional-router',
  version: 1,
  title: 'Conditional router',
  category: 'transform',
  icon: 'conditional-router',
  help: HELP,
  keywords: ['split rows', 'route', 'branch', 'case', 'switch', 'if', 'filter'],
  inputs: [IN],
  outputs: [DEFAULT],
  outputsOf: config => [
    ...outputsIn(config).map(({ id, name }) => ({
      id,
      title: name.trim() === '' ? id : name
    })),
    DEFAULT
  ],
  configuration: {
    type: 'object',
    properties: {
      match: {
        title: 'Each row goes to',
        type: 'string',
        oneOf: [
          { const: 'first', title: 'The first output that takes it' },
          { const: 'every', title: 'Every output that takes it' }
        ],
        default: 'first',
        'x-glueflow': { fixed: true }
      },
      outputs: {
        title: 'Outputs',
        description:
          'A name and a condition each. Rows that none takes go to Default.',
        type: 'array',
        maxItems: MOST_OUTPUTS,
        items: {
          type: 'object',
          properties: {
            id: {
              title: 'Id',
              description:
                'What links know the output by: unique in the step, and never changed.',
              type: 'string',
              pattern: '^[A-Za-z0-9_-]{1,64}$',
              'x-glueflow': { control: 'id', verbatim: true }
            },
            name: {
              title: 'Name',
              description: 'The title of the output.',
              type: 'string',
              'x-glueflow': { verbatim: true, fixed: true }
            },
            expression: {
              title: 'Condition',
              description: 'A Spark SQL condition, such as dep_delay > 60.',
              type: 'string',
              'x-glueflow': { control: 'sql-expression', fixed: true }
            }
          },
          required: ['id', 'name'],
          additionalProperties: false
        }
      }
    },
    additionalProperties: false
  },

  summary(config) {
    const names = (config.outputs ?? []).map(({ name }) => name);
    return list([...names, DEFAULT.title], 6);
  },

  schema(config, context): SchemaResult {
    return {
      schema: context.inputs[0]?.schema,
      problems: routesOf(config, context).problems
    };
  },

  lower(config, context) {
    const { routes } = routesOf(config, context);
    return [
      {
        op: 'route',
        ...base(context, context.inputs[0].schema),
        match: config.match,
        outputs: [...routes.map(({ port }) => port), DEFAULT.id],
        routes,
        otherwise: { port: DEFAULT.id, title: DEFAULT.title }
      }
    ];
  }
};

/** The outputs in any configuration, those whose id says nothing or is taken left out. */
function outputsIn({ outputs }: JsonObject): { id: string; name: string }[] {
  const seen = new Set([DEFAULT.id]);
  return (Array.isArray(outputs) ? outputs : []).flatMap(output => {
    const { id, name } = isObject(output) ? output : {};
    if (typeof id !== 'string' || id === '' || seen.has(id)) {
      return [];
    }
    seen.add(id);
    return [{ id, name: typeof name === 'string' ? name : '' }];
  });
}

/** The conditions as expressions, with everything wrong about them. */
function routesOf(
  { outputs = [] }: ConditionalRouterConfig,
  context: ComponentContext
): {
  routes: { port: string; title: string; condition: Expression }[];
  problems: ComponentProblem[];
} {
  const problems: ComponentProblem[] = [];
  if (outputs.length === 0) {
    problems.push(
      error(
        'missing-output',
        '/outputs',
        'All rows go to Default. Add an output with a condition.'
      )
    );
  }
  const ids = new Set([DEFAULT.id]);
  const names = new Set([DEFAULT.title.toLowerCase()]);
  const routes = outputs.flatMap(({ id, name, expression }, index) => {
    const path = `/outputs/${index}`;
    const key = name.trim().toLowerCase();
    if (key === '') {
      problems.push(
        error('missing-name', `${path}/name`, 'Give the output a name.')
      );
    } else if (names.has(key)) {
      problems.push(
        error(
          'duplicate-output',
          `${path}/name`,
          `There is another output ${quote(name)} (upper and lower case count as the same). Give each its own name.`
        )
      );
    }
    if (ids.has(id)) {
      problems.push(
        error(
          'duplicate-output',
          `${path}/id`,
          `There is another output with the id ${quote(id)}. Give each its own id.`
        )
      );
    }
    ids.add(id);
    names.add(key);
    const checked = checkSql(
      expression,
      `${path}/expression`,
      context.inputs[0]?.schema,
      context
    );
    problems.push(...checked.problems);
    const condition = checked.expression;
    if (condition === undefined) {
      return [];
    }
    if (
      isVolatile({
        op: 'filter',
        id: context.nodeId,
        nodeId: context.nodeId,
        inputs: [],
        condition
      })
    ) {
      problems.push(
        warning(
          'volatile-condition',
          `${path}/expression`,
          'This condition may give another answer each time (chance or the clock). Each output applies it by itself, so that a row may come out twice or not at all. Make a column of the value in a step before, and test that column here.'
        )
      );
    }
    return [{ port: id, title: name, condition }];
  });
  return { routes, problems };
}
