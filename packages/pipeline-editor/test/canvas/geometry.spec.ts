import { shiftIntoSight } from '../../src/canvas/geometry';

const VIEW = { width: 600, height: 400 };

function shift(x: number, y: number, width = 220, height = 76): number[] {
  const by = shiftIntoSight({ x, y, width, height }, VIEW, 24);
  return [by.x, by.y];
}

describe('shiftIntoSight()', () => {
  it('leaves what is in sight where it is', () => {
    expect(shift(24, 24)).toEqual([0, 0]);
    expect(shift(356, 300)).toEqual([0, 0]);
  });

  it('moves no further than needed, with room around', () => {
    expect(shift(0, 0)).toEqual([24, 24]);
    expect(shift(-100, 50)).toEqual([124, 0]);
    expect(shift(500, 390)).toEqual([-144, -90]);
  });

  it('divides the room that there is', () => {
    expect(shift(0, 0, 580, 76)).toEqual([10, 24]);
  });

  it('shows the beginning of what is bigger than the view', () => {
    expect(shift(-50, -80, 700, 500)).toEqual([50, 80]);
    expect(shift(0, 0, 700, 500)).toEqual([0, 0]);
  });
});
