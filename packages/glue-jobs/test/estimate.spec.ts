import { estimateRun, pricesOf, suggestWorkers } from '../src/index.js';

const GIB = 2 ** 30;
const PRICES = pricesOf({ region: 'us-east-1' });

describe('suggestWorkers', () => {
  it.each([
    [0, 2, 'G.1X'],
    [1, 2, 'G.1X'],
    [5 * GIB, 2, 'G.1X'],
    [5 * GIB + 1, 3, 'G.1X'],
    [100 * GIB, 21, 'G.1X'],
    [100 * GIB + 1, 12, 'G.2X'],
    [500 * GIB, 51, 'G.2X'],
    [50_000 * GIB, 100, 'G.2X']
  ])('for %d bytes: %d of %s', (bytes, numberOfWorkers, workerType) => {
    expect(suggestWorkers(bytes)).toEqual({ workerType, numberOfWorkers });
  });
});

describe('estimateRun', () => {
  const ten = { workerType: 'G.1X', numberOfWorkers: 10 };

  it('bills a minute at least', () => {
    expect(estimateRun(0, ten, PRICES)).toEqual({
      seconds: { low: 60, high: 90 },
      dpuHours: { low: 0.167, high: 0.25 },
      cost: { low: 0.0733, high: 0.11 }
    });
  });

  it('counts nine of ten workers, and the driver for its price', () => {
    // 45 GiB at 9 × 150 and 9 × 15 MiB a second.
    const found = estimateRun(45 * GIB, ten, PRICES);
    expect(found?.seconds).toEqual({ low: 60, high: 90 + 341 });
    expect(found?.dpuHours.high).toBeCloseTo((10 * (90 + 341.3)) / 3600, 2);
    expect(found?.cost.high).toBeCloseTo((found?.dpuHours.high ?? 0) * 0.44, 2);
  });

  it('lets a run that scales use no more than it needs', () => {
    const scaling = { ...ten, numberOfWorkers: 50, autoScaling: true };
    const fixed = estimateRun(GIB, { ...scaling, autoScaling: false }, PRICES);
    const scaled = estimateRun(GIB, scaling, PRICES);
    expect(fixed?.dpuHours.low).toBeCloseTo(50 / 60, 3);
    expect(scaled?.dpuHours.low).toBeCloseTo(2 / 60, 3);
    expect(scaled?.dpuHours.high).toBe(fixed?.dpuHours.high);
  });

  it('takes the price of the kind of run', () => {
    const cost = (more: object) =>
      estimateRun(GIB, { ...ten, ...more }, PRICES)?.cost.high ?? 0;
    expect(cost({ executionClass: 'FLEX' }) / cost({})).toBeCloseTo(
      0.29 / 0.44,
      2
    );
    expect(cost({ workerType: 'R.1X' }) / cost({})).toBeCloseTo(0.52 / 0.44, 2);
  });

  it('is never less for more data, nor the most less than the least', () => {
    for (const autoScaling of [true, false]) {
      let before = 0;
      for (let bytes = GIB; bytes < 10_000 * GIB; bytes *= 3) {
        const machines = { ...ten, ...suggestWorkers(bytes), autoScaling };
        const { cost } = estimateRun(bytes, machines, PRICES) ?? {
          cost: { low: 0, high: 0 }
        };
        expect(cost.high).toBeGreaterThanOrEqual(cost.low);
        expect(cost.high).toBeGreaterThanOrEqual(before);
        before = cost.high;
      }
    }
  });

  it('is not there for machines that nobody knows', () => {
    expect(estimateRun(1, { workerType: 'New' }, PRICES)).toBeUndefined();
  });
});
