import { thorough } from './enforcement-stubs';

/** Compares books and engine, tells of every difference and restarts what was lost. Started every ten minutes by a schedule. */
export async function reconcileWorkflow(): Promise<void> {
  await thorough.reconcile();
}
