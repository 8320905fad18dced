import type { JsonObject } from './document.js';

/** What the name of a parameter looks like. */
export const NAME = '^[A-Za-z_][A-Za-z0-9_]*$';
/** What the id of a node looks like. */
export const ID = '^[A-Za-z0-9_-]{1,64}$';

const END = {
  type: 'object',
  required: ['node', 'port'],
  properties: {
    node: { type: 'string', description: 'Id of a node.' },
    port: { type: 'string', description: 'Id of one of its ports.' }
  }
};

/** The JSON Schema (draft 2020-12) of a `*.glueflow` file. Fields it does not name are allowed, and kept. */
export const DOCUMENT_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Glueflow pipeline',
  description:
    'A data pipeline. Meaning (nodes, edges, parameters, connections, job) stands apart from looks (layout, annotations).',
  type: 'object',
  required: ['glueflow', 'nodes'],
  properties: {
    glueflow: { const: 1, description: 'Version of the format.' },
    description: { type: 'string' },
    nodes: {
      description: 'Nodes by stable id.',
      type: 'object',
      propertyNames: { pattern: ID },
      additionalProperties: { $ref: '#/$defs/node' }
    },
    edges: {
      description: 'Links by stable id.',
      type: 'object',
      propertyNames: { minLength: 1 },
      additionalProperties: { $ref: '#/$defs/edge' }
    },
    parameters: {
      description: 'Values asked for when the job runs, by name.',
      type: 'object',
      propertyNames: { pattern: NAME },
      additionalProperties: { $ref: '#/$defs/parameter' }
    },
    connections: {
      description:
        'Names of connections the pipeline uses. What each is stands in the user’s settings.',
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: { description: { type: 'string' } }
      }
    },
    job: {
      description: 'Settings of the AWS Glue job.',
      type: 'object'
    },
    layout: {
      type: 'object',
      properties: {
        nodes: {
          type: 'object',
          additionalProperties: {
            type: 'object',
            required: ['x', 'y'],
            properties: { x: { type: 'number' }, y: { type: 'number' } }
          }
        }
      }
    },
    annotations: {
      description: 'Notes on the canvas, by id.',
      type: 'object',
      additionalProperties: { type: 'object' }
    }
  },
  $defs: {
    node: {
      type: 'object',
      required: ['component'],
      properties: {
        component: { type: 'string', minLength: 1 },
        version: {
          description: 'Version of the component’s configuration.',
          type: 'integer',
          minimum: 1
        },
        title: { type: 'string' },
        config: { type: 'object' }
      }
    },
    edge: {
      type: 'object',
      required: ['from', 'to'],
      properties: {
        from: END,
        to: END,
        order: {
          description: 'Place among several links into one port.',
          type: 'number'
        },
        alias: {
          description:
            'Name of this input in the SQL or Python of the node it enters. Absent: made of the title of the step it comes from.',
          type: 'string'
        }
      }
    },
    parameter: {
      type: 'object',
      required: ['type'],
      properties: {
        type: {
          enum: ['string', 'integer', 'number', 'boolean', 'date', 'timestamp']
        },
        default: { type: ['string', 'number', 'boolean'] },
        description: { type: 'string' }
      }
    }
  }
};
