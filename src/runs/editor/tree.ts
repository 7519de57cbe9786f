// Tree data of the Runs view: specs, their runs, and each run's rounds.
import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../../escape/markup';
import { roundText } from '../outcome';
import { isSamePath, pathKey } from '../places';
import { readShown, type RoundResults } from '../results';
import { duration } from '../tally';
import { isLive, isResumable } from '../watch';
import type { OpenRun, OpenRuns } from './open-runs';
import { detailOf, iconOf, specOf, stateOf, titleOf, tooltipOf } from './words';

/** A run that waits in the queue. */
export interface QueuedRun {
  readonly id: string;
  readonly specPath: string;
  readonly title: string;
}

export interface Queued {
  all(): readonly QueuedRun[];
  /** Whether a run waits, or one that the queue started still trains. */
  isActive(): boolean;
  readonly onDidChange: vscode.Event<unknown>;
}

export type Node =
  | { readonly type: 'spec'; readonly specPath: string }
  | { readonly type: 'queued'; readonly queued: QueuedRun }
  | { readonly type: 'run'; readonly path: string }
  | { readonly type: 'round'; readonly path: string; readonly round: RoundResults };

/** A click opens a panel but leaves the focus in the view, so that keys act on the selection. */
const PREVIEW = { preserveFocus: true } as const;

export const orders = { newest: 'Newest first', name: 'Name', state: 'State' } as const;
export type Order = keyof typeof orders;

/** Filter and order of the view. */
export interface Shown {
  /** Shown states; undefined for all. */
  readonly states?: readonly string[] | undefined;
  readonly order: Order;
}

export class RunsTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #specs = new Map<string, Node>();
  readonly #nodes = new Map<string, Node>();
  /** The spec that each run was last listed under. */
  readonly #parents = new Map<string, string>();
  #shown: Shown = { order: 'newest' };

  constructor(
    private readonly runs: OpenRuns,
    private readonly queue: Queued,
  ) {
    queue.onDidChange(() => this.#changed.fire(undefined));
    runs.onDidChange((paths) => {
      // Refreshes only the changed nodes if none of them can move.
      const every = runs.all();
      const isPlaced = paths.every((one) => {
        const run = runs.find(one);
        // A new run is listed under its folder's name until its manifest names its spec.
        return run && this.#nodes.has(one) && this.#parents.get(one) === pathKey(specOf(run, every));
      });
      if (!isPlaced || this.#shown.states || this.#shown.order === 'state') this.#changed.fire(undefined);
      else for (const one of paths) this.#changed.fire(this.#nodes.get(one));
    });
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    if (!node) return this.#topLevel();
    if (node.type === 'spec') {
      const waiting = this.queue.all().filter(({ specPath }) => isSamePath(specPath, node.specPath));
      return [
        ...waiting.map((queued): Node => ({ type: 'queued', queued })),
        ...this.#of(node.specPath).map(({ path: place }) => this.#nodeOf(place)),
      ];
    }
    return node.type === 'run' ? roundsOf(node.path) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.type) {
      case 'spec':
        return this.#specItem(node.specPath);
      case 'queued': {
        const item = new vscode.TreeItem(plain(node.queued.title));
        item.id = node.queued.id;
        item.iconPath = iconOf('queued');
        item.description = 'queued';
        item.contextValue = 'queued';
        return item;
      }
      case 'run':
        return this.#runItem(node);
      case 'round':
        return roundItem(node);
    }
  }

  getParent(node: Node): Node | undefined {
    if (node.type === 'round') return this.#nodeOf(node.path);
    const run = node.type === 'run' ? this.runs.find(node.path) : undefined;
    return run && this.#specs.get(pathKey(specOf(run, this.runs.all())));
  }

  #topLevel(): Node[] {
    const every = this.runs.all();
    const parents = this.#of().map((run) => [run.path, specOf(run, every)] as const);
    for (const [place, specPath] of parents) this.#parents.set(place, pathKey(specPath));
    const paths = [
      ...this.queue.all().map(({ specPath }) => specPath),
      ...parents.map(([, specPath]) => specPath),
    ];
    const all = [...new Map(paths.map((one) => [pathKey(one), one]))].map(([key, specPath]) => {
      const node = this.#specs.get(key) ?? { type: 'spec', specPath };
      this.#specs.set(key, node);
      return node;
    });
    const nameOf = (node: Node): string => (node.type === 'spec' ? path.basename(node.specPath) : '');
    return this.#shown.order === 'name' ? all.sort((a, b) => nameOf(a).localeCompare(nameOf(b))) : all;
  }

  #nodeOf(place: string): Node {
    const node = this.#nodes.get(place) ?? { type: 'run', path: place };
    this.#nodes.set(place, node);
    return node;
  }

  /** The visible runs of one spec, or of all. */
  #of(specPath?: string): readonly OpenRun[] {
    const { states, order } = this.#shown;
    const every = this.runs.all();
    const found = every
      .filter((run) => specPath === undefined || isSamePath(specOf(run, every), specPath))
      .filter((run) => !states || states.includes(stateOf(run)));
    const keyOf = { newest: () => '', name: titleOf, state: stateOf }[order];
    return found.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
  }

  #specItem(specPath: string): vscode.TreeItem {
    const label = plain(path.basename(specPath).replace(/\.ticket\.ya?ml$/, ''));
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
    const runs = this.#of(specPath);
    item.id = `spec ${specPath}`;
    item.description = runs.length === 1 ? '1 run' : `${runs.length} runs`;
    // An unreadable run has no spec path.
    if (!path.isAbsolute(specPath)) return item;
    item.resourceUri = vscode.Uri.file(specPath);
    item.iconPath = vscode.ThemeIcon.File;
    item.contextValue = 'spec';
    item.command = {
      command: 'vscode.open',
      title: 'Open Spec',
      arguments: [vscode.Uri.file(specPath), { preview: true }],
    };
    return item;
  }

  #runItem(node: Extract<Node, { type: 'run' }>): vscode.TreeItem {
    const { path: place } = node;
    const run = this.runs.find(place);
    if (!run) return new vscode.TreeItem(plain(path.basename(place)));
    const state = stateOf(run);
    const canOpen = run.finished > 0 && run.total > 0;
    const item = new vscode.TreeItem(
      titleOf(run),
      canOpen ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    );
    item.id = `run ${place}`;
    item.description = `${detailOf(run)} · ${ago(run.createdAt)}`;
    item.tooltip = tooltipOf(run);
    item.iconPath = iconOf(state);
    item.contextValue = `run ${groupOf(run)}`;
    item.command = {
      command: 'ticket.showResults',
      title: 'Show Results',
      arguments: [node, undefined, PREVIEW],
    };
    item.accessibilityInformation = {
      label: `${plain(run.name)} ${titleOf(run)}, ${state}, ${detailOf(run)}`,
    };
    return item;
  }
}

/** The group of commands that apply: to live, resumable or ended runs. */
const groupOf = (run: OpenRun): string => (isLive(run) ? 'live' : isResumable(run) ? 'resumable' : 'done');

function roundsOf(place: string): Node[] {
  try {
    return readShown(place)
      .rounds.filter(({ arms }) => Object.keys(arms).length > 0)
      .map((round) => ({ type: 'round', path: place, round }));
  } catch {
    // The run's own node reports the error.
    return [];
  }
}

function roundItem(node: Extract<Node, { type: 'round' }>): vscode.TreeItem {
  const { round, committed } = node.round;
  const item = new vscode.TreeItem(round === 0 ? 'Dense' : `Round ${round}`);
  item.id = `round ${round} ${node.path}`;
  item.description = plain(roundText(node.round));
  item.tooltip = `Test accuracy at early stop, mean over trials${committed ? '' : ' (round not complete)'}`;
  item.iconPath = new vscode.ThemeIcon(committed ? 'layers' : 'layers-dot');
  item.contextValue = 'round';
  item.command = { command: 'ticket.showMasks', title: 'Show Masks', arguments: [node, undefined, PREVIEW] };
  return item;
}

function ago(at: string): string {
  const seconds = (Date.now() - Date.parse(at)) / 1000;
  if (!(seconds >= 0)) return '';
  if (seconds < 60) return 'just now';
  if (seconds < 90 * 60) return `${duration(seconds)} ago`;
  return seconds < 86_400 ? `${Math.round(seconds / 3600)} h ago` : new Date(at).toLocaleDateString();
}
