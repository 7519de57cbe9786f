// The frame of every page: a strict content policy, one stylesheet, one script.
import { visible } from '../escape/terminal';

interface Parts {
  readonly title: string;
  readonly body: string;
  /** Of this page alone: 32 hex digits from a secure source. */
  readonly nonce: string;
  /** Where styles may come from, as a content policy names it. */
  readonly styleSource: string;
  /** Elements with the styles and scripts; scripts carry the nonce. */
  readonly head: string;
  readonly end: string;
  readonly bodyClass?: string;
}

/** Nothing is allowed but what is named. Images are made in the page. */
export function html({ title, body, nonce, styleSource, head, end, bodyClass = '' }: Parts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${styleSource}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
${head}
</head>
<body class="${bodyClass}">${body}
${end}
</body>
</html>
`;
}

export const escaped = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
