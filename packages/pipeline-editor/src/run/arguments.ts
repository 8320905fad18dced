import {
  checkRunParameters,
  jobArguments,
  jobSettingsWithDefaults,
  runArguments,
  type Analysis,
  type PipelineDocument,
  type PipelineParameter,
  type Problem
} from '@glueflow/components-manager';

/** Values of parameters by name. */
export type ParameterValues = Readonly<Record<string, string>>;

/** What is wrong with the values of a run's parameters. */
export function parameterProblems(
  document: PipelineDocument,
  values: ParameterValues
): Problem[] {
  return checkRunParameters(values, document.parameters, {
    defaultArguments: document.job.defaultArguments ?? {},
    nonOverridableArguments: document.job.nonOverridableArguments ?? {}
  });
}

/** The parameters that a run must be given a value for. */
export function missingParameters(
  document: PipelineDocument,
  values: ParameterValues
): Record<string, PipelineParameter> {
  const missing = new Set(
    parameterProblems(document, values)
      .filter(({ code }) => code === 'parameter-missing')
      .map(({ path }) => path.replace(/^\/parameters\//, ''))
  );
  return Object.fromEntries(
    Object.entries(document.parameters).filter(([name]) => missing.has(name))
  );
}

/**
 * The arguments that AWS Glue would give the script of this document.
 *
 * @param name - Name of the job where the document gives none.
 */
export function scriptArguments(
  document: PipelineDocument,
  values: ParameterValues,
  name: string
): Record<string, string> {
  const settings = jobSettingsWithDefaults(document.job);
  const known = Object.fromEntries(
    Object.entries(values).filter(([each]) =>
      Object.hasOwn(document.parameters, each)
    )
  );
  return {
    ...jobArguments(settings, document.parameters),
    ...runArguments(known),
    ...settings.nonOverridableArguments,
    '--JOB_NAME': document.job.name || name
  };
}

/**
 * The connection a part of a pipeline is run with: the one its nodes name when that is the same for all, else the document's, else the
 * person's default; undefined: the default credentials.
 */
export function connectionOf(
  { document, registry }: Pick<Analysis, 'document' | 'registry'>,
  nodeIds: Iterable<string>,
  fallback: string
): string | undefined {
  const general = document.job.connection || fallback;
  const named = new Set<string>();
  for (const id of nodeIds) {
    const { component, config } = document.nodes[id];
    if (registry.get(component)?.category !== 'transform') {
      const { connection } = config;
      named.add(
        typeof connection === 'string' && connection !== ''
          ? connection
          : general
      );
    }
  }
  const [only] = named;
  return (named.size === 1 ? only : general) || undefined;
}
