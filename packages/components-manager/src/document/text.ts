/** A place where the value of a pipeline parameter goes. */
export interface ParameterReference {
  parameter: string;
}

/** Text with places for parameters: `a ${p} b` is `['a ', {parameter: 'p'}, ' b']`. No two strings stand side by side. */
export type Text = readonly (string | ParameterReference)[];

/** A value, or the parameter that gives it. */
export type Value<T> = T | ParameterReference;
