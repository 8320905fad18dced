import { Hono } from 'hono';
import { validatePipeline, validationFacts } from '../actions/check.js';
import { componentFacts } from '../actions/components.js';
import { deployPipeline } from '../actions/deploy.js';
import { estimatePipeline } from '../actions/estimate.js';
import { exportPipeline, previewExport } from '../actions/export.js';
import { generatePipeline, generationFacts } from '../actions/generate.js';
import { runPipeline } from '../actions/run.js';
import { Failure } from '../failure.js';
import { VERSION } from '../version.js';
import { addAccount } from './account.js';
import { addCatalog, addConnections, addJobs } from './aws.js';
import { addLakeFS } from './lakefs.js';
import { refusal, type GuardOptions } from './guard.js';
import { readBody } from './read.js';
import * as shapes from './shapes.js';
import { answer, bodyOf, failed, type Env, type Workplace } from './work.js';

/** Make the HTTP service: every route does what the command of the same name does. */
export function createApp(place: Workplace, guard: GuardOptions): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c) => failed(c, error));
  app.notFound(c =>
    c.json(
      {
        error: {
          kind: 'usage',
          message: `There is nothing at ${c.req.method} ${c.req.path}.`
        }
      },
      404
    )
  );
  app.use(async (c, next) => {
    const refused = refusal(c.req.method, c.env.incoming.headers, guard);
    if (refused) {
      const { status, message } = refused;
      return c.json({ error: { kind: 'usage', message } }, status);
    }
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    if (!c.res.headers.has('Cache-Control')) {
      c.header('Cache-Control', 'no-store');
    }
  });
  app.use(readBody);
  app.get('/health', c =>
    c.json({ name: 'glueflow', version: VERSION, pid: process.pid })
  );
  addOperations(app, place);
  addComponents(app, place);
  addPipelines(app, place);
  addCatalog(app, place);
  addConnections(app, place);
  addLakeFS(app, place);
  addAccount(app, place);
  addJobs(app, place);
  return app;
}

function addOperations(app: Hono<Env>, place: Workplace): void {
  app.get('/operations', c => c.json({ operations: place.operations.list() }));
  app.post('/operations/:id/cancel', c => {
    const cancelled = place.operations.cancel(c.req.param('id'));
    return c.json({ cancelled }, cancelled ? 200 : 404);
  });
}

function addComponents(app: Hono<Env>, place: Workplace): void {
  app.get('/components', async c => {
    const { registry, origins } = await place.components();
    const components = registry
      .list()
      .map(each => componentFacts(each, origins.get(each.id)));
    return c.json({ components });
  });
  app.get('/components/:id', async c => {
    const { registry, origins } = await place.components();
    const id = c.req.param('id');
    const component = registry.get(id);
    if (!component) {
      throw new Failure('refused', `There is no component "${id}".`);
    }
    return c.json(componentFacts(component, origins.get(id)));
  });
}

function addPipelines(app: Hono<Env>, place: Workplace): void {
  app.post('/validate', async c => {
    const body = bodyOf<shapes.ValidateBody>(c, shapes.VALIDATE);
    return answer(c, place, 'validate', async task =>
      validationFacts(await validatePipeline(shapes.inputOf(body), body, task))
    );
  });
  app.post('/generate', async c => {
    const body = bodyOf<shapes.ValidateBody>(c, shapes.GENERATE);
    return answer(c, place, 'generate', async task =>
      generationFacts(await generatePipeline(shapes.inputOf(body), body, task))
    );
  });
  app.post('/export', async c => {
    const body = bodyOf<shapes.ExportBody>(c, shapes.EXPORT);
    const make =
      body.out === undefined || body.dryRun ? previewExport : exportPipeline;
    return answer<object>(c, place, 'export', task =>
      make(shapes.inputOf(body), body, task)
    );
  });
  app.post('/deploy', async c => {
    const body = bodyOf<shapes.DeployBody>(c, shapes.DEPLOY);
    for (const field of ['wait', 'param'] as const) {
      if (body[field] && !body.run) {
        throw new Failure('usage', `"${field}" is for a run: add "run": true.`);
      }
    }
    return answer(c, place, 'deploy', task =>
      deployPipeline(shapes.inputOf(body), body, task)
    );
  });
  app.post('/estimate', async c => {
    const body = bodyOf<shapes.EstimateBody>(c, shapes.ESTIMATE);
    return answer(c, place, 'estimate', task =>
      estimatePipeline(shapes.inputOf(body), body, task)
    );
  });
  app.post('/run', async c => {
    const body = bodyOf<shapes.RunBody>(c, shapes.RUN);
    return answer(c, place, 'run', task =>
      runPipeline(shapes.inputOf(body), body, task, task.output)
    );
  });
}
