import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobSettings } from '@glueflow/contract';
import type { ExportModel } from './model.js';

/** What a part of the settings page is made of. */
export interface PartProps {
  model: ExportModel;
  trans: TranslationBundle;
  disabled: boolean;
}

/** What every field of a setting is given. */
export function usual(
  { model, trans, disabled }: PartProps,
  field: keyof JobSettings
): {
  trans: TranslationBundle;
  disabled: boolean;
  problems: ReturnType<ExportModel['form']['problemsOf']>;
  onFix: ExportModel['form']['fix'];
} {
  return {
    trans,
    disabled,
    problems: model.problemsOf(field),
    onFix: fix => model.form.fix(fix)
  };
}
