import { nullTranslator } from '@jupyterlab/translation';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { EditorSettings } from '../../src/settings';
import { ExportModel } from '../../src/export/model';
import type { Files } from '../../src/export/files';
import { PipelineModel } from '../../src/model/model';
import {
  ServiceError,
  type GlueflowService,
  type StreamOptions
} from '../../src/service/client';

/** What a fake service answers: a value, an error, or a function of what was sent. */
export type Answer =
  object | Error | ((sent: Sent) => object | Promise<object>);

/** One request. */
export interface Sent {
  method: string;
  path: string;
  body: Record<string, unknown>;
  options?: StreamOptions;
}

/** A service that answers from a table, by method and path. */
export class FakeService {
  constructor(readonly answers: Record<string, Answer> = {}) {}

  readonly sent: Sent[] = [];

  get(path: string, query: object = {}): Promise<object> {
    return this._answer('GET', path, query);
  }

  post(path: string, body: object = {}): Promise<object> {
    return this._answer('POST', path, body);
  }

  stream(path: string, body: object, options: StreamOptions): Promise<object> {
    return this._answer('STREAM', path, body, options);
  }

  follow(path: string, query: object, options: StreamOptions): Promise<object> {
    return this._answer('FOLLOW', path, query, options);
  }

  /** What was sent to a path. */
  to(path: string): Sent[] {
    return this.sent.filter(sent => sent.path === path);
  }

  asService(): GlueflowService {
    return this as unknown as GlueflowService;
  }

  private async _answer(
    method: string,
    path: string,
    body: object,
    options?: StreamOptions
  ): Promise<object> {
    const sent = { method, path, body: body as Sent['body'], options };
    this.sent.push(sent);
    const answer = this.answers[`${method} ${path}`];
    if (answer === undefined) {
      throw new ServiceError(`${method} ${path} is not there.`, 'refused');
    }
    if (answer instanceof Error) {
      throw answer;
    }
    return typeof answer === 'function' ? answer(sent) : answer;
  }
}

/** Files in memory. */
export class FakeFiles {
  constructor(readonly texts: Record<string, string> = {}) {}

  readonly folders = new Set<string>();

  driveName(path: string): string {
    return /^([A-Za-z]+):/.exec(path)?.[1] ?? '';
  }

  localPath(path: string): string {
    return path.replace(/^[A-Za-z]+:/, '');
  }

  async get(path: string): Promise<Contents.IModel> {
    if (this.folders.has(path)) {
      return {} as Contents.IModel;
    }
    if (this.texts[path] === undefined) {
      throw new ServerConnection.ResponseError({
        status: 404,
        statusText: 'Not Found'
      } as Response);
    }
    return { content: this.texts[path] } as Contents.IModel;
  }

  async save(
    path: string,
    { type, content }: Partial<Contents.IModel> = {}
  ): Promise<Contents.IModel> {
    if (type === 'directory') {
      this.folders.add(path);
    } else {
      this.texts[path] = String(content);
    }
    return {} as Contents.IModel;
  }

  asFiles(): Files {
    return this as unknown as Files;
  }
}

export const trans = nullTranslator.load('glueflow');

/** Job settings that AWS would take. */
export const JOB = {
  name: 'flights',
  role: 'GlueRole',
  bucket: 'glue-scripts'
};

/** The answers of a service where all is well. */
export function goodAnswers(): Record<string, Answer> {
  return {
    'GET connections': {
      connections: [{ name: 'corp', kind: 'sso', profile: 'dev' }]
    },
    'GET profiles': { profiles: [{ name: 'dev', kind: 'sso' }] },
    'POST identity': {
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/ann',
      kind: 'default',
      region: 'eu-west-1'
    },
    'GET roles': { roles: [{ name: 'GlueRole', arn: 'arn:…' }] },
    'GET buckets': { buckets: [{ name: 'glue-scripts' }] },
    'POST estimate': {
      inputs: [],
      total: { bytes: 3 * 2 ** 30, objects: 12, complete: true },
      suggestion: {
        workerType: 'G.2X',
        numberOfWorkers: 4,
        estimate: {
          seconds: { low: 60, high: 120 },
          dpuHours: { low: 0.1, high: 0.2 },
          cost: { low: 0.05, high: 1.5 }
        }
      },
      settings: { workerType: 'G.1X', numberOfWorkers: 10 },
      prices: {
        date: '2026-11-25',
        region: 'eu-west-1',
        listed: true,
        source: 'https://aws.amazon.com/glue/pricing/'
      }
    },
    'POST export': {
      job: 'flights',
      names: { script: 'flights.py', deployScript: 'deploy_flights.py' },
      script: 'the script\n',
      deployScript: 'the deployment script\n',
      added: [
        {
          name: '--enable-metrics',
          value: 'true',
          why: 'CloudWatch shows what a run does.',
          setting: 'metrics'
        }
      ],
      role: {
        permissions: [
          {
            actions: ['kms:Decrypt'],
            resources: ['arn:aws:kms:*:*:key/*'],
            why: 'The step “Mask” decrypts.'
          }
        ],
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['kms:Decrypt'],
              Resource: ['arn:aws:kms:*:*:key/*']
            }
          ]
        }
      },
      problems: []
    }
  };
}

/** An export of a document, over fakes. */
export interface OpenExport {
  model: ExportModel;
  pipeline: PipelineModel['sharedModel'];
  service: FakeService;
  files: FakeFiles;
  settings: EditorSettings;
  dispose(): void;
}

/** Opens a document for export. */
export function openExport(
  options: {
    document?: object;
    path?: string;
    answers?: Record<string, Answer>;
    texts?: Record<string, string>;
    kept?: ExportModel.IOptions['kept'];
  } = {}
): OpenExport {
  const { document = { job: JOB }, path = 'etl/flights.glueflow' } = options;
  const pipeline = new PipelineModel();
  pipeline.fromString(JSON.stringify({ glueflow: 1, nodes: {}, ...document }));
  const service = new FakeService({ ...goodAnswers(), ...options.answers });
  const files = new FakeFiles(options.texts);
  const settings = new EditorSettings();
  const model = new ExportModel({
    context: {
      path,
      model: pipeline
    } as unknown as DocumentRegistry.IContext<PipelineModel>,
    service: service.asService(),
    files: files.asFiles(),
    settings,
    trans,
    kept: options.kept
  });
  return {
    model,
    pipeline: pipeline.sharedModel,
    service,
    files,
    settings,
    dispose: () => {
      model.dispose();
      pipeline.dispose();
    }
  };
}
