import { fieldOfComponent, placeProblem } from '../../src/target/place.js';
import type { OperationProblem } from '../../src/target/target.js';

describe('fieldOfComponent', () => {
  test.each<[string, Record<string, string> | undefined, string]>([
    ['/source/paths/0', undefined, '/paths/0'],
    ['/sink/path', undefined, '/path'],
    ['/source', undefined, '/source'],
    ['/hints/glue/bookmark', undefined, '/bookmark'],
    ['/source/formatOptions/sep', undefined, '/sep'],
    ['/formatOptions/header', undefined, '/header'],
    ['/condition/args/0', undefined, '/condition/args/0'],
    ['', undefined, ''],
    ['/hints/glue/mode', { '/hints/glue/mode': '/readMode' }, '/readMode'],
    ['/items/3/expression', { '/items': '/columns' }, '/columns/3/expression'],
    ['/itemsets', { '/items': '/columns' }, '/itemsets']
  ])('%s with %j is %s', (field, own, expected) => {
    expect(fieldOfComponent(field, own)).toBe(expected);
  });
});

describe('placeProblem', () => {
  const problem: OperationProblem = {
    code: 'c',
    severity: 'error',
    message: 'm',
    operation: { id: 'a/b#read', nodeId: 'a/b' },
    field: '/hints/glue/mode',
    fix: { title: 't', field: '/hints/glue/mode', value: 'auto' }
  };

  it('puts a problem and its fix at the field of the node’s component', () => {
    expect(
      placeProblem(problem, id =>
        id === 'a/b' ? { '/hints/glue/mode': '/readMode' } : undefined
      )
    ).toEqual({
      code: 'c',
      severity: 'error',
      message: 'm',
      nodeId: 'a/b',
      path: '/readMode',
      fix: { title: 't', path: '/nodes/a~1b/config/readMode', value: 'auto' }
    });
  });

  it('leaves a problem of the document where it is', () => {
    const whole = {
      code: 'c',
      severity: 'error',
      message: 'm',
      path: '/parameters/x'
    } as const;
    expect(placeProblem(whole, () => undefined)).toBe(whole);
  });
});
