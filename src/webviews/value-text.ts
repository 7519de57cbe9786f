// Words for the values of specs that a comparison lists.

const isChecksum = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** Values of a spec in words. A checksum is as long as needed to be unique among them. */
export function valueTexts(values: readonly unknown[]): readonly string[] {
  const checksums = [...new Set(values.filter(isChecksum))];
  let digits = 4;
  while (new Set(checksums.map((one) => one.slice(0, digits))).size < checksums.length) digits++;
  return values.map((value) => (isChecksum(value) ? value.slice(0, digits) : valueText(value)));
}

function valueText(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 0) return 'none';
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}
