// Tests package.json's contributions to the editor against the files that they name.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { filesBelow } from '../files';

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

interface Contributes {
  readonly commands: readonly { readonly command: string; readonly category: string }[];
  readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
}

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { readonly contributes: Contributes };
const { commands, menus, walkthroughs } = manifest.contributes;
const steps = walkthroughs.flatMap((one) => one.steps);

/** Every string in a value, at any depth. */
const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

test('every file that is contributed is there', () => {
  const files = textsIn(manifest.contributes).filter((text) => /^(\.\/)?media\/\S+$/.test(text));
  assert.ok(files.length > 5);
  for (const file of files) assert.ok(fs.existsSync(file), file);
});

test('every command in a menu is contributed, and every command says whose it is', () => {
  const known = commands.map(({ command }) => command);
  for (const { command } of Object.values(menus).flat()) assert.ok(known.includes(command), command);
  for (const { command, category } of commands) assert.equal(category, 'Ticket', command);
});

test('every step of the walkthrough has one button, and is done once the code says that it succeeded', () => {
  assert.equal(steps.length, 5);
  const code = filesBelow('src')
    .filter((file) => file.endsWith('.ts'))
    .map((file) => fs.readFileSync(path.join('src', file), 'utf8'))
    .join('\n');
  for (const { id, description, completionEvents, media } of steps) {
    const buttons = [...description.matchAll(/\]\(command:([\w.]+)\)/g)].map(([, name]) => name);
    assert.equal(buttons.length, 1, id);
    assert.equal(completionEvents.length, 1, id);
    const [, step = ''] = /^onContext:ticket\.done\.(\w+)$/.exec(completionEvents[0] ?? '') ?? [];
    assert.ok(
      [`reached('${step}')`, `'ticket.done.${step}'`].some((text) => code.includes(text)),
      id,
    );
    assert.ok(media.altText.length > 0, id);
  }
});

test('pictures of the walkthrough take their colours from the theme, as the editor shows them', () => {
  for (const { media } of steps) {
    const text = fs.readFileSync(media.svg, 'utf8');
    // The editor blocks style sheets, and anything from other origins.
    assert.doesNotMatch(text, /<style|<script|\bstyle=|href=/, media.svg);
    const colours = [...text.matchAll(/\b(?:fill|stroke)="([^"]+)"/g)].map(([, colour = '']) => colour);
    assert.ok(colours.length > 0);
    for (const colour of colours) assert.match(colour, /^(none|var\(--vscode-[^)]+\))$/, media.svg);
  }
});
