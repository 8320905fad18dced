import type { Context, Hono } from 'hono';
import { commit, createBranch, merge } from '../actions/lakefs.js';
import { isConfigured } from '../actions/lakefsbase.js';
import { referenceList, repositoryNames } from '../actions/lakefsnames.js';
import {
  branchPage,
  commitFacts,
  commitPage,
  differencePage,
  entryPage,
  repositoryPage,
  tagPage,
  uncommittedPage,
  type PageOptions
} from '../actions/lakefspages.js';
import { Failure } from '../failure.js';
import type { Shape } from './body.js';
import * as shapes from './shapes.js';
import {
  answer,
  bodyOf,
  countOf,
  queryOf,
  type Env,
  type Workplace
} from './work.js';

/** Entries of a page, where the request does not say; and at most: lakeFS gives a thousand at once, and one more is asked for. */
const PAGE = 100;
const LARGEST_PAGE = 999;

const AT = '/lakefs/repositories';

/**
 * Add `/lakefs…`: names for the pickers of the editor, pages of listings for its catalog, and what its catalog changes. The server is the
 * one that environment and lakectl's settings name; no request names one.
 */
export function addLakeFS(app: Hono<Env>, place: Workplace): void {
  app.get(AT, c => {
    const { absent, ...query } = queryOf<Paged & { absent?: string }>(c, {
      ...shapes.PAGE,
      absent: ['allowed']
    });
    const page = query.limit === undefined ? undefined : pageOf(query);
    return answer<object>(c, place, 'lakefs', async task =>
      // That nobody uses lakeFS here is no failure of a panel that offers it.
      absent === 'allowed' && !(await isConfigured(task))
        ? { missing: true }
        : page === undefined
          ? repositoryNames(task)
          : repositoryPage(page, task)
    );
  });
  addReferences(app, place);
  addContents(app, place);
  addChanges(app, place);
}

function addReferences(app: Hono<Env>, place: Workplace): void {
  app.get(`${AT}/:repository/references`, c =>
    answer(c, place, 'lakefs', task =>
      referenceList(c.req.param('repository'), task)
    )
  );
  app.get(`${AT}/:repository/branches`, c => {
    const page = pageFrom(c);
    const { repository } = c.req.param();
    return answer(c, place, 'lakefs', task =>
      branchPage(repository, page, task)
    );
  });
  app.get(`${AT}/:repository/tags`, c => {
    const page = pageFrom(c);
    const { repository } = c.req.param();
    return answer(c, place, 'lakefs', task => tagPage(repository, page, task));
  });
}

function addContents(app: Hono<Env>, place: Workplace): void {
  const at = `${AT}/:repository/references/:reference`;
  app.get(`${at}/commits`, c => {
    const page = pageFrom(c);
    const where = c.req.param();
    return answer(c, place, 'lakefs', task => commitPage(where, page, task));
  });
  app.get(`${at}/objects`, c => {
    const { path, ...query } = queryOf<Paged & { path?: string }>(c, {
      ...shapes.PAGE,
      path: 'text'
    });
    const options = { ...pageOf(query), path };
    const where = c.req.param();
    return answer(c, place, 'lakefs', task => entryPage(where, options, task));
  });
  app.get(`${at}/uncommitted`, c => {
    const page = pageFrom(c);
    const where = c.req.param();
    return answer(c, place, 'lakefs', task =>
      uncommittedPage(where, page, task)
    );
  });
  app.get(`${at}/diff/:other`, c => {
    const { twoDot, ...query } = queryOf<Paged & { twoDot?: string }>(c, {
      ...shapes.PAGE,
      twoDot: ['true', 'false']
    });
    const options = { ...pageOf(query), twoDot: twoDot === 'true' };
    const { other, ...where } = c.req.param();
    return answer(c, place, 'lakefs', task =>
      differencePage(where, other, options, task)
    );
  });
}

function addChanges(app: Hono<Env>, place: Workplace): void {
  app.post(`${AT}/:repository/branches`, c => {
    const { name, source } = givenOf(c, shapes.LAKEFS_BRANCH, 'name', 'source');
    const { repository } = c.req.param();
    return answer(c, place, 'lakefs', task =>
      createBranch({ repository, reference: name }, source, {}, task)
    );
  });
  const at = `${AT}/:repository/references/:reference`;
  app.post(`${at}/commits`, c => {
    const { message } = givenOf(c, shapes.LAKEFS_COMMIT, 'message');
    const where = c.req.param();
    return answer(c, place, 'lakefs', async task =>
      commitFacts(await commit(where, { message }, task))
    );
  });
  app.post(`${at}/merge`, c => {
    const { destination } = givenOf(c, shapes.LAKEFS_MERGE, 'destination');
    const { message, strategy } = bodyOf<{
      message?: string;
      strategy?: 'dest-wins' | 'source-wins';
    }>(c, shapes.LAKEFS_MERGE);
    const where = c.req.param();
    return answer(c, place, 'lakefs', task =>
      merge(where, destination, { message, strategy }, task)
    );
  });
}

/** The parts of a query that say which page is meant. */
interface Paged {
  limit?: string;
  from?: string;
}

function pageFrom(c: Context<Env>): PageOptions {
  return pageOf(queryOf<Paged>(c, shapes.PAGE));
}

function pageOf({ limit, from }: Paged): PageOptions {
  const count = countOf(limit, 'limit', PAGE);
  if (count > LARGEST_PAGE) {
    throw new Failure('usage', `"limit" must be ${LARGEST_PAGE} at most.`);
  }
  return { limit: count, from };
}

/** Read fields of a body that must be given and must hold something. */
function givenOf<Name extends string>(
  c: Context<Env>,
  shape: Shape,
  ...names: readonly Name[]
): Record<Name, string> {
  const body = bodyOf<Record<Name, string | undefined>>(c, shape);
  const missing = names.filter(name => !body[name]?.trim());
  if (missing.length > 0) {
    const list = missing.map(name => `"${name}"`).join(' and ');
    throw new Failure('usage', `Give ${list}.`);
  }
  return body as Record<Name, string>;
}
