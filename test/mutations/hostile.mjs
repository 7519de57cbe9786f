// Hostile files: what is in them is told, by the right error, and soon.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const hostile = [
  {
    says: 'bytes that are not UTF-8 are read as something else',
    file: 'src/runner/examine.ts',
    from: 'return problem ? { file, text, known: {}, problems: [problem] } : examine(text, file);',
    to: 'return examine(text, file);',
    tests: ['cli/hostile'],
  },
  {
    says: 'errors behind a hundred warnings are forgotten',
    file: 'src/language/problem.ts',
    from: '[...inOrder.filter(isError), ...inOrder.filter((one) => !isError(one))]',
    to: 'inOrder',
    tests: ['language/text', 'language/bad-specs'],
  },
  {
    says: 'every change that claims name is checked, however many there are',
    file: 'src/language/check.ts',
    from: '    if (left < 0) return undefined;\n',
    to: '',
    tests: ['language/bad-specs'],
  },
  {
    says: 'aliases may repeat a hundred times as much',
    file: 'src/language/parse.ts',
    from: 'values > mostValues || characters > mostCharacters',
    to: 'values > 100 * mostValues',
    tests: ['language/bad-specs'],
  },
  {
    says: "a key that every object has is taken for the schema's",
    file: 'src/language/validate.ts',
    from: 'properties !== undefined && Object.hasOwn(properties, key)',
    to: 'properties?.[key] !== undefined',
    tests: ['language/bad-specs'],
  },
  {
    says: 'a whole number that is not exact is taken as it is',
    file: 'src/language/scalar.ts',
    from: 'if (!error) return inexact(schema, node, name);',
    to: 'if (!error) return undefined;',
    tests: ['language/bad-specs'],
  },
  {
    says: 'an escape for the terminal comes through in a message',
    file: 'src/language/problem.ts',
    from: 'message: oneLine(message),',
    to: 'message,',
    tests: ['language/bad-specs', 'language/text'],
  },
  {
    says: 'sealed JSON with a number beyond all bounds ends the reader',
    file: 'src/runs/seal.ts',
    from: '    return sum(canonical(value));\n  } catch {\n    return undefined;\n',
    to: '    return sum(canonical(value));\n  } catch (error) {\n    throw error;\n',
    tests: ['runs/hostile-files'],
  },
  {
    says: 'a dtype with a toString of its own ends the reader',
    file: 'src/runs/safetensors.ts',
    from: "typeof dtype === 'string' ? dtype : 'that is no text'",
    to: 'String(dtype)',
    tests: ['runs/hostile-files'],
  },
];
