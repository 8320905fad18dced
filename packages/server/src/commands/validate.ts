import type { Command } from 'commander';
import type { CheckOptions } from '../actions/check.js';
import { EXIT } from '../failure.js';
import {
  command,
  withConnection,
  withExtensions,
  withJson,
  withOffline
} from '../options.js';
import { countProblems, plural, printJson, printProblems } from '../print.js';
import { printLookup } from '../report.js';
import type { Runner } from '../session.js';

/** `glueflow validate FILE`: all problems of a pipeline at once. */
export const validate = (runner: Runner): Command =>
  withExtensions(
    withJson(
      withOffline(
        withConnection(
          command('validate', 'Check a pipeline and tell every problem.', [
            'glueflow validate flights.glueflow',
            'glueflow validate flights.glueflow --profile dev --json',
            'glueflow validate flights.glueflow --offline'
          ])
        )
      )
    )
  )
    .argument('<file>', 'pipeline (*.glueflow)')
    .action((path: string, options: CheckOptions & { json?: boolean }) =>
      runner.run(options, async session => {
        const { validatePipeline, validationFacts } =
          await import('../actions/check.js');
        const checked = await validatePipeline({ path }, options, session.task);
        const facts = validationFacts(checked);
        session.quiet();
        const { stdout } = session.host;
        if (session.json) {
          printJson(stdout, facts);
        } else {
          printLookup(session.host.stderr, checked.lookup);
          printProblems(stdout, checked.problems, checked.document);
          const count = countProblems(checked.problems);
          const nodes = Object.keys(checked.document?.nodes ?? {}).length;
          stdout.write(
            facts.valid
              ? `${path}: valid, ${plural(nodes, 'node')}${count ? `, ${count}` : ''}\n`
              : `${path}: ${count}\n`
          );
        }
        return facts.valid ? EXIT.done : EXIT.refused;
      })
    );
