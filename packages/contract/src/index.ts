export * from './connection.js';
export * from './job.js';
export * from './schema.js';
