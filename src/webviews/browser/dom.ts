// Elements, without innerHTML: what a spec or a file says is text and never markup.

import { visibleLines } from '../../escape/terminal';

type Child = Node | string | undefined;
type Props<K extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[K], 'style' | 'dataset'>
> & {
  readonly aria?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
};

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { aria = {}, data = {}, ...props }: Props<K> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  Object.assign(made, props);
  for (const [name, value] of Object.entries(aria))
    made.setAttribute(name === 'role' ? name : `aria-${name}`, value);
  Object.assign(made.dataset, data);
  for (const child of children)
    if (child !== undefined) made.append(typeof child === 'string' ? visibleLines(child) : child);
  return made;
}

/** Sets text only where it is another: a reader of the screen would tell it again. */
export function setText(node: Element, text: string): void {
  const shown = visibleLines(text);
  if (node.textContent !== shown) node.textContent = shown;
}

export function find<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${id}.`);
}

/** Draws what is inside of an element anew; the focus goes back to what has the same key. */
export function keepingFocus(at: Element, draw: () => void): void {
  const { activeElement } = document;
  const key =
    activeElement instanceof HTMLElement && at.contains(activeElement)
      ? activeElement.dataset.key
      : undefined;
  draw();
  if (key === undefined || at.contains(document.activeElement)) return;
  at.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Makes these the children, without touching those that are there already: a press on one goes on. */
export function setChildren(at: Element, wanted: readonly Element[]): void {
  const kept = new Set(wanted);
  for (const child of [...at.children]) if (!kept.has(child)) child.remove();
  wanted.forEach((child, i) => {
    if (at.children[i] !== child) at.insertBefore(child, at.children[i] ?? null);
  });
}
