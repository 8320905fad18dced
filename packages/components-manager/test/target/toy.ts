import { NO_NEEDS } from '../../src/job/need.js';
import type { Operation, Plan } from '../../src/plan/operation.js';
import type {
  Target,
  TargetInput,
  TargetProblem
} from '../../src/target/target.js';

/** What each operation is called, and what else the toy says of it. */
function describe(operation: Operation): string {
  switch (operation.op) {
    case 'read':
      return `read ${operation.source.kind}`;
    case 'filter':
      return 'filter';
    case 'aggregate':
      return `aggregate by ${operation.keys.join(', ')}`;
    case 'code':
      return `${operation.language} code`;
    case 'write':
      return `write ${operation.format}`;
    default:
      return operation.op;
  }
}

/** A target that prints a plan as indented text: each output with what it is made of below it. */
export const toyTarget: Target = {
  id: 'toy',
  title: 'Outline',
  capabilities: {
    operations: new Set(['aggregate', 'code', 'filter', 'read', 'write']),
    code: [{ language: 'python', engine: 'pandas' }],
    stepwise: false
  },

  check({ operations }: Plan): TargetProblem[] {
    return operations.flatMap((operation): TargetProblem[] =>
      operation.op === 'write' && operation.partitionKeys.length > 0
        ? [
            {
              code: 'outline-partitions',
              severity: 'error',
              operation,
              field: '/partitionKeys/0',
              message:
                'An outline has no partitions. Remove the partition keys.',
              fix: {
                title: 'No partitions',
                field: '/partitionKeys',
                value: []
              }
            }
          ]
        : []
    );
  },

  print(plan: Plan, { titles }: TargetInput) {
    const byId = new Map(plan.operations.map(each => [each.id, each]));
    const lines: string[] = [];
    const places: Record<string, [number, number][]> = {};
    const visit = (operation: Operation, depth: number): void => {
      const title = titles.get(operation.nodeId) ?? operation.nodeId;
      lines.push(`${'  '.repeat(depth)}${title}: ${describe(operation)}`);
      (places[operation.nodeId] ??= []).push([lines.length, lines.length]);
      for (const id of operation.inputs) {
        const input = byId.get(id);
        if (input !== undefined) {
          visit(input, depth + 1);
        }
      }
    };
    for (const operation of plan.operations) {
      if (operation.op === 'write') {
        visit(operation, 0);
      }
    }
    return {
      script: {
        text: lines.map(line => `${line}\n`).join(''),
        lines: places,
        conversions: 0,
        needs: NO_NEEDS
      },
      problems: []
    };
  }
};
