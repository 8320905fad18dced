import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { noCircles } from './scripts/imports.mjs';

/** Packages each package may import, so that dependencies point one way. */
const ALLOWED = {
  contract: [],
  'components-manager': ['contract'],
  'components-core': ['contract', 'components-manager'],
  aws: ['contract', 'components-manager'],
  'glue-catalog': ['contract', 'components-manager', 'aws'],
  'glue-jobs': ['contract', 'components-manager', 'aws'],
  lakefs: [],
  'lance-glue': ['contract', 'aws'],
  'pipeline-editor': ['contract', 'components-manager', 'components-core'],
  server: [
    'contract',
    'components-manager',
    'components-core',
    'aws',
    'glue-catalog',
    'glue-jobs',
    'lakefs',
    'lance-glue'
  ]
};
const BROWSER = [
  'contract',
  'components-manager',
  'components-core',
  'pipeline-editor'
];

const arrows = Object.entries(ALLOWED).map(([name, allowed]) => ({
  files: [`packages/${name}/src/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            // A part of a package by its path spares a command the rest of it.
            regex: `^@glueflow/(?!(${allowed.join('|') || 'none'})(/.+\\.js)?$)`,
            message: `${name} may only import: ${allowed.join(', ') || 'no other package'}.`
          },
          ...(BROWSER.includes(name)
            ? [
                {
                  regex: '^(node:|fs$|path$|os$|crypto$|child_process$)',
                  message: `${name} runs in the browser: no Node API.`
                }
              ]
            : [])
        ]
      }
    ]
  }
}));

export default tseslint.config(
  {
    ignores: [
      '**/lib/**',
      '**/bundle/**',
      '**/dist/**',
      'examples/extension/labextension/**',
      '**/*.generated.ts',
      '.venv/**',
      '.yarn/**',
      '.glueflow/**',
      'workspace/**',
      'node_modules/**',
      'python/**'
    ]
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  prettier,
  {
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
      ]
    }
  },
  {
    files: [
      'scripts/**',
      'benchmarks/**',
      '*.cjs',
      '*.mjs',
      'packages/*/bin/**',
      'packages/*/test/*.cjs',
      'examples/extension/**'
    ],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly'
      }
    },
    rules: { 'no-console': 'off' }
  },
  {
    // JupyterLab's conventions: options in a namespace of the class.
    files: ['packages/pipeline-editor/**'],
    rules: {
      '@typescript-eslint/no-namespace': 'off',
      'no-console': ['error', { allow: ['warn', 'error'] }]
    }
  },
  {
    files: ['packages/*/src/**/*.{ts,tsx}'],
    plugins: { glueflow: { rules: { 'no-circles': noCircles } } },
    rules: { 'glueflow/no-circles': 'error' }
  },
  ...arrows
);
