import { enforcement } from './enforcement-stubs';

/** Batches of sweeping in one run; the next run goes on where this one stopped. */
const mostRounds = 10;

/**
 * Raises what has fallen due and sends the alerts, in turns while the ledger holds more than one sweep can take. Started
 * every minute by a schedule; a run that fails is made good by the next.
 */
export async function sweepDeadlinesWorkflow(): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    const { more } = await enforcement.sweepDeadlines();
    await enforcement.dispatchAlerts();
    if (!more) return;
  }
}
