/** Ids of the targets that come with Glueflow. The first is the usual one. */
export const TARGET_IDS = ['glue', 'duckdb'] as const;

/** The id of a target that comes with Glueflow. */
export type TargetId = (typeof TARGET_IDS)[number];
