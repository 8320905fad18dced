import type { Hono } from 'hono';
import { referenceList, repositoryNames } from '../actions/lakefsnames.js';
import { answer, type Env, type Workplace } from './work.js';

/** Add `/lakefs…`: names of lakeFS, for the pickers of the editor. The server is the one that environment and lakectl's settings name. */
export function addLakeFS(app: Hono<Env>, place: Workplace): void {
  app.get('/lakefs/repositories', c =>
    answer(c, place, 'lakefs', task => repositoryNames(task))
  );
  app.get('/lakefs/repositories/:repository/references', c =>
    answer(c, place, 'lakefs', task =>
      referenceList(c.req.param('repository'), task)
    )
  );
}
