import { TARGET_IDS, type TargetId } from '../target/ids.js';
import { TargetRegistry } from '../target/registry.js';
import type { Target } from '../target/target.js';
import { duckDbTarget } from './duckdb/target.js';
import { glueTarget } from './glue/target.js';

const OWN: Readonly<Record<TargetId, Target>> = {
  glue: glueTarget,
  duckdb: duckDbTarget
};

/** The targets that come with Glueflow. */
export const TARGETS = new TargetRegistry(TARGET_IDS.map(id => OWN[id]));

/** The target that a pipeline is checked for when none is asked for. */
export const DEFAULT_TARGET: Target = OWN[TARGET_IDS[0]];
