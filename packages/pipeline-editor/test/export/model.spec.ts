import { ServiceError } from '../../src/service/client';
import {
  jobSettingsWithDefaults,
  renderDeployScript
} from '@glueflow/components-manager';
import { goodAnswers, JOB, openExport, type OpenExport } from './fake';

const settled = (): Promise<void> =>
  new Promise(resolve => setImmediate(resolve));

describe('ExportModel', () => {
  let open: OpenExport;

  afterEach(() => open.dispose());

  it('asks who the connection is and what it can see', async () => {
    open = openExport({ document: { job: { ...JOB, region: 'eu-west-1' } } });
    const { model, service, settings } = open;
    await settings.set('defaultConnection', 'corp');
    model.open();
    await settled();
    expect(model.identity.value?.account).toBe('123456789012');
    expect(service.to('identity')[0].body).toEqual({
      connection: 'corp',
      region: 'eu-west-1'
    });
    expect(model.roles.value?.roles).toHaveLength(1);
    expect(model.estimate.value?.prices.date).toBe('2026-11-25');
  });

  it('asks anew when the connection changes, and only then', async () => {
    open = openExport();
    const { model, service } = open;
    model.open();
    await settled();
    jest.useFakeTimers();
    model.form.set('prefix', 'x');
    await jest.advanceTimersByTimeAsync(1000);
    expect(service.to('identity')).toHaveLength(1);
    model.form.set('connection', 'corp');
    await jest.advanceTimersByTimeAsync(1000);
    jest.useRealTimers();
    await settled();
    expect(service.to('identity').at(-1)?.body).toEqual({ connection: 'corp' });
    expect(service.to('roles')).toHaveLength(2);
  });

  it('takes the suggestion as one step of undo', async () => {
    open = openExport();
    const { model, pipeline } = open;
    model.open();
    await settled();
    model.takeSuggestion();
    expect(pipeline.document.job).toMatchObject({
      workerType: 'G.2X',
      numberOfWorkers: 4
    });
    pipeline.undo();
    expect(pipeline.document.job).toEqual(JOB);
  });

  it('previews the document as it is on the screen against the files there', async () => {
    open = openExport({ texts: { 'etl/flights.py': 'an older script\n' } });
    const { model, pipeline, service } = open;
    model.form.set('prefix', 'unsaved');
    await model.askPreview();
    expect(service.to('export')[0].body).toEqual({
      text: pipeline.getSource(),
      path: 'etl/flights.glueflow'
    });
    expect(
      model.preview.value?.files.map(({ path, state }) => `${path} ${state}`)
    ).toEqual(['etl/flights.py changed', 'etl/deploy_flights.py new']);
  });

  it('replaces no deployment script of another job', async () => {
    const scriptOf = (job: string): string =>
      renderDeployScript(
        jobSettingsWithDefaults({ ...JOB, name: job }),
        {},
        { scriptName: 'x.py' }
      );
    open = openExport({
      texts: { 'etl/deploy_flights.py': scriptOf('other') },
      answers: {
        ...goodAnswers(),
        'POST export': {
          ...(goodAnswers()['POST export'] as object),
          deployScript: scriptOf('flights')
        }
      }
    });
    const { model } = open;
    await model.askPreview();
    expect(model.preview.current).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /etl\/deploy_flights\.py belongs to another job/
        )
      }
    });
  });

  it('refuses a role of another account once AWS has named ours', async () => {
    open = openExport({
      document: {
        job: { ...JOB, role: 'arn:aws:iam::000000000000:role/x' }
      }
    });
    const { model } = open;
    expect(model.form.problemsOf('role')).toEqual([]);
    model.open();
    await settled();
    expect(model.form.problemsOf('role')).toMatchObject([
      { code: 'job-role-account', severity: 'error' }
    ]);
  });

  it('leaves the deployment script out when it is not wanted, and takes another folder', async () => {
    open = openExport();
    const { model } = open;
    model.choose({ deployScript: false, folder: '/jobs/' });
    await model.askPreview();
    expect(model.preview.value?.files.map(({ path }) => path)).toEqual([
      'jobs/flights.py'
    ]);
  });

  it('deploys what was previewed, under the path of the pipeline', async () => {
    open = openExport({
      document: {
        job: JOB,
        parameters: { since: { type: 'date' } }
      },
      answers: {
        'STREAM deploy': {
          deployment: {
            job: 'flights',
            region: 'eu-west-1',
            script: { location: '' }
          }
        }
      }
    });
    const { model, pipeline, service, files } = open;
    model.choose({ deploy: true, run: true });
    expect(model.refused).toBe(true);
    expect(model.runProblems[0].path).toBe('/parameters/since');
    model.choose({ params: { since: '2013-01-01' } });
    expect(model.refused).toBe(false);
    const previewed = pipeline.getSource();
    await model.askPreview();
    model.form.set('description', 'typed by someone else meanwhile');
    await model.export();
    expect(service.to('deploy')[0].body).toEqual({
      text: previewed,
      path: 'etl/flights.glueflow',
      run: true,
      wait: true,
      param: { since: '2013-01-01' }
    });
    expect(Object.keys(files.texts)).toEqual([
      'etl/flights.py',
      'etl/deploy_flights.py'
    ]);
  });

  it('keeps what the service refused, with the problems', async () => {
    open = openExport({
      answers: {
        'POST export': new ServiceError('flights has 1 error.', 'refused', '', [
          { code: 'x', severity: 'error', path: '', message: 'No such column.' }
        ])
      }
    });
    await open.model.askPreview();
    expect(open.model.preview.error?.problems).toHaveLength(1);
    await open.model.export();
    expect(open.model.deployment.state).toBe('idle');
  });
});
