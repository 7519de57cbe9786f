// The host of a page: VS Code, or in a report, the data embedded in the page.
import type { Report } from '../messages/run';

interface Editor {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Editor;

export interface Host<From> {
  /** Whether the page is a standalone report. */
  readonly isReport: boolean;
  post(message: From): void;
  /** The state that an earlier instance of the page kept. */
  readonly kept: Readonly<Record<string, unknown>>;
  keep(state: object): void;
}

type Common = { readonly type: 'ready' } | { readonly type: 'failed'; readonly message: string };

/**
 * Connects the page to its host.
 *
 * @param read validates a message
 * @param hear receives valid messages
 */
export function connect<From, To>(
  read: (message: unknown) => To | undefined,
  hear: (message: To) => void,
): Host<From | Common> {
  const held = document.getElementById('report-data')?.textContent;
  if (held !== undefined) {
    const answers = JSON.parse(held) as Report;
    const take = (message: unknown): void => {
      const fits = read(message);
      if (fits !== undefined) hear(fits);
    };
    return {
      isReport: true,
      kept: {},
      keep: () => undefined,
      post(message) {
        const asked = message as { readonly type: string; readonly group?: string; readonly round?: number };
        if (asked.type === 'ready') take(answers.run);
        if (asked.type === 'save') download(message as unknown as Download);
        if (asked.type === 'curves')
          take(
            answers.curves.find(({ group, round }) => group === asked.group && round === asked.round) ?? {
              ...asked,
              ...{ curves: [], dense: answers.curves[0]?.dense ?? [] },
            },
          );
      },
    };
  }
  const editor = acquireVsCodeApi();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const fits = read(data);
    if (fits !== undefined) hear(fits);
  });
  const failed = (message: string): void =>
    editor.postMessage({ type: 'failed', message: message.slice(0, 2000) });
  window.addEventListener('error', ({ message }) => failed(message));
  // Most drawing runs in promises.
  window.addEventListener('unhandledrejection', ({ reason }) => failed(String(reason)));
  const kept = editor.getState();
  return {
    isReport: false,
    kept: typeof kept === 'object' && kept !== null ? { ...kept } : {},
    keep: (state) => editor.setState(state),
    post: (message) => editor.postMessage(message),
  };
}

interface Download {
  readonly name: string;
  readonly extension: string;
  readonly content: string;
}

/** Downloads a file from a report: a browser page cannot open a save dialog. */
function download({ name, extension, content }: Download): void {
  const bytes = extension === 'png' ? Uint8Array.from(atob(content), (one) => one.charCodeAt(0)) : content;
  const url = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
