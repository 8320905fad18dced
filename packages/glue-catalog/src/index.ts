export * from './catalog.js';
export * from './evaluate.js';
export * from './partition.js';
export * from './sources.js';
export * from './table.js';
