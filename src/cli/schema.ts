// `ticket schema`: the language as JSON Schema, for editors that know YAML and not this language.
import { jsonSchema } from '../language/json-schema';
import { UsageError, type Command } from './command';
import { printJson } from './print';

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of specs, for other editors',
  usage: 'schema [> FILE]',
  about: `Prints the JSON Schema (draft-07) of .ticket.yaml files. Editors with a YAML language server complete and check by
it a file whose first line names it:

  ticket schema > ticket.schema.json
  # yaml-language-server: $schema=./ticket.schema.json

\`ticket check\` finds more than a schema can say.`,
  options: {},
  run(values, positionals) {
    if (positionals.length > 0) throw new UsageError('`ticket schema` takes no arguments.');
    printJson(jsonSchema());
    return 0;
  },
};
