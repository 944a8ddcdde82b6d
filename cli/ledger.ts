import { Command, InvalidArgumentError, Option } from 'commander';
import { identifierKinds } from '../domain/data-map';
import type { IdentifierKind } from '../domain/data-map';
import { checkImport } from './ledger-check';
import { releaseIdentifier } from './ledger-release';
import { replay } from './ledger-replay';

const replayHelp = `
Run it after the restore of a data store and before the store is used again (docs/runbooks/store-restored.md). It reads the
environment of a worker. People who are back are deleted anew by the rules of the data map: what must be kept stays. A run
that was killed is started again; a second run finds nothing.
Exit status: 0 nobody is left, or only what must be kept; 2 it could not run; 3 people are left (failed, doubtful or, with
--dry-run, found).

Example:
  $ habeas ledger replay --since 2026-03-01T02:00:00Z --dry-run
  $ habeas ledger replay --since 2026-03-01T02:00:00Z --store shop`;

const checkHelp = `
The file is CSV in UTF-8 with a line of column names. Standard output gets the names and the rows that may be imported, as
they stand in the file; counts go to standard error. It reads DSR_MONGODB_URI, DSR_MONGODB_DATABASE and DSR_KEYRING_FILE.
Exit status: 0 checked; 2 it could not run; 3 rows without a readable identifier were left out.

Example:
  $ habeas ledger check leads.csv --column email --kind email > may-be-imported.csv`;

const releaseHelp = `
The identifier is read from standard input, so that it stands in no history of a shell. What it was deleted by gets an entry
of evidence. It reads DSR_MONGODB_URI, DSR_MONGODB_DATABASE and DSR_KEYRING_FILE.
Exit status: 0 released; 2 it could not run; 3 the ledger does not know the identifier.

Example:
  $ habeas ledger release --kind email --staff shen-privacy < address.txt`;

/** `habeas ledger`: what keeps a deletion deleted. */
export function ledgerCommand(): Command {
  const ledger = new Command('ledger').description(
    'Keep deletions deleted: after a restore, and before an import',
  );
  ledger
    .command('replay')
    .description('Delete again whoever a restored backup brought back')
    .option('--store <id>', 'this store only; default: every store of the data map')
    .option('--since <instant>', 'when the backup was made; required unless --dry-run', instantArgument)
    .option('--dry-run', 'say what would be deleted, and touch nothing')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', replayHelp)
    .action(replay);
  ledger
    .command('check')
    .description('Let through only rows of an import whose people were not deleted')
    .argument('<file>', 'CSV file')
    .requiredOption('--column <name>', 'column that holds the identifier')
    .addOption(kindOption())
    .addHelpText('after', checkHelp)
    .action(checkImport);
  ledger
    .command('release')
    .description('Let an identifier be used again whose person came back of their own accord')
    .addOption(kindOption())
    .requiredOption('--staff <id>', 'who decides it: their id at the identity provider', staffArgument)
    .option('--reason <code>', 'reason code', reasonArgument, 'registeredAgain')
    .addHelpText('after', releaseHelp)
    .action((options: { kind: IdentifierKind; staff: string; reason: string }) => releaseIdentifier(options));
  return ledger;
}

function kindOption(): Option {
  return new Option('--kind <kind>', 'kind of the identifier').choices(identifierKinds).makeOptionMandatory();
}

/** A date means its first moment, UTC: rather one deletion more than one less is looked at. */
function instantArgument(text: string): string {
  const isInstant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text);
  const date = new Date(text);
  if (!isInstant || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('expected a UTC instant such as 2026-03-01T02:00:00Z, or a date.');
  return date.toISOString();
}

function staffArgument(text: string): string {
  if (/^[\w.:@-]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError('expected an id of at most 128 letters, digits and . _ : @ -.');
}

function reasonArgument(text: string): string {
  if (/^[a-z][A-Za-z0-9]{0,39}$/.test(text)) return text;
  throw new InvalidArgumentError('expected a code such as registeredAgain.');
}
