import { Deployment } from '../../src/export/deployment';
import { ServiceError } from '../../src/service/client';
import { FakeFiles, FakeService, type Sent } from './fake';

const RESULT = {
  deployment: {
    job: 'flights',
    region: 'eu-west-1',
    script: { location: 's3://b/x.py' }
  }
};
const FILES = [
  { path: 'flights.py', text: 'new', state: 'new' as const },
  { path: 'deploy_flights.py', text: 'same', state: 'unchanged' as const }
];

describe('export/deployment', () => {
  function open(answer?: (sent: Sent) => object | Promise<object>): {
    deployment: Deployment;
    service: FakeService;
    files: FakeFiles;
  } {
    const service = new FakeService(
      answer === undefined ? {} : { 'STREAM deploy': answer }
    );
    const files = new FakeFiles();
    const deployment = new Deployment(
      service.asService(),
      files.asFiles(),
      ({ path, state }) => `${state} ${path}`
    );
    return { deployment, service, files };
  }

  it('writes what has changed, and nothing else', async () => {
    const { deployment, service, files } = open();
    await deployment.start({ files: FILES });
    expect(deployment.state).toBe('succeeded');
    expect(files.texts).toEqual({ 'flights.py': 'new' });
    expect(deployment.written).toEqual(['flights.py', 'deploy_flights.py']);
    expect(service.sent).toEqual([]);
  });

  it('tells each step as it is done', async () => {
    const seen: string[] = [];
    const { deployment } = open(({ options }) => {
      options?.onProgress?.({ step: 'account', message: 'Account 1' });
      options?.onProgress?.({ message: 'No step' });
      options?.onProgress?.({ step: 'job', message: 'Job created' });
      options?.onProgress?.({
        step: 'run',
        message: 'STARTING',
        run: { job: 'flights', id: 'jr_1', state: 'STARTING' }
      });
      options?.onProgress?.({
        step: 'run',
        message: 'RUNNING',
        run: { job: 'flights', id: 'jr_1', state: 'RUNNING' }
      });
      return {
        ...RESULT,
        run: { job: 'flights', id: 'jr_1', state: 'SUCCEEDED', ended: true }
      };
    });
    deployment.changed.connect(({ steps }) => {
      const last = steps.at(-1);
      seen.push(`${last?.id} ${last?.message} ${last?.state}`);
    });
    await deployment.start({ files: FILES.slice(0, 1), deploy: { run: true } });
    expect(seen).toContain('run RUNNING running');
    expect(deployment.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'file:flights.py done',
      'account done',
      'job done',
      'run done'
    ]);
    expect(deployment.run?.state).toBe('SUCCEEDED');
    expect(deployment.state).toBe('succeeded');
  });

  it('tells a refusal with its remedy, and does the same again', async () => {
    let times = 0;
    const { deployment, service } = open(({ options }) => {
      options?.onProgress?.({ step: 'script', message: 'Uploading' });
      if (times++ === 0) {
        throw new ServiceError('Access denied.', 'refused', 'Ask for it.');
      }
      return RESULT;
    });
    await deployment.start({ files: FILES, deploy: { text: 'kept' } });
    expect(deployment.state).toBe('failed');
    expect(deployment.error?.remedy).toBe('Ask for it.');
    expect(deployment.steps.at(-1)).toMatchObject({
      id: 'script',
      state: 'failed'
    });
    await deployment.retry();
    expect(deployment.state).toBe('succeeded');
    expect(deployment.error).toBeUndefined();
    expect(service.to('deploy').map(({ body }) => body)).toEqual([
      { text: 'kept' },
      { text: 'kept' }
    ]);
  });

  it('fails when the run fails', async () => {
    const { deployment } = open(() => ({
      ...RESULT,
      run: { job: 'flights', id: 'jr_1', state: 'FAILED', ended: true }
    }));
    await deployment.start({ files: [], deploy: {} });
    expect(deployment.state).toBe('failed');
    expect(deployment.error).toBeUndefined();
  });

  it('leaves a run going when cancelled, and can stop it', async () => {
    const { deployment, service } = open(
      ({ options }) =>
        new Promise((_, reject) => {
          options?.signal?.addEventListener('abort', () =>
            reject(new ServiceError('Stopped waiting.', 'cancelled'))
          );
          options?.onProgress?.({
            step: 'run',
            message: 'RUNNING',
            run: { job: 'my job', id: 'jr_1', state: 'RUNNING' }
          });
          deployment.cancel();
        })
    );
    service.answers['POST jobs/my%20job/runs/jr_1/stop'] = { stopped: [] };
    await deployment.start({ files: [], deploy: {} });
    expect(deployment.state).toBe('cancelled');
    expect(deployment.steps.at(-1)?.state).toBe('stopped');
    expect(deployment.run).toMatchObject({ id: 'jr_1', state: 'RUNNING' });
    await deployment.stopRun({ connection: 'corp' });
    expect(deployment.run?.state).toBe('STOPPING');
    expect(service.sent.at(-1)?.body).toEqual({ connection: 'corp' });
  });

  it('deploys nothing when a file can’t be written', async () => {
    const { deployment, service, files } = open(() => RESULT);
    files.save = () => Promise.reject(new Error('Disk full'));
    await deployment.start({ files: FILES, deploy: {} });
    expect(deployment.state).toBe('failed');
    expect(deployment.error?.message).toBe('Disk full');
    expect(deployment.written).toEqual([]);
    expect(service.sent).toEqual([]);
  });
});
