import { Signal, type ISignal } from '@lumino/signaling';
import {
  ServiceError,
  type GlueflowService,
  type ServiceProgress
} from '../service/client.js';
import { newsOf } from '../service/news.js';
import { serviceError } from '../service/remote.js';
import type { DeployFacts } from './facts.js';
import { writeText, type Files, type PlannedFile } from './files.js';

/** One step of an export as it is shown. */
export interface DeploymentStep {
  /** `file:PATH`, or a step of the service: `account`, `script`, `job`, `tags`, `start`, `run`. */
  id: string;
  message: string;
  state: 'running' | 'done' | 'failed' | 'stopped';
}

/** A run of the job that the export started. */
export interface StartedRun {
  job: string;
  id: string;
  state?: string;
}

/** What is to be done. */
export interface ExportOrder {
  files: readonly PlannedFile[];
  /** Body of `POST /deploy`; absent: files only. */
  deploy?: object;
}

/** How an export stands. */
export type ExportState =
  'idle' | 'working' | 'succeeded' | 'failed' | 'cancelled';

/** The export at work: writes the files, deploys, follows the run. Its steps stay readable when it has ended. */
export class Deployment {
  constructor(
    private readonly _service: Pick<GlueflowService, 'stream' | 'post'>,
    private readonly _files: Files,
    /** What a file's step says. */
    private readonly _titleOf: (file: PlannedFile) => string
  ) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): ExportState {
    return this._state;
  }

  get steps(): readonly DeploymentStep[] {
    return this._steps;
  }

  get error(): ServiceError | undefined {
    return this._error;
  }

  get result(): DeployFacts | undefined {
    return this._result;
  }

  /** Files that are on the disk now. */
  get written(): readonly string[] {
    return this._written;
  }

  /** The run that was started, also when following it was given up. */
  get run(): StartedRun | undefined {
    return this._run;
  }

  /** What was ordered last. */
  get order(): ExportOrder | undefined {
    return this._order;
  }

  /** Does it all; never rejects: how it ended is in `state`, `error` and `result`. */
  async start(order: ExportOrder): Promise<void> {
    if (this._state === 'working') {
      return;
    }
    this._order = order;
    this._steps = [];
    this._error = undefined;
    this._result = undefined;
    this._run = undefined;
    this._written = [];
    const abort = new AbortController();
    this._abort = abort;
    this._set('working');
    try {
      for (const file of order.files) {
        check(abort.signal);
        this._step(`file:${file.path}`, this._titleOf(file));
        if (file.state !== 'unchanged') {
          await writeText(this._files, file.path, file.text);
        }
        this._written = [...this._written, file.path];
      }
      if (order.deploy !== undefined) {
        check(abort.signal);
        this._result = await this._service.stream<DeployFacts>(
          'deploy',
          order.deploy,
          {
            signal: abort.signal,
            onProgress: progress => this._onProgress(progress)
          }
        );
      }
      this._settle('done');
      const run = this._result?.run;
      if (run !== undefined) {
        this._run = { job: run.job, id: run.id, state: run.state };
        if (run.state === 'SUCCEEDED') {
          newsOf(this._service).notify();
        }
      }
      this._set(
        run?.ended && run.state !== 'SUCCEEDED' ? 'failed' : 'succeeded'
      );
    } catch (error) {
      this._settle(abort.signal.aborted ? 'stopped' : 'failed');
      this._error = abort.signal.aborted ? undefined : serviceError(error);
      this._set(abort.signal.aborted ? 'cancelled' : 'failed');
    }
  }

  /** Stops: what is done stays, and a run that was started goes on. */
  cancel(): void {
    this._abort?.abort();
  }

  /** Does the same again. */
  retry(): Promise<void> {
    return this._order === undefined
      ? Promise.resolve()
      : this.start(this._order);
  }

  /** Back to the beginning; not while it is at work. */
  reset(): void {
    if (this._state !== 'working') {
      this._set('idle');
    }
  }

  /** Stops the run that was started. Rejects with a `ServiceError`. */
  async stopRun(connection: object): Promise<void> {
    const run = this._run;
    if (run === undefined) {
      return;
    }
    await this._service.post(
      `jobs/${encodeURIComponent(run.job)}/runs/${encodeURIComponent(run.id)}/stop`,
      connection
    );
    this._run = { ...run, state: 'STOPPING' };
    this._changed.emit();
  }

  private _onProgress({ step, message, run }: ServiceProgress): void {
    if (run !== undefined) {
      this._run = run;
    }
    if (step !== undefined) {
      this._step(step, message);
    }
  }

  private _step(id: string, message: string): void {
    const steps = [...this._steps];
    const last = steps.at(-1);
    if (last?.id === id) {
      steps[steps.length - 1] = { ...last, message };
    } else {
      if (last !== undefined) {
        steps[steps.length - 1] = { ...last, state: 'done' };
      }
      steps.push({ id, message, state: 'running' });
    }
    this._steps = steps;
    this._changed.emit();
  }

  private _settle(state: 'done' | 'failed' | 'stopped'): void {
    this._steps = this._steps.map(step =>
      step.state === 'running' ? { ...step, state } : step
    );
  }

  private _set(state: ExportState): void {
    this._state = state;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _state: ExportState = 'idle';
  private _steps: readonly DeploymentStep[] = [];
  private _error: ServiceError | undefined;
  private _result: DeployFacts | undefined;
  private _run: StartedRun | undefined;
  private _written: readonly string[] = [];
  private _order: ExportOrder | undefined;
  private _abort: AbortController | undefined;
}

/** Goes no further when cancelled. */
function check(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new ServiceError('Cancelled.', 'cancelled');
  }
}
