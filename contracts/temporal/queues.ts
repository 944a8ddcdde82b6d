/** Queue of workflows and of activities that touch no data store. */
export const coreQueue = 'dsr-core';

/** Queue of activities that call data stores of one region; only workers there hold those stores' credentials. */
export function storeQueue(region: string): string {
  return `dsr-store-${region}`;
}

/** Region of stores when nothing else is configured. */
export const defaultRegion = 'main';
