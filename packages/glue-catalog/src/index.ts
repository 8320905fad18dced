export * from './catalog.js';
export * from './sources.js';
export * from './table.js';
