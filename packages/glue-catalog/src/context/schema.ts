import type { FromSchema, ObjectSchema } from '@glueflow/contract';

const TEXT = { type: 'string' } as const;
const NAME = { type: 'string', minLength: 1 } as const;
const TEXTS = { type: 'array', items: TEXT } as const;
const PROPERTIES = {
  type: 'object',
  description: 'What else is known, as text.',
  additionalProperties: TEXT
} as const;

const DIMENSION = {
  type: 'object',
  properties: {
    name: NAME,
    column: NAME,
    label: TEXT,
    description: TEXT
  },
  required: ['name', 'column'],
  additionalProperties: false
} as const;

const MEASURE = {
  type: 'object',
  properties: {
    name: NAME,
    column: { ...NAME, description: 'Absent for a measure by formula.' },
    formula: TEXT,
    aggregation: {
      enum: [
        'sum',
        'count',
        'count-distinct',
        'average',
        'min',
        'max',
        'first',
        'last',
        'none'
      ]
    },
    unit: { ...TEXT, description: 'Such as EUR or kg.' },
    format: { ...TEXT, description: 'How values are shown, such as #,##0.00.' },
    label: TEXT,
    description: TEXT
  },
  required: ['name', 'aggregation'],
  additionalProperties: false
} as const;

const HIERARCHY = {
  type: 'object',
  properties: {
    name: NAME,
    kind: { enum: ['leveled', 'parent-child'] },
    levels: {
      type: 'array',
      description: 'Columns of a leveled hierarchy, from the top.',
      items: NAME
    },
    parent: { ...NAME, description: 'The column that has the parent’s key.' },
    child: { ...NAME, description: 'The column that has the own key.' },
    label: TEXT
  },
  required: ['name', 'kind'],
  additionalProperties: false
} as const;

const RELATIONSHIP = {
  type: 'object',
  properties: {
    name: NAME,
    to: {
      type: 'object',
      properties: { database: NAME, table: NAME },
      required: ['database', 'table'],
      additionalProperties: false
    },
    columns: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { from: NAME, to: NAME },
        required: ['from', 'to'],
        additionalProperties: false
      }
    },
    cardinality: {
      enum: ['one-to-one', 'many-to-one', 'one-to-many', 'many-to-many']
    }
  },
  required: ['name', 'to', 'columns'],
  additionalProperties: false
} as const;

const CERTIFICATION = {
  type: 'object',
  properties: {
    level: { enum: ['draft', 'certified', 'deprecated'] },
    by: TEXT,
    on: { ...TEXT, description: 'A date, ISO 8601.' },
    note: TEXT
  },
  required: ['level'],
  additionalProperties: false
} as const;

const COLUMN = {
  type: 'object',
  properties: {
    label: TEXT,
    description: TEXT,
    semantics: { ...TEXT, description: 'What it means, such as a currency.' },
    steward: TEXT,
    tags: TEXTS,
    properties: PROPERTIES
  },
  additionalProperties: false
} as const;

const SOURCE = {
  type: 'object',
  properties: {
    system: { ...NAME, description: 'The system it comes from.' },
    object: { ...TEXT, description: 'What it is called there.' },
    url: TEXT,
    annotations: {
      type: 'object',
      description: 'What the system says of it, kept as it came.'
    }
  },
  required: ['system'],
  additionalProperties: false
} as const;

const LINEAGE = {
  type: 'object',
  properties: {
    upstream: {
      type: 'array',
      items: {
        type: 'object',
        properties: { database: NAME, table: NAME, system: TEXT },
        required: ['table'],
        additionalProperties: false
      }
    },
    job: { ...TEXT, description: 'The Glue job that writes it.' }
  },
  additionalProperties: false
} as const;

/** The JSON Schema of a table's business context. Names of columns are those of the catalog, in lower case. */
export const CONTEXT_SCHEMA = {
  title: 'Business context of a table',
  type: 'object',
  properties: {
    label: { ...TEXT, description: 'What business people call it.' },
    description: TEXT,
    steward: TEXT,
    owner: TEXT,
    certification: CERTIFICATION,
    tags: TEXTS,
    properties: PROPERTIES,
    dimensions: { type: 'array', items: DIMENSION },
    measures: { type: 'array', items: MEASURE },
    hierarchies: { type: 'array', items: HIERARCHY },
    relationships: { type: 'array', items: RELATIONSHIP },
    columns: {
      type: 'object',
      description: 'By the name of the column.',
      additionalProperties: COLUMN
    },
    source: SOURCE,
    lineage: LINEAGE
  },
  additionalProperties: false
} as const satisfies ObjectSchema;

/** A table's business context. */
export type BusinessContext = FromSchema<typeof CONTEXT_SCHEMA>;

/** A part of a business context that is kept by itself. */
export type ContextSection = keyof BusinessContext;
