import {
  jobOf,
  jobSettingsWithDefaults,
  type PipelineDocument
} from '@glueflow/components-manager';
import type { JobSettings } from '@glueflow/contract';
import { jobOverrides, type JobOptions } from '../options.js';

/**
 * Return the settings of a pipeline's job, with what the command line puts over them.
 *
 * @param jobName - The job's name where the pipeline gives none.
 */
export function settingsOf(
  document: PipelineDocument,
  jobName: string,
  options: JobOptions
): JobSettings {
  return jobSettingsWithDefaults(
    jobOf(document, jobName),
    jobOverrides(options, document.job)
  );
}
