import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard, type ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { addLakeFSInput } from '../catalog/add.js';
import { LakeFSActions } from '../catalog/lakefs/actions.js';
import type { LakeFSModel } from '../catalog/lakefs/model.js';
import {
  addressOf,
  referenceOf,
  type LakeFSRow,
  type ReferenceName
} from '../catalog/lakefs/node.js';
import type { LakeFSAction } from '../catalog/lakefs/section.js';
import type { CatalogWidget } from '../catalog/widget.js';
import type { PipelineEditor } from '../editor/editor.js';
import {
  branchIcon,
  commitIcon,
  compareIcon,
  componentIcon,
  mergeIcon
} from '../icons.js';

/** The commands of lakeFS in the catalog's panel. */
namespace CommandIDs {
  export const openLakeFS = 'glueflow:open-lakefs';
  export const createBranch = 'glueflow:lakefs-create-branch';
  export const commit = 'glueflow:lakefs-commit';
  export const merge = 'glueflow:lakefs-merge';
  export const compare = 'glueflow:lakefs-compare';
  export const closeComparison = 'glueflow:lakefs-close-comparison';
  export const addObject = 'glueflow:lakefs-add-object';
  export const copyAddress = 'glueflow:lakefs-copy-address';
}

/** What a person can do with a row of lakeFS. */
export function lakefsActions(
  model: LakeFSModel,
  trans: TranslationBundle
): LakeFSAction[] {
  const actions = new LakeFSActions(model, trans);
  const action = <Subject>(
    facts: Pick<LakeFSAction, 'id' | 'label' | 'caption' | 'icon'>,
    subjectOf: (row: LakeFSRow | undefined) => Subject | undefined,
    execute: (subject: Subject) => Promise<void>
  ): LakeFSAction => ({
    ...facts,
    isEnabled: row => subjectOf(row) !== undefined,
    execute: row => {
      const subject = subjectOf(row);
      if (subject !== undefined) {
        void execute(subject);
      }
    }
  });
  return [
    action(
      {
        id: CommandIDs.createBranch,
        label: trans.__('Create Branch…'),
        caption: trans.__('Create a branch that starts here'),
        icon: branchIcon
      },
      sourceOf,
      source => actions.createBranch(source)
    ),
    action(
      {
        id: CommandIDs.commit,
        label: trans.__('Commit…'),
        caption: trans.__('Commit the uncommitted changes of the branch'),
        icon: commitIcon
      },
      branchOf,
      branch => actions.commit(branch)
    ),
    action(
      {
        id: CommandIDs.merge,
        label: trans.__('Merge…'),
        caption: trans.__('Merge this into a branch'),
        icon: mergeIcon
      },
      row =>
        row?.node?.kind === 'comparison'
          ? {
              source: {
                repository: row.node.repository,
                reference: row.node.other
              },
              destination: row.node.base
            }
          : withSource(revisionOf(row)),
      ({ source, destination }) => actions.merge(source, destination)
    ),
    action(
      {
        id: CommandIDs.compare,
        label: trans.__('Compare…'),
        caption: trans.__('Show what a merge of this would change'),
        icon: compareIcon
      },
      revisionOf,
      reference => actions.compare(reference)
    )
  ];
}

/** A branch, tag or commit. */
function revisionOf(row: LakeFSRow | undefined): ReferenceName | undefined {
  const { node } = row ?? {};
  return node !== undefined && ['branch', 'tag', 'commit'].includes(node.kind)
    ? referenceOf(node)
    : undefined;
}

/** Where a new branch starts; of a repository the person says so. */
function sourceOf(row: LakeFSRow | undefined): ReferenceName | undefined {
  return row?.kind === 'repository' && row.node !== undefined
    ? { repository: row.node.repository, reference: '' }
    : revisionOf(row);
}

/** The branch whose uncommitted changes a row stands for. */
function branchOf(row: LakeFSRow | undefined): ReferenceName | undefined {
  const { node } = row ?? {};
  return node?.kind === 'branch' || node?.kind === 'uncommitted'
    ? referenceOf(node)
    : undefined;
}

function withSource(
  source: ReferenceName | undefined
): { source: ReferenceName; destination?: string } | undefined {
  return source && { source };
}

/** What the commands need. */
export interface LakeFSCommandOptions {
  widget: CatalogWidget;
  trans: TranslationBundle;
  palette: ICommandPalette | null;
  /** Add an input to the current pipeline and show it. */
  addInput(name: string, add: (editor: PipelineEditor) => string): void;
  hasPipeline(): boolean;
}

/** Add the commands of lakeFS, to the palette and the context menus of its rows. Returns what adds a row to the pipeline. */
export function addLakeFSCommands(
  app: JupyterFrontEnd,
  options: LakeFSCommandOptions
): (row: LakeFSRow) => void {
  const { widget, trans, palette, addInput, hasPipeline } = options;
  const { commands, shell, contextMenu } = app;
  const none = { args: { type: 'object' as const, properties: {} } };
  const category = trans.__('Glueflow');
  const current = (): LakeFSRow | undefined => widget.currentOfLakeFS;
  const add = (row: LakeFSRow): void => {
    const { node } = row;
    if (node?.kind === 'object' || node?.kind === 'folder') {
      addInput(node.path, editor => addLakeFSInput(editor, node));
    }
  };

  commands.addCommand(CommandIDs.openLakeFS, {
    label: trans.__('lakeFS'),
    caption: trans.__('Repositories, branches, commits and objects of lakeFS'),
    describedBy: none,
    execute: () => {
      shell.activateById(widget.id);
      widget.openLakeFS();
    }
  });
  palette?.addItem({ command: CommandIDs.openLakeFS, category });

  for (const action of widget.actionsOfLakeFS) {
    commands.addCommand(action.id, {
      // In the palette nothing else says what it is about.
      label: ({ isPalette }) =>
        isPalette ? trans.__('lakeFS: %1', action.label) : action.label,
      caption: action.caption,
      icon: action.icon,
      describedBy: none,
      isEnabled: () => action.isEnabled(current()),
      execute: () => action.execute(current())
    });
    palette?.addItem({
      command: action.id,
      category,
      args: { isPalette: true }
    });
  }
  commands.addCommand(CommandIDs.closeComparison, {
    label: trans.__('Close Comparison'),
    caption: trans.__('Take the comparison out of the list (Delete)'),
    describedBy: none,
    isEnabled: () => current()?.kind === 'comparison',
    execute: () => {
      const row = current();
      if (row !== undefined) {
        widget.lakefs.close(row);
      }
    }
  });
  commands.addCommand(CommandIDs.addObject, {
    label: trans.__('Add to Pipeline'),
    caption: trans.__('Add an input that reads this to the current pipeline'),
    icon: componentIcon('lakefs-input'),
    describedBy: none,
    isEnabled: () =>
      hasPipeline() && ['object', 'folder'].includes(current()?.kind ?? ''),
    execute: () => {
      const row = current();
      if (row !== undefined) {
        add(row);
      }
    }
  });
  commands.addCommand(CommandIDs.copyAddress, {
    label: trans.__('Copy Address'),
    caption: trans.__('Copy the address: lakefs://repository/reference/path'),
    describedBy: none,
    isEnabled: () => addressAt(current()) !== undefined,
    execute: () => {
      const address = addressAt(current());
      if (address !== undefined) {
        Clipboard.copyToSystem(address);
      }
    }
  });
  const menus: Readonly<Record<string, readonly LakeFSRow['kind'][]>> = {
    [CommandIDs.addObject]: ['object', 'folder'],
    [CommandIDs.createBranch]: ['repository', 'branch', 'tag', 'commit'],
    [CommandIDs.commit]: ['branch', 'uncommitted'],
    [CommandIDs.merge]: ['branch', 'tag', 'commit', 'comparison'],
    [CommandIDs.compare]: ['branch', 'tag', 'commit'],
    [CommandIDs.closeComparison]: ['comparison'],
    [CommandIDs.copyAddress]: [
      ...(['repository', 'branch', 'tag', 'commit'] as const),
      ...(['objects', 'folder', 'object', 'change'] as const)
    ]
  };
  Object.entries(menus).forEach(([command, kinds], rank) =>
    kinds.forEach(kind =>
      contextMenu.addItem({
        command,
        selector: `.gf-LakeFS .gf-Catalog-row[data-kind="${kind}"]`,
        rank
      })
    )
  );
  return add;
}

function addressAt(row: LakeFSRow | undefined): string | undefined {
  return row?.node === undefined ? undefined : addressOf(row.node);
}
