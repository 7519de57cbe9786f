// Column headers of the runs table, which sort rows and reorder columns, and the column chooser.
import { element, find, keepingFocus } from './dom';
import type { Column } from './table-model';

/** Explanations of the columns before the values. */
export const SELECT = 'Select runs to overlay their curves and compare their specs.';
export const BASELINE = 'Select a run to show the differences of the others to it. Click again to clear.';

export interface Sort {
  readonly id: string;
  readonly isDown: boolean;
}

/** A user's change of sorting or columns. */
export interface ColumnChange {
  readonly sort?: Sort;
  /** Shown columns in their order. */
  readonly columns?: readonly string[];
}

/** Draws the chooser for shown columns and their order. */
export function showChooser(
  columns: readonly Column[],
  ids: readonly string[],
  keep: (change: ColumnChange) => void,
): void {
  const move = (id: string, by: number): void => {
    const next = [...ids];
    const at = next.indexOf(id);
    next.splice(at, 1);
    next.splice(Math.max(0, at + by), 0, id);
    keep({ columns: next });
  };
  const rest = columns.filter(({ id }) => !ids.includes(id));
  const text = JSON.stringify([ids, rest.map(({ id }) => id)]);
  const at = find('columns', HTMLElement);
  if (at.dataset.of === text) return;
  at.dataset.of = text;
  const line = (column: Column, isShown: boolean): HTMLElement => {
    const box = element('input', { type: 'checkbox', checked: isShown, data: { key: `box ${column.id}` } });
    box.addEventListener('change', () =>
      keep({ columns: box.checked ? [...ids, column.id] : ids.filter((id) => id !== column.id) }),
    );
    const button = (label: string, sign: string, by: number): HTMLElement =>
      element(
        'button',
        {
          ...{ type: 'button', onclick: () => move(column.id, by) },
          ...{ aria: { label: `${label} ${column.title}` }, data: { key: `${sign} ${column.id}` } },
        },
        sign,
      );
    return element(
      'div',
      { className: 'line' },
      element('label', {}, box, ` ${column.title}`),
      ...(isShown ? [button('Move up:', '↑', -1), button('Move down:', '↓', 1)] : []),
    );
  };
  keepingFocus(at, () =>
    at.replaceChildren(
      ...ids
        .flatMap((id) => columns.find((column) => column.id === id) ?? [])
        .map((column) => line(column, true)),
      ...rest.map((column) => line(column, false)),
    ),
  );
}

export function drawHead(
  shown: readonly Column[],
  ids: readonly string[],
  sort: Sort | undefined,
  keep: (change: ColumnChange) => void,
): void {
  const row = find('runs', HTMLTableElement).tHead;
  const text = JSON.stringify([shown.map(({ id }) => id), ids, sort]);
  if (!row || row.dataset.of === text) return;
  row.dataset.of = text;
  const head = (column: Column): HTMLElement => {
    const { id, title, says } = column;
    const isSorted = sort?.id === id;
    const sign = !isSorted ? '' : sort.isDown ? ' ▾' : ' ▴';
    const made = element(
      'th',
      {
        scope: 'col',
        className: column.unit ? 'number' : '',
        draggable: true,
        aria: { sort: !isSorted ? 'none' : sort.isDown ? 'descending' : 'ascending' },
      },
      element(
        'button',
        {
          type: 'button',
          title: `${says}. Click to sort.`,
          data: { key: `head ${id}` },
          onclick: () => keep({ sort: { id, isDown: isSorted ? !sort.isDown : column.unit !== undefined } }),
        },
        `${title}${sign}`,
      ),
    );
    made.addEventListener('dragstart', (event) => event.dataTransfer?.setData('text/plain', id));
    made.addEventListener('dragover', (event) => event.preventDefault());
    made.addEventListener('drop', (event) => {
      event.preventDefault();
      const from = event.dataTransfer?.getData('text/plain') ?? '';
      const others = ids.filter((one) => one !== from);
      // Ignores drops of anything but a column.
      if (others.length === ids.length) return;
      others.splice(others.indexOf(id), 0, from);
      keep({ columns: others });
    });
    return made;
  };
  keepingFocus(row, () =>
    row.replaceChildren(
      element(
        'tr',
        {},
        element('th', { scope: 'col', title: SELECT }, 'Select'),
        element('th', { scope: 'col', title: BASELINE }, 'Baseline'),
        ...shown.map(head),
      ),
    ),
  );
}
