import type { JobSettings } from '@glueflow/contract';
import { isReference, type Text } from '../document/text.js';
import { isWrite, lakefsOf } from '../plan/access.js';
import { STAGING_FOLDER } from '../plan/path.js';
import type {
  CatalogSink,
  CatalogSource,
  Plan,
  ReadOperation,
  WriteOperation
} from '../plan/operation.js';
import { readsOf } from '../plan/outside.js';
import { HIVE_CATALOG, withNeeds, type JobNeeds } from './need.js';
import { roleOwner } from './role.js';
import { jobFolder } from './specification.js';

/** Something that the role of a job must be allowed, beside AWS's managed policy `AWSGlueServiceRole`. */
export interface Permission {
  actions: readonly string[];
  /** ARNs; `*` stands for what is not known here (a parameter, a region). */
  resources: readonly string[];
  /** A sentence for a person. */
  why: string;
}

/** A document of an IAM policy. */
export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: { Effect: 'Allow'; Action: string[]; Resource: string[] }[];
}

const READ_FILES = ['s3:GetObject'];
const WRITE_FILES = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'];
const READ_TABLE = ['glue:GetDatabase', 'glue:GetPartitions', 'glue:GetTable'];
const WRITE_TABLE = [
  'glue:BatchCreatePartition',
  'glue:BatchDeletePartition',
  'glue:BatchUpdatePartition',
  'glue:CreateTable',
  'glue:GetDatabase',
  'glue:GetPartitions',
  'glue:GetTable',
  'glue:UpdateTable'
];

/**
 * Return the least that the role of a job must be allowed to do what its pipeline says: the script and temporary files, what the plan reads
 * and writes, the roles that it assumes, and the IAM actions of its requirements. Equal statements are joined.
 *
 * A part of a path or a name that is a parameter is `*`. A table whose location is not known has the bucket `LOCATION-OF-<table>`, to be put
 * in place by the person.
 *
 * Sources: AWS Glue developer guide, "Create an IAM policy for the AWS Glue service" and "Specifying AWS Glue resource ARNs"; IAM user guide,
 * reference_policies_variables (`${*}`, `${?}`, `${$}` stand for the characters).
 *
 * @param region - Where the job is deployed to, if it is known.
 */
export function permissionsOf(
  plan: Plan,
  settings: JobSettings,
  needs: JobNeeds,
  region: string | undefined = settings.region
): Permission[] {
  const arns = new Arns(settings.role, region);
  const found: Permission[] = [
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [arns.files(jobFolder(settings))],
      why: 'The script and temporary files of the job.'
    },
    ...readsOf(plan.operations)
      .filter(isInAws)
      .flatMap(read => readPermissions(read, arns)),
    ...plan.operations
      .filter(isWrite)
      .filter(isInAws)
      .flatMap(write => writePermissions(write, arns)),
    ...hivePermissions(settings, needs, arns),
    ...needs.actions.map(({ action, resource = '*' }) => ({
      actions: [action],
      resources: [resource],
      why: needs.reasons[action] ?? ''
    }))
  ];
  return joined(found);
}

/** Return false for data in lakeFS, which has keys of its own. */
function isInAws(access: ReadOperation | WriteOperation): boolean {
  return lakefsOf(access) === undefined;
}

/** Return permissions as the document of an IAM policy, one statement each. */
export function policyOf(permissions: readonly Permission[]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: permissions.map(({ actions, resources }) => ({
      Effect: 'Allow',
      Action: [...actions],
      Resource: [...resources]
    }))
  };
}

function readPermissions({ source }: ReadOperation, arns: Arns): Permission[] {
  if (source.kind === 'catalog') {
    const name = tableName(source);
    const why = `The table ${name} is read.`;
    return [
      { actions: READ_TABLE, resources: arns.table(source), why },
      ...filesPermissions(source, [locationOf(source)], READ_FILES, arns, why)
    ];
  }
  return filesPermissions(
    source,
    source.paths.map(path => patternOf(path, source.patterns === true)),
    READ_FILES,
    arns,
    'Files are read.'
  );
}

function writePermissions({ sink, mode }: WriteOperation, arns: Arns) {
  if (sink.kind === 's3') {
    const place = patternOf(sink.path, false);
    return filesPermissions(
      sink,
      [place],
      WRITE_FILES,
      arns,
      'Files are written.'
    );
  }
  const why = `The table ${tableName(sink)} is written.`;
  const changes = sink.updateCatalog || mode !== 'append';
  return [
    {
      actions: changes ? WRITE_TABLE : READ_TABLE,
      resources: arns.table(sink),
      why
    },
    ...filesPermissions(sink, [locationOf(sink)], WRITE_FILES, arns, why)
  ];
}

/** Return what files ask for: of the role that a connection assumes, that the job may assume it. */
function filesPermissions(
  { role }: Pick<CatalogSource, 'role'>,
  places: readonly string[],
  actions: readonly string[],
  arns: Arns,
  why: string
): Permission[] {
  if (role !== undefined) {
    return [
      {
        actions: ['sts:AssumeRole'],
        resources: [role.arn],
        why: `${why.slice(0, -1)} under this role.`
      }
    ];
  }
  return [
    { actions, resources: places.map(place => arns.files(place)), why },
    {
      actions: ['s3:ListBucket'],
      resources: places.map(place => arns.bucket(place)),
      why
    }
  ];
}

/** A job whose metastore is the Data Catalog also asks for the databases `default` and `global_temp`. */
function hivePermissions(
  settings: JobSettings,
  needs: JobNeeds,
  arns: Arns
): Permission[] {
  const { [HIVE_CATALOG]: hive } = withNeeds(
    { ...settings.defaultArguments, ...settings.nonOverridableArguments },
    needs
  );
  return hive === undefined || hive === 'false'
    ? []
    : [
        {
          actions: ['glue:GetDatabase'],
          resources: [
            ...new Set([
              ...arns.database(['default']),
              ...arns.database(['global_temp'])
            ])
          ],
          why: 'Spark asks the Data Catalog for the databases default and global_temp.'
        }
      ];
}

/** Return permissions with those of equal actions and reasons, or of equal resources and actions, as one. */
function joined(all: readonly Permission[]): Permission[] {
  const byReason = new Map<string, Permission>();
  for (const each of all) {
    const key = JSON.stringify([each.actions, each.why]);
    const before = byReason.get(key)?.resources ?? [];
    const resources = [...new Set([...before, ...each.resources])].sort();
    byReason.set(key, { ...each, resources });
  }
  const byPlace = new Map<string, Permission>();
  for (const each of byReason.values()) {
    const key = JSON.stringify([each.actions, each.resources]);
    const before = byPlace.get(key);
    const why = before === undefined ? each.why : `${before.why} ${each.why}`;
    byPlace.set(key, { ...each, why: why.trim() });
  }
  return [...byPlace.values()];
}

/** Return a text as a part of an ARN: what is a parameter is any, and what IAM takes for more than itself is written out. */
function partOf(text: Text): string {
  return text
    .map(part => (isReference(part) ? '*' : part.replace(/[*?$]/g, '${$&}')))
    .join('');
}

/** Return a path as ARNs have it; a pattern counts as what comes before its first wildcard. */
function patternOf(path: Text, isPattern: boolean): string {
  const place = path.findIndex(
    part => isPattern && !isReference(part) && /[*?[{]/.test(part)
  );
  const part = path[place];
  return place < 0 || part === undefined || isReference(part)
    ? partOf(path)
    : partOf([...path.slice(0, place), part.replace(/[*?[{][^]*$/, '')]);
}

/** Return where the files of a table are. */
function locationOf(table: CatalogSource | CatalogSink): string {
  if ('path' in table && table.path !== undefined) {
    return partOf(table.path);
  }
  return table.location === undefined || !table.location.includes('://')
    ? `s3://LOCATION-OF-${partOf(table.table)}/`
    : partOf([table.location.replace(`/${STAGING_FOLDER}/`, '/')]);
}

function tableName({ database, table }: CatalogSource | CatalogSink): string {
  return `${partOf(database)}.${partOf(table)}`;
}

/** Makes the ARNs of one deployment. */
class Arns {
  constructor(role: string, region: string | undefined) {
    const owner = roleOwner(role);
    this._partition =
      owner?.partition ??
      (region?.startsWith('cn-')
        ? 'aws-cn'
        : region?.startsWith('us-gov-')
          ? 'aws-us-gov'
          : 'aws');
    this._account = owner?.account ?? '*';
    this._region = region || '*';
  }

  /** The objects below a path as `patternOf` gives it. */
  files(place: string): string {
    const [bucket, key] = split(place);
    return `arn:${this._partition}:s3:::${bucket}/${key.replace(/(?<!\*)\*+$/, '')}*`;
  }

  bucket(place: string): string {
    return `arn:${this._partition}:s3:::${split(place)[0]}`;
  }

  database(name: Text, catalog?: Text): string[] {
    const place = this._catalog(catalog);
    return [`${place}:catalog`, `${place}:database/${partOf(name)}`];
  }

  table({ database, table, catalogId }: CatalogSource | CatalogSink): string[] {
    const place = this._catalog(catalogId);
    return [
      ...this.database(database, catalogId),
      `${place}:table/${partOf(database)}/${partOf(table)}`
    ];
  }

  private _catalog(id?: Text): string {
    const account =
      id === undefined || id.length === 0 ? this._account : partOf(id);
    return `arn:${this._partition}:glue:${this._region}:${account}`;
  }

  private readonly _partition: string;
  private readonly _account: string;
  private readonly _region: string;
}

/** Return bucket and key of a path; of a path that is a parameter from its first letter, any bucket. */
function split(place: string): [string, string] {
  const rest = place.replace(/^[A-Za-z0-9]+:\/\//, '');
  const at = rest.indexOf('/');
  return at < 0 ? [rest, ''] : [rest.slice(0, at), rest.slice(at + 1)];
}
