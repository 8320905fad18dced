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
import type { RunFacts } from '../../src/service/jobs';
import { JobsModel, type JobsPlace } from '../../src/jobs/model';
import { JobsView } from '../../src/jobs/view';
import { ServiceError } from '../../src/service/client';
import { FakeService, trans, type Answer } from '../export/fake';

const RUNS = 'GET jobs/flights/runs';

function run(id: string, facts: Partial<RunFacts> = {}): RunFacts {
  return {
    job: 'flights',
    id,
    state: 'SUCCEEDED',
    ended: true,
    attempt: 0,
    seconds: 75,
    arguments: {},
    ...facts
  };
}

describe('JobsView', () => {
  let model: JobsModel;
  let service: FakeService;
  const openPipeline = jest.fn();

  afterEach(() => {
    cleanup();
    model.dispose();
    jest.clearAllMocks();
  });

  async function show(
    answers: Record<string, Answer> = {},
    place: JobsPlace = {}
  ): Promise<void> {
    service = new FakeService({
      'GET connections': { connections: [] },
      'GET profiles': { profiles: [] },
      'GET jobs': {
        jobs: [
          { name: 'flights', pipeline: 'etl/flights.glueflow' },
          { name: 'weather' }
        ]
      },
      [RUNS]: { job: 'flights', runs: [run('jr_2'), run('jr_1')] },
      'GET jobs/weather/runs': { job: 'weather', runs: [] },
      'FOLLOW jobs/flights/runs/jr_2/logs': {},
      'FOLLOW jobs/flights/runs/jr_1/logs': {},
      ...answers
    });
    model = new JobsModel(service.asService(), place);
    await act(async () => {
      render(
        <JobsView model={model} trans={trans} openPipeline={openPipeline} />
      );
      model.setVisible(true);
    });
  }

  const press = (name: string): Promise<void> =>
    act(async () => {
      fireEvent.click(screen.getByRole('button', { name }));
    });

  it('goes from job to job with the arrow keys', async () => {
    await show();
    const list = screen.getByRole('listbox', { name: 'Jobs' });
    await act(async () => {
      fireEvent.keyDown(list, { key: 'ArrowDown' });
    });
    expect(
      screen.getByRole('region', { name: 'Runs of flights' })
    ).toBeTruthy();
    await act(async () => {
      fireEvent.keyDown(list, { key: 'End' });
    });
    expect(
      within(screen.getByRole('region', { name: 'Runs of weather' })).getByRole(
        'status'
      ).textContent
    ).toBe('This job has not run yet.');
  });

  it('shows a run that failed with its message as it is, and its cost with the date of the prices', async () => {
    await show(
      {
        [RUNS]: {
          job: 'flights',
          runs: [
            run('jr_2', {
              state: 'FAILED',
              message: 'No such table: <b>x</b>',
              dpuSeconds: 7200,
              cost: 0.88,
              priceDate: '2026-11-25'
            })
          ]
        }
      },
      { job: 'flights' }
    );
    expect(screen.getByRole('alert').textContent).toBe(
      'No such table: <b>x</b>'
    );
    expect(screen.getByRole('cell', { name: '2.00' })).toBeTruthy();
    expect(screen.getByRole('cell', { name: '$0.88' }).title).toContain(
      '2026-11-25'
    );
    expect(screen.getByRole('cell', { name: '1 min 15 s' })).toBeTruthy();
  });

  it('runs again, stops, and opens the pipeline', async () => {
    await show(
      {
        'POST jobs/flights/runs': run('jr_3', {
          state: 'RUNNING',
          ended: false
        })
      },
      { job: 'flights', run: 'jr_1' }
    );
    await press('Open pipeline');
    expect(openPipeline).toHaveBeenCalledWith('etl/flights.glueflow');
    service.answers[RUNS] = {
      job: 'flights',
      runs: [run('jr_3', { state: 'RUNNING', ended: false }), run('jr_1')]
    };
    service.answers['FOLLOW jobs/flights/runs/jr_3/logs'] = {};
    await press('Run again');
    expect(service.to('jobs/flights/runs').at(-2)?.body).toEqual({
      again: 'jr_1'
    });
    service.answers['POST jobs/flights/runs/jr_3/stop'] = {};
    await press('Stop');
    expect(service.to('jobs/flights/runs/jr_3/stop')).toHaveLength(1);
  });

  it('says why an action was refused', async () => {
    await show(
      {
        'POST jobs/flights/runs': new ServiceError(
          'Job flights already has as many runs as it may.',
          'refused'
        )
      },
      { job: 'flights' }
    );
    await press('Start a run');
    expect(screen.getByRole('alert').textContent).toContain(
      'as many runs as it may'
    );
  });
});
