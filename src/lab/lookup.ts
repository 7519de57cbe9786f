/** The value called `name` in a record, such as the slot `m` of an optimizer. Throws where it is not there. */
export function named<T>(record: Readonly<Record<string, T>>, name: string): T {
  const value = record[name];
  if (value === undefined) throw new Error(`'${name}' is missing among: ${Object.keys(record).join(', ')}`);
  return value;
}

/** The number of elements of an array with this shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
