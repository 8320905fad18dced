/** Every package's fast tests, compiled by swc; `tsc -b` checks the types. */
// The AWS SDK's advice about Node's version is no news in a test; workers inherit the environment.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const name = /^@glueflow\/([a-z-]+)$/.source;
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages'],
  testMatch: ['**/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/packages/[^/]+/(lib|bundle)/'],
  moduleNameMapper: {
    [name]: '<rootDir>/packages/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1'
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' }
      }
    ]
  },
  cacheDirectory: '<rootDir>/node_modules/.cache/jest'
};
