export * from './component/component.js';
export * from './document/document.js';
export * from './document/text.js';
export * from './job/settings.js';
export * from './plan/expression.js';
export * from './plan/operation.js';
export * from './problem.js';
export * from './types/type.js';
