import { RunLog } from '../src/run/log';
import { clockText, timeText } from '../src/time';

describe('time', () => {
  const noon = new Date(2026, 2, 4, 14, 5, 9);

  it('writes the time of day as the language does, always as wide', () => {
    const early = new Date(2026, 2, 4, 2, 5, 9);
    expect(clockText(noon)).toMatch(/05\D09/);
    expect(clockText(early)).toHaveLength(clockText(noon).length);
  });

  it('is the same in lists and in the log', () => {
    expect(timeText(noon.toISOString(), noon)).toBe(clockText(noon));
    const later = new Date(2026, 2, 5);
    const whole = timeText(noon.toISOString(), later);
    expect(whole).toContain(clockText(noon));
    expect(whole).toContain('2026');
    const log = new RunLog();
    log.add({ run: 1, kind: 'info', text: 'hello' }, noon);
    expect(log.toString()).toBe(`${clockText(noon)}  hello`);
  });
});
