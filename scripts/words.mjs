// Checks comments, strings, Markdown, YAML and CSS for wording that CONTRIBUTING.md rules out, and the length of commit subjects.
//   node scripts/words.mjs [FILE ...]      default: all files; part of `npm run lint`
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './shell.mjs';

/** Words after a bare "own"; with a noun, as in "the value of its own anchor", the phrase is fine. */
const AFTER_OWN = 'and|are|as|at|but|by|for|from|has|have|in|is|on|or|so|that|to|until|when|where|which|with';

/** Wording that reads badly, and what to write instead. */
export const RULES = [
  [/(?:^|[.!] )(What|Where|How|That) (?![^.!]*\?)/, 'Name the thing first: a noun, then the verb.'],
  [
    new RegExp(`\\bof (one's|its|their|your|his|my) own\\b(?! (?!(${AFTER_OWN})\\b)[\\w\`])`),
    'Write "own" or "separate" before the noun.',
  ],
  [/\b(is|are|was|were|be|been) told\b/, 'Say who reports what.'],
  [/\b(is|are|was|were) had\b/, 'Say who has it.'],
  [
    /(?<!\bthere )\b(is|are|was|were) no (?!longer\b|more\b|way\b|other\b)/i,
    'Write "is not a …", or say what it is.',
  ],
  [/\bgo(es|ne)? on with\b/, 'Write "continues" or "resumes".'],
  [/\bnothing of (it|them)\b/, 'Say what is missing.'],
  [/\bcome(s)? to be\b/, 'Write "becomes".'],
];
/** For the first comment of a file; elsewhere, "Whether" describes a boolean. */
const HEADER_RULE = [/^Whether /, 'Begin the file with what it does: a noun or a verb.'];

/** From the subject of the last commit before the rule; hashes differ between copies of the history. */
const BEFORE = 'hold the JSON schema to kind or module';
const LONGEST_SUBJECT = 72;

/** Texts of a program or JSON file: comments, with adjacent lines as one, and strings that are prose. */
function textsOfCode(file, source) {
  const texts = [];
  const { Latest: languageVersion } = ts.ScriptTarget;
  const { ParseNone: jsDocParsingMode } = ts.JSDocParsingMode;
  const tree = ts.createSourceFile(file, source, { languageVersion, jsDocParsingMode });
  const add = (at, text, isHeader = false) =>
    texts.push({ line: tree.getLineAndCharacterOfPosition(at).line + 1, text, isHeader });
  const visit = (node) => {
    const children = node.getChildren(tree);
    children.forEach(visit);
    if (children.length > 0) return;
    const [from, start] = [node.getFullStart(), node.getStart(tree)];
    for (const { 0: comment, index } of source
      .slice(from, start)
      .matchAll(/\/\*[^]*?\*\/|(?:\/\/.*(?:\n[ \t]*(?=\/\/))?)+/g)) {
      const text = comment.replace(/^\/\/\/.*/, '').replace(/^\s*(\/\*+|\*\/|\*|\/\/)|\*\/$/gm, ' ');
      add(from + index, text, texts.length === 0);
    }
    const isString =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isString && /\w \w/.test(node.text)) add(start, node.text);
  };
  visit(tree);
  return texts;
}

/** The number of the line with the character at `index`. */
const lineAt = (source, index) => source.slice(0, index).split('\n').length;

/** Headings, paragraphs, list items and table cells of a Markdown file, without code. */
function textsOfMarkdown(source) {
  const prose = source
    .replace(/^[ \t]*(```|~~~)[^]*?^[ \t]*\1/gm, (code) => code.replace(/[^\n]/g, ''))
    .replace(/`[^`\n]*`/g, '`…`');
  const parts = prose.matchAll(/[^\n|]+(?:\n(?![ \t]*(?:[-*>#|\n]|\d+\. ))[^\n|]+)*/g);
  return Array.from(parts, ({ 0: part, index }) => ({
    line: lineAt(prose, index),
    text: part.replace(/^[\s#>*-]+|^\s*\d+\. /, ''),
  }));
}

/** Comments of a YAML file, with adjacent lines as one, and its values that are prose. */
function textsOfYaml(source) {
  const comments = Array.from(
    source.matchAll(/(?<=^|\s)#.*(?:\n[ \t]*(?=#)#.*)*/g),
    ({ 0: text, index }) => ({
      line: lineAt(source, index),
      text: text.replaceAll(/^[ \t]*#/gm, ' '),
    }),
  );
  const values = Array.from(
    source.matchAll(/^[ -]*(?:says|title): *(.+?)(?: #.*)?$/gm),
    ({ 1: text, index }) => ({
      line: lineAt(source, index),
      text,
    }),
  );
  return [...comments, ...values];
}

/** Comments of a style sheet. */
const textsOfStyle = (source) =>
  Array.from(source.matchAll(/\/\*([^]*?)\*\//g), ({ 1: text, index }) => ({
    line: lineAt(source, index),
    text,
  }));

/** The reader of the texts of a file, by its extension. */
const READERS = { '.md': textsOfMarkdown, '.yaml': textsOfYaml, '.css': textsOfStyle };

/** Bad wording in a file's text, as `file:line: text (what to do)`. */
export function badWording(file, source) {
  const reader = READERS[path.extname(file)];
  const texts = reader ? reader(source) : textsOfCode(file, source);
  return texts.flatMap(({ line, text, isHeader }) => {
    const words = text.replace(/\s+/g, ' ').trim();
    return (isHeader ? [...RULES, HEADER_RULE] : RULES)
      .filter(([pattern]) => pattern.test(words))
      .map(([, advice]) => `${file}:${line}: ${words.slice(0, 100)} (${advice})`);
  });
}

/** Programs, JSON, Markdown, YAML and CSS in a folder, without packages, build outputs, and the examples of bad wording. */
function filesIn(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (/^(\..*|node_modules|dist|package-lock\.json|words\.test\.ts)$/.test(entry.name)) return [];
    if (entry.isDirectory()) return filesIn(place);
    return /\.([cm]?[jt]s|json|md|yaml|css)$/.test(entry.name) ? [place] : [];
  });
}

/** The lines of a log, hash and subject, with long subjects. */
export const longSubjects = (log) =>
  log
    .split('\n')
    .filter((line) => line.replace(/^\w+ /, '').length > LONGEST_SUBJECT)
    .map((line) => `${line} (At most ${LONGEST_SUBJECT} characters.)`);

/** Commits with long subjects; none in a checkout without the history. */
function longCommits() {
  const git = (...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const before = git('log', '-1', '--format=%H', '--fixed-strings', `--grep=${BEFORE}`);
    if (before === '') return [];
    return longSubjects(git('log', '--no-merges', '--format=%h %s', `${before}..HEAD`));
  } catch {
    return [];
  }
}

if (import.meta.filename === process.argv[1]) {
  const named = process.argv.slice(2).map((name) => path.resolve(name));
  const files = named.length > 0 ? named : filesIn(root);
  const faults = files.flatMap((file) =>
    badWording(path.relative(root, file), fs.readFileSync(file, 'utf8')),
  );
  if (named.length === 0) faults.push(...longCommits());
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
