import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { askAndAct } from './dialog.js';
import type { LakeFSModel, MergeStrategy } from './model.js';
import type { ReferenceName } from './node.js';

/** What a person does with lakeFS: each asks in a dialog, which stays when lakeFS refuses. */
export class LakeFSActions {
  constructor(
    private readonly _model: LakeFSModel,
    private readonly _trans: TranslationBundle
  ) {}

  /** Ask for the name of a branch, and make it. */
  async createBranch({ repository, reference }: ReferenceName): Promise<void> {
    const { _model: model, _trans: trans } = this;
    let made = '';
    const done = await askAndAct({
      title: trans.__('Create branch of %1', repository),
      label: trans.__('Create'),
      busy: trans.__('Creating the branch…'),
      fields: {
        name: { label: trans.__('Name'), value: '', required: true },
        source: {
          label: trans.__('Start at'),
          value: reference,
          required: true,
          help: trans.__('A branch, a tag or a commit.'),
          offered: signal => this._references(repository, signal)
        }
      },
      act: ({ name, source }, signal) => {
        made = name;
        return model.createBranch(
          { repository, reference: source },
          name,
          signal
        );
      },
      trans
    });
    if (done) {
      // Only now: a dialog gives the focus back to where it was.
      model.reveal({ repository, reference: made });
      this._report(trans.__('Created the branch %1.', made));
    }
  }

  /** Ask for a message, and commit what was changed on a branch. */
  async commit(branch: ReferenceName): Promise<void> {
    const { _model: model, _trans: trans } = this;
    const { repository, reference } = branch;
    const done = await askAndAct({
      title: trans.__('Commit changes of %1', `${repository}/${reference}`),
      label: trans.__('Commit'),
      busy: trans.__('Committing…'),
      fields: {
        message: {
          label: trans.__('Message'),
          value: '',
          required: true,
          help: trans.__('All uncommitted changes of the branch are committed.')
        }
      },
      act: ({ message }, signal) => model.commit(branch, message, signal),
      trans
    });
    if (done) {
      this._report(trans.__('Committed the changes of %1.', reference));
    }
  }

  /** Ask for a branch, and merge a reference into it. */
  async merge(source: ReferenceName, destination = ''): Promise<void> {
    const { _model: model, _trans: trans } = this;
    const { repository, reference } = source;
    let into = '';
    const done = await askAndAct({
      title: trans.__('Merge %1', `${repository}/${reference}`),
      label: trans.__('Merge'),
      busy: trans.__('Merging…'),
      fields: {
        destination: {
          label: trans.__('Into branch'),
          value: destination,
          required: true,
          offered: async signal =>
            (await model.names(repository, signal)).branches.filter(
              name => name !== reference
            )
        },
        message: {
          label: trans.__('Message'),
          value: '',
          placeholder: trans.__('Default: that of lakeFS')
        },
        strategy: {
          label: trans.__('Where both changed a path'),
          value: '',
          choices: [
            { value: '', label: trans.__('Do not merge') },
            {
              value: 'source-wins',
              label: trans.__('Take that of %1', reference)
            },
            {
              value: 'dest-wins',
              label: trans.__('Keep that of the branch merged into')
            }
          ]
        }
      },
      act: ({ destination, message, strategy }, signal) => {
        into = destination;
        return model.merge(
          source,
          destination,
          { message, strategy: (strategy || undefined) as MergeStrategy },
          signal
        );
      },
      trans
    });
    if (done) {
      this._report(trans.__('Merged %1 into %2.', reference, into));
    }
  }

  /** Ask what to compare a reference with, and show what a merge would change. */
  async compare({ repository, reference }: ReferenceName): Promise<void> {
    const { _model: model, _trans: trans } = this;
    let chosen = '';
    const done = await askAndAct({
      title: trans.__('Compare %1', `${repository}/${reference}`),
      label: trans.__('Compare'),
      busy: '',
      fields: {
        base: {
          label: trans.__('With'),
          value: '',
          required: true,
          help: trans.__(
            'A branch, a tag or a commit. Shows what a merge of %1 into it would change.',
            reference
          ),
          offered: async signal =>
            (await this._references(repository, signal)).filter(
              name => name !== reference
            )
        }
      },
      act: async ({ base }) => {
        chosen = base;
      },
      trans
    });
    if (done) {
      model.compare({ repository, base: chosen, other: reference });
    }
  }

  private async _references(
    repository: string,
    signal: AbortSignal
  ): Promise<string[]> {
    const { branches, tags } = await this._model.names(repository, signal);
    return [...branches, ...tags];
  }

  private _report(message: string): void {
    Notification.success(message, { autoClose: 3000 });
  }
}
