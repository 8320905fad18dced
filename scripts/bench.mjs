/** `npm run bench`: the benchmarks, as a table and as JSON in benchmarks/results/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { environment, PYTHON, ROOT, run, script } from './tools.mjs';

const fixed = (value, digits) => (value === null ? '' : value.toFixed(digits));

await script(async () => {
  await setup();
  const { compileBench } = await import('../benchmarks/compile.mjs');
  console.log(
    '== Compiling: document text to script text (ratio: to a tenth of the nodes)'
  );
  const compiling = compileBench();
  console.table(
    compiling.map(row => ({
      shape: row.shape,
      nodes: row.nodes,
      seconds: fixed(row.seconds, 4),
      ratio: fixed(row.ratio, 1)
    }))
  );
  console.log(
    '== The command line: user and system time on one core (ratio: to a bare Node, `node -e 0`)'
  );
  const timed = await run(
    PYTHON,
    [join(ROOT, 'benchmarks', 'commands.py'), process.execPath],
    { capture: true, what: 'The benchmark of the command line' }
  );
  const commands = JSON.parse(timed.printed.trim().split('\n').at(-1));
  console.table(
    commands.flatMap(({ node, start, rows }) =>
      rows.map(row => ({
        node,
        'started by': start,
        command: row.command,
        seconds: fixed(row.seconds, 3),
        ratio: fixed(row.ratio, 2)
      }))
    )
  );
  console.log(
    '== lakeFS: ours beside bare requests and beside PyPI lakefs (processor: microseconds of an operation)'
  );
  const { lakefsBench } = await import('../benchmarks/lakefs/bench.mjs');
  const lakefs = await lakefsBench();
  console.table(
    lakefs.map(row => ({
      server: row.server,
      operation: `${row.operation} × ${row.parallel}`,
      'a second': fixed(row.perSecond, 1),
      bare: fixed(row.barePerSecond, 1),
      Python: fixed(row.pythonPerSecond, 1),
      'time / bare': fixed(row.timeToBare, 2),
      'speed / Python': fixed(row.speedToPython, 2),
      processor: fixed(row.processor * 1e6, 0),
      'processor / bare': fixed(row.processorToBare, 2),
      'Python / processor': fixed(row.processorOfPython, 2)
    }))
  );
  console.log(
    '== Generated against hand-written PySpark (one warm session, in turn)'
  );
  const { printed } = await run(
    PYTHON,
    [join(ROOT, 'benchmarks', 'spark.py'), process.argv[2] ?? '7'],
    {
      capture: true,
      what: 'The Spark benchmark',
      // Each run imports the job's modules anew, which Python must be free to keep compiled, as it is on a person's machine.
      env: { ...environment(), PYTHONDONTWRITEBYTECODE: '' }
    }
  );
  const spark = JSON.parse(printed.trim().split('\n').at(-1));
  console.table(
    spark.pairs.map(row => ({
      pipeline: row.pipeline,
      mode: row.mode,
      generated: fixed(row.generated, 2),
      handwritten: fixed(row.handwritten, 2),
      ratio: fixed(row.ratio, 3),
      range: row.ratioRange.map(value => fixed(value, 2)).join(' to '),
      'equal rows': row.equal
    }))
  );
  console.log('== Pipelines by DuckDB beside hand-written SQL of DuckDB');
  const second = await run(
    PYTHON,
    [join(ROOT, 'benchmarks', 'duckdb_pipelines.py'), process.argv[2] ?? '7'],
    { capture: true, what: 'The DuckDB benchmark' }
  );
  const duckdb = JSON.parse(second.printed.trim().split('\n').at(-1));
  console.table(
    duckdb.map(row => ({
      pipeline: row.pipeline,
      generated: fixed(row.generated, 3),
      handwritten: fixed(row.handwritten, 3),
      ratio: fixed(row.ratio, 3),
      range: row.ratioRange.map(value => fixed(value, 2)).join(' to '),
      'equal rows': row.equal
    }))
  );
  console.log(
    '== Data objects of flights read by the routes pipeline (12 months there are, 6 wanted)'
  );
  console.table(spark.objects);
  const folder = join(ROOT, 'benchmarks', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'latest.json'),
    `${JSON.stringify({ machine: { cores: cpus().length, node: process.version }, compiling, commands, lakefs, spark, duckdb }, null, 2)}\n`
  );
});
