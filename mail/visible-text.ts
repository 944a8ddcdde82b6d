// Left-to-right and right-to-left overrides, zero-width characters and the like: they can make a text read as another.
const misleading = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/gu;

const breaks = /[\t\n\u000b\f\r\u0085\u2028\u2029]+/gu;

/**
 * A text as one line without hidden characters: line breaks become spaces, controls and direction marks become visible
 * as `[U+202E]`. So no value can forge a line of a letter, or read differently from what it is.
 */
export function visibleText(text: string): string {
  const named = (character: string) =>
    `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
  return text.replace(breaks, ' ').replace(controls, named).replace(misleading, named);
}
