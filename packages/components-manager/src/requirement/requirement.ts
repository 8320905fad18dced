/** One import of a Python script: `import module`, `import module as alias`, `from module import name as alias`. */
export interface PythonImport {
  module: string;
  name?: string;
  alias?: string;
}

/** Something that a job's IAM role must be allowed. */
export interface RequiredAction {
  /** Such as `dynamodb:GetItem`. */
  action: string;
  /** ARN, or a pattern of ARNs. Default: `*`. */
  resource?: string;
}

/**
 * What a component or an operation needs of the script and of the job that runs it.
 *
 * It is a constant of a component's own program: nothing in it may come from a document, because helper code, jars and modules are
 * programs, and a document never brings a program.
 */
export interface ScriptRequirement {
  /** Unique, by whom and for what: `acme/mask`. The same id with other content is an error. */
  id: string;
  /** Why the job has it, as a sentence for a person. */
  reason: string;
  /** What the helper code uses. */
  imports?: readonly PythonImport[];
  /** Definitions (`def`, `class`) that go into the script as they are written: ASCII, four spaces, lines of at most 100 characters. */
  code?: string;
  /** The names that the code defines at its top; every one of them. */
  defines?: readonly string[];
  /** Requirements whose code or job settings this one uses. */
  uses?: readonly ScriptRequirement[];
  /** Job arguments, `--name` to value. The person's own value wins. */
  arguments?: Readonly<Record<string, string>>;
  /** Properties of Spark (`--conf`). The person's own value wins; lists get both. */
  conf?: Readonly<Record<string, string>>;
  /** Jar files in S3 (`--extra-jars`). */
  jars?: readonly string[];
  /** Python packages as pip names them (`--additional-python-modules`), with a version: `shapely==2.0.6`. */
  pythonModules?: readonly string[];
  /** Names of AWS Glue connections that the job needs. */
  glueConnections?: readonly string[];
  /** What the job's IAM role must be allowed. */
  actions?: readonly RequiredAction[];
}

/** Requirements by id, each once, with those that they use. */
export class Requirements {
  /** Add a requirement and what it uses. */
  add(requirement: ScriptRequirement): void {
    const { id, uses = [] } = requirement;
    const known = this._found.get(id);
    if (known === requirement) {
      return;
    }
    if (known !== undefined) {
      if (contentOf(known) !== contentOf(requirement)) {
        this._conflicts.add(id);
      }
      return;
    }
    this._found.set(id, requirement);
    uses.forEach(each => this.add(each));
  }

  /** Return all requirements, sorted by id. */
  list(): ScriptRequirement[] {
    return [...this._found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Ids that were added with two contents, sorted. */
  get conflicts(): string[] {
    return [...this._conflicts].sort();
  }

  private readonly _found = new Map<string, ScriptRequirement>();
  private readonly _conflicts = new Set<string>();
}

/** Return a text that is the same for requirements of the same content, whatever the order of their members. */
export function contentOf(requirement: ScriptRequirement): string {
  return JSON.stringify(requirement, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
        )
      : value
  );
}
