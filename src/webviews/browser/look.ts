// The colours of the editor's theme, for what is drawn and not styled.
import type { Look } from '../charts/chart';

export function look(): Look {
  const style = getComputedStyle(document.body);
  const colour = (...names: readonly string[]): string =>
    names.map((name) => style.getPropertyValue(name).trim()).find((value) => value !== '') ?? style.color;
  const { classList } = document.body;
  const isHighContrast = classList.contains('vscode-high-contrast');
  const background = colour('--card');
  return {
    foreground: colour('--vscode-foreground'),
    muted: colour('--muted'),
    grid: colour('--grid'),
    background,
    font: colour('--vscode-font-family'),
    isDark: isDark(background),
    isHighContrast,
    good: colour('--good'),
    bad: colour('--bad'),
  };
}

function isDark(background: string): boolean {
  const probe = document.createElement('canvas').getContext('2d');
  if (!probe) return false;
  probe.fillStyle = background;
  probe.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = probe.getImageData(0, 0, 1, 1).data;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}

/** Hears when the theme has changed. */
export function onTheme(listener: () => void): void {
  new MutationObserver(listener).observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-id'],
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
}
