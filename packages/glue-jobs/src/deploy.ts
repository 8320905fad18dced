import { createHash } from 'node:crypto';
import {
  CreateJobCommand,
  GetJobCommand,
  GetTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateJobCommand,
  type Job
} from '@aws-sdk/client-glue';
import {
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand
} from '@aws-sdk/client-s3';
import { AwsError, errorCode, type AwsClients } from '@glueflow/aws';
import {
  buildJobSpecification,
  isError,
  checkJobSettings,
  jobUpdateOf,
  passRoleProblem,
  scriptLocation,
  type JobNeeds,
  type JobSpecification,
  type Parameters
} from '@glueflow/components-manager';
import type { JobSettings } from '@glueflow/contract';
import { changes, jobChanges, type Change } from './change.js';
import { retried } from './retry.js';

/** A step of a deployment as it is done. */
export interface DeployStep {
  step: 'account' | 'script' | 'job' | 'tags' | 'retry';
  /** One line for a person. */
  message: string;
}

/** What to deploy. */
export interface DeployRequest {
  settings: JobSettings;
  parameters: Parameters;
  /** Text of the job script. */
  script: string;
  /** What the script needs of the job. */
  needs?: JobNeeds;
  /** Stop unless the credentials belong to this account. */
  expectedAccount?: string;
  /** Find out what would change; change nothing. */
  dryRun?: boolean;
  signal?: AbortSignal;
  onStep?(step: DeployStep): void;
}

/** What a deployment did, or (`dryRun`) would do. */
export interface DeployResult {
  job: string;
  arn: string;
  account: string;
  region: string;
  /** Where it went when not to AWS itself. */
  endpoint?: string;
  dryRun: boolean;
  script: { location: string; uploaded: boolean };
  action: 'created' | 'updated';
  /** Settings that changed; of a new job, all of them. */
  changes: Change[];
  /** Tags that changed. */
  tags: Change[];
}

/**
 * Deploy a job as `deploy_<job>.py` does: upload the script unless it is there, create the job or update all of it, tags included.
 *
 * Rejects with an `AwsError`, or what an abort throws. Nothing is sent when the settings have errors.
 */
export async function deployJob(
  clients: AwsClients,
  request: DeployRequest
): Promise<DeployResult> {
  const { settings, parameters } = request;
  const errors = checkJobSettings(settings, parameters).filter(isError);
  if (errors.length > 0) {
    throw new AwsError('usage', errors.map(each => each.message).join('\n'));
  }
  return new Deployment(clients, request).go();
}

class Deployment {
  constructor(
    private readonly _clients: AwsClients,
    private readonly _request: DeployRequest
  ) {
    const { settings, parameters, script, needs } = _request;
    this._body = Buffer.from(script, 'utf8');
    const hash = createHash('sha256').update(this._body).digest('hex');
    const location = scriptLocation(settings, hash);
    this._key = location.slice(`s3://${settings.bucket}/`.length);
    this._wanted = buildJobSpecification(settings, {
      parameters,
      scriptLocation: location,
      needs,
      region: _clients.region
    });
  }

  async go(): Promise<DeployResult> {
    const { dryRun = false, expectedAccount, signal } = this._request;
    const { region, endpoint } = this._clients;
    const { account, arn: who } = await this._clients.identity(signal);
    if (expectedAccount !== undefined && account !== expectedAccount) {
      throw new AwsError(
        'wrong-account',
        `The credentials belong to account ${account} (${who}), not ${expectedAccount}. Nothing was changed. Choose another connection or profile.`
      );
    }
    const partition = who.split(':')[1] || 'aws';
    const foreign = passRoleProblem(this._wanted.Role, { account, partition });
    if (foreign !== undefined) {
      throw new AwsError('usage', `${foreign} Nothing was changed.`);
    }
    const place = endpoint === undefined ? region : `${region} at ${endpoint}`;
    this._report('account', `Account ${account} as ${who}, ${place}`);
    const job = this._wanted.Name;
    const arn = `arn:${partition}:glue:${region}:${account}:job/${job}`;
    const uploaded = dryRun ? await this._wouldUpload() : await this._upload();
    const done = dryRun ? await this._preview(arn) : await this._save(arn);
    return {
      ...{ job, arn, account, region, dryRun },
      ...(endpoint === undefined ? {} : { endpoint }),
      script: { location: this._wanted.Command.ScriptLocation, uploaded },
      ...done
    };
  }

  private get _bucket(): string {
    return this._request.settings.bucket;
  }

  private async _isThere(): Promise<boolean> {
    try {
      const found = await this._s3('s3:GetObject', signal =>
        this._clients.s3.send(
          new HeadObjectCommand({ Bucket: this._bucket, Key: this._key }),
          signal
        )
      );
      return found.ContentLength === this._body.length;
    } catch (error) {
      // Without s3:ListBucket S3 says 403 for what is not there; the upload tells.
      const { kind } = error as Partial<AwsError>;
      if (kind === 'not-found' || kind === 'access-denied') {
        return false;
      }
      throw error;
    }
  }

  private async _upload(): Promise<boolean> {
    const place = this._wanted.Command.ScriptLocation;
    if (await this._isThere()) {
      this._report('script', `Script ${place} is there already`);
      return false;
    }
    await this._s3('s3:PutObject', signal =>
      this._clients.s3.send(
        new PutObjectCommand({
          Bucket: this._bucket,
          Key: this._key,
          Body: this._body,
          ContentType: 'text/x-python'
        }),
        signal
      )
    );
    this._report('script', `Script uploaded to ${place}`);
    return true;
  }

  private async _wouldUpload(): Promise<boolean> {
    const place = this._wanted.Command.ScriptLocation;
    if (await this._isThere()) {
      return false;
    }
    try {
      await this._s3('s3:ListBucket', signal =>
        this._clients.s3.send(
          new HeadBucketCommand({ Bucket: this._bucket }),
          signal
        )
      );
    } catch (error) {
      const { kind } = error as Partial<AwsError>;
      if (kind === 'not-found') {
        throw new AwsError(
          'not-found',
          `The bucket ${this._bucket} does not exist. Name another, or make it: aws s3 mb s3://${this._bucket}`,
          { cause: error }
        );
      }
      // Whether we may look at the bucket is another matter.
      if (kind !== 'access-denied') {
        throw error;
      }
    }
    this._report('script', `Script would be uploaded to ${place}`);
    return true;
  }

  private async _deployed(): Promise<Job | undefined> {
    try {
      const reply = await this._glue('glue:GetJob', signal =>
        this._clients.glue.send(
          new GetJobCommand({ JobName: this._wanted.Name }),
          signal
        )
      );
      return reply.Job;
    } catch (error) {
      if ((error as Partial<AwsError>).kind === 'not-found') {
        return undefined;
      }
      throw error;
    }
  }

  private async _save(
    arn: string
  ): Promise<Pick<DeployResult, 'action' | 'changes' | 'tags'>> {
    const { Name } = this._wanted;
    let job = await this._deployed();
    if (job === undefined) {
      try {
        await this._glue('glue:CreateJob', signal =>
          this._clients.glue.send(new CreateJobCommand(this._wanted), signal)
        );
        this._report('job', `Job ${Name} created`);
        return this._created();
      } catch (error) {
        // Somebody made it since we looked.
        if (errorCode((error as Error).cause) !== 'AlreadyExistsException') {
          throw error;
        }
        job = (await this._deployed()) ?? {};
      }
    }
    const found = jobChanges(job, this._update);
    await this._glue('glue:UpdateJob', signal =>
      this._clients.glue.send(
        new UpdateJobCommand({ JobName: Name, JobUpdate: this._update }),
        signal
      )
    );
    this._report(
      'job',
      `Job ${Name} updated (${found.length === 0 ? 'no setting' : found.length} changed)`
    );
    const current = await this._tags(arn);
    const tags = changes(current, this._wanted.Tags);
    await this._saveTags(arn, current);
    return { action: 'updated', changes: found, tags };
  }

  private get _update(): ReturnType<typeof jobUpdateOf> {
    return jobUpdateOf(this._wanted);
  }

  private _created(): Pick<DeployResult, 'action' | 'changes' | 'tags'> {
    return {
      action: 'created',
      changes: changes({}, this._update),
      tags: changes({}, this._wanted.Tags)
    };
  }

  private async _preview(
    arn: string
  ): Promise<Pick<DeployResult, 'action' | 'changes' | 'tags'>> {
    const job = await this._deployed();
    if (job === undefined) {
      this._report('job', `Job ${this._wanted.Name} would be created`);
      return this._created();
    }
    const found = jobChanges(job, this._update);
    const tags = changes(await this._tags(arn), this._wanted.Tags);
    const count = found.length + tags.length;
    this._report(
      'job',
      count === 0
        ? `Job ${this._wanted.Name}: no changes`
        : `Job ${this._wanted.Name} would be updated, ${count} changed`
    );
    return { action: 'updated', changes: found, tags };
  }

  /** The job's tags, without AWS's own. */
  private async _tags(arn: string): Promise<Record<string, string>> {
    const reply = await this._glue('glue:GetTags', signal =>
      this._clients.glue.send(new GetTagsCommand({ ResourceArn: arn }), signal)
    );
    return Object.fromEntries(
      Object.entries(reply.Tags ?? {}).filter(
        ([name]) => !name.startsWith('aws:')
      )
    );
  }

  private async _saveTags(
    arn: string,
    current: Record<string, string>
  ): Promise<void> {
    const { Tags } = this._wanted;
    const added = Object.fromEntries(
      Object.entries(Tags).filter(([name, value]) => current[name] !== value)
    );
    const stale = Object.keys(current).filter(
      name => !Object.hasOwn(Tags, name)
    );
    if (Object.keys(added).length > 0) {
      await this._glue('glue:TagResource', signal =>
        this._clients.glue.send(
          new TagResourceCommand({ ResourceArn: arn, TagsToAdd: added }),
          signal
        )
      );
    }
    if (stale.length > 0) {
      await this._glue('glue:UntagResource', signal =>
        this._clients.glue.send(
          new UntagResourceCommand({ ResourceArn: arn, TagsToRemove: stale }),
          signal
        )
      );
    }
    const count = Object.keys(added).length + stale.length;
    if (count > 0) {
      this._report('tags', `${count} ${count === 1 ? 'tag' : 'tags'} changed`);
    }
  }

  private _glue<T>(
    action: string,
    work: (options: { abortSignal?: AbortSignal }) => Promise<T>
  ): Promise<T> {
    return this._call(action, `job ${this._wanted.Name}`, work);
  }

  private _s3<T>(
    action: string,
    work: (options: { abortSignal?: AbortSignal }) => Promise<T>
  ): Promise<T> {
    return this._call(action, `bucket ${this._bucket}`, work);
  }

  private _call<T>(
    action: string,
    resource: string,
    work: (options: { abortSignal?: AbortSignal }) => Promise<T>
  ): Promise<T> {
    const { signal } = this._request;
    return this._clients.call(action, resource, () =>
      retried(() => work({ abortSignal: signal }), {
        signal,
        onRetry: code =>
          this._report('retry', `${action}: AWS says ${code}; trying again`)
      })
    );
  }

  private _report(step: DeployStep['step'], message: string): void {
    this._request.onStep?.({ step, message });
  }

  private readonly _body: Buffer;
  private readonly _key: string;
  private readonly _wanted: JobSpecification;
}
