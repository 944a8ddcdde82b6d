import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { dataMapJsonSchema } from '../datamap/json-schema';
import { checkFile } from './datamap-check';
import type { CheckOptions } from './datamap-check';
import { draftStore } from './datamap-draft';
import type { DraftCommandOptions } from './datamap-draft';
import { drawFile } from './datamap-graph';
import type { GraphCommandOptions } from './datamap-graph';

/** `habeas datamap check|draft|graph|schema`: write a data map, check it against the form and the stores, draw it. */
export function datamapCommand(): Command {
  return new Command('datamap')
    .description('Write, check and draw data maps')
    .addCommand(checkCommand())
    .addCommand(draftCommand())
    .addCommand(graphCommand())
    .addCommand(schemaCommand());
}

function checkCommand(): Command {
  return new Command('check')
    .description(
      'Check a data map; every mistake is shown with file, line, column and repair (exit status 2)',
    )
    .argument('<file>', 'YAML file of the data map')
    .option('--live', 'ask every store as well: reachable, fields, types, indexes, canary (exit status 3)')
    .option('--store <id>', 'with --live: this store only')
    .option('--strict', 'what is open counts as a mistake')
    .option('--json', 'print the result as one JSON object')
    .addHelpText(
      'after',
      `
With --live each store's connection is read from the variable that the map names (DSR_STORE_…).

  npx habeas datamap check data-map.yaml
  DSR_STORE_SHOP=postgres://… npx habeas datamap check data-map.yaml --live --store shop`,
    )
    .action((file: string, options: CheckOptions) => checkFile(file, options));
}

function draftCommand(): Command {
  return new Command('draft')
    .description('Write a first data map from what a store says of itself; nothing in the store changes')
    .argument('<variable>', 'name of the variable with the connection, such as DSR_STORE_SHOP')
    .option('--store <id>', 'id of the store in the map (default: from the variable)')
    .option('--out <file>', 'write to this file, which must not exist yet (default: standard output)')
    .option('--no-values', 'do not look at values: judge fields by name, type and comment alone')
    .addHelpText(
      'after',
      `
Connections: postgres://, mysql://, sqlite:///path, mongodb://. Of each text field up to 50 values are looked at, to see
how many have the form of an e-mail address, a telephone or an identity number; the values are not kept.

  DSR_STORE_SHOP=postgres://… npx habeas datamap draft DSR_STORE_SHOP --out data-map.yaml`,
    )
    .action((variable: string, options: DraftCommandOptions) => draftStore(variable, options));
}

function graphCommand(): Command {
  return new Command('graph')
    .description('Draw a data map: stores, identifiers, links, processors and copies')
    .argument('<file>', 'YAML file of the data map')
    .option('--out <file>', 'write to this file (default: standard output)')
    .option('--format <format>', 'svg or dot', 'svg')
    .option('--locale <locale>', 'en or zh-CN', 'en')
    .action((file: string, options: GraphCommandOptions) => drawFile(file, options));
}

function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of data maps, for editors')
    .option('--out <file>', 'write to this file (default: standard output)')
    .action(({ out }: { readonly out?: string }) => {
      const text = JSON.stringify(dataMapJsonSchema(), null, 2);
      if (out === undefined) console.log(text);
      else writeFileSync(out, `${text}\n`);
    });
}
