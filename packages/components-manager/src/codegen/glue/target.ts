import type { Target } from '../../target/target.js';
import { glueProblems } from './check.js';
import { CodeGeneratorGlue } from './generator.js';
import { PRINTED } from './operations/index.js';

/** AWS Glue jobs: PySpark scripts for Glue 4.0 and later. */
export const glueTarget: Target = {
  id: 'glue',
  title: 'AWS Glue job',
  capabilities: {
    operations: PRINTED,
    code: [{ language: 'python', engine: 'spark' }],
    stepwise: true
  },
  check: glueProblems,
  print: (plan, input) => new CodeGeneratorGlue({ ...input, plan }).generate()
};
