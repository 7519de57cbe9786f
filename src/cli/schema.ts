// `ticket schema`: prints the language as JSON Schema, for editors that know YAML but not this language.
import { jsonSchema } from '../language/json-schema';
import { UsageError, type Command } from './command';
import { printJson } from './print';

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of specs, for other editors',
  usage: 'schema [> FILE]',
  about: `Prints the JSON Schema (draft-07) of .ticket.yaml files. Editors with a YAML language server use it to complete
and check files whose first line refers to it:

  ticket schema > ticket.schema.json
  # yaml-language-server: $schema=./ticket.schema.json

\`ticket check\` also finds problems that a schema cannot express.`,
  options: {},
  run(values, positionals) {
    if (positionals.length > 0) throw new UsageError('`ticket schema` takes no arguments.');
    printJson(jsonSchema());
    return 0;
  },
};
