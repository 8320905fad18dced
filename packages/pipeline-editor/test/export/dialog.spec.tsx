/** @jest-environment jsdom */
import '../properties/dom';
import { Clipboard } from '@jupyterlab/apputils';
import { fireEvent, screen, within } from '@testing-library/react';
import { ServiceError } from '../../src/service/client';
import { JOB, type Answer } from './fake';
import { hide, links, press, show } from './shown';

const EXPIRED = new ServiceError(
  'The SSO session for profile dev has expired or was never started. Run: aws sso login --profile dev',
  'credentials'
);

describe('ExportDialog', () => {
  afterEach(hide);

  it('shows who the connection is, and changes nothing by being opened', async () => {
    const { pipeline } = await show();
    expect(screen.getByText(/Account 123456789012/).textContent).toContain(
      'arn:aws:iam::123456789012:user/ann'
    );
    expect(pipeline.dirty).toBe(false);
    expect(pipeline.undoLabel).toBeUndefined();
  });

  it('says how to fix an expired SSO session, and tries again', async () => {
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

  it('shows new, changed and unchanged files before it writes', async () => {
    const copied = jest.spyOn(Clipboard, 'copyToSystem').mockReturnValue();
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
    expect(screen.getByText('Permissions of the IAM role: 1')).toBeTruthy();
    await press('Copy as an IAM policy');
    expect(copied).toHaveBeenCalledWith(
      expect.stringMatching(/"Action": \[\s+"kms:Decrypt"/)
    );
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
    expect(screen.getByText('AWS was asked to stop it.')).toBeTruthy();
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
