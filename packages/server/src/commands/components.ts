import type { Command } from 'commander';
import type { FieldWords } from '@glueflow/components-core';
import type { ComponentFacts } from '../actions/components.js';
import { Failure } from '../failure.js';
import type { Sink } from '../host.js';
import { command, withJson } from '../options.js';
import { printJson, printTable } from '../print.js';
import type { Runner } from '../session.js';

/** `glueflow components list|show`: what a pipeline can be made of. */
export function components(runner: Runner): Command {
  return command('components', 'What a pipeline can be made of.', [
    'glueflow components list',
    'glueflow components show join',
    'glueflow components show join --json'
  ])
    .addCommand(list(runner))
    .addCommand(show(runner));
}

function list(runner: Runner): Command {
  return withJson(
    command('list', 'List the components.', [
      'glueflow components list',
      'glueflow components list --json'
    ])
  ).action((options: { json?: boolean }) =>
    runner.run(options, async ({ host, json }) => {
      const { createRegistry } = await import('@glueflow/components-core');
      const { componentFacts } = await import('../actions/components.js');
      const found = createRegistry().list().map(componentFacts);
      if (json) {
        printJson(host.stdout, { components: found });
        return;
      }
      printTable(
        host.stdout,
        ['COMPONENT', 'KIND', 'TITLE'],
        found.map(({ id, category, title }) => [id, category, title])
      );
    })
  );
}

function show(runner: Runner): Command {
  return withJson(
    command('show', 'Tell what a component does and its fields.', [
      'glueflow components show filter-rows',
      'glueflow components show filter-rows --json'
    ])
  )
    .argument('<id>', 'id of the component')
    .action((id: string, options: { json?: boolean }) =>
      runner.run(options, async ({ host, json }) => {
        const { createRegistry, describeFields } =
          await import('@glueflow/components-core');
        const { componentFacts } = await import('../actions/components.js');
        const registry = createRegistry();
        const component = registry.get(id);
        if (!component) {
          const like = registry.nearest(id);
          throw new Failure(
            'refused',
            `There is no component "${id}".`,
            like ? `Did you mean ${like}?` : 'See: glueflow components list'
          );
        }
        const facts = componentFacts(component);
        if (json) {
          printJson(host.stdout, facts);
        } else {
          print(host.stdout, facts, describeFields(facts.configuration));
        }
      })
    );
}

function print(
  sink: Sink,
  facts: ComponentFacts,
  fields: readonly FieldWords[]
): void {
  sink.write(`${facts.title} (${facts.id}, ${facts.category})\n\n`);
  sink.write(`${facts.help.trim()}\n\n`);
  const ports = (list: ComponentFacts['inputs']): string =>
    list.map(({ id, title }) => `${id} (${title})`).join(', ') || 'none';
  sink.write(
    `Inputs: ${ports(facts.inputs)}\nOutputs: ${ports(facts.outputs)}\n\n`
  );
  for (const field of fields) {
    const { name, title, values, fallback, description } = field;
    sink.write(`${name}: ${title ?? name}\n`);
    sink.write(
      `    ${values}${fallback === undefined ? '' : `; \`${fallback}\` unless you say otherwise`}\n`
    );
    if (description) {
      sink.write(`    ${description}\n`);
    }
  }
}
