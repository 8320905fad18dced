import type { Component } from '../../src/component/component.js';
import { ComponentRegistry } from '../../src/component/registry.js';
import { parseSqlExpression } from '../../src/expression/expression.js';
import type { JsonObject } from '../../src/document/document.js';
import { frameId } from '../../src/plan/frame.js';
import type { Schema } from '../../src/types/type.js';

const OUT = [{ id: 'out', title: 'Output' }];
const IN = [{ id: 'in', title: 'Input' }];

export const COLUMNS: Schema = [
  { name: 'month', type: { kind: 'int' } },
  { name: 'origin', type: { kind: 'string' } }
];

const shared = {
  version: 1,
  icon: 'x',
  help: '',
  keywords: [],
  summary: () => ''
};

/** Reads the columns above. */
export const source: Component = {
  ...shared,
  id: 'source',
  title: 'Source',
  category: 'input',
  inputs: [],
  outputs: OUT,
  configuration: { type: 'object' },
  schema: () => ({ schema: COLUMNS, problems: [] }),
  lower: (_config, { nodeId }) => [
    {
      op: 'sort',
      id: nodeId,
      nodeId,
      inputs: [],
      by: []
    }
  ]
};

/** Keeps rows by a SQL condition. */
export const filter: Component<{ condition: string; limit: number }> = {
  ...shared,
  id: 'filter',
  version: 2,
  migrate: (config, from) =>
    from === 1 ? { condition: config.where ?? null } : config,
  title: 'Filter',
  category: 'transform',
  inputs: IN,
  outputs: OUT,
  configuration: {
    type: 'object',
    properties: {
      condition: { title: 'Condition', type: 'string', minLength: 1 },
      limit: { title: 'Limit', type: 'integer', minimum: 1, default: 10 },
      mode: {
        title: 'Mode',
        type: 'string',
        oneOf: [
          { const: 'fast', title: 'Fast' },
          { const: 'exact', title: 'Exact' }
        ],
        default: 'fast',
        'x-glueflow': { fixed: true }
      },
      code: {
        title: 'Code',
        type: 'string',
        'x-glueflow': { control: 'python' }
      },
      path: { title: 'Path', type: 'string', pattern: '^s3://' },
      rate: { title: 'Rate', type: 'number' },
      columns: {
        title: 'Columns',
        type: 'array',
        items: { type: 'string' },
        uniqueItems: true
      },
      group: { $ref: '#/$defs/group' }
    },
    required: ['condition'],
    additionalProperties: false,
    $defs: {
      group: {
        title: 'Group',
        oneOf: [
          {
            type: 'object',
            properties: {
              kind: { const: 'all' },
              parts: { type: 'array', items: { $ref: '#/$defs/group' } }
            },
            required: ['kind', 'parts'],
            additionalProperties: false
          },
          {
            type: 'object',
            properties: {
              kind: { const: 'one' },
              value: { title: 'Value', type: 'integer' }
            },
            required: ['kind', 'value'],
            additionalProperties: false
          }
        ]
      }
    }
  },
  schema: (config, { inputs, parameters }) => ({
    schema: inputs[0].schema,
    problems: parseSqlExpression(config.condition, {
      schema: inputs[0].schema,
      parameters,
      path: '/condition'
    }).problems
  }),
  lower: (config, { nodeId, inputs }) => [
    {
      op: 'filter',
      id: `${nodeId}#first`,
      nodeId,
      inputs: [inputs[0].frame],
      condition: parseSqlExpression(config.condition).expression
    },
    {
      op: 'sort',
      id: nodeId,
      nodeId,
      inputs: [`${nodeId}#first`],
      by: [],
      schema: inputs[0].schema
    }
  ]
};

/** Sends rows to outputs that its settings name, or to `default`. */
export const router: Component<{ conditions: Record<string, string> }> = {
  ...shared,
  id: 'router',
  title: 'Router',
  category: 'transform',
  inputs: IN,
  outputs: [{ id: 'default', title: 'Others' }],
  outputsOf: ({ conditions }) => [
    ...Object.keys((conditions ?? {}) as JsonObject).map(id => ({
      id,
      title: id.toUpperCase()
    })),
    { id: 'default', title: 'Others' }
  ],
  configuration: {
    type: 'object',
    properties: { conditions: { type: 'object' } }
  },
  schema: (_, { inputs }) => ({ schema: inputs[0].schema, problems: [] }),
  lower: ({ conditions }, { nodeId, inputs }) => [
    {
      op: 'route',
      id: nodeId,
      nodeId,
      inputs: [inputs[0].frame],
      match: 'first',
      outputs: [...Object.keys(conditions), 'default'],
      routes: Object.entries(conditions).map(([port, text]) => ({
        port,
        title: port,
        condition: parseSqlExpression(text).expression
      })),
      otherwise: { port: 'default', title: 'others' }
    }
  ]
};

/** Takes the first column to one output and the others to another. */
export const split: Component = {
  ...shared,
  id: 'split',
  title: 'Split',
  category: 'transform',
  inputs: IN,
  outputs: [...OUT, { id: 'rest', title: 'Rest' }],
  configuration: { type: 'object' },
  schema: (_, { inputs }) => ({
    schema: inputs[0].schema?.slice(0, 1),
    schemas: { rest: inputs[0].schema?.slice(1) },
    problems: []
  }),
  lower: (_, { nodeId, inputs }) =>
    ['out', 'rest'].map((port, index) => ({
      op: 'project',
      id: frameId(nodeId, port),
      nodeId,
      inputs: [inputs[0].frame],
      items: [
        {
          name: COLUMNS[index].name,
          expression: { kind: 'column', name: COLUMNS[index].name }
        }
      ]
    }))
};

/** Takes two or more inputs, and one more. */
export const merge: Component = {
  ...shared,
  id: 'merge',
  title: 'Merge',
  category: 'transform',
  inputs: [
    { id: 'many', title: 'Parts', minimum: 2 },
    { id: 'one', title: 'Rest', minimum: 0, maximum: 1 }
  ],
  outputs: OUT,
  configuration: { type: 'object' },
  schema: (_config, { inputs }) => ({
    schema: inputs[0].schema,
    problems: []
  }),
  lower: (_config, { nodeId, inputs }) => [
    {
      op: 'union',
      id: nodeId,
      nodeId,
      inputs: inputs.map(input => input.frame),
      distinct: false,
      allowMissing: false
    }
  ]
};

/** Writes. */
export const sink: Component = {
  ...shared,
  id: 'sink',
  title: 'Sink',
  category: 'output',
  inputs: IN,
  outputs: [],
  configuration: { type: 'object' },
  schema: () => ({ problems: [] }),
  lower: (_config, { nodeId, inputs }) => [
    {
      op: 'distinct',
      id: nodeId,
      nodeId,
      inputs: inputs.map(input => input.frame)
    }
  ]
};

/** A registry of these. */
export function sampleRegistry(): ComponentRegistry {
  return new ComponentRegistry()
    .add(source)
    .add(filter)
    .add(merge)
    .add(sink)
    .add(router)
    .add(split);
}
