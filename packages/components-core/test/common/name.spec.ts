import { inputNames, PYTHON_KEYWORDS } from '../../src/common/name.js';

const names = (...titles: string[]): string[] =>
  inputNames(
    titles.map(title => ({ title })),
    PYTHON_KEYWORDS
  );

describe('inputNames', () => {
  it.each([
    [
      ['Flights', 'flights', 'FLIGHTS!'],
      ['flights', 'flights_2', 'flights_3']
    ],
    [
      ['2013', '🛫', ''],
      ['input_2013', 'input_2', 'input_3']
    ],
    [
      ['Class', 'Ça va?'],
      ['class_input', 'ca_va']
    ],
    [
      ['it\'s "so"\n{x}', 'a.b'],
      ['it_s_so_x', 'a_b']
    ]
  ])('%j are called %j', (titles, expected) => {
    expect(names(...titles)).toEqual(expected);
  });
});
