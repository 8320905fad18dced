import type { Operation } from '../../src/plan/operation.js';
import type { Column } from '../../src/types/type.js';

/** A frame that steps may read. */
export interface Frame {
  id: string;
  columns: readonly Column[];
}

/** Windows, pivots, unpivots, fills and set operations. */
export function makeNewStep(
  kind: number,
  base: { id: string; nodeId: string; inputs: string[] },
  input: Frame,
  another: () => Frame,
  [y, z, w]: readonly number[],
  index: number
): { operation: Operation; columns: readonly Column[] } {
  const { columns } = input;
  const names = columns.map(each => each.name);
  const some = names.filter((_, place) => (y >> place) % 2 === 0);
  const column = columns[z % columns.length];
  const order = names.map(name => ({
    column: name,
    direction: 'ascending' as const
  }));
  switch (kind) {
    case 11:
      return {
        operation: {
          op: 'window',
          ...base,
          partition: some,
          order,
          items: [
            { name: `n_${index}`, function: 'rowNumber', args: [] },
            {
              name: w % 2 ? `m_${index}` : column.name,
              function: 'max',
              args: [{ kind: 'column', name: column.name }]
            }
          ],
          ...(w % 3 === 0
            ? { frame: { unit: 'rows', from: 'unbounded', to: 'current' } }
            : {})
        },
        columns: [
          ...columns,
          { name: `n_${index}`, type: { kind: 'int' } },
          ...(w % 2 ? [{ ...column, name: `m_${index}` }] : [])
        ]
      };
    case 12:
      return {
        operation: {
          op: 'pivot',
          ...base,
          keys: some,
          column: column.name,
          values: [1, 2].map(value => ({
            value: { kind: 'literal', value, type: { kind: 'int' } },
            label: `p${value}_${index}`
          })),
          aggregates: [{ function: 'count', name: 'rows' }]
        },
        columns: [
          ...columns.filter(each => some.includes(each.name)),
          ...[1, 2].map(value => ({
            name: `p${value}_${index}`,
            type: { kind: 'bigint' } as const
          }))
        ]
      };
    case 13: {
      const turned = names.filter(name => !some.includes(name));
      const left = turned.length > 0 ? turned : names;
      return {
        operation: {
          op: 'unpivot',
          ...base,
          ids: some,
          columns: left,
          nameColumn: `name_${index}`,
          valueColumn: `value_${index}`,
          dropNulls: w % 2 === 0
        },
        columns: [
          ...columns.filter(each => some.includes(each.name)),
          { name: `name_${index}`, type: { kind: 'string' } },
          { name: `value_${index}`, type: { kind: 'string' } }
        ]
      };
    }
    case 14: {
      const by = (['constant', 'constant', 'mean', 'previous'] as const)[w % 4];
      return {
        operation: {
          op: 'fill',
          ...base,
          fills: [
            {
              column: column.name,
              by:
                by === 'constant'
                  ? {
                      kind: 'constant',
                      value: {
                        kind: 'literal',
                        value: column.type.kind === 'string' ? 'x' : 1,
                        type: column.type
                      }
                    }
                  : { kind: by }
            }
          ],
          partition: some.filter(name => name !== column.name),
          order
        },
        columns
      };
    }
    default: {
      const other = another();
      const same =
        other.columns.length === names.length &&
        names.every(name => other.columns.some(each => each.name === name));
      return {
        operation: {
          op: 'setOperation',
          ...base,
          inputs: [input.id, same ? other.id : input.id],
          kind: y % 2 === 0 ? 'intersect' : 'except',
          distinct: z % 2 === 0
        },
        columns
      };
    }
  }
}

/** A join of any kind, its output stated or not. */
export function makeJoin(
  base: { id: string; nodeId: string; inputs: string[] },
  left: Frame,
  right: Frame,
  how: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti',
  z: number,
  w: number
): { operation: Operation; columns: readonly Column[] } {
  const leftKey = left.columns[z % left.columns.length];
  const rightKey = right.columns[w % right.columns.length];
  const half = how === 'semi' || how === 'anti';
  const output = [
    ...left.columns.map(each => ({
      name: each.name,
      side: 'left' as const,
      column: each.name,
      type: each.type
    })),
    ...(half
      ? []
      : right.columns.map(each => ({
          name: `${each.name}_${base.id}`,
          side: 'right' as const,
          column: each.name,
          type: each.type
        })))
  ];
  if (how === 'full') {
    output.push({
      name: `key_${base.id}`,
      side: 'both',
      column: leftKey.name,
      rightColumn: rightKey.name,
      type: leftKey.type
    } as never);
  }
  return {
    operation: {
      op: 'join',
      ...base,
      inputs: [left.id, right.id],
      how,
      keys: [{ left: leftKey.name, right: rightKey.name }],
      ...(half && z % 2 === 0
        ? {}
        : { output: output.map(({ type: _type, ...each }) => each) }),
      collision: { rule: 'suffix', suffix: '_right' }
    },
    columns: output.map(({ name, type }) => ({ name, type }))
  };
}
