// Places of a spec that lead to files: modules, data, and the runs that came of it.
import { entryOf, nodeAt, type Located } from '../located';
import type { Span } from '../problem';

export interface Link {
  readonly span: Span;
  readonly leadsTo: 'module' | 'data' | 'runs';
  /** As the spec writes it; of runs the folder that they lie in is not the spec's to say. */
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
