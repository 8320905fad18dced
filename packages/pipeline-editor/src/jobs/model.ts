import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';
import type { GlueflowService, ServiceError } from '../service/client.js';
import { connectionsOf, type Connections } from '../service/connections.js';
import { Remote, serviceError } from '../service/remote.js';
import type { JobFacts, RunFacts, RunPage } from '../service/jobs.js';
import { RunLog } from './log.js';

/** What is being looked at: survives a reload. */
export interface JobsPlace {
  connection?: string;
  job?: string;
  run?: string;
}

/** While a run goes on its job is looked at so often, in milliseconds. */
const LOOK = 5000;
/** Runs that are asked for at once. */
const PAGE = 20;

/** What the view needs of JupyterLab. */
export interface JobsViewProps {
  model: JobsModel;
  trans: TranslationBundle;
  openPipeline(path: string): void;
}

/** The jobs that a connection can see, the runs of one of them, the log of one run. */
export class JobsModel implements IDisposable {
  constructor(
    readonly service: GlueflowService,
    place: JobsPlace = {},
    defaultConnection: () => string = () => ''
  ) {
    this.connections = connectionsOf(service);
    this.log = new RunLog(service);
    this._place = place;
    this._defaultConnection = defaultConnection;
    this.runs.changed.connect(this._onRuns, this);
    this._poll = new Poll({
      name: 'glueflow:jobs',
      auto: false,
      factory: () => this._lookAgain(),
      frequency: { interval: LOOK, backoff: true, max: 60_000 },
      standby: () => !this._visible || !this.going
    });
  }

  readonly connections: Connections;
  readonly jobs = new Remote<readonly JobFacts[]>();
  readonly runs = new Remote<RunPage>();
  readonly log: RunLog;

  /** What is looked at, the search, or an action changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get place(): JobsPlace {
    return this._place;
  }

  /** The connection of the settings; empty: the default credentials. */
  get usualConnection(): string {
    return this._defaultConnection();
  }

  /** The connection asked. */
  get connection(): string | undefined {
    return this._place.connection ?? (this.usualConnection || undefined);
  }

  get search(): string {
    return this._search;
  }

  /** The jobs that match the search, by name. */
  get shown(): readonly JobFacts[] {
    const words = this._search.toLowerCase().split(/\s+/).filter(Boolean);
    return (this.jobs.value ?? []).filter(({ name, description, pipeline }) => {
      const text =
        `${name} ${description ?? ''} ${pipeline ?? ''}`.toLowerCase();
      return words.every(word => text.includes(word));
    });
  }

  /** The job that is looked at, as far as it is known. */
  get job(): JobFacts | undefined {
    const { job } = this._place;
    return this.jobs.value?.find(({ name }) => name === job);
  }

  /** The run that is looked at: the chosen one, otherwise the newest. */
  get run(): RunFacts | undefined {
    const runs = this.runs.value?.runs ?? [];
    return runs.find(({ id }) => id === this._place.run) ?? runs[0];
  }

  /** True while a run of the job goes on. */
  get going(): boolean {
    return this.runs.value?.runs.some(({ ended }) => !ended) ?? false;
  }

  /** Why the last action (start, stop, more) was refused. */
  get refusal(): ServiceError | undefined {
    return this._refusal;
  }

  /** An action is under way. */
  get busy(): boolean {
    return this._busy;
  }

  /** Asks for everything that is looked at. */
  refresh(): void {
    void this.connections.ensure();
    void this.askJobs();
    if (this._place.job !== undefined) {
      void this.askRuns(true);
    }
  }

  /** Says whether the panel is seen: hidden ones ask nothing. */
  setVisible(visible: boolean): void {
    this._visible = visible;
    if (visible) {
      if (this.jobs.current.state === 'idle') {
        this.refresh();
      }
      void this._poll.start();
    }
  }

  setSearch(search: string): void {
    this._search = search;
    this._changed.emit();
  }

  setConnection(connection: string | undefined): void {
    this._place = connection === undefined ? {} : { connection };
    this.jobs.clear();
    this._clearRuns();
    this._changed.emit();
    this.refresh();
  }

  /** Looks at a job, and at one of its runs. */
  look(job: string, run?: string): void {
    const before = this._place;
    this._place = {
      ...(before.connection === undefined
        ? {}
        : { connection: before.connection }),
      job,
      ...(run === undefined ? {} : { run })
    };
    this._refusal = undefined;
    if (before.job !== job) {
      this._clearRuns();
      void this.askRuns();
    } else if (run !== undefined && !this._has(run)) {
      void this.askRuns(true);
    }
    this._changed.emit();
    this._readLog();
  }

  async askJobs(): Promise<void> {
    await this.jobs.load(
      async signal =>
        (
          await this.service.get<{ jobs: JobFacts[] }>(
            'jobs',
            { connection: this.connection },
            signal
          )
        ).jobs,
      { keep: true }
    );
  }

  async askRuns(keep = false): Promise<void> {
    const { job } = this._place;
    if (job === undefined) {
      return;
    }
    const limit = Math.max(PAGE, this.runs.value?.runs.length ?? 0);
    await this.runs.load(
      signal =>
        this.service.get<RunPage>(
          `${jobPath(job)}/runs`,
          { connection: this.connection, limit: String(limit) },
          signal
        ),
      { keep }
    );
  }

  /** Asks for the runs before those shown. */
  async more(): Promise<void> {
    const page = this.runs.value;
    if (page?.next === undefined) {
      return;
    }
    await this._act(async () => {
      const next = await this.service.get<RunPage>(
        `${jobPath(page.job)}/runs`,
        {
          connection: this.connection,
          limit: String(PAGE),
          from: page.next
        }
      );
      if (this._place.job === page.job) {
        const known = new Set(page.runs.map(({ id }) => id));
        this.runs.set({
          ...next,
          runs: [...page.runs, ...next.runs.filter(({ id }) => !known.has(id))]
        });
      }
    });
  }

  /** Starts the job, with the arguments of a run where one is given, and looks at the new run. */
  async start(job: string, again?: string): Promise<void> {
    await this._act(async () => {
      const run = await this.service.post<RunFacts>(`${jobPath(job)}/runs`, {
        ...this._query,
        ...(again === undefined ? {} : { again })
      });
      this.look(job, run.id);
    });
  }

  /** Stops a run. */
  async stop(job: string, run: string): Promise<void> {
    await this._act(async () => {
      await this.service.post(
        `${jobPath(job)}/runs/${encodeURIComponent(run)}/stop`,
        this._query
      );
      await this.askRuns(true);
    });
  }

  /** Reads the log of the run that is looked at again. */
  readLog(): void {
    this._logged = undefined;
    this._readLog();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._poll.dispose();
    this.log.stop();
    this.jobs.clear();
    this.runs.changed.disconnect(this._onRuns, this);
    this.runs.clear();
    Signal.clearData(this);
  }

  private get _query(): { connection?: string } {
    const { connection } = this;
    return connection === undefined ? {} : { connection };
  }

  private _has(run: string): boolean {
    return this.runs.value?.runs.some(({ id }) => id === run) ?? false;
  }

  private _clearRuns(): void {
    this.runs.clear();
    this.log.stop();
    this._logged = undefined;
    this._refusal = undefined;
  }

  private async _act(work: () => Promise<void>): Promise<void> {
    this._busy = true;
    this._refusal = undefined;
    this._changed.emit();
    try {
      await work();
    } catch (error) {
      this._refusal = serviceError(error);
    }
    this._busy = false;
    this._changed.emit();
  }

  private _onRuns(): void {
    if (this.runs.current.state === 'ready') {
      this._readLog();
    }
  }

  private async _lookAgain(): Promise<void> {
    await this.askRuns(true);
    if (this.runs.error !== undefined) {
      // The poll's pauses grow while AWS refuses.
      throw this.runs.error;
    }
  }

  private _readLog(): void {
    const { run } = this;
    if (run === undefined || this._logged === run.id) {
      return;
    }
    this._logged = run.id;
    void this.log.read(run.job, run.id, this._query, !run.ended);
  }

  private _place: JobsPlace;
  private _defaultConnection: () => string;
  private _changed = new Signal<this, void>(this);
  private _search = '';
  private _visible = false;
  private _busy = false;
  private _refusal: ServiceError | undefined;
  private _logged: string | undefined;
  private _poll: Poll;
  private _isDisposed = false;
}

function jobPath(job: string): string {
  return `jobs/${encodeURIComponent(job)}`;
}
