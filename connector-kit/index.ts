/** What the author of a connector needs (docs/writing-a-connector.md). */
export * from './calls';
export { CaseFailure } from './expectations';
export type { ConformanceCase, Trial } from './conformance-case';
export { connectorOf, runCase, whyNotProven } from './conformance-case';
export { startCuttingProxy } from './cutting-proxy';
export type { CuttingProxy } from './cutting-proxy';
export * from './maps';
export { rigParts } from './rig';
export type { Rig, RigPart, Undo } from './rig';
export { conformanceCases, runSuite } from './suite';
export type { CaseResult, RunOptions } from './run-cases';
export { checkLiveStore, liveChecks } from './live-checks';
export type { LiveStore } from './live-checks';
