// A canvas view of a weight image, with zoom, pan, a cursor, and density bars of rows and columns along the sides.
import { half, type Image } from '../mask-image';

/** CSS pixels for the bars of rows and columns. */
const MARGIN = 44;
const CLOSEST = 40;
/** Minimum height of the canvas for a flat image. */
const LEAST_HEIGHT = 120;

/** Columns and rows that an arrow key moves the cursor. */
export const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface Colours {
  readonly background: string;
  readonly bar: string;
  readonly cursor: string;
}

/** The density of each row and column of pixels. */
export interface Margins {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

export class CanvasView {
  #levels: Image[] = [];
  #margins: Margins | undefined;
  #colours: Colours | undefined;
  /** CSS pixels per image pixel, and the image position of the upper left corner. */
  #scale = 1;
  #left = 0;
  #top = 0;
  #isFitted = true;
  #cursor: { x: number; y: number } | undefined;
  #frame = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onCell: (at: { x: number; y: number } | undefined) => void,
  ) {
    new ResizeObserver(() => this.#resize()).observe(canvas);
    this.#listen();
  }

  show(image: Image, margins: Margins, colours: Colours): void {
    const [before] = this.#levels;
    this.#levels = [image];
    [this.#margins, this.#colours] = [margins, colours];
    // Resets the view for another layer, but not for another round of the same layer.
    if (before?.width !== image.width || before.height !== image.height) {
      this.#isFitted = true;
      this.#cursor = undefined;
    }
    if (this.#isFitted) this.fit();
    // The pixel under the cursor has changed.
    this.onCell(this.#cursor);
    this.#later();
  }

  /** Fits the whole image into the canvas. */
  fit(): void {
    const [image] = this.#levels;
    if (!image) return;
    const { width } = this.#room();
    // Limits the canvas to the height that the image can fill.
    const filled = Math.ceil(image.height * Math.min(CLOSEST, width / image.width)) + MARGIN;
    this.canvas.style.maxHeight = `${Math.max(LEAST_HEIGHT, filled)}px`;
    const { height } = this.#room();
    this.#isFitted = true;
    this.#scale = Math.min(CLOSEST, width / image.width, height / image.height);
    [this.#left, this.#top] = [0, 0];
    this.#later();
  }

  /** Zooms in (above 1) or out around a canvas position. */
  zoom(by: number, x = this.#room().width / 2, y = this.#room().height / 2): void {
    const [image] = this.#levels;
    if (!image) return;
    const { width, height } = this.#room();
    const least = Math.min(1, width / image.width, height / image.height);
    const next = Math.min(CLOSEST, Math.max(least, this.#scale * by));
    this.#left += x / this.#scale - x / next;
    this.#top += y / this.#scale - y / next;
    this.#scale = next;
    this.#isFitted = false;
    this.#keepInside();
    this.#later();
  }

  /** Moves the image by CSS pixels. */
  pan(x: number, y: number): void {
    this.#left -= x / this.#scale;
    this.#top -= y / this.#scale;
    this.#isFitted = false;
    this.#keepInside();
    this.#later();
  }

  /** Draws immediately. */
  draw(): void {
    const [image] = this.#levels;
    const context = this.canvas.getContext('2d');
    if (!image || !context || !this.#colours) return;
    const ratio = devicePixelRatio;
    const { width, height } = this.#room();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.#colours.background;
    context.fillRect(0, 0, this.canvas.clientWidth, this.canvas.clientHeight);
    const [w, h] = [
      Math.min(Math.round(width * ratio), Math.ceil((image.width - this.#left) * this.#scale * ratio)),
      Math.min(Math.round(height * ratio), Math.ceil((image.height - this.#top) * this.#scale * ratio)),
    ];
    if (w > 0 && h > 0) context.putImageData(this.#part(w, h, this.#scale * ratio), 0, 0);
    this.#drawMargins(context, width, height);
    this.#drawCursor(context);
  }

  /** The visible part of the image: `w` × `h` screen pixels at a scale. */
  #part(w: number, h: number, scale: number): ImageData {
    const { image, shrunk } = this.#level(scale);
    const part = new ImageData(w, h);
    const to = new Uint32Array(part.data.buffer);
    const columns = Int32Array.from({ length: w }, (_, x) =>
      Math.min(image.width - 1, Math.floor((this.#left + x / scale) / shrunk)),
    );
    const { data } = image;
    for (let y = 0, i = 0; y < h; y++) {
      const row = Math.min(image.height - 1, Math.floor((this.#top + y / scale) / shrunk)) * image.width;
      for (let x = 0; x < w; x++, i++) to[i] = data[row + (columns[x] ?? 0)] ?? 0;
    }
    return part;
  }

  /** The image, or a downscaled version with about one pixel per screen pixel. */
  #level(scale: number): { readonly image: Image; readonly shrunk: number } {
    const wanted = scale >= 1 ? 0 : Math.floor(Math.log2(1 / scale));
    for (let last = this.#levels.at(-1); last && this.#levels.length <= wanted; last = this.#levels.at(-1))
      this.#levels.push(half(last));
    const image = this.#levels[wanted] ?? { width: 1, height: 1, data: new Uint32Array(1) };
    return { image, shrunk: 2 ** wanted };
  }

  #drawMargins(context: CanvasRenderingContext2D, width: number, height: number): void {
    const margins = this.#margins;
    if (!margins || !this.#colours) return;
    context.fillStyle = this.#colours.bar;
    const most = (shares: Float64Array): number => shares.reduce((a, b) => Math.max(a, b), 0) || 1;
    // Places the bars next to the image if it does not fill the canvas.
    const right = Math.min(width, (margins.columns.length - this.#left) * this.#scale) + 6;
    const below = Math.min(height, (margins.rows.length - this.#top) * this.#scale) + 6;
    const room = MARGIN - 8;
    const along = (
      shares: Float64Array,
      from: number,
      pixels: number,
      bar: (at: number, length: number) => void,
    ): void => {
      const highest = most(shares);
      for (let at = 0; at < pixels; at++) {
        const first = Math.floor(from + at / this.#scale);
        const last = Math.max(first + 1, Math.floor(from + (at + 1) / this.#scale));
        if (first >= shares.length) return;
        let sum = 0;
        for (let i = first; i < last; i++) sum += shares[i] ?? 0;
        bar(at, (room * sum) / (last - first) / highest);
      }
    };
    along(margins.rows, this.#top, height, (at, length) => context.fillRect(right, at, length, 1));
    along(margins.columns, this.#left, width, (at, length) => context.fillRect(at, below, 1, length));
  }

  #drawCursor(context: CanvasRenderingContext2D): void {
    if (!this.#cursor || !this.#colours) return;
    const side = Math.max(this.#scale, 5);
    const x = (this.#cursor.x - this.#left) * this.#scale;
    const y = (this.#cursor.y - this.#top) * this.#scale;
    context.strokeStyle = this.#colours.cursor;
    context.lineWidth = 2;
    context.strokeRect(x - 1, y - 1, side + 2, side + 2);
  }

  #later(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
    });
  }

  #room(): { readonly width: number; readonly height: number } {
    return {
      width: Math.max(1, this.canvas.clientWidth - MARGIN),
      height: Math.max(1, this.canvas.clientHeight - MARGIN),
    };
  }

  #keepInside(): void {
    const [image] = this.#levels;
    if (!image) return;
    const { width, height } = this.#room();
    const most = (side: number, room: number): number => Math.max(0, side - room / this.#scale);
    this.#left = Math.max(0, Math.min(most(image.width, width), this.#left));
    this.#top = Math.max(0, Math.min(most(image.height, height), this.#top));
  }

  #resize(): void {
    const ratio = devicePixelRatio;
    const [width, height] = [
      Math.round(this.canvas.clientWidth * ratio),
      Math.round(this.canvas.clientHeight * ratio),
    ];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    // Waits for the next frame, because fitting resizes the observed canvas.
    if (this.#isFitted) requestAnimationFrame(() => this.fit());
    else this.#keepInside();
    this.draw();
  }

  /** Moves the cursor to a pixel of the image, or removes it, and optionally scrolls it into view. */
  #point(x: number, y: number, isBrought: boolean): void {
    const [image] = this.#levels;
    if (!image) return;
    const isIn = x >= 0 && y >= 0 && x < image.width && y < image.height;
    this.#cursor = isIn ? { x, y } : undefined;
    if (isIn && isBrought) {
      const { width, height } = this.#room();
      this.#left = Math.min(x, Math.max(this.#left, x + 1 - width / this.#scale));
      this.#top = Math.min(y, Math.max(this.#top, y + 1 - height / this.#scale));
    }
    this.onCell(this.#cursor);
    this.#later();
  }

  #listen(): void {
    const { canvas } = this;
    let held: { x: number; y: number } | undefined;
    canvas.addEventListener('pointerdown', ({ offsetX: x, offsetY: y, pointerId }) => {
      held = { x, y };
      canvas.setPointerCapture(pointerId);
    });
    canvas.addEventListener('pointermove', ({ offsetX: x, offsetY: y }) => {
      if (held) {
        this.pan(x - held.x, y - held.y);
        held = { x, y };
      }
      this.#point(Math.floor(this.#left + x / this.#scale), Math.floor(this.#top + y / this.#scale), false);
    });
    for (const end of ['pointerup', 'pointercancel'] as const)
      canvas.addEventListener(end, () => (held = undefined));
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        // Shift or horizontal scrolling pans. Vertical scrolling zooms.
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
          this.pan(-event.deltaX, -event.deltaY);
        else this.zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
      },
      { passive: false },
    );
    canvas.addEventListener('keydown', (event) => {
      const step = arrows[event.key];
      const [image] = this.#levels;
      if (step && image) {
        const far = event.shiftKey ? 10 : 1;
        const { x, y } = this.#cursor ?? { x: Math.floor(this.#left), y: Math.floor(this.#top) };
        const next = (at: number, by: number, side: number): number =>
          Math.max(0, Math.min(side - 1, at + by * far));
        this.#point(next(x, step[0], image.width), next(y, step[1], image.height), true);
      } else if (event.key === '+' || event.key === '=') this.zoom(1.5);
      else if (event.key === '-') this.zoom(1 / 1.5);
      else if (event.key === '0') this.fit();
      else return;
      event.preventDefault();
    });
  }
}
