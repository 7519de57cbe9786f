// The schema for other editors: draft-07 JSON Schema, as `yamlValidation` and schema stores read it.
import { isRecord } from './json';
import { schema } from './schema';

/** Words of ours that no other tool knows. */
const own = new Set(['expects', 'duration', 'identity', 'unit', 'entry']);

/** The content of `media/ticket.schema.json`. */
export function jsonSchema(): unknown {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Made from the lab by npm run generate; do not edit.',
    ...(plain(JSON.parse(JSON.stringify(schema))) as object),
  };
}

/** Drops our own words; the unit of a number goes into its description. */
function plain(value: unknown, insideProperties = false): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (!isRecord(value)) return value;
  const unit = !insideProperties && typeof value['unit'] === 'string' ? value['unit'] : undefined;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => insideProperties || !own.has(key))
      .map(([key, part]) => [
        key,
        key === 'description' && unit !== undefined && typeof part === 'string'
          ? `${part} (${unit})`
          : plain(part, !insideProperties && (key === 'properties' || key === 'patternProperties')),
      ]),
  );
}
