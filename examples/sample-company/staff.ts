import type { StaffRole } from '../../domain/actor';

/** A member of staff of the sample company. Fictional; everybody's secret at the sample provider is `sample`. */
export interface SampleStaff {
  /** Subject at the identity provider, and client id for `curl`. */
  readonly id: string;
  readonly name: string;
  readonly role: StaffRole;
}

/** The staff: two approvers, because what cannot be undone needs a second person. */
export const sampleStaff: readonly SampleStaff[] = [
  { id: 'wei-operator', name: '魏样例 Wei', role: 'operator' },
  { id: 'tang-approver', name: '唐样例 Tang', role: 'approver' },
  { id: 'luo-approver', name: '罗样例 Luo', role: 'approver' },
  { id: 'shen-privacy', name: '沈样例 Shen', role: 'privacyOfficer' },
  { id: 'fang-auditor', name: '方样例 Fang', role: 'auditor' },
];

/** Systems of the sample company that ask "may this person's data be processed?". */
export const sampleSystems = [{ id: 'crm-system', name: '客户关系系统样例 CRM', role: 'system' }] as const;

/** The secret of every sample member of staff. Public on purpose: the provider listens on the loopback interface only. */
export const sampleSecret = 'sample';
/** Audience of access tokens for the API. */
export const apiAudience = 'habeas-api';
/** Public client of people who sign in with a browser (authorisation code with PKCE). */
export const browserClientId = 'habeas-console';
