/** Who an ARN of STS or IAM names: a user, or a role and the name of its session. */
export interface Principal {
  user?: string;
  role?: string;
  session?: string;
}

/**
 * The user or role behind the ARN that GetCallerIdentity gives; empty where it tells neither.
 *
 * Source: IAM user guide, "IAM identifiers"; STS API, GetCallerIdentity.
 */
export function principalOf(arn: string): Principal {
  const [kind, ...names] = arn.split(':').slice(5).join(':').split('/');
  const last = names.at(-1);
  switch (kind) {
    case 'root':
      return { user: 'root' };
    case 'user':
    case 'federated-user':
      return last ? { user: last } : {};
    case 'role':
      return last ? { role: last } : {};
    case 'assumed-role':
      return names.length > 1 ? { role: names[0], session: last } : {};
    default:
      return {};
  }
}
