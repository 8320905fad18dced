export * from './base.js';
export * from './glue/generator.js';
export * from '../job/version.js';
export { printModule, printExpression } from './python/printer.js';
export { freeNames, type FreeName } from './python/freenames.js';
export { stringLiteral } from './python/literal.js';
export * from './script.js';
export * from './targets.js';
