import { TabPanelSvg } from '@jupyterlab/ui-components';
import type { Widget } from '@lumino/widgets';
import type { PipelineEditor } from '../editor/editor.js';
import { CodePanel } from './code/widget.js';
import { DataPanel } from './data/widget.js';
import { LogPanel } from './log/widget.js';
import { countProblems } from './problems/groups.js';
import { ProblemsPanel } from './problems/widget.js';
import { SchemaPanel } from './schema/widget.js';

/** The panels below the canvas: data, schema, problems, code and log. */
export class BottomPanel extends TabPanelSvg {
  constructor(readonly editor: PipelineEditor) {
    super({ tabPlacement: 'top' });
    this.addClass('gf-BottomPanel');
    const { trans } = editor;
    this.data = new DataPanel(editor);
    this._add('data', this.data, trans.__('Data'));
    this._add('schema', new SchemaPanel(editor), trans.__('Schema'));
    this._add('problems', new ProblemsPanel(editor), trans.__('Problems'));
    this._add('code', new CodePanel(editor), trans.__('Code'));
    this._add('log', new LogPanel(editor), trans.__('Log'));
    this.tabBar.node.setAttribute('aria-label', trans.__('Panels'));
    this.tabBar.contentNode.setAttribute('aria-label', trans.__('Panels'));
    editor.compiler.changed.connect(this._count, this);
    editor.session.nodesChanged.connect(this._count, this);
    editor.panelRequested.connect(this._onRequested, this);
    this.currentWidget = this._panels.get(editor.panel) ?? this.data;
    this.currentChanged.connect(() => {
      const [name] =
        [...this._panels].find(([, panel]) => panel === this.currentWidget) ??
        [];
      if (name !== undefined) {
        editor.showPanel(name);
      }
    });
    this._count();
  }

  readonly data: DataPanel;

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.editor.compiler.changed.disconnect(this._count, this);
    this.editor.session.nodesChanged.disconnect(this._count, this);
    this.editor.panelRequested.disconnect(this._onRequested, this);
    super.dispose();
  }

  private _add(name: PipelineEditor.Panel, panel: Widget, label: string): void {
    panel.id = `${this.id || `gf-panels-${BottomPanel._made++}`}-${name}`;
    panel.title.label = label;
    panel.title.closable = false;
    panel.title.dataset = { panel: name };
    panel.node.setAttribute('role', 'tabpanel');
    panel.node.setAttribute('aria-label', label);
    this._panels.set(name, panel);
    this.addWidget(panel);
  }

  private _count(): void {
    const panel = this._panels.get('problems');
    if (panel === undefined) {
      return;
    }
    const { trans, compiler, session } = this.editor;
    const { errors, warnings } = countProblems([
      ...compiler.problems,
      ...session.problems
    ]);
    const failed = compiler.sources.failures.size;
    const count = errors + warnings + failed;
    panel.title.label =
      count === 0 ? trans.__('Problems') : trans.__('Problems (%1)', count);
    panel.title.className =
      errors > 0 ? 'gf-mod-error' : count > 0 ? 'gf-mod-warning' : '';
  }

  private _onRequested(_: PipelineEditor, name: PipelineEditor.Panel): void {
    const panel = this._panels.get(name);
    if (panel && panel !== this.currentWidget) {
      this.currentWidget = panel;
    }
  }

  private _panels = new Map<PipelineEditor.Panel, Widget>();
  private static _made = 0;
}
