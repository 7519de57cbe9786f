// Text from specs, files and modules as Markdown and as labels of the editor.
import { visible, visibleLines } from './terminal';

/** Text in Markdown in which nothing is syntax. */
export const markdownText = (text: string): string =>
  visible(text)
    .replace(/[\\`*_{}[\]()#+\-.!~|>]/g, '\\$&')
    .replaceAll('<', '&lt;');

/** A code span that the text cannot leave, also in a table. */
export function markdownCode(text: string): string {
  const shown = visible(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** Markdown of a description: code and emphasis stay; links, images and HTML are text. */
export const unlinked = (markdown: string): string =>
  visibleLines(markdown)
    .replace(/\](?=[([:])/g, '] ')
    .replace(/<(?=[a-z/!?])/gi, '&lt;');

/** Text for notifications, labels and the status bar, where the editor makes links of `[…](command:…)` and icons of `$(…)`. */
export const plain = (text: string): string =>
  visible(text)
    .replace(/\](?=\()/g, '] ')
    .replace(/\$(?=\()/g, '$ ');
