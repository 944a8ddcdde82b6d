import { thorough } from './enforcement-stubs';

/** Has requests counted again whose calendar year has been loaded since. Started every hour by a schedule. */
export async function recountClocksWorkflow(): Promise<void> {
  await thorough.recountClocks();
}
