// The theme: colours of the editor's theme for charts and canvases, which CSS cannot style.
import type { Theme } from '../charts/chart';

let known: Theme | undefined;

export const theme = (): Theme => (known ??= read());

function read(): Theme {
  const style = getComputedStyle(document.body);
  const colour = (name: string): string => plain(style.getPropertyValue(name) || style.color);
  const background = colour('--card');
  return {
    foreground: colour('--vscode-foreground'),
    muted: colour('--muted'),
    grid: colour('--grid'),
    background,
    font: style.fontFamily,
    isDark: luminance(background) < 0.5,
    isHighContrast: document.body.classList.contains('vscode-high-contrast'),
    good: colour('--good'),
    bad: colour('--bad'),
  };
}

const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** Resolves a CSS colour, which may be a `color-mix`, to one that every SVG viewer supports. */
function plain(css: string): string {
  const made = document.body.appendChild(document.createElement('span'));
  made.style.color = css;
  const [r = 0, g = 0, b = 0, a = 255] = pixel(getComputedStyle(made).color);
  made.remove();
  return a === 255 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)})`;
}

function pixel(css: string): readonly number[] {
  if (!probe) return [];
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = css;
  probe.fillRect(0, 0, 1, 1);
  return [...probe.getImageData(0, 0, 1, 1).data];
}

/** 0 for black, 1 for white. */
function luminance(css: string): number {
  const [r = 0, g = 0, b = 0] = pixel(css);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** Calls the listener after each change of the theme. */
export function onTheme(listener: () => void): void {
  const changed = (): void => {
    known = undefined;
    listener();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-id'],
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}
