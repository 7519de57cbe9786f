// Names of a layer's weights, rows and columns in words.
import { planeOf } from '../runs/mask';
import { capitalized } from '../runs/text';

/** The names of a row and a column, such as `input` and `output`. */
export function axesOf(shape: readonly number[]): readonly [row: string, column: string] {
  return shape.length > 2 ? ['input channel', 'output channel'] : ['input', 'output'];
}

/**
 * The place of a weight, such as `Input 3 (pixel 0, 3), output 7`.
 *
 * @param image shape of the image [height, width, channels] that the layer reads flattened
 */
export function weightWords(shape: readonly number[], weight: number, image: readonly number[] = []): string {
  const { rows, columns, kernel } = planeOf(shape);
  if (shape.length === 1) return `Weight ${weight}`;
  const [row, column] = [Math.floor(weight / columns) % rows, weight % columns];
  const [rowName, columnName] = axesOf(shape);
  const place = `${rowName} ${row}${pixelWords(row, image)}, ${columnName} ${column}`;
  const position = Math.floor(weight / (rows * columns));
  const inKernel =
    kernel[0] * kernel[1] > 1
      ? `, kernel position ${Math.floor(position / kernel[1])}, ${position % kernel[1]}`
      : '';
  return `${capitalized(place)}${inKernel}`;
}

function pixelWords(row: number, [height = 0, width = 0, channels = 1]: readonly number[]): string {
  if (width === 0 || row >= height * width * channels) return '';
  const pixel = Math.floor(row / channels);
  return ` (pixel ${Math.floor(pixel / width)}, ${pixel % width})`;
}
