import {
  nearest,
  printType,
  sameName,
  type Column,
  type Component,
  type ComponentProblem,
  type Schema,
  type ScriptRequirement
} from '@glueflow/components-manager';
import helper from './helper.py';

/** The configuration of Distance: names of columns. */
export type DistanceConfig = {
  fromLatitude: string;
  fromLongitude: string;
  toLatitude: string;
  toLongitude: string;
  column?: string;
};

const HELP = `Adds the **great-circle distance** in kilometres between two points of each row, by the haversine formula.

A point is a **latitude** and a **longitude** in degrees, each a column of numbers. Where one of the four is null the distance is null. The columns of
the input stay; **Distance column** names the new one.

The radius of the sphere is the job argument \`--earth_radius_km\`: 6371.0088, the mean radius of the Earth, unless the job says otherwise.`;

/** The helper's code, and what the job must have for it. */
const HAVERSINE: ScriptRequirement = {
  id: 'acme/haversine',
  reason: 'The radius of the Earth that “Distance” reckons with.',
  imports: [
    { module: 'sys' },
    { module: 'awsglue.utils', name: 'getResolvedOptions' },
    { module: 'pyspark.sql', name: 'Column' },
    { module: 'pyspark.sql', name: 'DataFrame' },
    { module: 'pyspark.sql', name: 'functions', alias: 'F' }
  ],
  // A requirement states its imports apart from its definitions.
  code: helper.slice(helper.indexOf('def add_distance')).trimEnd(),
  defines: ['add_distance'],
  arguments: { '--earth_radius_km': '6371.0088' }
};

const FIELDS = [
  ['fromLatitude', 'From latitude', 'Degrees north of the first point.'],
  ['fromLongitude', 'From longitude', 'Degrees east of the first point.'],
  ['toLatitude', 'To latitude', 'Degrees north of the second point.'],
  ['toLongitude', 'To longitude', 'Degrees east of the second point.']
] as const;

const NEW_COLUMN = 'distance_km';

/** Adds the distance between two points of each row. */
export const distance: Component<DistanceConfig> = {
  id: 'acme-distance',
  version: 1,
  title: 'Distance',
  category: 'transform',
  icon: 'acme:distance',
  help: HELP,
  keywords: ['haversine', 'great circle', 'latitude', 'longitude', 'geo', 'km'],
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Output' }],
  configuration: {
    type: 'object',
    properties: {
      ...Object.fromEntries(
        FIELDS.map(([name, title, description]) => [
          name,
          {
            ...{ title, description, type: 'string', minLength: 1 },
            'x-glueflow': { control: 'column' }
          }
        ])
      ),
      column: {
        title: 'Distance column',
        description: `Name of the new column. Empty: ${NEW_COLUMN}.`,
        type: 'string',
        'x-glueflow': { verbatim: true }
      }
    },
    required: FIELDS.map(([name]) => name),
    additionalProperties: false
  },
  requirements: [HAVERSINE],

  summary: config =>
    `${config.fromLatitude ?? ''}, ${config.fromLongitude ?? ''} → ${config.toLatitude ?? ''}, ${config.toLongitude ?? ''}`,

  schema(config, { inputs, nodeId }) {
    const input = inputs[0]?.schema;
    if (!input) {
      return { problems: [] };
    }
    const problems = FIELDS.flatMap(([field]) =>
      columnProblems(input, config[field], field, nodeId)
    );
    const name = config.column || NEW_COLUMN;
    if (find(input, name)) {
      problems.push({
        code: 'duplicate-column',
        severity: 'error',
        path: '/column',
        message: `The input has a column “${name}” already. Give the distance another name.`
      });
    }
    return { schema: columns(input, config), problems };
  },

  lower(config, { nodeId, inputs }) {
    const [{ frame, schema }] = inputs;
    // As the input spells them.
    const [fromLatitude, fromLongitude, toLatitude, toLongitude] = FIELDS.map(
      ([field]) => find(schema, config[field])?.name ?? config[field]
    );
    return [
      {
        op: 'call',
        id: nodeId,
        nodeId,
        inputs: [frame],
        schema: schema && columns(schema, config),
        language: 'python',
        engine: 'spark',
        function: 'add_distance',
        arguments: {
          start: { kind: 'list', items: [fromLatitude, fromLongitude] },
          end: { kind: 'list', items: [toLatitude, toLongitude] },
          column: { kind: 'text', text: [config.column || NEW_COLUMN] }
        },
        deterministic: true,
        requires: [HAVERSINE.id]
      }
    ];
  }
};

function columns(input: Schema, { column }: DistanceConfig): Schema {
  return [...input, { name: column || NEW_COLUMN, type: { kind: 'double' } }];
}

function find(schema: Schema | undefined, name: string): Column | undefined {
  return (
    schema?.find(column => column.name === name) ??
    schema?.find(column => sameName(column.name, name))
  );
}

const NUMBERS: ReadonlySet<string> = new Set([
  ...['tinyint', 'smallint', 'int', 'bigint'],
  ...['float', 'double', 'decimal', 'unknown']
]);

/** Return what is wrong with the column of a field: that it is not there, with a fix, or holds no numbers. */
function columnProblems(
  schema: Schema,
  name: string,
  field: string,
  nodeId: string
): ComponentProblem[] {
  const column = find(schema, name);
  if (!column) {
    const near = nearest(
      name,
      schema.map(each => each.name)
    );
    return [
      {
        code: 'unknown-column',
        severity: 'error',
        path: `/${field}`,
        message: `There is no column “${name}” in the input.${near === undefined ? '' : ` Did you mean “${near}”?`}`,
        ...(near === undefined
          ? {}
          : {
              fix: {
                title: `Use “${near}”`,
                path: `/nodes/${nodeId}/config/${field}`,
                value: near
              }
            })
      }
    ];
  }
  return NUMBERS.has(column.type.kind)
    ? []
    : [
        {
          code: 'not-a-number',
          severity: 'error',
          path: `/${field}`,
          message: `“${column.name}” is ${printType(column.type)}, not a number of degrees. Choose another column, or change its type first.`
        }
      ];
}
