import type { Command } from 'commander';
import type { FieldWords } from '@glueflow/components-core';
import type { ComponentFacts } from '../actions/components.js';
import { Failure } from '../failure.js';
import type { Sink } from '../host.js';
import { command, withExtensions, withJson } from '../options.js';
import { printJson, printTable } from '../print.js';
import type { CommandOptions, Runner } from '../session.js';

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
    withExtensions(
      command('list', 'List the components.', [
        'glueflow components list',
        'glueflow components list --extension ./acme-steps',
        'glueflow components list --json'
      ])
    )
  ).action((options: CommandOptions) =>
    runner.run(options, async ({ host, task, json }) => {
      const { registry, origins } = await task.components();
      const { componentFacts } = await import('../actions/components.js');
      const found = registry
        .list()
        .map(each => componentFacts(each, origins.get(each.id)));
      if (json) {
        printJson(host.stdout, { components: found });
        return;
      }
      printTable(
        host.stdout,
        ['COMPONENT', 'KIND', 'TITLE', ...(origins.size > 0 ? ['FROM'] : [])],
        found.map(({ id, category, title, extension }) => [
          ...[id, category, title],
          ...(origins.size > 0 ? [extension ?? 'Glueflow'] : [])
        ])
      );
    })
  );
}

function show(runner: Runner): Command {
  return withJson(
    withExtensions(
      command('show', 'Tell what a component does and its fields.', [
        'glueflow components show filter-rows',
        'glueflow components show filter-rows --json'
      ])
    )
  )
    .argument('<id>', 'id of the component')
    .action((id: string, options: CommandOptions) =>
      runner.run(options, async ({ host, task, json }) => {
        const { registry, origins } = await task.components();
        const { describeFields } = await import('@glueflow/components-core');
        const { componentFacts } = await import('../actions/components.js');
        const component = registry.get(id);
        if (!component) {
          const like = registry.nearest(id);
          throw new Failure(
            'refused',
            `There is no component "${id}".`,
            like ? `Did you mean ${like}?` : 'See: glueflow components list'
          );
        }
        const facts = componentFacts(component, origins.get(id));
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
  if (facts.extension !== undefined) {
    sink.write(`From the extension ${facts.extension}\n\n`);
  }
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
