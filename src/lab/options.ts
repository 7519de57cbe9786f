// How entries declare their options. Beside JSON schema's own words, an option may carry these:
//   unit       what a number counts, such as 'iterations'; shown beside its description
//   duration   true where a spec may write a time in training ("55 epochs"); entries get iterations
//   float32    true where training computes with the number: what float32 takes for 0, infinity or a bound is refused
//   identity   false where the option says where something is found, not what is computed
// An option with a default is always there when an entry sees it; only `Type.Optional` ones can be absent.
import Type, { type TNumberOptions, type TObject, type TProperties } from 'typebox';

/** The schema of an entry's options: these and no others. */
export function optionsOf<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}

/** Options of an entry that has none. */
export const noOptions = optionsOf({});

/** A time in training: a number of iterations, at least `minimum`. */
export function iterations(description: string, minimum: number) {
  return Type.Integer({ description, minimum, unit: 'iterations', duration: true });
}

/** A number that training computes with. */
export function real(options: TNumberOptions) {
  return Type.Number({ ...options, float32: true });
}
