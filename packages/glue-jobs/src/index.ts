export * from './change.js';
export * from './deploy.js';
export * from './job.js';
export * from './log.js';
export * from './retry.js';
export * from './role.js';
export * from './run.js';
