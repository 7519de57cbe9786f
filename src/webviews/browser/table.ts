// The runs table page: sorting, filtering, grouping, custom columns, a baseline, and comparison of selected runs.
import { visibleLines } from '../../escape/terminal';
import { csv } from '../../runs/csv-text';
import { MOST_COMPARED, readToTablePage, type FromTablePage, type ToTablePage } from '../messages/table';
import type { TableRow } from '../table-data';
import { ChartCard } from './chart-card';
import { element, find, keepingFocus, setChildren, setText } from './dom';
import { connect } from './host';
import { theme, onTheme } from './theme';
import { BASELINE, drawHead, SELECT, showChooser, type Sort } from './table-columns';
import { showCompared, type Compared } from './table-compared';
import { columnsOf, filterOf, makeTable, say, suggestions, type Column } from './table-model';

/** Fixed row height, so that the table creates only visible rows. */
const ROW_PX = 28;
const BEYOND = 12;

interface Kept {
  readonly sort?: Sort;
  readonly filter: string;
  readonly state: string;
  readonly isGrouped: boolean;
  readonly isDiffering: boolean;
  /** Whether only selected runs have rows. */
  readonly isChosenOnly: boolean;
  /** Shown columns in order; undefined for the default columns. */
  readonly columns?: readonly string[];
  readonly baseline?: string;
  readonly chosen: readonly string[];
}

/** Checkboxes above the table, and the state that they set. */
const SWITCHES = [
  ['group', 'isGrouped'],
  ['differing', 'isDiffering'],
  ['chosen-only', 'isChosenOnly'],
] as const;

let kept: Kept = {
  ...{ sort: { id: 'createdAt', isDown: true }, filter: '', state: '', chosen: [] },
  ...{ isGrouped: false, isDiffering: false, isChosenOnly: false },
};
const rows = new Map<string, TableRow>();
let columns: readonly Column[] = columnsOf([]);
/** Table lines from the top: runs and group names. */
let lines: readonly (TableRow | string)[] = [];
let compared: Compared | undefined;

const host = connect<FromTablePage, ToTablePage>(readToTablePage, (message) => {
  switch (message.type) {
    case 'rows':
      for (const path of message.gone) rows.delete(path);
      for (const row of message.rows) rows.set(row.path, row);
      columns = columnsOf([...rows.values()]);
      update();
      follow(message);
      break;
    case 'choose':
      kept = { ...kept, filter: '', state: '', isGrouped: false };
      find('filter', HTMLInputElement).value = '';
      keep({ chosen: message.runs.slice(0, MOST_COMPARED), isChosenOnly: true, isDiffering: true });
      compare();
      break;
    case 'compared':
      // Ignores the answer to an earlier request.
      if (message.asked.join('\n') !== kept.chosen.join('\n')) break;
      compared = message;
      showCompared(compared, cards);
      break;
    case 'error':
      find('error', HTMLElement).hidden = false;
      setText(find('error', HTMLElement), message.message);
  }
});
/** The charts of the compared runs, which highlight the same run. */
const [overlay, parallel] = (['overlay', 'parallel'] as const).map(
  (id) =>
    new ChartCard(id, { onArm: light, onPlace: () => undefined }, theme, (file) =>
      host.post({ type: 'save', ...file }),
    ),
) as [ChartCard, ChartCard];
const cards = { overlay, parallel, light };

function light(name: string): void {
  for (const card of [overlay, parallel]) card.view.light(name);
}

function start(): void {
  kept = { ...kept, ...host.kept };
  find('charts', HTMLElement).append(overlay.element, parallel.element);
  find('colour-by', HTMLSelectElement).addEventListener('change', () => showCompared(compared, cards));
  const input = find('filter', HTMLInputElement);
  input.value = kept.filter;
  input.addEventListener('input', () => keep({ filter: input.value }));
  find('state', HTMLSelectElement).addEventListener('change', ({ target }) =>
    keep({ state: (target as HTMLSelectElement).value }),
  );
  for (const [id, key] of SWITCHES) {
    const box = find(id, HTMLInputElement);
    box.addEventListener('change', () => keep({ [key]: box.checked }));
  }
  find('scroll', HTMLElement).addEventListener('scroll', () => requestAnimationFrame(drawRows));
  new ResizeObserver(drawRows).observe(find('scroll', HTMLElement));
  find('save-csv', HTMLButtonElement).addEventListener('click', saveCsv);
  onTheme(() => showCompared(compared, cards));
  host.post({ type: 'ready' });
}

function keep(change: Partial<Kept>): void {
  kept = { ...kept, ...change };
  host.keep(kept);
  update();
}

/** Whether the switch “Only selected runs” leaves the row. */
const isChosen = ({ path }: TableRow): boolean => !kept.isChosenOnly || kept.chosen.includes(path);

/** The shown columns in order. */
function shownColumns(of: readonly TableRow[]): readonly Column[] {
  const chosen = kept.columns;
  const shown = chosen
    ? chosen.flatMap((id) => columns.find((column) => column.id === id) ?? [])
    : columns.filter(({ isShown }) => isShown);
  if (!kept.isDiffering) return shown;
  // A filter that leaves fewer than two runs keeps the columns.
  const compared = of.length < 2 ? [...rows.values()].filter(isChosen) : of;
  if (compared.length < 2) return shown;
  const differs = (column: Column): boolean => new Set(compared.map((row) => column.value(row))).size > 1;
  // Puts inputs before results, and always shows the run's title.
  const more = columns.filter((column) => column.isFact && !shown.includes(column));
  const [what, came] = [
    shown.filter(({ unit }) => unit === undefined),
    shown.filter(({ unit }) => unit !== undefined),
  ];
  return [...what, ...more, ...came].filter((column) => column.id === 'run' || differs(column));
}

function update(): void {
  for (const [id, key] of SWITCHES) find(id, HTMLInputElement).checked = kept[key];
  suggest();
  const all = [...rows.values()];
  const table = makeTable(all, columns);
  const filter = find('filter-says', HTMLElement);
  filter.hidden = true;
  try {
    const fits = filterOf(kept.filter, columns);
    const isShown = (row: TableRow): boolean =>
      fits(row) && (kept.state === '' || row.state === kept.state) && isChosen(row);
    table.setColumnFilters([{ id: 'name', value: isShown }]);
  } catch (error) {
    filter.hidden = false;
    setText(filter, error instanceof Error ? error.message : String(error));
  }
  if (kept.sort && columns.some(({ id }) => id === kept.sort?.id))
    table.setSorting([{ id: kept.sort.id, desc: kept.sort.isDown }]);
  const sorted = table.getRowModel().rows.map(({ original }) => original);
  const names = kept.isGrouped ? [...new Set(sorted.map(({ name }) => name))] : [];
  lines = kept.isGrouped
    ? names.flatMap((name) => [name, ...sorted.filter((row) => row.name === name)])
    : sorted;
  if (sorted.length === 0 && all.length > 0) {
    filter.hidden = false;
    setText(filter, 'No run matches the filters.');
  }
  setText(
    find('count', HTMLElement),
    (sorted.length < all.length ? `${sorted.length} of ` : '') +
      (all.length === 1 ? '1 run' : `${all.length} runs`) +
      (kept.chosen.length < MOST_COMPARED ? '' : ` · at most ${MOST_COMPARED} are compared`),
  );
  find('empty', HTMLElement).hidden = all.length > 0;
  find('scroll', HTMLElement).hidden = all.length === 0;
  states(all);
  const shown = shownColumns(sorted);
  const ids = kept.columns ?? shown.map(({ id }) => id);
  showChooser(columns, ids, keep);
  drawHead(shown, ids, kept.sort, keep);
  drawRows();
  document.body.dataset.rows = String(sorted.length);
}

/** Offers columns for the last word of the filter. */
function suggest(): void {
  find('filter-columns', HTMLDataListElement).replaceChildren(
    ...suggestions(kept.filter, columns).map((value) => element('option', { value })),
  );
}

function states(all: readonly TableRow[]): void {
  const select = find('state', HTMLSelectElement);
  // Keeps the filtered state in the list even if no run has it.
  const names = [...new Set([...all.map(({ state }) => state), ...(kept.state ? [kept.state] : [])])].sort();
  if (select.dataset.of !== names.join()) {
    select.replaceChildren(
      element('option', { value: '' }, 'Any'),
      ...names.map((name) => element('option', { value: name }, name)),
    );
    select.dataset.of = names.join();
  }
  select.value = kept.state;
}

/** Draws the visible rows and a few beyond. */
function drawRows(): void {
  const scroll = find('scroll', HTMLElement);
  const [body] = find('runs', HTMLTableElement).tBodies;
  const first = Math.max(0, Math.floor(scroll.scrollTop / ROW_PX) - BEYOND);
  const last = Math.min(lines.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / ROW_PX) + BEYOND);
  const shown = shownColumns(lines.filter((line) => typeof line !== 'string'));
  const base = kept.baseline === undefined ? undefined : rows.get(kept.baseline);
  const space = (count: number): HTMLElement => {
    const cell = element('td', { colSpan: shown.length + 2 });
    cell.style.height = `${count * ROW_PX}px`;
    return element('tr', { className: 'space', aria: { hidden: 'true' } }, cell);
  };
  if (!body) return;
  const drawn = lines
    .slice(first, last)
    .map((line) => (typeof line === 'string' ? groupLine(line, shown) : runLine(line, shown, base)));
  keepingFocus(body, () =>
    setChildren(body, [
      ...(first > 0 ? [space(first)] : []),
      ...drawn,
      ...(last < lines.length ? [space(lines.length - last)] : []),
    ]),
  );
  for (const [path, { line }] of made) if (!line.isConnected) made.delete(path);
}

const groupLine = (name: string, shown: readonly Column[]): HTMLElement =>
  element(
    'tr',
    { className: 'group-line' },
    element('th', { colSpan: shown.length + 2, scope: 'rowgroup' }, name),
  );

/** A created row, reused while it is visible and its columns stay the same. */
interface Made {
  readonly of: string;
  readonly line: HTMLElement;
  fill(row: TableRow, base: TableRow | undefined): void;
}
const made = new Map<string, Made>();

function runLine(row: TableRow, shown: readonly Column[], base: TableRow | undefined): HTMLElement {
  const of = JSON.stringify([row.name, row.title, shown.map(({ id }) => id)]);
  const before = made.get(row.path);
  const now = before?.of === of ? before : makeLine(row, shown, of);
  made.set(row.path, now);
  now.fill(row, base);
  return now.line;
}

function makeLine({ path, name, title }: TableRow, shown: readonly Column[], of: string): Made {
  const called = `${name} ${title}`;
  const chosen = element('input', {
    ...{ type: 'checkbox', title: SELECT, aria: { label: `Select ${called}` } },
    data: { key: `chosen ${path}` },
  });
  chosen.addEventListener('change', () => {
    const others = kept.chosen.filter((one) => one !== path && rows.has(one));
    keep({ chosen: chosen.checked ? [...others, path].slice(-MOST_COMPARED) : others });
    compare();
  });
  const baseline = element('input', {
    ...{ type: 'radio', name: 'baseline', title: BASELINE, aria: { label: `Baseline: ${called}` } },
    data: { key: `baseline ${path}` },
  });
  // A click on the current baseline clears it.
  baseline.addEventListener('click', () => {
    const { baseline: before, ...rest } = kept;
    kept = before === path ? rest : { ...rest, baseline: path };
    keep({});
  });
  const cells = shown.map(({ id, unit }) => {
    const open = element('button', {
      ...{ type: 'button', className: 'link', data: { key: `open ${path}` } },
      onclick: () => host.post({ type: 'open', run: path, what: 'run' }),
    });
    const cell = element('td', { className: unit ? 'number' : '', data: { column: id } });
    if (id === 'run') cell.append(open);
    return id === 'run' ? { cell, text: open } : { cell, text: cell };
  });
  const line = element(
    'tr',
    { data: { path } },
    element('td', {}, chosen),
    element('td', {}, baseline),
    ...cells.map(({ cell }) => cell),
  );
  return {
    ...{ of, line },
    fill(row, base) {
      chosen.checked = kept.chosen.includes(path);
      baseline.checked = kept.baseline === path;
      line.className = kept.baseline === path ? 'baseline' : '';
      shown.forEach((column, i) => {
        const baseline = base && base !== row ? column.value(base) : undefined;
        const at = cells[i]?.text;
        if (!at) return;
        const text = say(column, column.value(row), { baseline, spread: column.spread?.(row) });
        const isReasoned = column.id === 'state' && row.reason !== '';
        setText(at, isReasoned ? `${text}: ${row.reason}` : text);
        if (isReasoned) at.title = visibleLines(row.reason);
      });
    },
  };
}

/** Updates the comparison when a selected run changes. */
function follow({ rows: changed, gone }: Extract<ToTablePage, { type: 'rows' }>): void {
  const isMeant = (path: string): boolean => kept.chosen.includes(path);
  if (gone.some(isMeant)) keep({ chosen: kept.chosen.filter((path) => !gone.includes(path)) });
  else if (!changed.some(({ path }) => isMeant(path))) return;
  compare();
}

function compare(): void {
  if (kept.chosen.length === 0) {
    compared = undefined;
    showCompared(compared, cards);
  } else host.post({ type: 'compare', runs: [...kept.chosen] });
}

function saveCsv(): void {
  const shown = lines.filter((line) => typeof line !== 'string');
  const of = shownColumns(shown);
  host.post({
    ...{ type: 'save', name: 'runs', extension: 'csv' },
    content: csv(
      of.map(({ id }) => id),
      shown.map((row) => of.map((column) => column.value(row) ?? undefined)),
    ),
  });
}

start();

/** Exposes the drawn data to tests. */
Object.assign(window, {
  ticketDrawn: () => ({ overlay: overlay.view.drawn(), parallel: parallel.view.drawn() }),
  ticketSettled: () => Promise.all([overlay.view.settled(), parallel.view.settled()]),
});
