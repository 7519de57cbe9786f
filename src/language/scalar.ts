// Problems of a single value: its type, its range, or a YAML trap such as `yes`.
import { Check, Errors } from 'typebox/value';
import { inexact } from './exact';
import type { Schema } from './json';
import type { Located, LocatedScalar } from './located';
import { spanOf, valueOf } from './located';
import type { Finding } from './problem';
import { nearest, oneOf, quote } from './words';

const typeNames: Readonly<Record<string, string>> = {
  number: 'a number',
  integer: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
};

/** The names that a schema allows: its constants and enums. */
export function namesOf(schema: Schema): readonly string[] {
  const own = [...(schema.const !== undefined ? [schema.const] : []), ...(schema.enum ?? [])];
  return [...own.map(String), ...(schema.anyOf ?? []).flatMap(namesOf)];
}

/** The JSON types that a schema allows. */
export function typesOf(schema: Schema): readonly string[] {
  const own = schema.type ?? (schema.properties ? 'object' : undefined);
  const branches = (schema.anyOf ?? []).flatMap(typesOf);
  if (schema.const !== undefined || schema.enum) return [];
  return [...new Set([...(own === undefined ? [] : [own]), ...branches])];
}

/** A description of the values that a schema allows. */
export function wanted(schema: Schema): string {
  if (schema.expects !== undefined) return schema.expects;
  const names = namesOf(schema);
  const types = typesOf(schema).map((type) => typeNames[type] ?? type);
  return [...(names.length > 0 ? [oneOf(names)] : []), ...types].join(', or ') || 'a value';
}

/** A description of a written value. */
export function written(node: Located): string {
  if (node.type !== 'scalar') return node.type === 'list' ? 'a list' : 'a map';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `the text ${quote(shortened(node.value))}`;
  return quote(String(node.value));
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** A finding for a value of the wrong type or form; `name` is the key's path, such as `train.batch`. */
export function mismatch(schema: Schema, node: Located, name: string): Finding {
  const message = `${quote(name)} must be ${wanted(schema)}, not ${written(node)}.`;
  if (node.type === 'scalar') {
    if (node.value === null) {
      return {
        at: spanOf(node),
        code: 'empty',
        message,
        remedy: 'Give a value, or remove the key to use its default.',
      };
    }
    const trap = trapOf(node, typeof schema.const === 'number' ? ['number'] : typesOf(schema));
    if (trap) return { at: node.span, message, ...trap };
    if (typeof node.value === 'string' && namesOf(schema).length > 0) {
      return unknownName(node.value, namesOf(schema), node, message);
    }
  }
  return { at: spanOf(node), code: 'wrong-type', message };
}

/** A finding for a name that is not among `names`, which `message` lists. */
function unknownName(name: string, names: readonly string[], node: Located, message: string): Finding {
  const near = nearest(name, names);
  return {
    at: spanOf(node),
    code: 'unknown-name',
    message,
    ...(near !== undefined && {
      remedy: `Did you mean ${quote(near)}?`,
      fix: { title: `Change to ${near}`, at: node.span, text: near },
    }),
  };
}

/** Text that was meant as a number or a boolean, or the other way round. */
function trapOf(
  node: LocatedScalar,
  types: readonly string[],
): Pick<Finding, 'code' | 'remedy' | 'fix'> | undefined {
  const instead = (text: string, why: string): Pick<Finding, 'code' | 'remedy' | 'fix'> => ({
    code: 'yaml-trap',
    remedy: `${why}; write ${text}.`,
    fix: { title: `Write ${text}`, at: node.span, text },
  });
  const { value } = node;
  if (typeof value === 'string') {
    if (types.includes('number') || types.includes('integer')) {
      const [, whole, last] = /^([+-]?\d+),(\d+)$/.exec(value) ?? [];
      // Three digits after a comma are thousands, except after 0.
      if (whole !== undefined && last !== undefined && (last.length !== 3 || /^[+-]?0+$/.test(whole)))
        return instead(`${whole}.${last}`, 'The decimal separator is a point, not a comma');
      const bare = value.replace(/[_, ](?=\d)/g, '');
      const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(bare);
      if (isNumber && bare !== value)
        return instead(bare, 'In YAML 1.2 this is text, because a number has only digits');
      if (isNumber && node.quoted) return instead(bare, 'Quotes make it text');
      const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(value)?.[1];
      if (percent !== undefined && types.includes('number')) {
        return instead(String(Number(percent) / 100), 'A fraction is a number from 0 to 1');
      }
    }
    if (types.includes('boolean')) {
      if (/^(yes|on|y)$/i.test(value)) return instead('true', `In YAML 1.2 ${quote(value)} is text`);
      if (/^(no|off|n)$/i.test(value)) return instead('false', `In YAML 1.2 ${quote(value)} is text`);
      if (/^(true|false)$/i.test(value)) return instead(value.toLowerCase(), 'Quotes make it text');
    }
  } else if (types.includes('string') && value !== null && !types.includes('number')) {
    return instead(`"${String(value)}"`, 'Without quotes it is not text');
  }
  return undefined;
}

const comparisons: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'above',
  exclusiveMaximum: 'below',
};

/** True if a scalar fits. Faster than `scalarFinding`. */
export const fits = (schema: Schema, node: Located): boolean =>
  Check(schema, valueOf(node)) && inexact(schema, node, '') === undefined;

/** Checks a scalar against its schema. */
export function scalarFinding(schema: Schema, node: Located, name: string): Finding | undefined {
  const value = valueOf(node);
  if (Check(schema, value)) return inexact(schema, node, name);
  const [error] = Errors(schema, value);
  if (!error) return undefined;
  const params = error.params as { readonly limit?: number };
  const comparison = comparisons[error.keyword];
  if (comparison !== undefined && node.type === 'scalar') {
    const also = schema.expects === undefined ? '' : ` (${schema.expects})`;
    return {
      at: node.span,
      code: 'out-of-range',
      message: `${quote(name)} must be ${comparison} ${params.limit ?? ''}${also}, not ${String(node.value)}.`,
    };
  }
  if (
    error.keyword === 'type' ||
    error.keyword === 'const' ||
    error.keyword === 'enum' ||
    schema.expects !== undefined
  ) {
    return mismatch(schema, node, name);
  }
  return { at: spanOf(node), code: 'wrong-value', message: `${quote(name)} ${error.message}.` };
}
