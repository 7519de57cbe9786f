// A canvas view of a weight image, with zoom, pan, a cursor, and density bars of rows and columns along the sides.
import { shrink, type Image, type Margins } from '../mask-image';

/** CSS pixels for the bars of rows and columns. */
const MARGIN = 44;
/** Largest size of a weight in CSS pixels, and largest size while the whole image is visible. */
const CLOSEST = 40;
const FITTED = 24;
/** The canvas is at least this large, in CSS pixels, so that its margins and cursor stay usable. */
const LEAST = 120;
/** An image may be this much smaller if the rest of the page then fits beside it. */
const SMALLER = 0.6;

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

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest whole scale at which an image fits. */
function fitting({ width, height }: Size, room: Size): number {
  const ratio = devicePixelRatio;
  const scale = Math.min(((room.width - MARGIN) * ratio) / width, ((room.height - MARGIN) * ratio) / height);
  return scale >= 1 ? Math.floor(Math.min(FITTED * ratio, scale)) : 1 / Math.ceil(1 / Math.max(scale, 1e-3));
}

/** The nearest scale at which each weight covers a whole number of screen pixels, or each pixel of weights. */
const whole = (scale: number): number => (scale >= 1 ? Math.round(scale) : 1 / Math.round(1 / scale));

export class CanvasView {
  #image: Image | undefined;
  /** Downscaled versions, by the number of weights per side of a pixel. */
  readonly #smaller = new Map<number, Image>();
  #margins: Margins | undefined;
  #colours: Colours | undefined;
  /** Screen pixels per image pixel, the same before rounding, and the image position of the upper left corner. */
  #scale = 1;
  #wish = 1;
  #left = 0;
  #top = 0;
  #room: Size = { width: LEAST, height: LEAST };
  #isFitted = true;
  #cursor: { x: number; y: number } | undefined;
  #frame = 0;

  /**
   * @param around the element that the canvas may fill
   * @param rooms its largest sizes in CSS pixels, the best first
   */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    around: Element,
    private readonly rooms: () => readonly Size[],
    private readonly onCell: (at: { x: number; y: number } | undefined) => void,
  ) {
    new ResizeObserver(() => this.#resize()).observe(around);
    this.#listen();
  }

  show(image: Image, margins: Margins, colours: Colours): void {
    const before = this.#image;
    this.#image = image;
    this.#smaller.clear();
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

  /** Shows the whole image, as large as there is room for. */
  fit(): void {
    if (!this.#image) return;
    this.#isFitted = true;
    this.#wish = this.#scale = this.#chooseRoom(this.#image);
    [this.#left, this.#top] = [0, 0];
    this.#takeSize();
    this.#later();
  }

  /** Zooms in (above 1) or out around a canvas position. */
  zoom(by: number, x = this.#inner().width / 2, y = this.#inner().height / 2): void {
    const image = this.#image;
    if (!image) return;
    this.#wish = Math.min(CLOSEST * devicePixelRatio, Math.max(fitting(image, this.#room), this.#wish * by));
    const next = whole(this.#wish);
    const ratio = devicePixelRatio;
    this.#left += (x * ratio) / this.#scale - (x * ratio) / next;
    this.#top += (y * ratio) / this.#scale - (y * ratio) / next;
    this.#scale = next;
    this.#isFitted = false;
    this.#takeSize();
    this.#keepInside();
    this.#later();
  }

  /** Moves the image by CSS pixels. */
  pan(x: number, y: number): void {
    this.#left -= x / this.#inCss;
    this.#top -= y / this.#inCss;
    this.#isFitted = false;
    this.#keepInside();
    this.#later();
  }

  /** Draws immediately. */
  draw(): void {
    const image = this.#image;
    const context = this.canvas.getContext('2d');
    if (!image || !context || !this.#colours) return;
    const ratio = devicePixelRatio;
    const { width, height } = this.#inner();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.#colours.background;
    context.fillRect(0, 0, this.canvas.clientWidth, this.canvas.clientHeight);
    const [w, h] = [
      Math.min(Math.round(width * ratio), Math.ceil((image.width - this.#left) * this.#scale)),
      Math.min(Math.round(height * ratio), Math.ceil((image.height - this.#top) * this.#scale)),
    ];
    if (w > 0 && h > 0) context.putImageData(this.#part(w, h, image), 0, 0);
    this.#drawMargins(context, width, height);
    this.#drawCursor(context);
  }

  /** The visible part of the image: `w` × `h` screen pixels. */
  #part(w: number, h: number, full: Image): ImageData {
    const side = Math.round(1 / Math.min(1, this.#scale));
    const { width, height, data } = side === 1 ? full : this.#downscaled(full, side);
    const scale = this.#scale * side;
    const [left, top] = [this.#left / side, this.#top / side];
    const part = new ImageData(w, h);
    const to = new Uint32Array(part.data.buffer);
    const columns = Int32Array.from({ length: w }, (_, x) =>
      Math.min(width - 1, Math.floor(left + x / scale)),
    );
    for (let y = 0, i = 0; y < h; y++) {
      const row = Math.min(height - 1, Math.floor(top + y / scale)) * width;
      for (let x = 0; x < w; x++, i++) to[i] = data[row + (columns[x] ?? 0)] ?? 0;
    }
    return part;
  }

  #downscaled(image: Image, side: number): Image {
    const made = this.#smaller.get(side) ?? shrink(image, side);
    this.#smaller.set(side, made);
    return made;
  }

  #drawMargins(context: CanvasRenderingContext2D, width: number, height: number): void {
    const margins = this.#margins;
    if (!margins || !this.#colours) return;
    context.fillStyle = this.#colours.bar;
    const most = (shares: Float64Array): number => shares.reduce((a, b) => Math.max(a, b), 0) || 1;
    // Places the bars next to the image if it does not fill the canvas.
    const right = Math.min(width, (margins.columns.length - this.#left) * this.#inCss) + 6;
    const below = Math.min(height, (margins.rows.length - this.#top) * this.#inCss) + 6;
    const room = MARGIN - 8;
    const along = (
      shares: Float64Array,
      from: number,
      pixels: number,
      bar: (at: number, length: number) => void,
    ): void => {
      const highest = most(shares);
      for (let at = 0; at < pixels; at++) {
        const first = Math.floor(from + at / this.#inCss);
        const last = Math.max(first + 1, Math.floor(from + (at + 1) / this.#inCss));
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
    const side = Math.max(this.#inCss, 5);
    const x = (this.#cursor.x - this.#left) * this.#inCss;
    const y = (this.#cursor.y - this.#top) * this.#inCss;
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

  /** CSS pixels per image pixel. */
  get #inCss(): number {
    return this.#scale / devicePixelRatio;
  }

  /** Takes the first room in which the image is about as large as in any other. Returns its scale. */
  #chooseRoom(image: Image): number {
    const rooms = this.rooms();
    const best = Math.max(...rooms.map((room) => fitting(image, room)));
    this.#room = rooms.find((room) => fitting(image, room) >= SMALLER * best) ?? this.#room;
    return fitting(image, this.#room);
  }

  /** Sizes the canvas to the image, within the room. */
  #takeSize(): void {
    const image = this.#image;
    if (!image) return;
    const room = this.#room;
    const side = (pixels: number, most: number): number =>
      Math.floor(Math.min(most, Math.max(LEAST, pixels * this.#inCss + MARGIN)));
    const [width, height] = [side(image.width, room.width), side(image.height, room.height)];
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const ratio = devicePixelRatio;
    const inPixels = [Math.round(width * ratio), Math.round(height * ratio)] as const;
    if (this.canvas.width !== inPixels[0]) this.canvas.width = inPixels[0];
    if (this.canvas.height !== inPixels[1]) this.canvas.height = inPixels[1];
  }

  /** The canvas without its margins. */
  #inner(): Size {
    return {
      width: Math.max(1, this.canvas.clientWidth - MARGIN),
      height: Math.max(1, this.canvas.clientHeight - MARGIN),
    };
  }

  #keepInside(): void {
    const image = this.#image;
    if (!image) return;
    const { width, height } = this.#inner();
    const most = (side: number, room: number): number => Math.max(0, side - room / this.#inCss);
    this.#left = Math.max(0, Math.min(most(image.width, width), this.#left));
    this.#top = Math.max(0, Math.min(most(image.height, height), this.#top));
  }

  #resize(): void {
    if (this.#isFitted) this.fit();
    else {
      this.#takeSize();
      this.#keepInside();
    }
    this.draw();
  }

  /** Moves the cursor to a pixel of the image, or removes it, and optionally scrolls it into view. */
  #point(x: number, y: number, isBrought: boolean): void {
    const image = this.#image;
    if (!image) return;
    const isIn = x >= 0 && y >= 0 && x < image.width && y < image.height;
    this.#cursor = isIn ? { x, y } : undefined;
    if (isIn && isBrought) {
      const { width, height } = this.#inner();
      this.#left = Math.min(x, Math.max(this.#left, x + 1 - width / this.#inCss));
      this.#top = Math.min(y, Math.max(this.#top, y + 1 - height / this.#inCss));
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
      this.#point(Math.floor(this.#left + x / this.#inCss), Math.floor(this.#top + y / this.#inCss), false);
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
      const image = this.#image;
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
