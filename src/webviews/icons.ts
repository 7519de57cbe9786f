// Icons of the pages' toolbars, drawn like VS Code's: outlines of 1 px on a grid of 16 px, in the color of the text.

/** Path data of each icon. */
export const icons = {
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  csv: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 7.5h2M8.5 7.5h2M5.5 9.5h2M8.5 9.5h2M5.5 11.5h2M8.5 11.5h2',
  svg: 'M1.5 11.5h3v3h-3zM11.5 1.5h3v3h-3zM3 11.5C3 4.5 13 11.5 13 4.5',
  png: 'M1.5 2.5h13v11h-13zM1.5 11.5l4-4 6 6M9 11l2.5-2.5 3 3M10.5 5a.75.75 0 1 1 1.5 0 .75.75 0 1 1-1.5 0',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  closer: 'M2.5 7a4.5 4.5 0 1 1 9 0 4.5 4.5 0 1 1-9 0M10.2 10.2l3.8 3.8M7 5v4M5 7h4',
  farther: 'M2.5 7a4.5 4.5 0 1 1 9 0 4.5 4.5 0 1 1-9 0M10.2 10.2l3.8 3.8M5 7h4',
} as const;

export type Icon = keyof typeof icons;

/** Markup of an icon button. The label is its tooltip and, unseen, its text for screen readers. */
export const iconButton = (id: string, icon: Icon, label: string): string =>
  `<button type="button" class="icon" id="${id}" title="${label}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="${icons[icon]}" /></svg><span class="unseen">${label}</span></button>`;
