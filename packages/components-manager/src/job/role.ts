/** The ARN of an IAM role: partition, account, path and name. Roles of a session (`assumed-role`) and of services are none. */
const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/[\w+=,.@/-]+$/;

/** Who deploys: the account, and the partition where it is known. */
export interface Deployer {
  account: string;
  /** `aws`, `aws-cn`, `aws-us-gov` … */
  partition?: string;
}

/** Return the partition and account of a role's ARN, undefined for what is none. */
export function roleOwner(arn: string): Required<Deployer> | undefined {
  const match = ROLE_ARN.exec(arn);
  return match === null
    ? undefined
    : { partition: match[1], account: match[2] };
}

/**
 * Return why a job deployed by an account can't have a role, or undefined when it may: AWS passes no role across accounts, and none
 * across partitions. The name of a role is one of the deployer's own account.
 *
 * Source: IAM user guide, id_roles_use_passrole (a role is passed to a service within the same account; AWS answers "Cross-account pass
 * role is not allowed").
 *
 * @param role - A name or an ARN.
 */
export function passRoleProblem(
  role: string,
  deployer: Deployer
): string | undefined {
  const owner = roleOwner(role);
  if (owner === undefined) {
    return undefined;
  }
  const { account, partition = owner.partition } = deployer;
  if (owner.account !== account) {
    return `The role ${role} belongs to account ${owner.account}, but the job is deployed in account ${account}: AWS passes no role across accounts. Name a role of ${account}, which may assume one of ${owner.account} if the data is there.`;
  }
  return owner.partition === partition
    ? undefined
    : `The role ${role} belongs to the partition ${owner.partition}, but the job is deployed in ${partition}: AWS passes no role across partitions. Name a role of the account there.`;
}
