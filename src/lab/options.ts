// Declaration of entries' options. Besides JSON Schema keywords, an option may have:
//   unit       unit of a number, such as 'iterations'; shown with its description
//   duration   true if a spec may write a time in training ("55 epochs"); entries get iterations
//   float32    true if training uses the number; values that float32 rounds to 0, infinity or a bound are errors
//   identity   false if the option sets a location and does not affect results
// Entries always get options that have a default; only `Type.Optional` ones can be absent.
import Type, { type TNumberOptions, type TObject, type TProperties } from 'typebox';

/** The schema of an entry's options; no others are allowed. */
export function optionsOf<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}

/** The schema of an entry without options. */
export const noOptions = optionsOf({});

/** A time in training: a number of iterations, at least `minimum`. */
export function iterations(description: string, minimum: number) {
  return Type.Integer({ description, minimum, unit: 'iterations', duration: true });
}

/** A number that training computes with. */
export function real(options: TNumberOptions) {
  return Type.Number({ ...options, float32: true });
}
