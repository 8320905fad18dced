import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { componentSource } from '../src/extensions/source.js';
import { renderManual } from '../src/manual.js';
import { createProgram } from '../src/program.js';
import { createApp } from '../src/service/app.js';
import { ServiceTasks } from '../src/service/operations.js';
import { Runner } from '../src/session.js';
import { ROOT, World } from './world.js';

const CLI = join(ROOT, 'docs', 'cli.md');
const BLOCK = /(?<=<!-- help -->\n)[^]*(?=<!-- \/help -->)/;

describe('the manual', () => {
  const world = new World();
  afterAll(() => world.remove());
  const program = createProgram(new Runner(world.host));

  it('has the help of every command as it is (GLUEFLOW_UPDATE=1 writes it)', () => {
    const page = readFileSync(CLI, 'utf8');
    const help = `\n${renderManual(program)}\n`;
    if (process.env.GLUEFLOW_UPDATE) {
      writeFileSync(
        CLI,
        page.replace(BLOCK, () => help)
      );
    }
    expect(BLOCK.exec(readFileSync(CLI, 'utf8'))?.[0]).toBe(help);
  });

  it('has an example in the help of every command', () => {
    const check = (command: Command): void => {
      expect(renderManual(command, 'x')).toMatch(/\nExamples:\n {2}\S/);
      command.commands.forEach(check);
    };
    check(program);
  });

  it('documents the JSON of every command that prints some', () => {
    const page = readFileSync(CLI, 'utf8');
    const check = (command: Command, names: readonly string[]): void => {
      const prints = command.options.some(({ long }) => long === '--json');
      if (prints) {
        expect(page).toContain(`| \`${names.join(' ')}\` `);
      }
      command.commands.forEach(child => check(child, [...names, child.name()]));
    };
    program.commands.forEach(command => check(command, [command.name()]));
  });

  it('documents every route of the service, and no other', () => {
    const { env, cwd, disk } = world.host;
    const app = createApp(
      {
        host: { env, cwd, disk },
        operations: new ServiceTasks(),
        components: componentSource([], { env, cwd })
      },
      {}
    );
    const routes = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`);
    const page = readFileSync(join(ROOT, 'docs', 'service.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `([A-Z]+ \/\S*)`/gm)].map(
      ([, route]) => route
    );
    expect(documented.sort()).toEqual([...new Set(routes)].sort());
  });
});
