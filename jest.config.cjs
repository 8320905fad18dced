/** Every package's fast tests, compiled by swc; `tsc -b` checks the types. */
// The AWS SDK's advice about Node's version is no news in a test; workers inherit the environment.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const name = /^@glueflow\/([a-z-]+)$/.source;
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/examples/extension/test'],
  testMatch: ['**/test/**/*.spec.{ts,tsx}'],
  modulePathIgnorePatterns: ['<rootDir>/packages/[^/]+/(lib|bundle)/'],
  moduleNameMapper: {
    [name]: '<rootDir>/packages/$1/src/index.ts',
    '^@glueflow/([a-z-]+)/(.+)\\.js$': '<rootDir>/packages/$1/src/$2',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Extensions are imported by address; jest resolves paths only.
    '^file://(/.*)$': '$1',
    '\\.svg$': '<rootDir>/packages/pipeline-editor/test/svg.cjs'
  },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
          target: 'es2022'
        },
        module: { type: 'commonjs' }
      }
    ],
    '\\.py$': '<rootDir>/examples/extension/test/text.cjs',
    // JupyterLab's packages are ES modules.
    '^.+\\.m?js$': [
      '@swc/jest',
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }
    ]
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@jupyter|@jupyterlab|@rjsf|@microsoft|exenv-es6|lib0|nanoid|vscode-ws-jsonrpc|y-protocols|y-websocket|yjs|lodash-es)/)'
  ],
  // A busy machine is no defect.
  testTimeout: 30000,
  cacheDirectory: '<rootDir>/node_modules/.cache/jest'
};
