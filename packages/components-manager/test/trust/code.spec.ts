import { readExpression } from '../../src/expression/read.js';
import type { Operation } from '../../src/plan/operation.js';
import { codeReasons } from '../../src/trust/code.js';
import { isVolatile } from '../../src/volatile.js';

/** An operation with a column of an expression. */
function withColumn(text: string): Operation {
  const expression = readExpression(text);
  if (expression === undefined) {
    throw new Error(text);
  }
  return {
    op: 'project',
    id: 'a',
    nodeId: 'a',
    inputs: ['b'],
    schema: undefined,
    items: [{ name: 'x', expression }]
  };
}

describe('Functions that expressions call', () => {
  it('count as code when they run what their arguments name', () => {
    expect(
      codeReasons(
        withColumn(
          "CASE WHEN a THEN upper(java_method('java.lang.System', b)) END"
        )
      )
    ).toEqual([{ kind: 'function', name: 'java_method' }]);
    expect(codeReasons(withColumn("initcap('java_method(1)')"))).toEqual([]);
  });

  it('make an operation volatile when they change by themselves', () => {
    expect(isVolatile(withColumn('CASE WHEN rand() < a THEN 1 END'))).toBe(
      true
    );
    expect(isVolatile(withColumn('transform(a, x -> uuid())'))).toBe(true);
    expect(isVolatile(withColumn('CASE WHEN a THEN initcap(b) END'))).toBe(
      false
    );
  });
});
