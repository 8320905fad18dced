/**
 * `@glueflow/lakefs` beside bare requests of `node:http` and beside PyPI `lakefs`, on the same servers: one that answers at once, where
 * the client is what is measured, and lakeFS's stand-in, or the server that `LAKEFS_ENDPOINT` names (with the variables of the tests).
 *
 * The three take turns, a round each; figures are medians over the rounds, ratios medians of the ratios within a round.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Repository } from '../../packages/lakefs/lib/index.js';
import { PYTHON, ROOT, environment } from '../../scripts/tools.mjs';
import { bareOperations } from './bare.mjs';

const DATA = 'a'.repeat(1024);
const LISTED = 10_000;

/** Operations: name, so many at once, so many in a turn. Short turns: what else the machine does then meets all three alike. */
const WORK = [
  ['write', 1, 40],
  ['write', 16, 160],
  ['read', 1, 40],
  ['read', 16, 160],
  ['write, signed', 1, 20],
  ['write, signed', 16, 80],
  ['read, signed', 1, 20],
  ['read, signed', 16, 80],
  ['list', 1, 1],
  ['transaction', 1, 5]
];

/** A program that answers a line with a line, until its input ends. */
class Talker {
  constructor(command, args) {
    this._child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: environment({ PYTHONPATH: join(ROOT, 'python') })
    });
    this._lines = createInterface({ input: this._child.stdout })[
      Symbol.asyncIterator
    ]();
  }

  async line() {
    const { done, value } = await this._lines.next();
    if (done) {
      throw new Error(`${this._child.spawnargs.join(' ')} ended early`);
    }
    return value;
  }

  async ask(command) {
    this._child.stdin.write(`${JSON.stringify(command)}\n`);
    return JSON.parse(await this.line());
  }

  async stop() {
    const ended = new Promise(resolve => this._child.once('exit', resolve));
    this._child.stdin.end();
    await ended;
  }
}

function sdkOperations(branch, listed) {
  let made = 0;
  const write = preSigned =>
    branch.upload(`sdk/${made++ % 500}`, DATA, { preSigned });
  const read = preSigned => branch.open('read', 'rb', { preSigned }).read();
  return {
    write: () => write(false),
    read: () => read(false),
    'write, signed': () => write(true),
    'read, signed': () => read(true),
    list: async () => {
      let count = 0;
      for await (const _ of listed.listObjects({ prefix: 'list/' })) {
        count++;
      }
      return count;
    },
    transaction: () =>
      branch.transaction('bench', tx =>
        tx.upload(`tx/sdk/${made++}`, DATA, { preSigned: false })
      )
  };
}

async function together(parallel, count, work) {
  let left = count;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (left-- > 0) {
        await work();
      }
    })
  );
}

/** Measure work in this process: seconds and processor seconds of one operation. */
async function measured(work, count, parallel) {
  const used = process.cpuUsage();
  const start = performance.now();
  await together(parallel, count, work);
  const { user, system } = process.cpuUsage(used);
  return {
    seconds: (performance.now() - start) / 1000 / count,
    processor: (user + system) / 1e6 / count
  };
}

const median = values =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Measure all operations on a server; one with a namespace has to be filled first. */
async function onServer(name, { endpoint, key, secret, namespace }, rounds) {
  const client = await Client.create({
    endpoint,
    accessKeyId: key,
    secretAccessKey: secret
  });
  const id = `bench-${Date.now()}`;
  const python = new Talker(PYTHON, [
    join(ROOT, 'benchmarks', 'lakefs', 'client.py'),
    endpoint,
    key,
    secret,
    id
  ]);
  try {
    const repository = new Repository(id, client);
    const toList = new Repository(`${id}-list`, client);
    const branch = repository.branch('main');
    const listed = toList.branch('main');
    let signed = true;
    if (namespace !== undefined) {
      await repository.create(`${namespace}/${id}`);
      await toList.create(`${namespace}/${id}-list`);
      signed = (await client.serverConfiguration()).storageConfig()
        .preSignSupport;
      await branch.upload('read', DATA, { preSigned: false });
      let index = 0;
      await together(16, LISTED, () => {
        const path = `list/${String(index++).padStart(6, '0')}`;
        return listed.upload(path, 'x', { preSigned: false });
      });
      await listed.commitChanges('to list');
    }
    const bare = bareOperations({
      endpoint,
      key,
      secret,
      repository: id,
      data: DATA
    });
    const sdk = sdkOperations(branch, listed);
    const rows = [];
    for (const [operation, parallel, count] of WORK) {
      if (/signed/.test(operation) && !signed) {
        continue;
      }
      if (operation === 'transaction' && namespace !== undefined) {
        // What is uncommitted would stop the merges.
        await branch.reset();
      }
      const turns = {
        bare: () => measured(bare[operation], count, parallel),
        sdk: () => measured(sdk[operation], count, parallel),
        python: () => python.ask({ operation, count, parallel })
      };
      const taken = { sdk: [], bare: [], python: [] };
      const warm = Math.ceil(rounds / 4);
      for (let round = -warm; round < rounds; round++) {
        const order = Object.entries(turns);
        for (const [who, turn] of round % 2 ? order : order.reverse()) {
          const value = await turn();
          if (round >= 0) {
            taken[who].push(value);
          }
        }
      }
      const of = (who, what) => median(taken[who].map(each => each[what]));
      const ratio = (one, other, what) =>
        median(taken[one].map((each, i) => each[what] / taken[other][i][what]));
      rows.push({
        server: name,
        operation,
        parallel,
        perSecond: 1 / of('sdk', 'seconds'),
        barePerSecond: 1 / of('bare', 'seconds'),
        pythonPerSecond: 1 / of('python', 'seconds'),
        timeToBare: ratio('sdk', 'bare', 'seconds'),
        speedToPython: ratio('python', 'sdk', 'seconds'),
        processor: of('sdk', 'processor'),
        processorToBare: ratio('sdk', 'bare', 'processor'),
        processorOfPython: ratio('python', 'sdk', 'processor')
      });
    }
    if (namespace !== undefined) {
      await repository.delete();
      await toList.delete();
    }
    return rows;
  } finally {
    client.close();
    await python.stop();
  }
}

/** Measure on both servers; rows as `onServer` gives them. */
export async function lakefsBench(rounds = 41) {
  const quick = new Talker(process.execPath, [
    join(ROOT, 'benchmarks', 'lakefs', 'quick.mjs')
  ]);
  const rows = [];
  try {
    const endpoint = await quick.line();
    const server = { endpoint, key: 'key', secret: 'secret' };
    rows.push(...(await onServer('quick', server, rounds)));
  } finally {
    await quick.stop();
  }
  const { env } = process;
  if (env.LAKEFS_ENDPOINT) {
    const server = {
      endpoint: env.LAKEFS_ENDPOINT,
      key: env.LAKEFS_ACCESS_KEY_ID ?? '',
      secret: env.LAKEFS_SECRET_ACCESS_KEY ?? '',
      namespace: (env.LAKEFS_STORAGE_NAMESPACE ?? 'local://').replace(
        /(?<=[^/])\/+$/,
        ''
      )
    };
    return [...rows, ...(await onServer('lakeFS', server, rounds))];
  }
  const standIn = new Talker(PYTHON, [
    join(ROOT, 'benchmarks', 'lakefs', 'standin.py')
  ]);
  try {
    const found = JSON.parse(await standIn.line());
    const server = {
      endpoint: found.LAKECTL_SERVER_ENDPOINT_URL,
      key: found.LAKECTL_CREDENTIALS_ACCESS_KEY_ID,
      secret: found.LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY,
      namespace: 's3://bench'
    };
    rows.push(...(await onServer('stand-in', server, rounds)));
  } finally {
    await standIn.stop();
  }
  return rows;
}
