// Links from a spec to files: modules, data folders and runs.
import { entryOf, nodeAt, type Located } from '../located';
import type { Span } from '../problem';

export interface Link {
  readonly span: Span;
  readonly leadsTo: 'module' | 'data' | 'runs';
  /** As the spec writes it; empty for runs, whose folder is not in the spec. */
  readonly path: string;
}

export function links(root: Located | undefined): readonly Link[] {
  if (!root) return [];
  const to = (leadsTo: Link['leadsTo'], ...path: readonly string[]): readonly Link[] => {
    const node = nodeAt(root, path);
    return node?.type === 'scalar' && typeof node.value === 'string'
      ? [{ span: node.span, leadsTo, path: node.value }]
      : [];
  };
  const version = entryOf(root, 'ticket');
  return [
    ...(version ? [{ span: version.keySpan, leadsTo: 'runs' as const, path: '' }] : []),
    ...to('module', 'model', 'module'),
    ...to('module', 'workload', 'module'),
    ...to('data', 'workload', 'folder'),
  ];
}
