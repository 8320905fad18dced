export * from './analysis/analyze.js';
export * from './analysis/parameter.js';
export * from './analysis/plan.js';
export * from './analysis/unknown.js';
export * from './codegen/index.js';
export * from './compile.js';
export * from './program.js';
export * from './query.js';
export * from './component/component.js';
export * from './component/configuration.js';
export * from './component/field.js';
export * from './document/message.js';
export { outputPorts } from './component/outputs.js';
export * from './component/registry.js';
export * from './deploy/name.js';
export * from './deploy/script.js';
export * from './document/check.js';
export * from './document/document.js';
export * from './document/json.js';
export * from './document/migrate.js';
export * from './document/parse.js';
export type { PartialDocument } from './document/salvage.js';
export * from './document/schema.js';
export * from './document/serialize.js';
export * from './document/text.js';
export * from './graph/graph.js';
export * from './job/arguments.js';
export * from './job/check.js';
export * from './job/conf.js';
export * from './job/defaults.js';
export * from './job/need.js';
export * from './job/onbranch.js';
export * from './job/permission.js';
export * from './job/production.js';
export * from './job/role.js';
export * from './job/run.js';
export * from './job/specification.js';
export * from './expression/typed.js';
export {
  DEFAULT_LAKEFS_SECRET,
  LAKEFS_ON_BRANCH,
  LAKEFS_REQUIREMENT
} from './codegen/glue/lakefsrequirement.js';
export { stepQueries, type StepQuery } from './codegen/duckdb/steps.js';
export { lakefsOf } from './plan/access.js';
export * from './plan/frame.js';
export * from './plan/hint.js';
export * from './plan/operation.js';
export * from './plan/optimize.js';
export { foreignKind } from './plan/foreign.js';
export { outsideReads, outsideTables, readsOf } from './plan/outside.js';
export type { OutsideTable } from './plan/outside.js';
export * from './plan/path.js';
export type { CatalogEntry } from './plan/table.js';
export * from './plan/tableformat.js';
export * from './problem.js';
export * from './requirement/requirement.js';
export * from './target/ids.js';
export * from './target/place.js';
export * from './target/registry.js';
export * from './target/script.js';
export * from './target/target.js';
export * from './untrusted/region.js';
export * from './untrusted/terminal.js';
export * from './untrusted/text.js';
export { isVolatile } from './volatile.js';
export type { StepCode } from './trust/code.js';
export type { CodeReason } from './trust/sql.js';
export * from './types/cast.js';
export * from './types/compare.js';
export * from './types/grammar.js';
export * from './types/mapping/index.js';
export * from './types/print.js';
export * from './types/type.js';
export {
  columnsOf,
  parseSqlExpression,
  typeOf,
  type ExpressionResult
} from './expression/expression.js';
export { functionsPage } from './expression/functions/page.js';
export { aggregateType } from './expression/functions/aggregation.js';
export {
  findFunction,
  FUNCTION_FAMILIES,
  listFunctions,
  resultType
} from './expression/functions/index.js';
export type {
  FunctionDeterminism,
  FunctionEntry,
  FunctionKind
} from './expression/functions/entry.js';
export { quoteString, withoutEnd } from './expression/lexer.js';
export { RESERVED_WORDS } from './expression/reader.js';
export { describeUnread } from './expression/unread.js';
export * from './expression/print.js';
export { readExpression } from './expression/read.js';
export { quoteName, type ExpressionScope } from './expression/scope.js';
export { inferQuery, type QueryResult } from './expression/query.js';
