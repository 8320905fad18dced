import { isReference, type Text } from '../../document/text.js';
import { isAccess, type Access } from '../../plan/access.js';
import type {
  AssumedRole,
  CatalogSink,
  CatalogSource,
  Plan
} from '../../plan/operation.js';
import type { OperationProblem } from '../../target/target.js';
import {
  call,
  list,
  string,
  type PyExpression,
  type PySection
} from '../python/tree.js';
import type { ScriptContext } from './context.js';
import { dynamicReasons, isDynamicRead } from './dynamic.js';
import { readsThroughS3a } from '../../job/version.js';

type AccessedPlace = Text | CatalogSource | CatalogSink;

/** The session name of a role when a connection says none. */
export const SESSION_NAME = 'glueflow';

const REMEDY =
  "give the job's own IAM role access to the data and choose a connection without a role";

/**
 * Roles that a script can't assume, and buckets that would need two.
 *
 * S3A has one set of credentials per bucket. Glue reaches s3:// through S3A from 5.1 on, through EMRFS before. Only Spark's own
 * readers and writers are sure to go through S3A: AWS Glue's own list files with a client of theirs.
 *
 * Source: AWS Glue, "Migrating AWS Glue for Spark jobs to AWS Glue version 5.1"; Hadoop-AWS 3.3, "Working with IAM Assumed Roles" and
 * "Configuring different S3 buckets with Per-Bucket Configuration".
 */
export function roleProblems(plan: Plan, version: string): OperationProblem[] {
  const accesses = plan.operations.filter(isAccess);
  if (!accesses.some(roleOf)) {
    return [];
  }
  const problems: OperationProblem[] = [];
  const users = new Map<string, Access>();
  // Those with a role first, so that the problem stands at the node that has none or another.
  for (const access of [
    ...accesses.filter(roleOf),
    ...accesses.filter(each => !roleOf(each))
  ]) {
    const role = roleOf(access);
    const found = role && unsupported(access, role, version);
    if (found) {
      problems.push(found);
      continue;
    }
    for (const bucket of new Set(placesOf(access).flatMap(bucketOf))) {
      const first = users.get(bucket);
      if (!first) {
        users.set(bucket, access);
      } else if (roleKey(roleOf(first)) !== roleKey(role) && roleOf(first)) {
        problems.push(
          problem(
            access,
            'two-roles',
            connectionOf(access),
            `The script would need bucket ${bucket} under ${described(role)} here and under ${described(roleOf(first))} in step “${first.nodeId}”; Spark has one role per bucket. Choose the same connection for both.`
          )
        );
        break;
      }
    }
  }
  return problems;
}

/** The lines that let S3A assume the roles of a plan: one call for each role. They stand before the first node. */
export function roleSections(context: ScriptContext, plan: Plan): PySection[] {
  const byRole = new Map<
    string,
    { role: AssumedRole; places: AccessedPlace[] }
  >();
  for (const access of plan.operations.filter(isAccess)) {
    const role = roleOf(access);
    if (role) {
      const entry = byRole.get(roleKey(role)) ?? { role, places: [] };
      entry.places.push(...placesOf(access));
      byRole.set(roleKey(role), entry);
    }
  }
  return [...byRole.values()].map(({ role, places }) => {
    const { arn, externalId, sessionName } = role;
    const name = string(sessionName || SESSION_NAME);
    const paths = list(pathsOf(context, places, externalId !== undefined));
    return {
      statements: [
        {
          kind: 'expression',
          value:
            externalId === undefined
              ? call(context.useHelper('assume_role'), [
                  string(arn),
                  name,
                  paths
                ])
              : call(context.useHelper('assume_role_with_external_id'), [
                  string(arn),
                  name,
                  string(externalId),
                  paths
                ])
        }
      ]
    };
  });
}

/** Each place once. Where only the bucket matters, one path stands for all in a bucket that is known. */
function pathsOf(
  context: ScriptContext,
  places: readonly AccessedPlace[],
  whole: boolean
): PyExpression[] {
  const found = new Map<string, PyExpression>();
  for (const place of places) {
    if (!isText(place)) {
      const { database, table, catalogId } = place;
      found.set(
        JSON.stringify([database, table, catalogId]),
        call(context.useHelper('table_location'), [
          context.text(database),
          context.text(table),
          ...(catalogId ? [context.text(catalogId)] : [])
        ])
      );
      continue;
    }
    const [bucket] = bucketOf(place);
    const key = bucket ?? JSON.stringify(place);
    if (!found.has(key)) {
      found.set(
        key,
        bucket === undefined || whole
          ? context.text(place)
          : string(`s3://${bucket}/`)
      );
    }
  }
  return [...found.values()];
}

function unsupported(
  access: Access,
  role: AssumedRole,
  version: string
): OperationProblem | undefined {
  const end = access.op === 'read' ? access.source : access.sink;
  const which = `${end.connection === undefined ? 'The connection' : `Connection “${end.connection}”`} assumes the role ${role.arn}`;
  if (!readsThroughS3a(version)) {
    return problem(
      access,
      'role-unsupported',
      connectionOf(access),
      `${which}, which a script can't do on AWS Glue ${version}: it reaches S3 through EMRFS. Choose AWS Glue 5.1 or later, or ${REMEDY}.`
    );
  }
  const [path, reason] = ownReader(access);
  return path === undefined
    ? undefined
    : problem(
        access,
        'role-unsupported',
        path,
        `${which}, but ${reason}, for which AWS documents no role. ${path === connectionOf(access) ? `Write with S3 output, or ${REMEDY}` : `Change that, or ${REMEDY}`}.`
      );
}

/** The field that makes AWS Glue's own reader or writer necessary, and why as a sentence has it. */
function ownReader(access: Access): [] | [field: string, reason: string] {
  if (access.op === 'write') {
    return access.sink.kind === 'catalog'
      ? [connectionOf(access), "a table is written by AWS Glue's own writer"]
      : access.format === 'avro'
        ? ['/format', "Avro files are written by AWS Glue's own writer"]
        : [];
  }
  const { source } = access;
  if (source.kind === 'catalog' && source.format === 'iceberg') {
    return [
      '/source/table',
      'Iceberg tables are read by a client of their own'
    ];
  }
  if (!isDynamicRead(access)) {
    return [];
  }
  const [
    { field, what, need = what } = {
      field: '/hints/glue/mode',
      what: 'a DynamicFrame'
    }
  ] = dynamicReasons(access);
  return [field, `${need} needs AWS Glue's own reader`];
}

function connectionOf(access: Access): string {
  return access.op === 'read' ? '/source/connection' : '/sink/connection';
}

function roleOf(access: Access): AssumedRole | undefined {
  return access.op === 'read' ? access.source.role : access.sink.role;
}

function roleKey(role: AssumedRole | undefined): string {
  return role
    ? JSON.stringify([role.arn, role.externalId ?? '', role.sessionName ?? ''])
    : '';
}

function described(role: AssumedRole | undefined): string {
  return role
    ? `the role ${role.arn}${role.externalId === undefined ? '' : ' with an external id'}`
    : "the job's own role";
}

/** Where an access goes: paths, or a table whose location is not known. */
export function placesOf(access: Access): readonly AccessedPlace[] {
  const end = access.op === 'read' ? access.source : access.sink;
  if (end.kind === 'catalog') {
    return 'path' in end && end.path
      ? [end.path]
      : [end.location ? [end.location] : end];
  }
  return 'paths' in end ? end.paths : [end.path];
}

function isText(place: AccessedPlace): place is Text {
  return Array.isArray(place);
}

/** The bucket of a place where it can be read off; nothing where a parameter decides. */
export function bucketOf(place: AccessedPlace): string[] {
  if (!isText(place)) {
    return [];
  }
  const first = place[0];
  if (first === undefined || isReference(first)) {
    return [];
  }
  const found = /^s3[an]?:\/\/([^/]+)(\/?)/.exec(first);
  return found && (found[2] === '/' || place.length === 1) ? [found[1]] : [];
}

function problem(
  operation: Access,
  code: string,
  field: string,
  message: string
): OperationProblem {
  return { code, severity: 'error', operation, field, message };
}
