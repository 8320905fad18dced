import { MOST_LINES, RunLog } from '../../src/jobs/log';
import { ServiceError } from '../../src/service/client';
import { FakeService } from '../export/fake';

const PATH = 'FOLLOW jobs/a%2Fb/runs/jr_1/logs';

describe('RunLog', () => {
  it('keeps the newest entries and counts those that went', async () => {
    const service = new FakeService({
      [PATH]: ({ options }) => {
        for (let count = 0; count < MOST_LINES + 3; count++) {
          options?.onOutput?.(`${count}`, { text: `${count}`, kind: 'output' });
        }
        return {};
      }
    });
    const log = new RunLog(service.asService());
    await log.read('a/b', 'jr_1', {}, true);
    expect(log.lines).toHaveLength(MOST_LINES);
    expect(log.lines[0].text).toBe('3');
    expect(log.dropped).toBe(3);
    expect(log.state).toBe('done');
    log.stop();
  });

  it('tells why a log can’t be read', async () => {
    const service = new FakeService({
      [PATH]: new ServiceError('Access denied.', 'refused')
    });
    const log = new RunLog(service.asService());
    await log.read('a/b', 'jr_1', {}, false);
    expect(log.state).toBe('failed');
    expect(log.error?.message).toBe('Access denied.');
  });

  it('takes nothing more of a log that is not looked at any more', async () => {
    let late: () => void = () => undefined;
    const service = new FakeService({
      [PATH]: ({ options }) =>
        new Promise(resolve => {
          late = () => {
            options?.onOutput?.('late', { text: 'late' });
            resolve({});
          };
        })
    });
    const log = new RunLog(service.asService());
    const reading = log.read('a/b', 'jr_1', {}, true);
    log.stop();
    late();
    await reading;
    expect(log.lines).toEqual([]);
    expect(log.state).toBe('idle');
  });
});
