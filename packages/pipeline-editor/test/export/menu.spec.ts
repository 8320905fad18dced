import { ExportMenu } from '../../src/export/menu';

describe('ExportMenu', () => {
  it('keeps targets by rank, those of one rank as they came', () => {
    const menu = new ExportMenu();
    menu.add({ command: 'c', rank: 10 });
    menu.add({ command: 'a', rank: 0 });
    const added = menu.add({ command: 'd', rank: 10 });
    menu.add({ command: 'b', rank: 5 });
    expect(menu.targets.map(({ command }) => command).join('')).toBe('abcd');
    added.dispose();
    expect(menu.targets.map(({ command }) => command).join('')).toBe('abc');
  });
});
