import { enforcement } from './enforcement-stubs';

/** Rounds of forecasts in one run; the next run goes on with the oldest. */
const mostRounds = 4;

/** Forecasts all open requests. Started every quarter of an hour by a schedule; the sweep sends what it warns of. */
export async function forecastWorkflow(): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    const { more } = await enforcement.forecastRequests();
    if (!more) return;
  }
}
