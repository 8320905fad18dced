import { LabIcon } from '@jupyterlab/ui-components';
import error from '../../../../../style/icons/problem-error.svg';
import warning from '../../../../../style/icons/problem-warning.svg';

/** Something that keeps the pipeline from running. */
export const errorIcon = new LabIcon({
  name: 'glueflow:problem-error',
  svgstr: error
});

/** Something that is likely not meant. */
export const warningIcon = new LabIcon({
  name: 'glueflow:problem-warning',
  svgstr: warning
});
