// Escapes text from specs, files and modules for Markdown and for labels in the editor.
import { visible, visibleLines } from './terminal';

/** Escapes all Markdown syntax in a text. */
export const markdownText = (text: string): string =>
  visible(text)
    .replace(/[\\`*_{}[\]()#+\-.!~|>]/g, '\\$&')
    .replaceAll('<', '&lt;');

/** Wraps a text in a code span that it cannot break out of, even in a table. */
export function markdownCode(text: string): string {
  const shown = visible(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** Markdown of a description: keeps code and emphasis, and shows links, images and HTML as text. */
export const unlinked = (markdown: string): string =>
  visibleLines(markdown)
    .replace(/\](?=[([:])/g, '] ')
    .replace(/<(?=[a-z/!?])/gi, '&lt;');

/**
 * Text for notifications, labels and the status bar, where VS Code renders `[…](command:…)` as links and `$(…)` as
 * icons.
 */
export const plain = (text: string): string =>
  visible(text)
    .replace(/\](?=\()/g, '] ')
    .replace(/\$(?=\()/g, '$ ');
