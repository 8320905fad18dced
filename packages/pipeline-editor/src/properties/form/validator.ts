import { isObject, type SchemaPart } from '@glueflow/components-manager';
import type {
  CustomValidator,
  ErrorSchema,
  ErrorTransformer,
  RJSFSchema,
  RJSFValidationError,
  ValidationData,
  ValidatorType
} from '@rjsf/utils';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv';

/** Most schemas that are kept compiled: a form has a handful of conditions. */
const KEPT = 500;

/**
 * What rjsf asks of a validator, on the Ajv that checks pipelines too: JSON Schema 2020-12, and nothing is changed in the data.
 *
 * rjsf makes schemas anew all the time, so they are known by their text.
 */
export class FormValidator implements ValidatorType {
  validateFormData(
    formData: unknown,
    schema: RJSFSchema,
    _customValidate?: CustomValidator,
    transformErrors?: ErrorTransformer
  ): ValidationData<unknown> {
    const raw = this.rawValidation<ErrorObject>(schema, formData);
    const found = (raw.errors ?? []).map(toFormError);
    const errors = transformErrors ? transformErrors(found) : found;
    const errorSchema = toErrorSchema(errors);
    return raw.validationError
      ? {
          errors: [...errors, { stack: raw.validationError.message }],
          errorSchema: {
            ...errorSchema,
            $schema: { __errors: [raw.validationError.message] }
          } as unknown as ErrorSchema
        }
      : { errors, errorSchema };
  }

  toErrorList(
    errorSchema?: ErrorSchema,
    fieldPath: string[] = []
  ): RJSFValidationError[] {
    if (errorSchema === undefined) {
      return [];
    }
    const { __errors: own = [], ...within } = errorSchema as {
      __errors?: string[];
    } & Record<string, ErrorSchema>;
    const property = `.${fieldPath.join('.')}`;
    return [
      ...own.map(message => ({
        property,
        message,
        stack: `${property} ${message}`
      })),
      ...Object.entries(within).flatMap(([name, inner]) =>
        this.toErrorList(inner as ErrorSchema, [...fieldPath, name])
      )
    ];
  }

  /** Says whether data fits a schema; a schema that is none fits nothing. `rootSchema` holds what `$ref`s mean. */
  isValid(
    schema: RJSFSchema | boolean,
    formData: unknown,
    rootSchema: RJSFSchema
  ): boolean {
    if (typeof schema === 'boolean') {
      return schema;
    }
    const { $defs, definitions } = rootSchema as SchemaPart;
    try {
      return (
        this._compile({
          ...(isObject($defs) ? { $defs } : {}),
          ...(isObject(definitions) ? { definitions } : {}),
          ...schema
        })(formData) === true
      );
    } catch (error) {
      console.warn('A part of a form’s schema can’t be read.', error);
      return false;
    }
  }

  rawValidation<Result = ErrorObject>(
    schema: RJSFSchema,
    formData?: unknown
  ): { errors?: Result[]; validationError?: Error } {
    try {
      const validate = this._compile(schema);
      validate(formData);
      return { errors: (validate.errors ?? undefined) as Result[] | undefined };
    } catch (error) {
      return {
        validationError:
          error instanceof Error ? error : new Error(String(error))
      };
    }
  }

  /** Forgets the compiled schemas. */
  reset(): void {
    this._compiled.clear();
  }

  private _compile(schema: SchemaPart): ValidateFunction {
    const { $id: _id, $schema: _schema, ...rest } = schema;
    const key = JSON.stringify(rest);
    let validate = this._compiled.get(key);
    if (validate === undefined) {
      if (this._compiled.size >= KEPT) {
        this._compiled.clear();
      }
      validate = new Ajv2020({
        allErrors: true,
        strict: false,
        validateFormats: false,
        validateSchema: false,
        meta: false,
        logger: false
      }).compile(rest);
      this._compiled.set(key, validate);
    }
    return validate;
  }

  private _compiled = new Map<string, ValidateFunction>();
}

/** The validator of all forms. */
export const formValidator = new FormValidator();

function toFormError({
  instancePath,
  keyword,
  message,
  params,
  schemaPath
}: ErrorObject): RJSFValidationError {
  const missing = (params as { missingProperty?: string }).missingProperty;
  const property = `${instancePath.replace(/\//g, '.')}${
    keyword === 'required' && missing !== undefined ? `.${missing}` : ''
  }`;
  return {
    name: keyword,
    property,
    message,
    params,
    stack: `${property} ${message ?? ''}`.trim(),
    schemaPath
  };
}

function toErrorSchema(errors: readonly RJSFValidationError[]): ErrorSchema {
  const root: SchemaPart = {};
  for (const { property = '', message } of errors) {
    let part = root;
    for (const name of property.split('.').filter(each => each !== '')) {
      if (!Object.hasOwn(part, name)) {
        Object.defineProperty(part, name, {
          value: {},
          enumerable: true,
          writable: true,
          configurable: true
        });
      }
      part = part[name] as SchemaPart;
    }
    part.__errors = [
      ...((part.__errors as string[] | undefined) ?? []),
      message ?? ''
    ];
  }
  return root as ErrorSchema;
}
