/**
 * `npm run demo`: the main job on this machine. A pipeline file is validated, exported as a Glue job, deployed into the sandbox
 * with its own deployment script, run on Spark, and the table it wrote is read back and compared with DuckDB's answer.
 */
import { join } from 'node:path';
import { setup } from './setup.mjs';
import {
  HOME,
  PYTHON,
  ROOT,
  environment,
  isMain,
  run,
  script
} from './tools.mjs';

const CLI = join(ROOT, 'packages', 'server', 'bin', 'glueflow.js');

function heading(text) {
  console.log(`\n== ${text}`);
}

/** Run the main job for one example; the sandbox keeps running afterwards. */
export async function demo(name = 'flights') {
  const pipeline = join(ROOT, 'examples', `${name}.glueflow`);
  const out = join(HOME, 'demo');
  const glueflow = (args, options) =>
    run(process.execPath, [CLI, ...args], options);

  heading('Sandbox: a stand-in for AWS on this machine');
  await glueflow(['sandbox', 'start']);
  const { output } = await glueflow(['sandbox', 'env', '--json'], {
    capture: true
  });
  const env = environment(JSON.parse(output));

  heading(`Validate ${name}.glueflow`);
  await glueflow(['validate', pipeline], { env });

  heading('Export to AWS Glue: the job script and its deployment script');
  const exported = await glueflow(
    ['export', pipeline, '--out', out, '--json'],
    { env, capture: true }
  );
  const { script: job, deployScript } = JSON.parse(exported.printed);
  console.log(`${job.path}\n${deployScript.path}`);

  heading('Deploy with the deployment script, run the job, wait for it');
  await run(PYTHON, [deployScript.path, '--run', '--wait'], {
    env,
    what: 'The deployment script'
  });

  heading("The rows it wrote, beside DuckDB's answer");
  await run(
    PYTHON,
    [
      join(ROOT, 'scripts', 'result.py'),
      pipeline,
      join(ROOT, 'examples', `${name}.sql`)
    ],
    { env, what: 'Reading the result' }
  );
  console.log(`
Scripts: ${out}
The sandbox is still running. With GLUEFLOW_HOME=${HOME}: 'npx glueflow sandbox env', 'npx glueflow sandbox stop'.`);
}

if (isMain(import.meta.url)) {
  await script(async () => {
    await setup();
    return demo(process.argv[2]);
  });
}
