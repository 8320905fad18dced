import type { Options, ValidateFunction } from 'ajv';

/**
 * Validators compiled ahead of time, by their schema as JSON text. Empty here: the bundle of the command line puts those of the built-in schemas in
 * the place of this module, since compiling them takes a fifth of a short command's time.
 */
export const PRECOMPILED: ReadonlyMap<string, ValidateFunction> = new Map();

/** How schemas of configurations are compiled. */
export const CONFIGURATION_OPTIONS: Options = {
  allErrors: true,
  verbose: true,
  strict: false,
  // Optimising takes longer than it saves: most schemas are used once a process.
  code: { optimize: false },
  useDefaults: true,
  discriminator: true,
  validateFormats: false,
  // Checking the schema itself takes ten times as long as compiling it, at the opening of the first pipeline.
  validateSchema: false,
  meta: false,
  logger: false
};

/** How the schema of documents is compiled. */
export const DOCUMENT_OPTIONS: Options = {
  allErrors: true,
  verbose: true,
  strict: false,
  code: { optimize: false },
  // It is ours, and checked by a test: here that would only make the first pipeline open later.
  validateSchema: false,
  meta: false
};
