// The HTML frame of every page: a strict content security policy, one stylesheet, one script.
import { visible } from '../escape/terminal';

interface Parts {
  readonly title: string;
  readonly body: string;
  /** Unique to this page: 32 hex digits from a secure random source. */
  readonly nonce: string;
  /** The `style-src` value of the content security policy. */
  readonly styleSource: string;
  /** Elements for styles and scripts. Scripts carry the nonce. */
  readonly head: string;
  readonly end: string;
  readonly bodyClass?: string;
}

/** The page's HTML. Its policy allows only the named sources, and images that the page creates. */
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
