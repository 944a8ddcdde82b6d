import { createHmac } from 'node:crypto';

/** What a character may be replaced by: others of its own class. Whatever has no class is a sign and stays. */
const classes: readonly (readonly [form: RegExp, replacements: string])[] = [
  [/\p{N}/u, '0123456789'],
  [/\p{Script=Han}/u, '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒'],
  [/\p{Lu}/u, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  // Marks too: what stands above a letter could tell which letter it was.
  [/[\p{L}\p{M}]/u, 'abcdefghijklmnopqrstuvwxyz'],
];

/**
 * Replaces letters by letters and digits by digits; signs, case, Chinese characters as such, and the number of characters stay.
 * The replacement depends on the key, the place (field and row) and the form of the text, and on nothing else of it: so it
 * tells nothing of the old value, a repeat gives the same, and the result can be recognised later. Check digits do not fit.
 * A very short text may by chance stay as it is (one digit in ten): ruling that out would tell what it was not.
 */
export function formatMask(key: Uint8Array, place: readonly string[], text: string): string {
  const characters = Array.from(text);
  const choices = characters.map((one) => classes.find(([form]) => form.test(one)));
  const form = choices.map((choice, at) =>
    choice === undefined ? `=${characters[at] ?? ''}` : String(classes.indexOf(choice)),
  );
  const random = randomNumbers(key, [...place, form.join('')]);
  return characters
    .map((one, at) => {
      const [, replacements] = choices[at] ?? [];
      if (replacements === undefined) return one;
      return replacements[random(at) % replacements.length] ?? one;
    })
    .join('');
}

/** 32 bits for each position: blocks of HMAC-SHA-256 over place, form and the number of the block. */
function randomNumbers(key: Uint8Array, seed: readonly string[]): (at: number) => number {
  const blocks: Buffer[] = [];
  return (at) => {
    const number = Math.floor(at / 8);
    const block = (blocks[number] ??= createHmac('sha256', key)
      .update([...seed, String(number)].join('\u0000'))
      .digest());
    return block.readUInt32BE((at % 8) * 4);
  };
}
