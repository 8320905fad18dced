import type { Hono } from 'hono';
import {
  bucketList,
  objectList,
  profileList,
  roleList,
  whoami
} from '../actions/account.js';
import { Failure } from '../failure.js';
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

/** Add what dialogs offer to choose from: identity, profiles, roles, buckets, objects. */
export function addAccount(app: Hono<Env>, place: Workplace): void {
  app.post('/identity', async c => {
    const body = bodyOf<ConnectionOptions>(c, shapes.CONNECTION);
    return answer(c, place, 'identity', task => whoami(body, task));
  });
  app.get('/profiles', c =>
    answer(c, place, 'profiles', async task => profileList(task))
  );
  app.get('/roles', c => {
    const query = queryOf<ConnectionOptions>(c, shapes.QUERY);
    return answer(c, place, 'roles', task => roleList(query, task));
  });
  app.get('/buckets', c => {
    const query = queryOf<ConnectionOptions>(c, shapes.QUERY);
    return answer(c, place, 'buckets', task => bucketList(query, task));
  });
  app.get('/objects', c => {
    const query = queryOf<
      ConnectionOptions & { path?: string; limit?: string; from?: string }
    >(c, {
      ...shapes.QUERY,
      path: 'text',
      limit: 'text',
      from: 'text'
    });
    const { path } = query;
    if (path === undefined) {
      throw new Failure('usage', 'Give "path", such as s3://bucket/folder/.');
    }
    const limit = countOf(query.limit, 'limit', 1000);
    return answer(c, place, 'objects', task =>
      objectList(path, { ...query, limit }, task)
    );
  });
}
