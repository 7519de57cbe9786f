// Measures the visual faults that a designer or a screen reader would find in a page: text too small or faint, clipped,
// overlapping.
import axe from 'axe-core';
import type { Panel } from './panel';

/** Descriptions of a page's visual faults; empty if there are none. */
export async function faults(frame: Panel): Promise<readonly string[]> {
  return [...(await frame.evaluate(measure)), ...(await accessibility(frame))];
}

async function accessibility(frame: Panel): Promise<readonly string[]> {
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate(async () =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'],
      // A page in an editor is not a standalone document.
      rules: { 'page-has-heading-one': { enabled: false }, region: { enabled: false } },
    }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary ?? ''}`,
      ),
    );
}

/** Runs inside the page. */
function measure(): string[] {
  const found: string[] = [];
  type Colour = readonly [number, number, number, number];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const colourOf = (css: string): Colour => {
    if (!canvas) return [0, 0, 0, 0];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a]: Colour, [R, G, B]: Colour): Colour => [
    r * a + R * (1 - a),
    g * a + G * (1 - a),
    b * a + B * (1 - a),
    1,
  ];
  const luminance = (colour: Colour): number => {
    const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((one) => {
      const share = one / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: Colour, b: Colour): number => {
    const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  /** The colour of a chart's cell behind a text. */
  const cellBehind = (element: Element): Colour[] => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const cell = [...(element.closest('svg')?.querySelectorAll('.mark-rect path') ?? [])].find((one) => {
      const box = one.getBoundingClientRect();
      return (
        getComputedStyle(one).fill !== 'none' &&
        box.left < x &&
        x < box.right &&
        box.top < y &&
        y < box.bottom
      );
    });
    return cell ? [colourOf(getComputedStyle(cell).fill)] : [];
  };
  const ground = (element: Element): Colour => {
    const layers: Colour[] = cellBehind(element);
    for (let at: Element | null = element; at; at = at.parentElement) {
      const colour = colourOf(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    const base: Colour = layers.at(-1)?.[3] === 1 ? (layers.pop() ?? [255, 255, 255, 1]) : [255, 255, 255, 1];
    return layers.reduceRight((under, one) => over(one, under), base);
  };

  /** The contrast of a color to what is behind the element. Dimmed elements may be translucent. */
  const contrastOf = (element: Element, css: string): number => {
    const [r, g, b, alpha] = colourOf(css);
    let a = alpha;
    for (let at: Element | null = element; at; at = at.parentElement)
      a *= Number(getComputedStyle(at).opacity);
    return contrast(over([r, g, b, a], ground(element)), ground(element));
  };

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  // Content scrolled out of view overlaps nothing.
  const inSight = (box: DOMRect, element: Element): DOMRect => {
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
      if (!/auto|scroll/.test(getComputedStyle(at).overflow)) continue;
      const around = at.getBoundingClientRect();
      [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
      [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
    }
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  };
  const boxes: { readonly text: string; readonly box: DOMRect; readonly element: Element }[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!element || text === '' || ['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const style = getComputedStyle(element);
    // Details that are closed have boxes, too.
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    if (box.width === 0 || style.visibility === 'hidden' || Number(style.opacity) === 0) continue;
    if (element.closest('[aria-hidden="true"]:not(svg), .table, .unseen') !== null) continue;
    // The outline of the same text above it.
    if (element instanceof SVGElement && style.stroke !== 'none') continue;
    const what = JSON.stringify(text.slice(0, 40));
    // A text of several lines has one box per line.
    for (const line of range.getClientRects())
      boxes.push({ text: what, box: inSight(line, element), element });
    const size = parseFloat(style.fontSize);
    if (size < 11) found.push(`${what} is of ${size} px`);
    const isSvg = element instanceof SVGElement;
    const faint = contrastOf(element, isSvg ? style.fill : style.color);
    if (faint < 4.5) found.push(`${what} has a contrast of ${faint.toFixed(2)}`);
    let canScroll = false;
    for (let at: Element | null = element; at && at !== document.body; at = at.parentElement)
      canScroll ||= ['auto', 'scroll'].includes(getComputedStyle(at).overflowX);
    if (!canScroll && (box.right > innerWidth + 1 || box.left < -1))
      found.push(`${what} is out of the page to the side`);
    // Finds text clipped by a surrounding box that does not scroll.
    for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      const around = at.getBoundingClientRect();
      if (overflowX === 'hidden' && (box.right > around.right + 1.5 || box.left < around.left - 1.5))
        found.push(`${what} is cut to the side by ${at.tagName}`);
      if (overflowY === 'hidden' && (box.bottom > around.bottom + 1.5 || box.top < around.top - 1.5))
        found.push(`${what} is cut above or below by ${at.tagName}`);
    }
  }
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) {
      if (a.element === b.element || a.element.closest('.bar') !== b.element.closest('.bar')) continue;
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (across > 2 && down > 3) found.push(`${a.text} lies over ${b.text}`);
    }
  });
  for (const tools of document.querySelectorAll('.tools')) {
    if (!tools.checkVisibility()) continue;
    const what = tools.outerHTML.slice(0, 80);
    const name = tools.getAttribute('aria-label') ?? tools.getAttribute('aria-labelledby') ?? '';
    if (tools.role !== 'toolbar' || name === '')
      found.push(`${what} lacks the role or the name of a toolbar`);
    const [box, head] = [tools, tools.parentElement ?? tools].map((one) => one.getBoundingClientRect());
    if (!box || !head || !tools.closest('.card')) continue;
    if (Math.abs(box.right - head.right) > 1 || box.top - head.top > 1)
      found.push(`${what} is not at the top right of its card`);
  }
  for (const icon of document.querySelectorAll('button svg')) {
    if (!icon.checkVisibility()) continue;
    const button = icon.closest('button');
    const what = JSON.stringify(button?.textContent);
    const faint = contrastOf(icon, getComputedStyle(icon).stroke);
    if (faint < 3) found.push(`the icon ${what} has a contrast of ${faint.toFixed(2)}`);
    if (!button || button.title === '' || button.title !== button.textContent)
      found.push(`the icon ${what} has the tooltip ${button?.title ?? ''}`);
  }
  for (const caption of document.querySelectorAll('figcaption')) {
    const seen = caption.cloneNode(true) as Element;
    for (const unseen of seen.querySelectorAll('.unseen')) unseen.remove();
    if (/[.!?]\s+\S/.test(seen.textContent))
      found.push(`the caption ${seen.textContent} is more than a sentence`);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide in ${innerWidth}`);
  return found;
}
