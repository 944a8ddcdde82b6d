/** Which workflows run, in eight bytes each, so that a million of them fit into the memory of any worker. */
export interface RunningSet {
  readonly size: number;
  /** True when the workflow is in the set; it then counts as met. */
  meet(workflowId: string): boolean;
  /** How many have not been met. */
  unmet(): number;
  /** True when the workflow is in the set and has not been met. */
  isUnmet(workflowId: string): boolean;
}

/**
 * Collects workflow ids as sorted hashes of 53 bits, which plain numbers hold: wider integers made the comparison a third
 * slower. Two of a million ids share a hash once in eighteen thousand sets; then a lost one of the two is found only when
 * the other has ended. Whatever is concluded from the set is confirmed with the engine before anything is done.
 */
export async function collectRunning(pages: AsyncIterable<readonly string[]>): Promise<RunningSet> {
  let hashes = new Float64Array(1_024);
  let size = 0;
  for await (const page of pages)
    for (const workflowId of page) {
      if (size === hashes.length) hashes = doubled(hashes);
      hashes[size] = hash53(workflowId);
      size += 1;
    }
  return runningSet(withoutRepeats(hashes.subarray(0, size).sort()));
}

/** In place: what went on as a new run between two pages was listed twice. */
function withoutRepeats(sorted: Float64Array): Float64Array {
  let kept = 0;
  for (const hash of sorted)
    if (kept === 0 || sorted[kept - 1] !== hash) {
      sorted[kept] = hash;
      kept += 1;
    }
  return sorted.subarray(0, kept);
}

function doubled(hashes: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(hashes.length * 2);
  larger.set(hashes);
  return larger;
}

function runningSet(sorted: Float64Array): RunningSet {
  const met = new Uint8Array(sorted.length);
  let metCount = 0;
  return {
    size: sorted.length,
    meet: (workflowId) => {
      const position = positionOf(sorted, hash53(workflowId));
      if (position === undefined) return false;
      if (met[position] === 0) metCount += 1;
      met[position] = 1;
      return true;
    },
    unmet: () => sorted.length - metCount,
    isUnmet: (workflowId) => {
      const position = positionOf(sorted, hash53(workflowId));
      return position !== undefined && met[position] === 0;
    },
  };
}

function positionOf(sorted: Float64Array, hash: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === hash ? low : undefined;
}

/** Two lanes of 32 bits (multiply and xor, then mixed with one another). Fast, and not for secrets. */
function hash53(text: string): number {
  let left = 0xdeadbeef;
  let right = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    left = Math.imul(left ^ unit, 2_654_435_761);
    right = Math.imul(right ^ unit, 1_597_334_677);
  }
  left = Math.imul(left ^ (left >>> 16), 2_246_822_507) ^ Math.imul(right ^ (right >>> 13), 3_266_489_909);
  right = Math.imul(right ^ (right >>> 16), 2_246_822_507) ^ Math.imul(left ^ (left >>> 13), 3_266_489_909);
  return (left >>> 11) * 2 ** 32 + (right >>> 0);
}
