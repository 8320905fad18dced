import {
  bytesText,
  costRange,
  dollars,
  durationText,
  stateText
} from '../../src/format';
import { trans } from './fake';

describe('export/format', () => {
  it('writes bytes, costs, times', () => {
    expect(bytesText(0)).toBe('0 B');
    expect(bytesText(1451873)).toBe('1.4 MiB');
    expect(bytesText(3 * 2 ** 40)).toBe('3.0 TiB');
    expect(bytesText(700 * 2 ** 30)).toBe('700 GiB');
    expect(dollars(0.0147)).toBe('$0.0147');
    expect(dollars(0.022)).toBe('$0.022');
    expect(dollars(0)).toBe('$0.00');
    expect(dollars(1.5)).toBe('$1.50');
    expect(costRange({ low: 1, high: 1 })).toBe('$1.00');
    expect(costRange({ low: 0.05, high: 1.5 })).toBe('$0.05 – $1.50');
    expect(durationText(59.4)).toBe('59 s');
    expect(durationText(90)).toBe('1 min 30 s');
    expect(durationText(7500)).toBe('2 h 5 min');
  });

  it('says states that AWS may add as they are', () => {
    expect(stateText('SUCCEEDED', trans)).toBe('Succeeded');
    expect(stateText('NEW_STATE', trans)).toBe('NEW_STATE');
  });
});
