// `node scripts/words.mjs [FILE ...]`: checks comments, strings and Markdown for wording that CONTRIBUTING.md rules out,
// and the subjects of commits. Part of `npm run lint`.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './shell.mjs';

/** Wording that reads badly, and what to write instead. */
const RULES = [
  [/^(What|Whether|Where|How|That) (?!.*\?)/, 'Name the thing first: a noun, then the verb.'],
  [/\bof (one's|its|their|your|his) own\b/, 'Write "own" or "separate" before the noun.'],
  [/\b(is|are|was|were|be|been) told\b/, 'Say who reports what.'],
  [/\b(is|are|was|were) had\b/, 'Say who has it.'],
  [/\b(is|are|was|were) no (?!longer\b|more\b|way\b|other\b)/, 'Write "is not a …", or say what it is.'],
  [/\bgo(es|ne)? on with\b/, 'Write "continues" or "resumes".'],
  [/\bnothing of (it|them)\b/, 'Say what is missing.'],
  [/\bcome(s)? to be\b/, 'Write "becomes".'],
];

/** The last commit whose subject was written before the rule. */
const BEFORE = '9b7ce328';
const LONGEST_SUBJECT = 72;

/** Texts of a TypeScript or JavaScript file, with their lines: comments, one per block, and strings that are prose. */
function textsOfCode(file, source) {
  const texts = [];
  const lineOf = (at) => source.slice(0, at).split('\n').length;
  const kind = file.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, kind);
  const seen = new Set();
  const comments = (at) => {
    let last;
    for (const { pos, end } of ts.getLeadingCommentRanges(source, at) ?? []) {
      if (seen.has(pos)) continue;
      seen.add(pos);
      const text = source
        .slice(pos, end)
        .replace(/^\/\*+|\*+\/$/g, '')
        .replace(/^\s*(\/\/|\*)/gm, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      // Lines of one comment.
      if (last && source.startsWith('//', pos) && /^\n[ \t]*$/.test(source.slice(last.end, pos))) {
        last.entry[1] += ` ${text}`;
        last.end = end;
      } else {
        last = { end, entry: [lineOf(pos), text] };
        texts.push(last.entry);
      }
    }
  };
  const visit = (node) => {
    comments(node.getFullStart());
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      if (/\w+ \w+/.test(node.text)) texts.push([lineOf(node.getStart()), node.text]);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  comments(tree.endOfFileToken.getFullStart());
  return texts;
}

/** Paragraphs, items and cells of a Markdown file, with their lines; code is none. */
function textsOfMarkdown(source) {
  const texts = [];
  let isCode = false;
  for (const [at, line] of source.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    else if (!isCode)
      for (const part of line.startsWith('|') ? line.split('|') : [line])
        texts.push([at + 1, part.replace(/^[\s#>*-]+|^\s*\d+\. /, '').replace(/`[^`]*`/g, '`…`').trim()]);
  }
  return texts;
}

function textsOf(file) {
  const source = fs.readFileSync(path.join(root, file), 'utf8');
  if (/\.(ts|mjs|cjs)$/.test(file)) return textsOfCode(file, source);
  if (file.endsWith('.md')) return textsOfMarkdown(source);
  return [];
}

/** Faults of wording, as lines `place: text (what to do)`. */
export function faultsOfWords(files) {
  return files.flatMap((file) =>
    textsOf(file).flatMap(([line, text]) =>
      RULES.filter(([pattern]) => pattern.test(text)).map(
        ([, remedy]) => `${file}:${line}: ${text.slice(0, 100)} (${remedy})`,
      ),
    ),
  );
}

const git = (...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim().split('\n');

function longSubjects() {
  try {
    return git('log', '--no-merges', '--format=%h %s', `${BEFORE}..HEAD`).filter(
      (one) => one.length > LONGEST_SUBJECT + 8,
    );
  } catch {
    return []; // A checkout without the history.
  }
}

if (import.meta.filename === process.argv[1]) {
  const named = process.argv.slice(2);
  const files = named.length > 0 ? named : git('ls-files');
  const faults = [...faultsOfWords(files), ...longSubjects().map((one) => `${one}: over ${LONGEST_SUBJECT} characters`)];
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
