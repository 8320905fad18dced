/** @jest-environment jsdom */
import './dom';
import { analyze, type Problem } from '@glueflow/components-manager';
import { createRegistry } from '@glueflow/components-core';
import {
  cellText,
  compareCells,
  copyText,
  fullText,
  kindOf
} from '../../src/panels/data/cells';
import { RowsModel } from '../../src/panels/data/model';
import { blockLines, nodeAtLine } from '../../src/panels/code/lines';
import { countProblems, groupProblems } from '../../src/panels/problems/groups';
import { columnChanges } from '../../src/panels/schema/changes';
import { applyFix } from '../../src/model/fix';
import { YPipeline } from '../../src/model/shared';
import { RunLog } from '../../src/run/log';
import { Rows, RowsCache } from '../../src/run/rows';
import type { RowsPage } from '../../src/run/protocol';
import { column } from '../run/kernel';

function page(rows: RowsPage['rows'], more: Partial<RowsPage> = {}): RowsPage {
  return {
    result: 'r',
    nodeId: 'n',
    key: 'k',
    columns: [
      { name: 'origin', type: 'string', nullable: true },
      { name: 'delay', type: 'decimal(30,2)', nullable: true }
    ],
    rows,
    offset: 0,
    total: null,
    complete: false,
    reused: false,
    seconds: 0,
    ...more
  };
}

describe('cells', () => {
  it('tells kinds by type', () => {
    expect(
      ['int', 'decimal(10,2)', 'string', 'array<int>', 'boolean', 'date'].map(
        kindOf
      )
    ).toEqual(['number', 'number', 'text', 'json', 'boolean', 'text']);
  });

  it('compares as Spark does, whatever the digits', () => {
    expect(compareCells('9007199254740993', '9007199254740992', 'number')).toBe(
      1
    );
    expect(compareCells('-1.25', '-1.3', 'number')).toBeGreaterThan(0);
    expect(compareCells('NaN', 1e300, 'number')).toBeGreaterThan(0);
    expect(compareCells('NaN', 'Infinity', 'number')).toBeGreaterThan(0);
    expect(compareCells(null, 0, 'number')).toBeGreaterThan(0);
    expect(compareCells('B', 'a', 'text')).toBeLessThan(0);
  });

  it('shows on one line, copies and opens in full', () => {
    expect(cellText('a\nb')).toBe('a⏎b');
    expect(cellText(null)).toBe('null');
    expect(copyText(null)).toBe('');
    expect(copyText('a\tb "c"')).toBe('"a\tb ""c"""');
    expect(copyText({ a: [1] })).toBe('{"a":[1]}');
    for (const text of [
      '=1+1',
      '+cmd',
      '-a',
      '@SUM(A1)',
      '-1+cmd',
      '\uff1d1'
    ]) {
      expect(copyText(text, true)).toBe(`'${text}`);
      expect(copyText(text)).toBe(text);
    }
    expect(copyText('\t=1', true)).toBe('"\'\t=1"');
    expect(copyText('\r=1', true)).toBe('"\'\r=1"');
    for (const value of [-5, '-5', '+1.50', '-1e3', 'a=1', ' =1', '']) {
      expect(copyText(value, true)).toBe(String(value));
    }
    expect(fullText({ a: 1 })).toBe('{\n  "a": 1\n}');
  });
});

describe('RowsModel', () => {
  it('sorts what is loaded, nulls last either way, and unsorts', () => {
    const rows = new Rows(
      page([
        ['EWR', '10.50'],
        ['JFK', null],
        ['LGA', '9.00']
      ])
    );
    const model = new RowsModel(rows);
    const shown = (): unknown[] =>
      [0, 1, 2].map(row => model.data('body', row, 0));
    model.cycle(1);
    expect(shown()).toEqual(['LGA', 'EWR', 'JFK']);
    expect(model.data('row-header', 0, 0)).toBe(3);
    model.cycle(1);
    expect(shown()).toEqual(['EWR', 'LGA', 'JFK']);
    model.cycle(1);
    expect(shown()).toEqual(['EWR', 'JFK', 'LGA']);
  });

  it('asks for more near the end, but not while sorted', () => {
    const rows = new Rows(page([['EWR', '1']]));
    const more = jest.fn();
    const model = new RowsModel(rows, more);
    model.sort({ column: 0, descending: false });
    model.data('body', 0, 0);
    expect(more).not.toHaveBeenCalled();
    model.sort(undefined);
    model.data('body', 0, 0);
    expect(more).toHaveBeenCalledTimes(1);
    const reported: object[] = [];
    model.changed.connect((_, change) => reported.push(change));
    rows.add(page([['JFK', '2']], { offset: 1, complete: true }));
    expect(reported).toEqual([
      { type: 'rows-inserted', region: 'body', index: 1, span: 1 }
    ]);
    more.mockClear();
    model.data('body', 1, 0);
    expect(more).not.toHaveBeenCalled();
  });
});

describe('Rows', () => {
  it('leaves out pages of another result or after a gap', () => {
    const rows = new Rows(page([['EWR', '1']]));
    rows.add(page([['X', '1']], { result: 'other', offset: 1 }));
    rows.add(page([['X', '1']], { offset: 5 }));
    expect(rows.rows).toHaveLength(1);
    rows.add(
      page(
        [
          ['EWR', '1'],
          ['JFK', '2']
        ],
        { offset: 0, complete: true }
      )
    );
    expect(rows.rows).toEqual([
      ['EWR', '1'],
      ['JFK', '2']
    ]);
    expect(rows.total).toBe(2);
  });

  it('is kept by node and key, with its further pages, and bounded', () => {
    const cache = new RowsCache();
    const rows = cache.put(page([['EWR', '1']]));
    rows.add(page([['JFK', '2']], { offset: 1 }));
    expect(cache.put(page([['EWR', '1']]))).toBe(rows);
    expect(rows.rows).toHaveLength(2);
    expect(cache.get('n', undefined, 'other')).toBeUndefined();
    expect(cache.put(page([], { result: 'new' }))).not.toBe(rows);
    for (let number = 0; number < 25; number++) {
      cache.put(page([], { key: `k${number}`, result: `${number}` }));
    }
    expect(cache.get('n', undefined, 'k')).toBeUndefined();
    expect(cache.get('n', undefined, 'k24')).toBeDefined();
  });
});

describe('columnChanges', () => {
  const input = [
    column('year', 'int'),
    column('Origin', 'string'),
    column('delay', 'double')
  ];

  it('tells added, dropped and changed ones', () => {
    const changes = columnChanges(
      [input],
      [column('origin', 'string'), column('delay', 'int'), column('x', 'date')]
    );
    expect(
      changes.map(({ kind, from, to }) => [kind, from?.name, to?.name])
    ).toEqual([
      ['same', 'Origin', 'origin'],
      ['type', 'delay', 'delay'],
      ['added', undefined, 'x'],
      ['dropped', 'year', undefined]
    ]);
  });

  it('guesses a rename from type and place', () => {
    const [first] = columnChanges(
      [input],
      [column('jahr', 'int'), ...input.slice(1)]
    );
    expect(first).toMatchObject({ kind: 'renamed', from: { name: 'year' } });
  });

  it('knows a column by its name when a suffix tells it from another input’s', () => {
    const right = [column('carrier', 'string'), column('year', 'int')];
    const changes = columnChanges(
      [input, right],
      [...input, column('carrier', 'string'), column('year_planes', 'int')]
    );
    expect(
      changes.map(({ kind, from, to }) => [kind, from?.name, to?.name])
    ).toEqual([
      ['same', 'year', 'year'],
      ['same', 'Origin', 'Origin'],
      ['same', 'delay', 'delay'],
      ['same', 'carrier', 'carrier'],
      ['renamed', 'year', 'year_planes']
    ]);
    expect(changes.at(-1)?.from?.input).toBe(1);
  });

  it('takes each origin once, of whichever input', () => {
    const changes = columnChanges(
      [[column('id', 'int')], [column('id', 'int'), column('name', 'string')]],
      [column('id', 'int'), column('id', 'int'), column('name', 'string')]
    );
    expect(changes.map(({ from }) => from?.input)).toEqual([0, 1, 1]);
    expect(changes.every(({ kind }) => kind === 'same')).toBe(true);
  });
});

describe('groupProblems', () => {
  const problem = (
    nodeId: string | undefined,
    severity: Problem['severity']
  ): Problem => ({
    code: 'x',
    severity,
    path: '',
    message: severity,
    ...(nodeId ? { nodeId } : {})
  });

  it('groups by node, errors first', () => {
    const problems = [
      problem(undefined, 'warning'),
      problem('a', 'warning'),
      problem('b', 'error'),
      problem('a', 'error')
    ];
    const nodes = {
      a: { component: 'x', version: 1, title: 'A', config: {} }
    };
    const groups = groupProblems(problems, { nodes }, 'Whole');
    expect(groups.map(({ title }) => title)).toEqual(['Whole', 'A', 'b']);
    expect(groups[1].problems.map(({ severity }) => severity)).toEqual([
      'error',
      'warning'
    ]);
    expect(countProblems(problems)).toEqual({ errors: 2, warnings: 2 });
  });
});

describe('fixProblem', () => {
  it('does what a fix says, anywhere in the document, as one step', () => {
    const model = YPipeline.create();
    model.gesture('Add', () =>
      model.setNode('a', {
        component: 'filter-rws',
        version: 1,
        title: 'A',
        config: { keys: ['x', 'y'], deep: { 'a/b': 1 } }
      })
    );
    const before = model.getSource();
    const analysis = analyze(model.document, createRegistry());
    const fix = analysis.problems.find(({ fix: found }) => found)?.fix;
    expect(fix).toBeDefined();
    model.gesture('Fix', () => {
      expect(applyFix(model, fix!)).toBe(true);
      applyFix(model, {
        title: '',
        path: '/nodes/a/config/keys/1',
        value: 'z'
      });
      applyFix(model, { title: '', path: '/nodes/a/config/deep/a~1b' });
      applyFix(model, {
        title: '',
        path: '/parameters/p',
        value: { type: 'string' }
      });
      expect(
        applyFix(model, { title: '', path: '/nodes/b/title', value: 'x' })
      ).toBe(false);
    });
    expect(model.document.nodes.a).toMatchObject({
      component: 'filter-rows',
      config: { keys: ['x', 'z'], deep: {} }
    });
    expect(model.document.parameters).toEqual({ p: { type: 'string' } });
    model.undo();
    expect(model.getSource()).toBe(before);
    model.dispose();
  });
});

describe('code', () => {
  it('knows the lines of a node and the node of a line', () => {
    const lines = {
      a: [
        [10, 12],
        [3, 4]
      ],
      b: [[6, 8]]
    } as const;
    expect(blockLines(lines, 'a')).toEqual([
      [3, 4],
      [10, 12]
    ]);
    expect(blockLines(lines, 'toString')).toEqual([]);
    expect(nodeAtLine(lines, 11)).toBe('a');
    expect(nodeAtLine(lines, 5)).toBeUndefined();
  });
});

describe('RunLog', () => {
  it('is capped and says so', () => {
    const log = new RunLog();
    for (let number = 0; number < 6000; number++) {
      log.add({ run: 1, kind: 'output', text: `line ${number}` });
    }
    expect(log.cut).toBe(true);
    expect(log.entries.length).toBeLessThanOrEqual(5000);
    expect(log.entries.at(-1)?.text).toBe('line 5999');
    log.clear();
    expect(log.toString()).toBe('');
    expect(log.cut).toBe(false);
  });
});
