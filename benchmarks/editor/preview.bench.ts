import { test, type Page } from '@playwright/test';
import { Lab } from '../../ui-tests/helpers/lab.js';
import { LabPage } from '../../ui-tests/helpers/page.js';
import { median } from './measure.js';
import { rounded, show } from './report.js';

/** Repetitions, in turn and in either order; the median counts. */
const ROUNDS = 9;
/** Before each measurement, in ms: a person's next edit does not follow in the same moment. */
const PAUSE = 300;
/** After the first preview, in ms: the kernel keeps the table's rows meanwhile. */
const KEEPING = 3000;
/** Rounds before, which warm everything up. */
const WARMING = 2;

/** The table that node `jfk` of the example filters, as a person would read it. */
const READ = `
import time
from pyspark.sql import SparkSession
_spark = SparkSession.builder.getOrCreate()
_begin = time.perf_counter()
_flights = _spark.read.parquet("s3://glueflow-sandbox/nycflights/flights/")
`;

/** What the node does, as a person would type it. */
const filter = (month: number): string => `
_call = time.perf_counter()
_flights.where("origin = 'JFK' and month <= ${month}").limit(100).toPandas()
print(time.perf_counter() - _call, time.perf_counter() - _begin)
`;

type Engine = 'duckdb' | 'spark';

/** What the benchmark uses of an open pipeline. */
interface Widget {
  readonly context: {
    readonly sessionContext: {
      readonly session: {
        readonly kernel: {
          requestExecute(content: { code: string }): {
            onIOPub: (message: {
              content: { text?: string; evalue?: string };
            }) => void;
            readonly done: Promise<unknown>;
          };
        };
      };
    };
  };
  readonly editor: {
    readonly model: {
      gesture(label: string, edit: () => void): void;
      setConfig(id: string, fields: object): void;
    };
    readonly session: {
      clear(): void;
      preview(
        id: string,
        slot?: string,
        asked?: boolean,
        port?: string,
        engine?: Engine
      ): Promise<{
        rows: readonly unknown[];
        engine: Engine;
        seconds: number;
      }>;
    };
  };
}

test('previews, beside the plain call in the same kernel', async ({ page }) => {
  const lab = await Lab.start();
  try {
    const labPage = new LabPage(page, lab);
    await labPage.goto(lab.example('flights.glueflow'));
    await labPage.editor('flights.glueflow');
    show('First rows of a filter after the pipeline has opened', [
      await first(page)
    ]);
    for (const engine of ['duckdb', 'spark'] as const) {
      // A filter that has not been previewed yet, of a table that has: as a person edits it, again and again.
      await preview(page, 13, true, engine);
      await pause(KEEPING);
      await plain(page, READ + filter(13));
      const edited = await rounds(
        month => preview(page, month, false, engine),
        async month => (await plain(page, filter(month))).call
      );
      const anew = await rounds(
        month => preview(page, month, true, engine),
        async month => (await plain(page, READ + filter(month))).whole
      );
      show(
        `Preview of a filter by ${engine}, 100 rows, beside where().limit().toPandas()`,
        [
          row('after an edit of the filter', edited),
          row('with nothing kept: the table is read too', anew)
        ]
      );
    }
  } finally {
    await lab.stop();
  }
});

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** Measure the one and the other with a month of each round. */
async function rounds(
  own: (month: number) => Promise<number>,
  other: (month: number) => Promise<number>
): Promise<[number, number][]> {
  const pairs: [number, number][] = [];
  for (let round = 0; round < WARMING + ROUNDS; round++) {
    const month = 12 - round;
    pairs.push(
      await pair(
        round,
        () => own(month),
        () => other(month)
      )
    );
  }
  return pairs.slice(WARMING);
}

/** Measure the one and the other: neither is first in every round. */
async function pair(
  round: number,
  own: () => Promise<number>,
  other: () => Promise<number>
): Promise<[number, number]> {
  const measure = async (what: () => Promise<number>): Promise<number> => {
    await pause(PAUSE);
    return what();
  };
  if (round % 2 === 0) {
    return [await measure(own), await measure(other)];
  }
  const later = await measure(other);
  return [await measure(own), later];
}

function row(
  what: string,
  pairs: readonly [number, number][]
): Record<string, unknown> {
  const own = median(pairs.map(([time]) => time));
  const other = median(pairs.map(([, time]) => time));
  return {
    what,
    'preview, ms': rounded(own),
    'plain call, ms': rounded(other),
    ratio: rounded(own / other)
  };
}

/** Ask for rows at once, in a kernel that is not there yet; returns what it took, and the kernel's share. */
async function first(page: Page): Promise<Record<string, unknown>> {
  const { whole, seconds, engine } = await page.evaluate(async () => {
    const { session } = (
      window.jupyterapp.shell.currentWidget as unknown as Widget
    ).editor;
    const begin = performance.now();
    const rows = await session.preview(
      'jfk',
      'bench',
      true,
      undefined,
      'duckdb'
    );
    return {
      whole: performance.now() - begin,
      seconds: rows.seconds,
      engine: rows.engine
    };
  });
  return {
    engine,
    'with the start of the kernel, ms': rounded(whole),
    'in the kernel, ms': rounded(seconds * 1000)
  };
}

/** Edit the filter and preview it, with what the kernel keeps or (`anew`) without; returns milliseconds, up to having the rows in the page. */
function preview(
  page: Page,
  month: number,
  anew: boolean,
  engine: Engine
): Promise<number> {
  return page.evaluate(
    async ([value, forget, asked]) => {
      const { session, model } = (
        window.jupyterapp.shell.currentWidget as unknown as Widget
      ).editor;
      if (forget) {
        session.clear();
      }
      const begin = performance.now();
      model.gesture('Edit', () => {
        model.setConfig('jfk', {
          condition: {
            operator: 'and',
            conditions: [
              { column: 'origin', operator: 'eq', value: 'JFK' },
              { column: 'month', operator: 'le', value }
            ]
          }
        });
      });
      const shown = await session.preview(
        'jfk',
        'bench',
        true,
        undefined,
        asked
      );
      if (shown.rows.length !== 100 || shown.engine !== asked) {
        throw new Error(`${shown.rows.length} rows by ${shown.engine}`);
      }
      return performance.now() - begin;
    },
    [month, anew, engine] as const
  );
}

/** Run a plain call in the document's kernel; returns the milliseconds of the call, and of all since the table was read. */
async function plain(
  page: Page,
  code: string
): Promise<{ call: number; whole: number }> {
  const said = await page.evaluate(async text => {
    const widget = window.jupyterapp.shell.currentWidget as unknown as Widget;
    const { kernel } = widget.context.sessionContext.session;
    const future = kernel.requestExecute({ code: text });
    let output = '';
    future.onIOPub = ({ content }) => {
      output += content.text ?? content.evalue ?? '';
    };
    await future.done;
    return output;
  }, code);
  const [call, whole] = said.trim().split(' ').map(Number);
  if (!(call > 0 && whole > 0)) {
    throw new Error(said);
  }
  return { call: call * 1000, whole: whole * 1000 };
}
