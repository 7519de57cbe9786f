// Runs a real VS Code with temporary state: its server, and a browser with its workbench.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import type { Mode } from './host/tests';
import { LIMIT_MS } from '../until';
import type { Editor } from './installed';
import { descendants, ended, type Child } from './processes';

const settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  // A panel that gets the focus late would close a command's quick pick.
  'workbench.quickOpen.closeOnFocusLost': false,
  'git.enabled': false,
  // Draws terminals as readable text.
  'terminal.integrated.gpuAcceleration': 'off',
  // Headless Chromium draws every frame of an animation in software.
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'breadcrumbs.enabled': false,
  // A folder is not trusted by default.
  'security.workspace.trust.startupPrompt': 'never',
};

/** The built-in extensions that the tests use; the others, such as those for TypeScript and Git, only take time. */
const builtins = [
  ...['configuration-editing', 'javascript', 'json', 'markdown-basics', 'markdown-language-features'],
  ...['theme-defaults', 'theme-seti', 'yaml'],
];

/** A folder with links to the built-in extensions that the tests use. */
function linkBuiltins({ code }: Editor, state: string): string {
  const folder = path.join(state, 'builtin');
  fs.mkdirSync(folder, { recursive: true });
  for (const name of builtins) fs.symlinkSync(path.join(code, 'extensions', name), path.join(folder, name));
  return folder;
}

/** An environment without the caller's editor, shell and test runner; all state goes below `state`. */
function environment(state: string): Record<string, string> {
  const folders = { HOME: path.join(state, 'home'), TMPDIR: path.join(state, 'tmp') };
  for (const folder of Object.values(folders)) fs.mkdirSync(folder, { recursive: true });
  // The suite recognizes its processes by this variable.
  const { TICKET_SUITE = '' } = process.env;
  return { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TICKET_SUITE, ...folders };
}

export interface Server {
  readonly url: string;
  readonly process: ChildProcess;
  /** The output so far. */
  readonly log: () => string;
}

/** Starts the editor's server and waits until it listens. */
async function startServer(
  editor: Editor,
  state: string,
  mode: Mode,
  env: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>>,
): Promise<Server> {
  const user = path.join(state, 'user');
  fs.mkdirSync(path.join(user, 'User'), { recursive: true });
  fs.writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify({ ...settings, ...more }));
  const args = [
    ...['--config', path.join(state, 'config.yaml'), '--auth', 'none', '--bind-addr', '127.0.0.1:0'],
    ...['--user-data-dir', user, '--extensions-dir', path.join(state, 'extensions')],
    ...['--disable-telemetry', '--disable-update-check', '--disable-proxy', '--ignore-last-opened'],
    '--disable-getting-started-override',
    // Without this option, the workbench ignores the tests named in the page's URL.
    ...['--vscode-option', 'enable-smoke-test-driver'],
    ...['--vscode-option', `builtin-extensions-dir=${linkBuiltins(editor, state)}`],
    ...(mode === 'trusted' ? ['--disable-workspace-trust'] : []),
  ];
  fs.writeFileSync(path.join(state, 'config.yaml'), 'auth: none\n');
  const server = spawn(editor.node, [editor.server, ...args], {
    env: { ...environment(state), EXTENSIONS_GALLERY: '{}', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  let timer: NodeJS.Timeout | undefined;
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: Buffer): void => {
      log += text.toString();
      const [, found] = /listening on (http:\/\/[\d.:]+)/.exec(log) ?? [];
      if (found !== undefined) resolve(found);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('exit', () => reject(new Error(`The editor's server ended before it listened:\n${log}`)));
    server.once('error', reject);
    timer = setTimeout(() => server.kill('SIGKILL'), LIMIT_MS);
  });
  clearTimeout(timer);
  return { url, process: server, log: () => log };
}

/** Installs a package for the server with this state. */
export function installPackage(editor: Editor, state: string, file: string): void {
  const args = ['--user-data-dir', path.join(state, 'user')];
  args.push('--extensions-dir', path.join(state, 'extensions'), '--install-extension', file);
  const { status, stdout, stderr } = spawnSync(editor.node, [editor.server, ...args], {
    env: environment(state),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} was not installed:\n${stdout}${stderr}`);
}

/** Stops the server; resolves once it has exited. */
async function stopServer({ process: server }: Server): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill('SIGTERM');
  await exit;
}

/**
 * Starts the server and the browser with `more` settings, runs `work`, and stops both. Resolves to the processes that
 * had to be killed.
 */
export async function withWorkbench(
  editor: Editor,
  state: string,
  mode: Mode,
  env: Readonly<Record<string, string>>,
  work: (server: Server, browser: Browser) => Promise<void>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly Child[]> {
  const putAway: (() => Promise<void>)[] = [];
  // Such as the bundler's.
  const before = new Set(descendants().map(({ pid }) => pid));
  let left: readonly Child[];
  try {
    const server = await startServer(editor, state, mode, env, more);
    putAway.unshift(() => stopServer(server));
    const args = ['--disable-gpu', '--disable-background-networking', '--disable-component-update'];
    const options = { executablePath: editor.browser, env: environment(state), args };
    const browser = await chromium.launch(options);
    putAway.unshift(() => browser.close());
    await work(server, browser);
  } finally {
    const started = descendants().filter(({ pid }) => !before.has(pid));
    for (const put of putAway) await put();
    left = await ended(started, state);
  }
  return left;
}

/**
 * Opens `folder` in the workbench with the extension at `extension` under development, and runs the bundle `tests` in
 * the extension host. Resolves to the host's exit code, or to undefined after the time limit, with a screenshot at
 * `picture`.
 */
export async function runHostTests(
  server: Server,
  browser: Browser,
  paths: Readonly<Record<'folder' | 'extension' | 'tests' | 'picture', string>> & {
    readonly request?: string;
  },
  limitMs: number,
): Promise<number | undefined> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  let exit: (code: number) => void;
  const exited = new Promise<number>((resolve) => {
    exit = resolve;
  });
  // The workbench calls these two functions of the page.
  await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
  await page.exposeFunction('codeAutomationLog', () => undefined);
  const remote = (file: string): string => `vscode-remote://${new URL(server.url).host}${path.resolve(file)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(paths.extension)],
    ['extensionTestsPath', remote(paths.tests)],
  ];
  const query = new URLSearchParams({ folder: paths.folder, payload: JSON.stringify(payload) });
  await page.goto(`${server.url}/?${query.toString()}`, { timeout: limitMs, waitUntil: 'commit' });
  const pictures = setInterval(() => {
    if (paths.request === undefined || !fs.existsSync(paths.request)) return;
    const name = fs.readFileSync(paths.request, 'utf8').replaceAll(/\W+/g, '-');
    fs.rmSync(paths.request);
    void page.screenshot({ path: paths.picture.replace(/\.png$/, `-${name}.png`) });
  }, 500);
  const code = await Promise.race([exited, over]);
  clearTimeout(timer);
  clearInterval(pictures);
  if (code === undefined) await page.screenshot({ path: paths.picture });
  return code;
}
