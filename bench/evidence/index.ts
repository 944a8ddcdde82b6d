import type { Benchmark } from '../benchmark';
import { appendFigures } from './append';
import { verifyFigures } from './verify';

/** P8: the cost of evidence, against the plainest means of storing and of checking the same entries. */
export const evidence: Benchmark = {
  name: 'evidence',
  about: 'append against a bare insertMany; verify against a plain canonicalise-and-hash loop; memory',
  run: async (context) => [...(await verifyFigures(context)), ...(await appendFigures(context))],
};
