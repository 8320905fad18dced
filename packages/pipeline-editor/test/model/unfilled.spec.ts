/** @jest-environment jsdom */
import { isUnfilled } from '../../src/model/unfilled';

describe('isUnfilled', () => {
  const problem = (code: string, path: string) =>
    ({ code, path, severity: 'error', message: 'No.' }) as const;

  it.each([
    ['missing-table', '/table', {}],
    ['missing-table', '/table', { table: ' ' }],
    ['missing-keys', '/keys', { keys: [] }],
    ['empty-condition', '/condition', {}]
  ])('holds for %s at %s of %j', (code, path, config) => {
    expect(isUnfilled(problem(code, path), config)).toBe(true);
  });

  it.each([
    ['missing-table', '/table', { table: 'no_such' }],
    ['empty-condition', '/condition', { condition: { column: 'a' } }],
    ['unknown-column', '/column', {}],
    ['missing-input', '', {}]
  ])('does not hold for %s at %s of %j', (code, path, config) => {
    expect(isUnfilled(problem(code, path), config)).toBe(false);
  });

  it('is no matter of warnings', () => {
    const warning = {
      ...problem('missing-path', '/path'),
      severity: 'warning'
    };
    expect(isUnfilled(warning as never, {})).toBe(false);
  });
});
