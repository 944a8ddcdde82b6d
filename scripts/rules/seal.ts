import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';

const rules = join(__dirname, '../../domain/rules');
type Json = Record<string, unknown>;

/**
 * `npm run rules:seal`: gives every rule file that was edited a version with today's date and the hash of its content, and
 * lists all files for import. A test fails for a file that was edited and not sealed.
 */
function sealAll(): void {
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '.');
  for (const folder of ['regimes', 'calendars'] as const) {
    const names = readdirSync(join(rules, folder)).sort();
    const sealed = names.filter((name) => seal(join(rules, folder, name), today));
    console.log(`${folder}: ${names.length} files, ${sealed.length} sealed anew ${sealed.join(' ')}`.trim());
    writeFileSync(join(rules, `${folder.slice(0, -1)}-files.ts`), listing(folder, names));
  }
}

/** True when the file's content had changed. Only the version is rewritten: the layout is the author's. */
function seal(file: string, today: string): boolean {
  const text = readFileSync(file, 'utf8');
  const { version, ...rest } = JSON.parse(text) as Json;
  const hash = createHash('sha256')
    .update(canonicalize(rest) ?? '')
    .digest('hex')
    .slice(0, 12);
  if (String(version).endsWith(`+${hash}`)) return false;
  const found = /"version": "[^"]*"/.exec(text);
  if (found === null) throw new Error(`${file}: there is no "version" to write; add "version": "".`);
  writeFileSync(file, text.replace(found[0], `"version": "${today}+${hash}"`));
  return true;
}

const abouts = {
  regimes: 'Every rule set that comes with the product, as imported, in the order of docs/law.md.',
  calendars: 'Every calendar year that is loaded, as imported.',
};

/** Static imports keep the domain free of file access. */
function listing(folder: keyof typeof abouts, names: readonly string[]): string {
  const imports = names.map((name) => ({ name, as: camelCase(name.replace('.json', '')) }));
  return [
    `// Written by \`npm run rules:seal\`.`,
    ...imports.map(({ name, as }) => `import ${as} from './${folder}/${name}';`),
    '',
    `/** ${abouts[folder]} */`,
    `export const ${folder.slice(0, -1)}Files: readonly unknown[] = [`,
    ...imports.map(({ as }) => `  ${as},`),
    '];',
    '',
  ].join('\n');
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

sealAll();
