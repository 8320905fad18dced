import type {
  Component,
  ConfigurationSchema,
  Port
} from '@glueflow/components-manager';

/** A part of a JSON Schema. */
type Part = ConfigurationSchema;

const CATEGORIES = {
  input: 'Inputs',
  transform: 'Transforms',
  output: 'Outputs'
} as const;

/** The page of the documentation that describes components, as Markdown: the help of each, and a table of its fields. */
export function componentsPage(components: readonly Component[]): string {
  const parts = [
    '# Components',
    '<!-- Written by scripts/docs-components.mjs from the components themselves; change those, then run it. -->',
    '<!-- prettier-ignore-start -->'
  ];
  for (const [category, title] of Object.entries(CATEGORIES)) {
    const members = components.filter(one => one.category === category);
    if (members.length > 0) {
      parts.push(`## ${title}`, ...members.flatMap(section));
    }
  }
  parts.push('<!-- prettier-ignore-end -->');
  return `${parts.join('\n\n')}\n`;
}

function section(component: Component): string[] {
  const rows = describeFields(component.configuration).map(
    ({ name, title, values, fallback, description }) =>
      `| \`${name}\` | ${cell(title)} | ${cell(values)} | ${fallback === undefined ? '' : `\`${fallback}\``} | ${cell(description)} |`
  );
  return [
    `### ${component.title}`,
    [
      `\`${component.id}\``,
      ...(component.inputs.length > 0
        ? [`inputs: ${component.inputs.map(portWords).join(', ')}`]
        : []),
      ...(component.outputs.length > 0
        ? [`outputs: ${component.outputs.map(portWords).join(', ')}`]
        : [])
    ].join(' · '),
    component.help,
    [
      '| Field | Title | Values | Default | |',
      '| --- | --- | --- | --- | --- |',
      ...rows
    ].join('\n')
  ];
}

function portWords(port: Port): string {
  return port.minimum === undefined
    ? `\`${port.id}\``
    : `\`${port.id}\` (${port.minimum} or more links)`;
}

/** A field of a component's configuration in words, names and values as Markdown code. */
export interface FieldWords {
  name: string;
  title?: string;
  /** What it may hold. */
  values: string;
  /** The value it has by itself, as JSON. */
  fallback?: string;
  /** When the field is there, and what it is. */
  description: string;
}

/** Describe every field of a configuration, those that only some choices bring included. */
export function describeFields(schema: ConfigurationSchema): FieldWords[] {
  return fields(schema).map(({ name, part, when }) => ({
    name,
    title: part.title as string | undefined,
    values: typeWords(part, schema),
    fallback:
      part.default === undefined ? undefined : JSON.stringify(part.default),
    description: [when, part.description].filter(Boolean).join(' ')
  }));
}

/** One field of a configuration and when it is there. */
interface Field {
  name: string;
  part: Part;
  when?: string;
}

function fields(schema: Part): Field[] {
  const found = properties(schema);
  const branches = [
    schema,
    ...((schema.allOf as Part[] | undefined) ?? [])
  ].filter(branch => branch.if !== undefined);
  for (const branch of branches) {
    const when = condition(branch.if as Part);
    found.push(
      ...properties(branch.then as Part | undefined).map(field => ({
        ...field,
        when: `When ${when}.`
      })),
      ...properties(branch.else as Part | undefined).map(field => ({
        ...field,
        when: `Unless ${when}.`
      }))
    );
  }
  return found;
}

function properties(part: Part | undefined): Field[] {
  return Object.entries(
    (part?.properties as Record<string, Part> | undefined) ?? {}
  )
    .filter(([, value]) => Object.keys(value).length > 0)
    .map(([name, value]) => ({ name, part: value }));
}

function condition(part: Part): string {
  return properties(part)
    .map(
      field =>
        `\`${field.name}\` is ${[field.part.enum ?? field.part.const]
          .flat()
          .map(value => `\`${String(value)}\``)
          .join(' or ')}`
    )
    .join(' and ');
}

function typeWords(part: Part, schema: Part): string {
  const choices = choiceWords(part);
  if (choices) {
    return choices;
  }
  const target = resolve(part, schema);
  if (target.type === 'array') {
    const items = resolve((target.items ?? {}) as Part, schema);
    return properties(items).length > 0
      ? `list of ${memberWords(items)}`
      : `list of ${String(items.type ?? 'values')}s`;
  }
  return properties(target).length > 0
    ? `object of ${memberWords(target)}`
    : String(target.type ?? 'any');
}

/** The names within an object, those that only some choices bring included, with the values of those that have a choice. */
function memberWords(part: Part): string {
  const members = new Map(
    fields(part).map(field => {
      const choices = choiceWords(field.part);
      return [
        field.name,
        `\`${field.name}\`${choices ? ` (${choices})` : ''}`
      ] as const;
    })
  );
  return [...members.values()].join(', ');
}

function choiceWords(part: Part): string | undefined {
  const choices =
    (part.enum as unknown[] | undefined) ??
    (part.oneOf as Part[] | undefined)?.map(choice => choice.const);
  return choices?.map(choice => `\`${String(choice)}\``).join(', ');
}

/** What a reference to a definition of the schema stands for. */
function resolve(part: Part, schema: Part): Part {
  const name = /^#\/\$defs\/(.+)$/.exec(String(part.$ref ?? ''))?.[1];
  const definitions = (schema.$defs ?? {}) as Record<string, Part>;
  return name === undefined ? part : (definitions[name] ?? part);
}

function cell(text: unknown): string {
  return String(text ?? '')
    .replace(/\|/g, '\\|')
    .replace(/\n/g, ' ');
}
