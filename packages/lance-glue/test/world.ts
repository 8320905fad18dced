import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  GetTableCommand,
  UpdateTableCommand,
  type Table,
  type TableInput
} from '@aws-sdk/client-glue';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand
} from '@aws-sdk/client-s3';
import { AwsClients } from '@glueflow/aws';
import { Sandbox } from '../../glue-jobs/test/sandbox.js';
import { Clients } from '../src/clients.js';
import { connect, GlueNamespace, LanceError } from '../src/index.js';
import { readProperties } from '../src/properties.js';

/** The bucket of the tests. */
export const BUCKET = 'lake';

/** A sandbox, a namespace on it, and plain AWS clients beside. */
export class World {
  static async start(): Promise<World> {
    const world = new World(await Sandbox.start());
    await world.aws.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    return world;
  }

  private constructor(readonly sandbox: Sandbox) {
    this.env = sandbox.env;
    this.aws = new AwsClients({ kind: 'environment' }, { env: this.env });
    this.lance = this.connect();
  }

  readonly env: Record<string, string>;
  readonly aws: AwsClients;
  readonly lance: GlueNamespace;

  connect(properties: Record<string, string> = {}): GlueNamespace {
    const made = connect('glue', properties, this.env);
    this._open.push(made);
    return made;
  }

  /**
   * A namespace some of whose calls fail, as if whoever makes them were stopped there.
   *
   * @param fails - Says whether a command, such as `UpdateTableCommand`, fails: before it is sent, or after it took effect.
   */
  faulty(
    fails: (command: string) => 'before' | 'after' | undefined
  ): GlueNamespace {
    const clients = new Clients(
      readProperties({ 'glue.max-retries': '0' }, this.env)
    );
    const check = async <T>(
      command: string | undefined,
      send: () => Promise<T>
    ): Promise<T> => {
      const when = fails(command ?? '');
      const reply = when === 'before' ? undefined : await send();
      if (when === undefined && reply !== undefined) {
        return reply;
      }
      throw Object.assign(new Error('stopped'), { code: 'ECONNRESET' });
    };
    clients.glue.middlewareStack.add(
      (next, { commandName }) =>
        args =>
          check(commandName, () => next(args)),
      { step: 'initialize' }
    );
    clients.s3.middlewareStack.add(
      (next, { commandName }) =>
        args =>
          check(commandName, () => next(args)),
      { step: 'initialize' }
    );
    const made = new GlueNamespace(clients);
    this._open.push(made);
    return made;
  }

  /** A database of its own, with a location. */
  async database(properties: Record<string, string> = {}): Promise<string> {
    const name = `db_${randomUUID().slice(0, 8)}`;
    const location = `s3://${BUCKET}/lance/${name}`;
    await this.lance.createNamespace({
      id: [name],
      properties: { location, ...properties }
    });
    return name;
  }

  /** The entry of a table as Glue has it. */
  async entry(database: string, table: string): Promise<Table> {
    const reply = await this.aws.glue.send(
      new GetTableCommand({ DatabaseName: database, Name: table })
    );
    return reply.Table ?? { Name: undefined };
  }

  /** Make an entry as another client does. */
  async foreign(
    database: string,
    input: TableInput & { Name: string }
  ): Promise<void> {
    await this.aws.glue.send(
      new CreateTableCommand({ DatabaseName: database, TableInput: input })
    );
  }

  /** Replace an entry as another client does. */
  async change(
    database: string,
    input: TableInput & { Name: string }
  ): Promise<void> {
    await this.aws.glue.send(
      new UpdateTableCommand({ DatabaseName: database, TableInput: input })
    );
  }

  /** Delete everything below a location. */
  async remove(location: string): Promise<void> {
    for (const Key of await this.keys(location)) {
      await this.aws.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    }
  }

  /** Write an object. */
  async put(location: string, body: string | Uint8Array = 'x'): Promise<void> {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
    await this.aws.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })
    );
  }

  /** The text of an object. */
  async read(key: string): Promise<string> {
    const reply = await this.aws.s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: key })
    );
    return (await reply.Body?.transformToString()) ?? '';
  }

  /** Keys below a location. */
  async keys(location: string): Promise<string[]> {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
    const reply = await this.aws.s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `${key}/` })
    );
    return (reply.Contents ?? []).map(({ Key = '' }) => Key);
  }

  async stop(): Promise<void> {
    this._open.forEach(each => each.close());
    this.aws.destroy();
    await this.sandbox.stop();
  }

  private readonly _open: GlueNamespace[] = [];
}

/** The failure of an operation. */
export async function failure(work: Promise<unknown>): Promise<LanceError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof LanceError) {
      return error;
    }
    throw error;
  }
  throw new Error('The operation did not fail.');
}

/** The code of an operation's failure. */
export async function code(work: Promise<unknown>): Promise<number> {
  return (await failure(work)).code;
}
