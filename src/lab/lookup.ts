/** The value `name` of a record, such as the slot `m` of an optimizer. Throws if it is missing. */
export function named<T>(record: Readonly<Record<string, T>>, name: string): T {
  const value = record[name];
  if (value === undefined) throw new Error(`'${name}' is missing; found: ${Object.keys(record).join(', ')}`);
  return value;
}

/** The number of elements of an array with this shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
