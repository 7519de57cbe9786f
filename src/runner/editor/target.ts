// Resolves the spec or the runs that a command acts on, from the palette, a key, a lens, the explorer or the Runs view.
import * as vscode from 'vscode';
import type { OpenRun, OpenRuns } from '../../runs/editor/open-runs';
import type { Node } from '../../runs/editor/tree';
import { detailOf, iconOf, nameOf, stateOf } from '../../runs/editor/words';
import { isOfSpec } from '../../runs/list';
import { isLive, isResumable } from '../../runs/watch';

export type Called = vscode.Uri | Node | undefined;

/** The runs that a command accepts. */
export interface Need {
  fits(run: OpenRun): boolean;
  /** Its runs in a message, such as "running run". */
  readonly what: string;
  /** The remedy if there is none. */
  readonly remedy: string;
}

export const needs = {
  any: { fits: () => true, what: 'run', remedy: 'Start one with “Ticket: Run”.' },
  running: {
    fits: isLive,
    what: 'running run',
    remedy: 'To remove queued runs, use “Ticket: Clear Queue”.',
  },
  resumable: {
    fits: isResumable,
    what: 'stopped, interrupted or failed run',
    remedy: 'To train a spec, use “Ticket: Run”.',
  },
  trained: {
    fits: ({ finished }) => finished > 0,
    what: 'run with a trained network',
    remedy: 'Train one with “Ticket: Run”, or wait until a run has trained its first network.',
  },
} satisfies Readonly<Record<string, Need>>;

/** The most specs that a question lists. */
const MOST_SPECS = 200;

const isSpec = ({ scheme, fsPath }: vscode.Uri): boolean =>
  scheme === 'file' && fsPath.endsWith('.ticket.yaml');

const isNode = (called: Called): called is Node => called !== undefined && !(called instanceof vscode.Uri);

const runPathOf = (node: Node): readonly string[] =>
  node.type === 'run' || node.type === 'round' ? [node.path] : [];

/** The spec that a caller names: a file, or a node of the Runs view. */
export const specOfNode = (called: Called): vscode.Uri | undefined => {
  if (called instanceof vscode.Uri) return called;
  return called?.type === 'spec' ? vscode.Uri.file(called.specPath) : undefined;
};

/** Finds the targets of commands. */
export class Targets {
  #last: vscode.Uri | undefined;
  readonly #listener: vscode.Disposable;

  /** @param view the Runs view, whose selection keys and the palette act on */
  constructor(
    readonly runs: OpenRuns,
    private readonly view: vscode.TreeView<Node>,
  ) {
    const see = (editor: vscode.TextEditor | undefined): void => {
      if (editor && isSpec(editor.document.uri)) this.#last = editor.document.uri;
    };
    see(vscode.window.activeTextEditor);
    this.#listener = vscode.window.onDidChangeActiveTextEditor(see);
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /**
   * The spec that the caller names; else the active, a visible, or the last active one, the only one of the workspace,
   * or the user's pick. Notifies the user if there is none.
   *
   * @param title the command's, for the question
   */
  async spec(called: Called, title: string): Promise<vscode.Uri | undefined> {
    const named = specOfNode(called);
    if (named && isSpec(named)) return named;
    if (named) {
      this.#offerSpec();
      return undefined;
    }
    const near = await this.#near();
    if (near) return near;
    const all = await vscode.workspace.findFiles(
      '**/*.ticket.yaml',
      '**/{node_modules,.ticket}/**',
      MOST_SPECS,
    );
    if (all.length === 0) this.#offerSpec();
    if (all.length < 2) return all[0];
    const items = all
      .map((uri) => ({ uri, label: vscode.workspace.asRelativePath(uri) }))
      .sort((a, b) => a.label.localeCompare(b.label));
    return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Select an experiment' }))?.uri;
  }

  /** The active spec, a visible one, or the last active one, also if its editor is closed. */
  async #near(): Promise<vscode.Uri | undefined> {
    const uri = this.#visible() ?? this.#last;
    if (!uri) return undefined;
    try {
      await vscode.workspace.fs.stat(uri);
      return uri;
    } catch {
      return undefined;
    }
  }

  #visible(): vscode.Uri | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    const shown = [activeTextEditor, ...visibleTextEditors].flatMap((one) => one?.document.uri ?? []);
    return shown.find(isSpec);
  }

  /** The active spec, a visible one, or the last active one while its editor is open. */
  #open(): vscode.Uri | undefined {
    const isOpen = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .some(({ input }) => input instanceof vscode.TabInputText && input.uri.fsPath === this.#last?.fsPath);
    return this.#visible() ?? (isOpen ? this.#last : undefined);
  }

  #offerSpec(): void {
    const make = 'New Experiment';
    void vscode.window
      .showInformationMessage('No experiment found. Create one, or open a .ticket.yaml file.', make)
      .then((chosen) => chosen === make && vscode.commands.executeCommand('ticket.newExperiment'));
  }

  /**
   * The run that the caller names, the first one selected in the Runs view, the latest matching run of the named spec,
   * the only match, or the user's pick. Notifies the user if no run matches: a selection without a matching run never
   * leads to another run.
   *
   * @param how `isNear` to take the latest run of the active, a visible or the last open spec before asking
   */
  async run(
    called: Called,
    title: string,
    need: Need = needs.any,
    how: { readonly isNear?: boolean } = {},
  ): Promise<OpenRun | undefined> {
    await this.runs.look();
    if (isNode(called) && runPathOf(called).length > 0)
      return runPathOf(called).map((path) => this.runs.find(path))[0];
    const nodes = called === undefined ? this.#selection() : called instanceof vscode.Uri ? [] : [called];
    if (nodes.length > 0) {
      const [first] = this.#runsOf(nodes, need);
      if (!first) refuse(title, `no ${need.what} is selected. Select one in the Runs view.`);
      return first;
    }
    const every = this.runs.all().filter(need.fits);
    const of = (spec: vscode.Uri | undefined) => every.filter((run) => spec && isOfSpec(run, spec.fsPath));
    if (called instanceof vscode.Uri) {
      const [latest] = of(called);
      if (!latest) refuse(title, `the spec has no ${need.what}. ${need.remedy}`);
      return latest;
    }
    const [near] = how.isNear === true ? of(this.#open()) : [];
    if (near) return near;
    if (every.length === 0) refuse(title, `there is no ${need.what}. ${need.remedy}`);
    return every.length < 2 ? every[0] : pickRun(every, title);
  }

  /**
   * The selected runs in the Runs view and the runs of the selected specs, or else the one run that `run` finds. Omits
   * selected runs that do not match.
   *
   * @param nodes the selection that VS Code passes to a command of the view's menu
   */
  async several(
    called: Called,
    nodes: unknown,
    title: string,
    need: Need = needs.any,
  ): Promise<readonly OpenRun[]> {
    await this.runs.look();
    const given = Array.isArray(nodes) ? this.#runsOf(nodes as readonly Node[], need) : [];
    if (given.length > 1) return given;
    const selected = called === undefined ? this.#runsOf(this.#selection(), need) : [];
    if (selected.length > 1) return selected;
    const one = await this.run(called, title, need);
    return one ? [one] : [];
  }

  #selection(): readonly Node[] {
    return this.view.visible ? this.view.selection : [];
  }

  #runsOf(nodes: readonly Node[], { fits }: Need): readonly OpenRun[] {
    const every = this.runs.all();
    const pathsOf = (node: Node): readonly string[] =>
      node.type === 'spec'
        ? every.filter((run) => isOfSpec(run, node.specPath)).map(({ path }) => path)
        : runPathOf(node);
    const paths = [...new Set(nodes.flatMap(pathsOf))];
    return paths.flatMap((path) => this.runs.find(path) ?? []).filter(fits);
  }
}

const refuse = (title: string, why: string): void =>
  void vscode.window.showInformationMessage(`${title}: ${why}`);

const itemOf = (run: OpenRun) => ({
  run,
  label: nameOf(run),
  description: detailOf(run),
  iconPath: iconOf(stateOf(run)),
});

async function pickRun(found: readonly OpenRun[], title: string): Promise<OpenRun | undefined> {
  const options = { title, matchOnDescription: true };
  return (await vscode.window.showQuickPick(found.map(itemOf), options))?.run;
}

/** Asks for runs, with some of them preselected. */
export async function pickRuns(
  found: readonly OpenRun[],
  title: string,
  isPicked: (run: OpenRun) => boolean,
): Promise<readonly OpenRun[] | undefined> {
  const items = found.map((run) => ({ ...itemOf(run), picked: isPicked(run) }));
  const options = { title, matchOnDescription: true, canPickMany: true } as const;
  return (await vscode.window.showQuickPick(items, options))?.map(({ run }) => run);
}

/** Whether the workspace is trusted. Notifies the user if not, because keybindings ignore a command's enablement. */
export function isTrusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void vscode.window.showInformationMessage(
    'This command runs code from the workspace. Trust the workspace to use it.',
  );
  return false;
}
