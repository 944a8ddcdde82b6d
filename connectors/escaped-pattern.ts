/** A text as part of a regular expression that matches nothing else, also within a class of characters. */
export function escapedPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
