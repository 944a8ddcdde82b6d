/** Roles of staff; each sample member of staff has one. `auditor` reads and changes nothing. */
export const staffRoles = ['operator', 'approver', 'privacyOfficer', 'auditor'] as const;
/** A role of staff. */
export type StaffRole = (typeof staffRoles)[number];

/**
 * Who did something. `id` is opaque: the subject claim of a member of staff at the identity provider, or a system's
 * name; never a person's name or address. The data subject needs no id: the request says who that is.
 */
export type Actor =
  | { readonly kind: 'subject' }
  | { readonly kind: 'staff'; readonly id: string; readonly role: StaffRole }
  | { readonly kind: 'system'; readonly id: string };

/** The engine itself, as the actor of automatic steps. */
export const engine: Actor = { kind: 'system', id: 'engine' };

/** What kind of actor or role a rule admits: `subject`, `engine`, or a role of staff. */
export type ActorClass = 'subject' | 'engine' | StaffRole;

/** The class under which an actor is judged by the transition table. */
export function actorClass(actor: Actor): ActorClass {
  switch (actor.kind) {
    case 'subject':
      return 'subject';
    case 'system':
      return 'engine';
    case 'staff':
      return actor.role;
  }
}
