// A theme for charts that no page shows.
import type { Theme } from '../../src/webviews/charts/chart';

export const theme = (isDark: boolean): Theme => ({
  ...{ foreground: '#888', muted: '#888', grid: '#888', background: '#888', font: 'sans-serif', isDark },
  ...{ isHighContrast: false, good: '#888', bad: '#888' },
});
