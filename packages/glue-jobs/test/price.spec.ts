import { dpusOf, pricesOf, usageOf } from '../src/index.js';

const VIRGINIA = pricesOf({ region: 'us-east-1' });

describe('pricesOf', () => {
  it('tells the date, and whether the region was looked up', () => {
    expect(VIRGINIA).toMatchObject({
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      region: 'us-east-1',
      listed: true,
      perDpuHour: 0.44,
      perDpuHourFlex: 0.29
    });
    expect(pricesOf({ region: 'sa-east-1' })).toMatchObject({
      region: 'sa-east-1',
      listed: false,
      perDpuHour: 0.44
    });
    expect(pricesOf({ region: 'constructor' }).listed).toBe(false);
  });

  it('knows that Glue 6.0 costs less', () => {
    const newer = { region: 'us-east-1', glueVersion: '6.0' };
    expect(pricesOf(newer)).toMatchObject({ listed: true, perDpuHour: 0.308 });
    expect(pricesOf({ ...newer, glueVersion: '5.1' }).perDpuHour).toBe(0.44);
    expect(pricesOf({ ...newer, region: 'eu-west-1' }).listed).toBe(false);
  });
});

describe('dpusOf', () => {
  it.each([
    [{ workerType: 'G.1X', numberOfWorkers: 10 }, 10],
    [{ workerType: 'G.4X', numberOfWorkers: 3 }, 12],
    [{ workerType: 'R.2X', numberOfWorkers: 3 }, 6],
    [{ maxCapacity: 0.0625 }, 0.0625],
    [{ workerType: 'New.1X', numberOfWorkers: 2, maxCapacity: 8 }, 8],
    [{ workerType: 'New.1X', numberOfWorkers: 2 }, undefined]
  ])('of %j is %s', (capacity, dpus) => {
    expect(dpusOf(capacity)).toBe(dpus);
  });
});

describe('usageOf', () => {
  const six = { workerType: 'G.1X', numberOfWorkers: 6 };

  it("is AWS's own example: 6 DPUs for 15 minutes cost 0.66 USD", () => {
    expect(usageOf({ ...six, seconds: 900 }, VIRGINIA)).toEqual({
      dpuSeconds: 5400,
      computed: true,
      cost: 0.66
    });
  });

  it('counts a minute at least, and nothing while nothing is known', () => {
    expect(usageOf({ ...six, seconds: 5 }, VIRGINIA)?.dpuSeconds).toBe(360);
    expect(usageOf({ ...six, seconds: 0 }, VIRGINIA)).toBeUndefined();
    expect(usageOf({ seconds: 900 }, VIRGINIA)).toBeUndefined();
  });

  it('bills a minute of a short run, whatever it used', () => {
    const reported = { ...six, seconds: 15, dpuSeconds: 90 };
    expect(usageOf(reported, VIRGINIA)).toEqual({
      dpuSeconds: 90,
      computed: false,
      cost: usageOf({ ...six, seconds: 60 }, VIRGINIA)?.cost
    });
  });

  it('takes what AWS tells, and the price of the kind of run', () => {
    const reported = { ...six, seconds: 900, dpuSeconds: 3600 };
    expect(usageOf(reported, VIRGINIA)).toEqual({
      dpuSeconds: 3600,
      computed: false,
      cost: 0.44
    });
    expect(
      usageOf({ ...reported, executionClass: 'FLEX' }, VIRGINIA)?.cost
    ).toBe(0.29);
    expect(usageOf({ ...reported, workerType: 'R.1X' }, VIRGINIA)?.cost).toBe(
      0.52
    );
  });
});
