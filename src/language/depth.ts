// Depth limit before parsing: the YAML parser is recursive, and text that nests thousands of levels deep can crash the
// process (V8 aborts when it compiles a regular expression without stack left, which cannot be caught).
import { Lexer } from 'yaml';

const deepestFlow = 50;
const mostIndicators = 50;
const widestIndent = 200;

/** The offset where the text nests too deeply for the parser; undefined if it does not. */
export function tooDeepAt(text: string): number | undefined {
  let offset = 0;
  let flow = 0;
  let indicators = 0;
  let lineStart = true;
  let scalarNext = false;
  for (const token of new Lexer().lex(text)) {
    if (token === '\u001f') {
      scalarNext = true;
      continue; // a marker of the lexer, not part of the text
    }
    if (token === '\u0002' || token === '\u0018') continue;
    if (token === '\n' || token === '\r\n') {
      lineStart = true;
      if (flow === 0) indicators = 0;
      offset += token.length;
      continue;
    }
    if (!scalarNext) {
      if (token === '[' || token === '{') flow += 1;
      else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
      else if (token === '-' || token === '?' || token === ':') indicators += 1;
      if (flow > 0 && /^[[\]{},]$/.test(token)) indicators = 0;
    }
    const indent = lineStart && token.trim() === '' ? token.length : 0;
    if (flow > deepestFlow || indicators > mostIndicators || indent > widestIndent) return offset;
    lineStart = false;
    scalarNext = false;
    offset += token.length;
  }
  return undefined;
}
