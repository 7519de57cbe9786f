// A guard in front of the parser: YAML's grammar is parsed by recursion, and text that nests thousands deep can end
// the whole process (V8 aborts when a regular expression is compiled with no stack left; that cannot be caught).
import { Lexer } from 'yaml';

const deepestFlow = 50;
const mostIndicators = 50;
const widestIndent = 200;

/** Where the text nests deeper than a parser is trusted with; undefined for all sensible text. */
export function tooDeepAt(text: string): number | undefined {
  let offset = 0;
  let flow = 0;
  let indicators = 0;
  let lineStart = true;
  let scalarNext = false;
  for (const token of new Lexer().lex(text)) {
    if (token === '\u001f') {
      scalarNext = true;
      continue; // a mark of the lexer's, not a part of the text
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
