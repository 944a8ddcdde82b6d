import { PublicError } from '../../domain/errors';
import type { Call } from '../call';

/** Who of the staff calls. @throws PublicError DSR_FORBIDDEN for anybody else. */
export function staffIdOf({ caller }: Pick<Call, 'caller'>): string {
  if (caller.kind !== 'staff') throw new PublicError('DSR_FORBIDDEN');
  return caller.id;
}
