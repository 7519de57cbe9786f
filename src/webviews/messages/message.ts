// Messages that all pages and their hosts share. Both sides validate messages and drop invalid ones.
import { Type, type TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** The largest file that a page may ask to save, in characters of text or base64. */
const LONGEST_FILE = 64 * 1024 * 1024;

export const natural = Type.Integer({ minimum: 0 });
/** A count of items that each get a button or an option. */
export const few = Type.Integer({ minimum: 0, maximum: 10_000 });
export const name = Type.String({ minLength: 1, maxLength: 200 });

/** Messages from any page. */
export const fromAnyPage = [
  /** The page listens and requests its data. */
  Type.Object({ type: Type.Literal('ready') }),
  /** Saves a chart, an image or a table to a file that the user picks. */
  Type.Object({
    type: Type.Literal('save'),
    name,
    extension: Type.Enum(['svg', 'png', 'csv']),
    /** Text, or base64 for `png`. */
    content: Type.String({ maxLength: LONGEST_FILE }),
  }),
  /** An error in the page, for the log. */
  Type.Object({ type: Type.Literal('failed'), message: Type.String({ maxLength: 2000 }) }),
] as const;

/** The reason why the page cannot show anything. */
export const errorMessage = Type.Object({ type: Type.Literal('error'), message: Type.String() });

/** Validates a message; undefined if it is invalid. */
export type Reader<Message> = (message: unknown) => Message | undefined;

/** @param isWhole checks what the schema cannot express, such as typed arrays */
export const reader =
  <Message>(schema: TSchema, isWhole: (message: Message) => boolean = () => true): Reader<Message> =>
  (message) =>
    Value.Check(schema, message) && isWhole(message as Message) ? (message as Message) : undefined;
