/** At most three of the known names that a mistyped one may have meant, nearest first. */
export function nearestNames(word: string, known: Iterable<string>): string[] {
  const wanted = bare(word);
  return [...known]
    .map((name) => ({ name, distance: distanceOf(wanted, bare(name)) }))
    .filter(({ distance, name }) => distance <= Math.max(1, Math.floor(bare(name).length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** ` Did you mean A or B?`, or nothing when no name is near. */
export function suggestion(word: string, known: Iterable<string>): string {
  const near = nearestNames(word, known);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}

const bare = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** A part of a name, as GDPR of EU-GDPR, is as near as can be. */
function distanceOf(wanted: string, name: string): number {
  if (wanted === name) return 0;
  if (wanted.length > 1 && (name.includes(wanted) || wanted.includes(name))) return 1;
  return editDistance(wanted, name);
}

/** How many letters must be put in, taken out or changed. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(to).entries())
      next.push(
        Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
