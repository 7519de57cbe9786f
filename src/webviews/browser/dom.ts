// DOM helpers without innerHTML, so that text from specs and files never becomes markup.

import { visibleLines } from '../../escape/terminal';
import { icons, type Icon } from '../icons';

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

const SVG = 'http://www.w3.org/2000/svg';

/** A button that shows an icon. The label is its tooltip and, unseen, its text for screen readers. */
export function iconButton(icon: Icon, label: string, act: () => unknown): HTMLButtonElement {
  const image = document.createElementNS(SVG, 'svg');
  image.setAttribute('viewBox', '0 0 16 16');
  image.setAttribute('aria-hidden', 'true');
  image.appendChild(document.createElementNS(SVG, 'path')).setAttribute('d', icons[icon]);
  return element(
    'button',
    { type: 'button', className: 'icon', title: label, onclick: () => void act() },
    image,
    element('span', { className: 'unseen' }, label),
  );
}

/** Sets a caption whose first sentence is visible; screen readers get all. */
export function setCaption(node: Element, text: string): void {
  const [first = ''] = /^.*?[.!?](?=\s|$)/.exec(text) ?? [text];
  if (node.childElementCount === 0) node.append(element('span'), element('span', { className: 'unseen' }));
  const [seen, unseen] = node.children;
  if (seen) setText(seen, first);
  if (unseen) setText(unseen, text.slice(first.length));
}

/** Sets an element's text only if it changes, so that screen readers do not repeat it. */
export function setText(node: Element, text: string): void {
  const shown = visibleLines(text);
  if (node.textContent !== shown) node.textContent = shown;
}

export function find<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${id}.`);
}

/** Redraws an element's content and restores the focus to the child with the same key. */
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

/** Replaces the children but leaves common ones in place, so that a click in progress is not lost. */
export function setChildren(at: Element, wanted: readonly Element[]): void {
  const kept = new Set(wanted);
  for (const child of [...at.children]) if (!kept.has(child)) child.remove();
  wanted.forEach((child, i) => {
    if (at.children[i] !== child) at.insertBefore(child, at.children[i] ?? null);
  });
}
