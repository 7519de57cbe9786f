// JSON Schema (draft-07) of specs for other editors, as `yamlValidation` and schema stores read it.
import { float32 } from './exact';
import { isRecord, type Schema } from './json';
import { notSwept } from './rules/sweep';
import { schema } from './schema';

/** Ticket's own keywords, which no other tool knows. */
const own = new Set(['expects', 'duration', 'float32', 'identity', 'unit', 'entry']);

/** The content of `media/ticket.schema.json`. */
export function jsonSchema(): unknown {
  const { required = [], properties = {}, ...rest } = plain(JSON.parse(JSON.stringify(schema))) as Schema;
  const paths = Object.keys(properties).filter((key) => !notSwept.includes(key));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated from the lab by npm run generate; do not edit.',
    ...rest,
    required: required.filter((key) => !paths.includes(key)),
    properties: { ...properties, sweep: { ...properties['sweep'], propertyNames: sweptNames(paths) } },
    allOf: required.filter((key) => paths.includes(key)).map(requiredUnlessSwept),
  };
}

/** The names of paths that begin with one of `keys` and can be swept. */
function sweptNames(keys: readonly string[]): object {
  const not = notSwept.map((path) => path.replaceAll('.', '\\.')).join('|');
  return { pattern: `^(?!(${not})(\\.|$))(${keys.join('|')})(\\.|$)` };
}

/** Requires a key, either in the spec or in its sweep, such as `workload` or `workload.kind`. */
function requiredUnlessSwept(key: string): object {
  const names = { pattern: `^${key}(\\.|$)` };
  const sweep = { type: 'object', not: { propertyNames: { not: names } } };
  return {
    if: { properties: { sweep }, required: ['sweep'] },
    else: { properties: { [key]: {} }, required: [key] },
  };
}

/** Drops Ticket's keywords, adds a number's unit to its description, and bounds numbers that are not exact. */
function plain(value: unknown, insideProperties = false): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (!isRecord(value)) return value;
  const unit = !insideProperties && typeof value['unit'] === 'string' ? value['unit'] : undefined;
  const isCount = !insideProperties && value['type'] === 'integer' && value['maximum'] === undefined;
  return Object.fromEntries([
    ...Object.entries(value)
      .filter(([key]) => insideProperties || !own.has(key))
      .map(([key, part]): [string, unknown] => [
        key,
        key === 'description' && unit !== undefined && typeof part === 'string'
          ? `${part} (${unit})`
          : plain(part, !insideProperties && (key === 'properties' || key === 'patternProperties')),
      ]),
    ...(isCount ? [['maximum', Number.MAX_SAFE_INTEGER] as const] : []),
    ...(!insideProperties && value['float32'] === true ? Object.entries(bounds(value)) : []),
  ]);
}

/** Bounds that exclude numbers which float32 rounds to 0, infinity or an excluded 1. */
const bounds = ({ maximum, exclusiveMaximum }: Schema): object => ({
  ...(exclusiveMaximum === 1 ? { exclusiveMaximum: 1 - 2 ** -25 } : { maximum: maximum ?? float32.largest }),
  not: { exclusiveMinimum: 0, exclusiveMaximum: float32.smallest },
});
