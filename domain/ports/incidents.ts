import type { IncidentId } from '../ids';
import type { Incident, IncidentStatus } from '../incident';
import type { Page } from './requests';

/** The register of incidents. */
export interface IncidentBook {
  /** Writes a new one once; a repeat with the same id changes nothing. */
  open(incident: Incident): Promise<void>;
  find(incidentId: IncidentId): Promise<Incident | undefined>;
  /** Puts it in the place of the version before. False when somebody else was quicker: read it again and decide anew. */
  replace(incident: Incident): Promise<boolean>;
  /** Last discovered first, keyset pages. Throws PublicError DSR_PAGE_CURSOR_INVALID. */
  page(
    filter: { status?: IncidentStatus },
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<Incident>>;
}
