import type { Hono } from 'hono';
import { AwsError } from '@glueflow/aws';
import type { LogEvent } from '@glueflow/glue-jobs';
import type { AwsConnection } from '@glueflow/contract';
import { whoami } from '../actions/account.js';
import {
  databases,
  table,
  tableLocations,
  tableNames,
  tables,
  type CatalogOptions
} from '../actions/catalog.js';
import {
  connectionAdd,
  connectionList,
  connectionRemove
} from '../actions/connections.js';
import {
  jobList,
  jobLogs,
  jobRun,
  jobRuns,
  jobShow,
  jobStart,
  jobStop,
  type StartOptions
} from '../actions/jobs.js';
import { Failure, Missing } from '../failure.js';
import type { ConnectionOptions } from '../options.js';
import * as shapes from './shapes.js';
import {
  answer,
  bodyOf,
  countOf,
  queryOf,
  type Env,
  type Workplace
} from './work.js';

/** Add `/catalog/databases…`: what `glueflow catalog` does. The query names the connection. */
export function addCatalog(app: Hono<Env>, place: Workplace): void {
  const at = '/catalog/databases';
  app.get(at, c => {
    const query = queryOf<CatalogOptions>(c, shapes.CATALOG);
    return answer(c, place, 'catalog', task => databases(query, task));
  });
  app.get(`${at}/:database/tables`, c => {
    const { absent, ...query } = queryOf<
      CatalogOptions &
        Partial<
          Record<
            'match' | 'limit' | 'from' | 'names' | 'locations' | 'absent',
            string
          >
        >
    >(c, {
      ...shapes.CATALOG,
      ...{ match: 'text', limit: 'text', from: 'text' },
      names: ['true', 'false'],
      locations: ['true', 'false'],
      absent: ['allowed']
    });
    const { database } = c.req.param();
    const limit =
      query.limit === undefined ? undefined : countOf(query.limit, 'limit');
    const list =
      query.names === 'true'
        ? tableNames
        : query.locations === 'true'
          ? tableLocations
          : tables;
    return answer<object>(c, place, 'catalog', async task => {
      try {
        return await list(database, { ...query, limit }, task);
      } catch (error) {
        // A list that only helps: that nobody gets it is no failure.
        if (
          absent === 'allowed' &&
          error instanceof AwsError &&
          ['not-found', 'access-denied'].includes(error.kind)
        ) {
          return { missing: true };
        }
        throw error;
      }
    });
  });
  app.get(`${at}/:database/tables/:table`, c => {
    const { absent, ...query } = queryOf<CatalogOptions & { absent?: string }>(
      c,
      { ...shapes.CATALOG, absent: ['allowed'] }
    );
    const { database, table: name } = c.req.param();
    return answer<object>(c, place, 'catalog', async task => {
      try {
        return await table(database, name, query, task);
      } catch (error) {
        // The editor asks whether a table is there: that an output's is not yet is no failure.
        if (absent === 'allowed' && error instanceof Missing) {
          const { within, place: at } = error;
          return {
            missing: true,
            ...(within === undefined ? {} : { database: false }),
            ...(at ? { place: at } : {})
          };
        }
        throw error;
      }
    });
  });
}

/** Add `/connections…`: what `glueflow connections` does. */
export function addConnections(app: Hono<Env>, place: Workplace): void {
  app.get('/connections', c =>
    answer(c, place, 'connections', task => connectionList(task))
  );
  app.post('/connections', async c => {
    const body = bodyOf<{
      name?: string;
      connection?: AwsConnection;
      replace?: boolean;
    }>(c, shapes.ADD);
    const { name, connection, replace = false } = body;
    if (name === undefined || connection === undefined) {
      throw new Failure('usage', 'Give "name" and "connection".');
    }
    return answer(c, place, 'connections', task =>
      connectionAdd(name, connection, replace, task)
    );
  });
  app.delete('/connections/:name', c =>
    answer(c, place, 'connections', task =>
      connectionRemove(c.req.param('name'), task)
    )
  );
  app.post('/connections/:name/test', c =>
    answer(c, place, 'connections', task =>
      whoami({ connection: c.req.param('name') }, task)
    )
  );
}

/** Add `/jobs…`: what `glueflow jobs` does. */
export function addJobs(app: Hono<Env>, place: Workplace): void {
  app.get('/jobs', c => {
    const query = queryOf<ConnectionOptions>(c, shapes.QUERY);
    return answer(c, place, 'jobs', task => jobList(query, task));
  });
  app.get('/jobs/:job', c => {
    const query = queryOf<ConnectionOptions>(c, shapes.QUERY);
    const { job } = c.req.param();
    return answer(c, place, 'jobs', task => jobShow(job, query, task));
  });
  app.get('/jobs/:job/runs', c => {
    const query = queryOf<
      ConnectionOptions & { limit?: string; from?: string }
    >(c, { ...shapes.QUERY, limit: 'text', from: 'text' });
    const limit = countOf(query.limit, 'limit', 20);
    const { job } = c.req.param();
    return answer(c, place, 'jobs', task =>
      jobRuns(job, { ...query, limit }, task)
    );
  });
  app.post('/jobs/:job/runs', async c => {
    const body = bodyOf<StartOptions>(c, shapes.START);
    const { job } = c.req.param();
    return answer(c, place, 'start', task => jobStart(job, body, task));
  });
  app.get('/jobs/:job/runs/:run', c => {
    const query = queryOf<ConnectionOptions & { wait?: string }>(c, {
      ...shapes.QUERY,
      wait: ['true', 'false']
    });
    const { job, run } = c.req.param();
    const options = { ...query, wait: query.wait === 'true' };
    return answer(c, place, 'run', task => jobRun(job, run, options, task));
  });
  app.post('/jobs/:job/runs/:run/stop', async c => {
    const body = bodyOf<ConnectionOptions>(c, shapes.CONNECTION);
    const { job, run } = c.req.param();
    return answer(c, place, 'stop', task => jobStop(job, run, body, task));
  });
  app.get('/jobs/:job/runs/:run/logs', c => {
    const query = queryOf<ConnectionOptions & { follow?: string }>(c, {
      ...shapes.QUERY,
      follow: ['true', 'false']
    });
    const { job, run } = c.req.param();
    const options = { ...query, follow: query.follow === 'true' };
    return answer(c, place, 'logs', async task => {
      const events: LogEvent[] = [];
      const facts = await jobLogs(job, run, options, task, event => {
        const { text, ...about } = event;
        if (task.streams) {
          task.output(text, about);
        } else {
          events.push(event);
        }
      });
      return task.streams ? facts : { ...facts, events };
    });
  });
}
