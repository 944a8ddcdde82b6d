import type { CommandMessage, RequestInput } from '../../contracts/temporal/messages';
import { newRequestId } from '../../crypto/ids';
import type { Actor, StaffRole } from '../../domain/actor';

/** Hash under which the fake plan lies before staff. */
export const planHash = 'a'.repeat(64);

/** Regimes of the sample controller. */
export const regimes = ['CN-APP-2019', 'CN-GBT35273'] as const;

/** Input of a deletion request that was received now. */
export function deletionInput(): RequestInput {
  return {
    requestId: newRequestId(),
    right: 'deletion',
    regimes,
    controllerId: 'hailan',
    receivedAt: new Date().toISOString(),
    verificationNeeded: true,
    balanceNeeded: false,
    verificationDays: 7,
  };
}

const staff = (id: string, role: StaffRole): Actor => ({ kind: 'staff', id, role });

/** What people do in the course of a deletion: the person verifies, two members of staff approve. */
export const deletionCommands: readonly CommandMessage[] = [
  { command: { name: 'verifyIdentity', channel: 'email' }, actor: { kind: 'subject' } },
  { command: { name: 'approve', hash: planHash }, actor: staff('wei-operator', 'operator') },
  { command: { name: 'approve', hash: planHash }, actor: staff('tang-approver', 'approver') },
];
