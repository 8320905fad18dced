export * from './main.js';
export type { Host, Sink } from './host.js';
