/** The middle value; the mean of the two middle ones of an even number. @throws RangeError on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('No value, no median.');
  return (upper + lower) / 2;
}

/** Growth of y per x between the first and the last point. @throws RangeError when both have the same x. */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const first = points.at(0);
  const last = points.at(-1);
  if (first === undefined || last === undefined || first.x === last.x)
    throw new RangeError('A slope needs two points.');
  return (last.y - first.y) / (last.x - first.x);
}
