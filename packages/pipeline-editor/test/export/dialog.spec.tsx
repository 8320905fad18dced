/** @jest-environment jsdom */
import '../properties/dom';
import {
  act,
  cleanup,
  fireEvent,
  render,
  screen,
  within
} from '@testing-library/react';
import { ExportDialog } from '../../src/export/dialog';
import { ServiceError } from '../../src/service/client';
import { JOB, openExport, trans, type Answer, type OpenExport } from './fake';

// CodeMirror measures what it draws, which jsdom can't.
jest.mock('../../src/export/diff', () => ({
  DiffView: ({ text, before }: { text: string; before?: string }) => (
    <pre data-testid="diff" data-before={before}>
      {text}
    </pre>
  )
}));

const EXPIRED = new ServiceError(
  'The SSO session for profile dev has expired or was never started. Run: aws sso login --profile dev',
  'credentials'
);

describe('ExportDialog', () => {
  let open: OpenExport;
  const links = {
    openField: jest.fn(),
    openFile: jest.fn(),
    openJob: jest.fn(),
    openTable: jest.fn()
  };
  const onClose = jest.fn();

  afterEach(() => {
    cleanup();
    open.dispose();
    jest.clearAllMocks();
  });

  async function show(
    options: Parameters<typeof openExport>[0] = {},
    readOnly = false
  ): Promise<OpenExport> {
    open = openExport(options);
    open.model.open();
    await act(async () => {
      render(
        <ExportDialog
          model={open.model}
          trans={trans}
          links={links}
          readOnly={readOnly}
          onClose={onClose}
        />
      );
    });
    return open;
  }

  const press = (name: string | RegExp): Promise<void> =>
    act(async () => {
      fireEvent.click(screen.getByRole('button', { name }));
    });
  const type = (label: string, value: string): void => {
    fireEvent.change(screen.getByLabelText(new RegExp(`^${label}`)), {
      target: { value }
    });
  };

  it('shows who the connection is, and changes nothing by being opened', async () => {
    const { pipeline } = await show();
    expect(screen.getByText(/Account 123456789012/).textContent).toContain(
      'arn:aws:iam::123456789012:user/ann'
    );
    expect(pipeline.dirty).toBe(false);
    expect(pipeline.undoLabel).toBeUndefined();
  });

  it('says how to mend an expired SSO session, and tries again', async () => {
    const answers: Record<string, Answer> = {
      'POST identity': EXPIRED,
      'POST estimate': EXPIRED
    };
    const { service } = await show({ answers });
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('has expired');
    expect(within(alert).getByText('aws sso login --profile dev')).toBeTruthy();
    expect(
      within(alert).getByRole('button', { name: 'Copy the command' })
    ).toBeTruthy();
    service.answers['POST identity'] = {
      account: '1',
      arn: 'arn:x',
      kind: 'sso',
      region: 'eu-west-1'
    };
    await press('Retry');
    expect(screen.getByText(/Account 1/)).toBeTruthy();
  });

  it.each([
    ['IAM role', '', /has no IAM role/],
    ['S3 bucket', 'My_Bucket', /cannot be the name of an S3 bucket/],
    ['Region', 'Ireland', /is no AWS region/],
    ['Most workers', '1', /whole number of at least 2/],
    ['Timeout', '20000', /from 1 to 10080/]
  ])('refuses %s “%s” beside the field', async (label, value, message) => {
    await show();
    type(label, value);
    const field = screen.getByLabelText(new RegExp(`^${label}`));
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const described = field.getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(described)?.textContent).toMatch(message);
    await press('Preview');
    expect(open.service.to('export')).toEqual([]);
    expect(document.activeElement).toBe(field);
  });

  it('mends what can be mended', async () => {
    await show({
      document: {
        job: { ...JOB, workerType: 'G.4X', executionClass: 'FLEX' }
      }
    });
    await press('Use the execution class STANDARD');
    expect(open.pipeline.document.job.executionClass).toBe('STANDARD');
    expect(screen.queryByText(/FLEX takes workers/)).toBeNull();
  });

  it('keeps what is typed in the document', async () => {
    const { pipeline } = await show();
    type('S3 bucket', 'other-bucket');
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    expect(onClose).toHaveBeenCalled();
    expect(pipeline.document.job.bucket).toBe('other-bucket');
    act(() => void pipeline.undo());
    expect(pipeline.document.job).toEqual(JOB);
  });

  it('offers the suggestion with its cost and the day of the prices', async () => {
    const { pipeline } = await show();
    expect(screen.getByText(/4 × G.2X: \$0.05 – \$1.50/)).toBeTruthy();
    expect(screen.getByText(/list prices of 2026-11-25/)).toBeTruthy();
    await press('Use suggestion');
    expect(pipeline.document.job).toMatchObject({
      workerType: 'G.2X',
      numberOfWorkers: 4
    });
    expect(screen.getByText('(in use)')).toBeTruthy();
  });

  it('takes a role and a bucket as text when they can’t be listed', async () => {
    await show({
      answers: {
        'GET roles': { roles: [], refused: 'Access denied: iam:ListRoles.' },
        'GET buckets': { buckets: [], refused: 'Access denied.' }
      }
    });
    expect(screen.getByText(/iam:ListRoles/)).toBeTruthy();
    type('IAM role', 'arn:aws:iam::123456789012:role/Etl');
    expect(open.pipeline.document.job.role).toBe(
      'arn:aws:iam::123456789012:role/Etl'
    );
  });

  it('goes to the pages that can be reached by their names', async () => {
    await show();
    expect(screen.queryByRole('button', { name: '1. Settings' })).toBeNull();
    expect(screen.queryByRole('button', { name: '3. Export' })).toBeNull();
    await press('2. Preview');
    expect(screen.getByRole('button', { name: 'Write scripts' })).toBeTruthy();
    await press('1. Settings');
    type('S3 bucket', 'My_Bucket');
    expect(screen.queryByRole('button', { name: '2. Preview' })).toBeNull();
  });

  it('offers roles and buckets below an empty field, the likely ones first', async () => {
    const buckets = ['a', 'b', 'c', 'my-glue', 'aws-glue-assets-1'];
    await show({
      document: { job: { name: 'flights' } },
      answers: {
        'GET buckets': { buckets: buckets.map(name => ({ name })) }
      }
    });
    expect(screen.getByText(/or one of 2 more: press ↓/).textContent).toContain(
      'aws-glue-assets-1my-gluea'
    );
    await press('aws-glue-assets-1');
    await press('GlueRole');
    expect(open.pipeline.document.job).toMatchObject({
      role: 'GlueRole',
      bucket: 'aws-glue-assets-1'
    });
    expect(screen.queryByText(/press ↓/)).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText(/^IAM role/));
  });

  it('doubts a role that the account lacks, and goes on', async () => {
    await show();
    type('IAM role', 'GlueRoel');
    const field = screen.getByLabelText(/^IAM role/);
    expect(field.getAttribute('aria-invalid')).toBe('false');
    await press('Use “GlueRole”');
    expect(field).toHaveProperty('value', 'GlueRole');
    type('S3 bucket', 'of-somebody-else');
    expect(screen.getByText(/has no bucket “of-somebody-else”/)).toBeTruthy();
    await press('Preview');
    expect(open.service.to('export')).toHaveLength(1);
  });

  it('edits tags row by row, and says which row has no effect', async () => {
    const { pipeline } = await show();
    const tags = within(screen.getByRole('group', { name: 'Tags' }));
    fireEvent.click(tags.getByRole('button', { name: 'Add' }));
    fireEvent.change(tags.getByLabelText('Key 1'), {
      target: { value: 'team' }
    });
    fireEvent.change(tags.getByLabelText('Value 1'), {
      target: { value: 'data' }
    });
    fireEvent.click(tags.getByRole('button', { name: 'Add' }));
    fireEvent.change(tags.getByLabelText('Key 2'), {
      target: { value: 'team' }
    });
    expect(tags.getByRole('alert').textContent).toContain('no effect');
    expect(pipeline.document.job.tags).toEqual({ team: 'data' });
    fireEvent.click(tags.getByRole('button', { name: 'Remove row 1' }));
    expect(pipeline.document.job.tags).toEqual({ team: '' });
    fireEvent.click(tags.getByRole('button', { name: 'Remove row 1' }));
    expect(pipeline.document.job.tags).toBeUndefined();
    act(() => void pipeline.undo());
    expect(tags.getByLabelText('Key 1')).toHaveProperty('value', 'team');
    expect(tags.queryByLabelText('Key 2')).toBeNull();
  });

  it('refuses a folder outside of JupyterLab’s', async () => {
    await show();
    type('Folder of the scripts', '../elsewhere');
    await press('Preview');
    expect(screen.getByText(/within JupyterLab’s root folder/)).toBeTruthy();
    expect(open.service.to('export')).toEqual([]);
  });

  it('asks for the parameters of a run', async () => {
    await show({
      document: { job: JOB, parameters: { since: { type: 'date' } } }
    });
    fireEvent.click(screen.getByLabelText('Deploy now'));
    fireEvent.click(screen.getByLabelText('Start a run'));
    expect(screen.getByText(/has no default/)).toBeTruthy();
    type('since', 'yesterday');
    expect(screen.getByText(/must be a date/)).toBeTruthy();
    type('since', '2013-01-01');
    await press('Preview');
    expect(screen.getByRole('button', { name: 'Deploy and run' })).toBeTruthy();
  });

  it('shows new, changed and unchanged files before it writes', async () => {
    const { files } = await show({
      texts: {
        'etl/flights.py': 'an older script\n',
        'etl/deploy_flights.py': 'the deployment script\n'
      }
    });
    await press('Preview');
    const tabs = screen.getAllByRole('tab');
    expect(tabs.map(tab => tab.textContent)).toEqual([
      'flights.pywill be overwritten',
      'deploy_flights.pyunchanged'
    ]);
    expect(screen.getByTestId('diff').dataset.before).toBe('an older script\n');
    fireEvent.keyDown(tabs[0], { key: 'ArrowRight' });
    expect(screen.getByTestId('diff').textContent).toBe(
      'the deployment script\n'
    );
    await press('Write scripts');
    expect(screen.getByText('The scripts are written.')).toBeTruthy();
    expect(files.texts['etl/flights.py']).toBe('the script\n');
    await press('Open etl/flights.py');
    expect(links.openFile).toHaveBeenCalledWith('etl/flights.py');
  });

  it('shows why a pipeline does not compile, and goes back without loss', async () => {
    await show({
      answers: {
        'POST export': new ServiceError(
          'flights.glueflow has 1 error.',
          'refused',
          undefined,
          [
            {
              code: 'unknown-column',
              severity: 'error',
              nodeId: 'filter',
              path: '/condition',
              message: 'There is no column "delay".'
            },
            {
              code: 'no-name',
              severity: 'error',
              path: '/job/name',
              message: 'The job has no name.'
            }
          ]
        )
      }
    });
    await press('Preview');
    await press('There is no column "delay".');
    expect(links.openField).toHaveBeenCalledWith({
      nodeId: 'filter',
      path: '/condition'
    });
    // What concerns no step leads nowhere.
    expect(
      screen.getByText('The job has no name.').closest('button')
    ).toBeNull();
    expect(
      screen
        .getByRole('button', { name: 'Write scripts' })
        .getAttribute('aria-disabled')
    ).toBe('true');
    await press('Back');
    expect(screen.getByLabelText(/^S3 bucket/)).toHaveProperty(
      'value',
      'glue-scripts'
    );
  });

  it('tells a session that expires in mid-deployment, and Retry keeps everything', async () => {
    let times = 0;
    const { service } = await show({
      answers: {
        'STREAM deploy': ({ options }) => {
          options?.onProgress?.({ step: 'account', message: 'Account 1' });
          if (times++ === 0) {
            throw EXPIRED;
          }
          return {
            deployment: {
              job: 'flights',
              region: 'eu-west-1',
              script: { location: 's3://b/x.py' }
            },
            links: {
              job: 'https://eu-west-1.console.aws.amazon.com/gluestudio/home',
              script: 'https://eu-west-1.console.aws.amazon.com/s3/object/b'
            }
          };
        }
      }
    });
    fireEvent.click(screen.getByLabelText('Deploy now'));
    await press('Preview');
    await press('Deploy');
    expect(screen.getByText('aws sso login --profile dev')).toBeTruthy();
    await press('Retry');
    expect(screen.getByText('Job flights is deployed.')).toBeTruthy();
    expect(service.to('deploy')[1].body).toEqual(service.to('deploy')[0].body);
    expect(
      screen.getByRole('link', { name: 'Job in the AWS console' })
    ).toHaveProperty('rel', 'noopener noreferrer');
    await press('Show job flights');
    expect(links.openJob).toHaveBeenCalledWith({
      connection: undefined,
      job: 'flights',
      run: undefined
    });
  });

  it('says what a run appends to, and leads to the tables it wrote', async () => {
    const { model } = await show({
      answers: {
        'STREAM deploy': {
          deployment: {
            job: 'flights',
            region: 'eu-west-1',
            script: { location: 's3://b/x.py' }
          },
          run: {
            job: 'flights',
            id: 'jr_1',
            state: 'SUCCEEDED',
            ended: true,
            seconds: 60
          }
        }
      },
      document: {
        job: JOB,
        nodes: {
          in: {
            component: 'glue-catalog-input',
            version: 1,
            title: 'In',
            config: { database: 'nyc', table: 'flights' }
          },
          out: {
            component: 'glue-catalog-output',
            version: 1,
            title: 'Out',
            config: { database: 'nyc', table: 'monthly' }
          },
          other: {
            component: 's3-output',
            version: 1,
            title: 'Other',
            config: { path: 's3://bucket/other/', mode: 'overwrite' }
          }
        },
        edges: {
          a: {
            from: { node: 'in', port: 'out' },
            to: { node: 'out', port: 'in' }
          },
          b: {
            from: { node: 'in', port: 'out' },
            to: { node: 'other', port: 'in' }
          }
        }
      }
    });
    expect(model.outputs.map(({ name }) => name)).toEqual([
      'nyc.monthly',
      's3://bucket/other/'
    ]);
    expect(screen.getByText(/It appends to nyc\.monthly:/)).toBeTruthy();
    fireEvent.click(screen.getByLabelText('Deploy now'));
    fireEvent.click(screen.getByLabelText('Start a run'));
    await press('Preview');
    await press('Deploy and run');
    await press('Show table nyc.monthly in the Data Catalog');
    expect(links.openTable).toHaveBeenCalledWith({
      database: 'nyc',
      table: 'monthly'
    });
  });

  it('cancels, says that the run goes on, and stops it', async () => {
    const { service } = await show({
      answers: {
        'STREAM deploy': ({ options }) =>
          new Promise((_, reject) => {
            options?.onProgress?.({
              step: 'run',
              message: 'RUNNING',
              run: { job: 'flights', id: 'jr_1', state: 'RUNNING' }
            });
            options?.signal?.addEventListener('abort', () =>
              reject(new ServiceError('Stopped waiting.', 'cancelled'))
            );
          }),
        'POST jobs/flights/runs/jr_1/stop': { stopped: ['jr_1'] }
      }
    });
    fireEvent.click(screen.getByLabelText('Deploy now'));
    fireEvent.click(screen.getByLabelText('Start a run'));
    await press('Preview');
    await press('Deploy and run');
    await press('Stop waiting');
    expect(
      screen.getByText('Stopped waiting. Run jr_1 of job flights goes on.')
    ).toBeTruthy();
    await press('Stop the run');
    expect(screen.getByText('AWS was told to stop it.')).toBeTruthy();
    expect(service.to('jobs/flights/runs/jr_1/stop')).toHaveLength(1);
  });

  it('tells why a run failed', async () => {
    await show({
      answers: {
        'STREAM deploy': {
          deployment: {
            job: 'flights',
            region: 'eu-west-1',
            script: { location: '' }
          },
          run: {
            job: 'flights',
            id: 'jr_1',
            state: 'FAILED',
            ended: true,
            message: 'AnalysisException: no such table',
            seconds: 12
          }
        }
      }
    });
    fireEvent.click(screen.getByLabelText('Deploy now'));
    fireEvent.click(screen.getByLabelText('Start a run'));
    await press('Preview');
    await press('Deploy and run');
    expect(screen.getByText('The run ended: Failed.')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain(
      'AnalysisException: no such table'
    );
  });

  it('adds a connection without asking for a secret', async () => {
    const { service, pipeline } = await show({
      answers: { 'POST connections': {} }
    });
    await press('Add a connection');
    const form = within(screen.getByRole('group', { name: 'New connection' }));
    fireEvent.change(form.getByLabelText('Name'), {
      target: { value: 'corp' }
    });
    fireEvent.click(form.getByLabelText('Assume a role'));
    fireEvent.change(form.getByLabelText('Role ARN'), {
      target: { value: 'arn:aws:iam::123456789012:role/etl' }
    });
    expect(document.querySelector('input[type="password"]')).toBeNull();
    await act(async () => {
      fireEvent.click(form.getByRole('button', { name: 'Add connection' }));
    });
    expect(service.to('connections').at(-2)?.body).toEqual({
      name: 'corp',
      connection: {
        kind: 'assume-role',
        roleArn: 'arn:aws:iam::123456789012:role/etl',
        source: { kind: 'sso', profile: 'dev' }
      }
    });
    expect(pipeline.document.job.connection).toBe('corp');
  });

  it('can be read but not edited when the document can’t be', async () => {
    await show({}, true);
    expect(screen.getByLabelText(/^S3 bucket/)).toHaveProperty(
      'disabled',
      true
    );
    await press('Preview');
    expect(screen.getAllByRole('tab')).toHaveLength(2);
  });
});
