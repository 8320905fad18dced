import { IAMClient, ListRolesCommand, type Role } from '@aws-sdk/client-iam';
import type { AwsClients } from '@glueflow/aws';
import type { CallOptions } from './run.js';

/** An IAM role that a job may run under. */
export interface GlueRole {
  name: string;
  arn: string;
  description?: string;
}

const SERVICE = 'glue.amazonaws.com';

/**
 * The roles of the account that AWS Glue may assume, by name.
 *
 * Rejects with an `AwsError`, `access-denied` when the caller has no right to list roles. Source: IAM API, ListRoles.
 */
export async function listGlueRoles(
  clients: AwsClients,
  { signal, onPage }: CallOptions & { onPage?(count: number): void } = {}
): Promise<GlueRole[]> {
  const roles: GlueRole[] = [];
  let seen = 0;
  let marker: string | undefined;
  do {
    const reply = await clients.call('iam:ListRoles', 'the roles', () =>
      clients
        .create(IAMClient)
        .send(new ListRolesCommand({ Marker: marker, MaxItems: 1000 }), {
          abortSignal: signal
        })
    );
    const page = reply.Roles ?? [];
    roles.push(...page.filter(trustsGlue).map(describe));
    seen += page.length;
    onPage?.(seen);
    marker = reply.IsTruncated ? reply.Marker : undefined;
  } while (marker);
  return roles.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describe(role: Role): GlueRole {
  return {
    name: role.RoleName ?? '',
    arn: role.Arn ?? '',
    ...(role.Description ? { description: role.Description } : {})
  };
}

/** True when the trust policy lets AWS Glue assume the role; conditions are not weighed. */
function trustsGlue(role: Pick<Role, 'AssumeRolePolicyDocument'>): boolean {
  return statements(role.AssumeRolePolicyDocument ?? '').some(
    ({ Effect, Action, Principal }) =>
      Effect === 'Allow' &&
      list(Action).some(action => /^(sts:(AssumeRole|\*)|\*)$/i.test(action)) &&
      list((Principal as { Service?: unknown } | undefined)?.Service).includes(
        SERVICE
      )
  );
}

interface Statement {
  Effect?: unknown;
  Action?: unknown;
  Principal?: unknown;
}

/** The statements of a policy, which IAM gives as JSON encoded for an address; none when it can't be read. */
function statements(policy: string): Statement[] {
  try {
    const { Statement } = JSON.parse(decodeURIComponent(policy)) as {
      Statement?: Statement | Statement[];
    };
    return Statement ? [Statement].flat() : [];
  } catch {
    return [];
  }
}

/** What policies write as one text or a list of them. */
function list(value: unknown): string[] {
  return [value].flat().filter(item => typeof item === 'string');
}
