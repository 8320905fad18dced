import { frameId, framesOf, splitFrame } from '../../src/plan/frame.js';

describe('frameId', () => {
  it('is the id of the operation for its only output', () => {
    expect(frameId('filter', 'out')).toBe('filter');
    expect(frameId('router', 'late')).toBe('router:late');
  });

  it.each([
    ['filter', 'out'],
    ['n#helper', 'out'],
    ['router', 'late'],
    ['router', 'a:b'],
    ['router', '']
  ])('is taken apart by splitFrame: %s %s', (operation, port) => {
    expect(splitFrame(frameId(operation, port))).toEqual({ operation, port });
  });
});

describe('framesOf', () => {
  it('lists the frames of an operation', () => {
    expect(framesOf({ id: 'a' })).toEqual(['a']);
    expect(framesOf({ id: 'a', outputs: ['late', 'out'] })).toEqual([
      'a:late',
      'a'
    ]);
  });
});
