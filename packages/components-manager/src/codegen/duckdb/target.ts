import type { Target } from '../../target/target.js';
import { CodeGeneratorDuckDb } from './generator.js';
import { PRINTED } from './operations/index.js';

/** SQL of DuckDB, for pipelines that fit one machine: exports, runs and checks. It prints only what gives Spark's rows. */
export const duckDbTarget: Target = {
  id: 'duckdb',
  title: 'SQL (DuckDB)',
  capabilities: {
    operations: PRINTED,
    code: [],
    stepwise: false
  },
  check: (plan, input) => new CodeGeneratorDuckDb(plan, input).check(),
  print: (plan, input) => new CodeGeneratorDuckDb(plan, input).generate()
};
