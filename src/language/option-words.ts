// Descriptions of an option's type, for the reference.
import { isRecord, type Schema } from './json';
import { counted, oneOf, quote } from './words';

/** The type of a schema in words: "a whole number, at least 1", "one of `relu`, `tanh`", "a time in training". */
export function sayType(schema: Schema): string {
  if (schema.expects !== undefined) return schema.expects;
  if (schema.duration === true) return 'a time in training';
  if (schema.anyOf) return schema.anyOf.map(sayType).join(', or ');
  const names = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  if (names.length > 0)
    return `${names.length > 1 ? 'one of ' : ''}${names.map(String).map(quote).join(', ')}`;
  switch (schema.type) {
    case 'boolean':
      return oneOf(['true', 'false']);
    case 'integer':
      return `a whole number${sayBounds(schema)}`;
    case 'number':
      return `a number${sayBounds(schema)}`;
    case 'string':
      return 'text';
    case 'array':
      return sayList(schema);
    case 'object':
      return sayMap(schema);
    default:
      return 'any value';
  }
}

/** The unit of a number, or of the numbers in a list or map. */
export function unitOf(schema: Schema): string | undefined {
  return schema.unit ?? partsOf(schema).find(({ unit }) => unit !== undefined)?.unit;
}

function sayBounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const low =
    minimum !== undefined
      ? `at least ${minimum}`
      : exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`;
  const high =
    maximum !== undefined
      ? `at most ${maximum}`
      : exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`;
  const both = [low, high].filter((one) => one !== false);
  if (both.length === 0) return '';
  return `${both[0]?.startsWith('at') === true ? ',' : ''} ${both.join(' and ')}`;
}

function sayList({ items, minItems = 0 }: Schema): string {
  const list = minItems > 0 ? `a list of at least ${counted(minItems, 'item')}` : 'a list';
  return isRecord(items) ? `${list}, each ${sayType(items)}` : list;
}

function sayMap(schema: Schema): string {
  const keys = Object.keys(schema.properties ?? {});
  if (keys.length > 0) return `a map with ${keys.map(quote).join(', ')}`;
  const [value] = partsOf(schema);
  return value ? `a map from names to ${sayType(value)}` : 'a map';
}

/** The schemas of the values in a list or a map of names. */
function partsOf({ items, patternProperties, additionalProperties }: Schema): readonly Schema[] {
  return [items, ...Object.values(patternProperties ?? {}), additionalProperties].filter(
    (part): part is Schema => isRecord(part),
  );
}
