// What a panel's page and its host say to each other, as far as all panels do. Both sides check what they hear; what
// does not fit is dropped.
import { Type, type TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** The longest file that a page may ask to be saved, in characters of its text or base64. */
const LONGEST_FILE = 64 * 1024 * 1024;

export const natural = Type.Integer({ minimum: 0 });
/** Of what there is a button or a choice for each. */
export const few = Type.Integer({ minimum: 0, maximum: 10_000 });
export const name = Type.String({ minLength: 1, maxLength: 200 });

/** What any page may ask for. */
export const fromAnyPage = [
  /** It listens now, and wants what there is. */
  Type.Object({ type: Type.Literal('ready') }),
  /** A chart, an image or a table, to be saved where the user says. */
  Type.Object({
    type: Type.Literal('save'),
    name,
    extension: Type.Enum(['svg', 'png', 'csv']),
    /** Text, or base64 for `png`. */
    content: Type.String({ maxLength: LONGEST_FILE }),
  }),
  /** Something went wrong in the page, for the log. */
  Type.Object({ type: Type.Literal('failed'), message: Type.String({ maxLength: 2000 }) }),
] as const;

/** Why there is nothing to show. */
export const trouble = Type.Object({ type: Type.Literal('trouble'), message: Type.String() });

/** What a message is; undefined where it is none. */
export type Reader<Message> = (message: unknown) => Message | undefined;

/** @param isWhole what the schema cannot say, such as that numbers are packed */
export const reader =
  <Message>(schema: TSchema, isWhole: (message: Message) => boolean = () => true): Reader<Message> =>
  (message) =>
    Value.Check(schema, message) && isWhole(message as Message) ? (message as Message) : undefined;
