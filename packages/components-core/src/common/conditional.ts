/** Fields of a JSON Schema, by name. */
export type Fields = Record<string, object>;

/**
 * Parts of an `allOf` that give a configuration more fields when a condition holds (and others when it does not).
 *
 * Each branch is there twice, the second time with names only: were there just the one, a wrong value in any field of a branch would
 * make `unevaluatedProperties` call all of its fields unknown.
 */
export function when(
  condition: object,
  then: Fields,
  otherwise: Fields = {}
): object[] {
  const names = (fields: Fields): Fields =>
    Object.fromEntries(Object.keys(fields).map(name => [name, {}]));
  return [
    [then, otherwise],
    [names(then), names(otherwise)]
  ].map(([yes, no]) => ({
    if: condition,
    then: { properties: yes },
    ...(Object.keys(no).length > 0 ? { else: { properties: no } } : {})
  }));
}

/** The condition that a field has a value; `fallback` is the value it has by itself. */
export function equals(
  field: string,
  value: string | string[],
  fallback?: string
): object {
  const values = Array.isArray(value) ? value : [value];
  return {
    properties: {
      [field]: values.length === 1 ? { const: values[0] } : { enum: values }
    },
    ...(fallback !== undefined && values.includes(fallback)
      ? {}
      : { required: [field] })
  };
}
