import { onBranchProblems } from '../../src/job/onbranch.js';
import type { Plan, WriteOperation } from '../../src/plan/operation.js';

function write(id: string, repository: string, branch: string): WriteOperation {
  return {
    op: 'write',
    id,
    nodeId: id,
    inputs: ['in'],
    sink: {
      kind: 's3',
      path: [`lakefs://${repository}/${branch}/out/`],
      lakefs: {
        repository: [repository],
        branch: [branch],
        folder: ['out/'],
        message: ['m'],
        transaction: true
      }
    },
    format: 'parquet',
    formatOptions: {},
    partitionKeys: [],
    mode: 'append'
  };
}

const messages = (plan: Plan, lakefsOnBranch = 'trial'): string[] =>
  onBranchProblems({ lakefsOnBranch }, plan).map(({ message }) => message);

describe('onBranchProblems', () => {
  it('takes a branch for each repository', () => {
    const operations = [
      write('a', 'one', 'main'),
      write('b', 'one', 'main'),
      write('c', 'two', 'dev')
    ];
    expect(messages({ operations })).toEqual([]);
  });

  it('needs something to write', () => {
    expect(messages({ operations: [] })).toEqual([
      expect.stringContaining('No step of this pipeline writes to lakeFS')
    ]);
    expect(messages({ operations: [] }, '')).toEqual([]);
  });

  it('is one branch, not two', () => {
    const operations = [write('a', 'one', 'main'), write('b', 'one', 'dev')];
    expect(messages({ operations })).toEqual([
      expect.stringContaining('two branches of one lakeFS repository')
    ]);
  });
});
