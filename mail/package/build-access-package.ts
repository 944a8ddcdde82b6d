import { join } from 'node:path';
import type { Locale } from '../../domain/data-map';
import { MailError } from '../mail-error';
import { letterLocales } from '../notices/render-notice';
import type { Templates } from '../template-engine';
import { compileTemplates } from '../template-engine';
import type { DisclosedSet } from './disclosed-sets';
import { disclosedSets } from './disclosed-sets';
import { fileOf, indexPage, indexTemplate } from './package-index';
import type { PackageInput } from '../../domain/access-package';
import { packageManifest } from './package-manifest';
import type { PackageFile } from './package-manifest';
import { zipArchive } from './zip-archive';

/** Makes the archive that answers an access request (GDPR art 15, PIPL art 45). Same input, same bytes. */
export type BuildAccessPackage = (input: PackageInput) => Promise<Uint8Array>;

/**
 * Compiles the page's template; what it returns builds packages: `index.html` to read, `data/<store>/<collection>.json`
 * with exact values, `manifest.json` with explanations and checksums. Throws `MailError` `template` at start.
 */
export function loadAccessPackages(folder: string = join(__dirname)): BuildAccessPackage {
  const pages = new Map<Locale, Templates>(
    letterLocales.map((locale) => [locale, compileTemplates(folder, [indexTemplate], locale, 'html')]),
  );
  return async (input) => {
    const templates = pages.get(input.locale);
    if (templates === undefined) throw new Error(`No packages are written in ${input.locale}.`);
    const sets: DisclosedSet[] = [];
    for (const disclosure of input.stores) sets.push(...(await disclosedSets(disclosure)));
    const files: PackageFile[] = [
      { path: 'index.html', bytes: Buffer.from(indexPage(input, sets, templates)) },
      ...sets.filter((set) => set.records.length > 0).map((set) => dataFile(set)),
    ];
    const manifest = { path: 'manifest.json', bytes: jsonBytes(packageManifest(input, sets, files)) };
    return zipArchive([...files, manifest]);
  };
}

function dataFile(set: DisclosedSet): PackageFile {
  // The data map's schema allows no other ids; a path made of anything else must not come into being.
  for (const id of [set.store.id, set.collection.id])
    if (!/^[a-z0-9][a-z0-9_-]{0,99}$/i.test(id))
      throw new MailError('content', `${id} cannot name a file; expected letters, digits, - and _.`);
  return { path: fileOf(set), bytes: jsonBytes(set.records) };
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
