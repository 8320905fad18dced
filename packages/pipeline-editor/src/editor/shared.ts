import type { ComponentRegistry } from '@glueflow/components-manager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { ITranslator } from '@jupyterlab/translation';
import { PipelineCompiler } from '../compile/compiler.js';
import { CatalogSources } from '../compile/sources.js';
import type { PipelineModel } from '../model/model.js';
import { pagePresses } from '../press.js';
import { PipelineSession } from '../run/session.js';
import type { GlueflowService } from '../service/client.js';
import { newsOf } from '../service/news.js';
import { trustMemory } from '../run/trust.js';
import type { EditorSettings } from '../settings.js';

/** The parts that all views of one document share. */
export interface SharedParts {
  compiler: PipelineCompiler;
  session: PipelineSession;
  /** Gives them back; the last view to do so ends them. */
  release(): void;
}

interface Entry {
  compiler: PipelineCompiler;
  session: PipelineSession;
  users: number;
}

const entries = new WeakMap<object, Entry>();

/** The compiler and the run of a document, made for its first view. */
export function sharedParts(options: {
  context: DocumentRegistry.IContext<PipelineModel>;
  registry: ComponentRegistry;
  service: GlueflowService;
  settings: EditorSettings;
  translator?: ITranslator;
}): SharedParts {
  const { context, registry, service, settings, translator } = options;
  const model = context.model.sharedModel;
  let entry = entries.get(context);
  if (entry === undefined) {
    const sources = new CatalogSources(
      service,
      () => model.document.job.connection || settings.value.defaultConnection
    );
    const compiler = new PipelineCompiler(
      model,
      registry,
      sources,
      pagePresses()
    );
    const session = new PipelineSession({
      sessionContext: context.sessionContext,
      compiler,
      model,
      settings,
      page: window,
      // Other open pipelines may read what this one writes.
      wrote: tables => newsOf(service).notify(tables),
      ...(translator ? { translator } : {})
    });
    let { path } = context;
    context.pathChanged.connect((_, now) => {
      trustMemory.rename(path, now);
      path = now;
    });
    entry = { compiler, session, users: 0 };
    entries.set(context, entry);
  }
  const found = entry;
  found.users++;
  let held = true;
  return {
    compiler: found.compiler,
    session: found.session,
    release: () => {
      if (held && --found.users === 0) {
        entries.delete(context);
        found.session.dispose();
        found.compiler.dispose();
        found.compiler.sources.dispose();
      }
      held = false;
    }
  };
}
