import type { Sample } from './build.js';
import { DERIVED_SAMPLES } from './samples/derived.js';
import { LAKEFS_SAMPLES } from './samples/lakefs.js';
import { OPERATION_SAMPLES } from './samples/operations.js';
import { READ_SAMPLES } from './samples/read.js';
import { ROLE_SAMPLES } from './samples/role.js';
import { STEP_SAMPLES } from './samples/step.js';
import { WRITE_SAMPLES } from './samples/write.js';

/** Plans whose scripts are kept as goldens, by the golden's name. */
export const SAMPLES: Record<string, Sample> = {
  ...DERIVED_SAMPLES,
  ...LAKEFS_SAMPLES,
  ...OPERATION_SAMPLES,
  ...READ_SAMPLES,
  ...ROLE_SAMPLES,
  ...STEP_SAMPLES,
  ...WRITE_SAMPLES
};
