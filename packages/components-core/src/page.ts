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
  const rows = fields(component.configuration).map(
    ({ name, part, when }) =>
      `| \`${name}\` | ${cell(part.title)} | ${cell(typeWords(part))} | ${part.default === undefined ? '' : `\`${JSON.stringify(part.default)}\``} | ${cell([when, part.description].filter(Boolean).join(' '))} |`
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
    .map(field => `\`${field.name}\` is \`${String(field.part.const)}\``)
    .join(' and ');
}

function typeWords(part: Part): string {
  const choices =
    (part.enum as unknown[] | undefined) ??
    (part.oneOf as Part[] | undefined)?.map(choice => choice.const);
  if (choices) {
    return choices.map(choice => `\`${String(choice)}\``).join(', ');
  }
  if (part.$ref !== undefined) {
    return 'object';
  }
  if (part.type === 'array') {
    const items = (part.items ?? {}) as Part;
    const inner = properties(items).map(field => `\`${field.name}\``);
    return inner.length > 0
      ? `list of ${inner.join(', ')}`
      : `list of ${String(items.type ?? 'values')}s`;
  }
  return String(part.type ?? 'any');
}

function cell(text: unknown): string {
  return String(text ?? '')
    .replace(/\|/g, '\\|')
    .replace(/\n/g, ' ');
}
