import { people } from '../../examples/sample-company/people';
import { sampleStaff, tokenCommand } from '../../examples/sample-company/identity-provider';
import type { System } from './start-system';

/** Where everything is, and who works there. */
export function describeSystem(system: System, logFile: string): string {
  const { addresses } = system.company;
  const rows: [string, string][] = [
    ['API', `${system.apiUrl}/v1`],
    ['API reference', `${system.apiUrl}/docs`],
    ['OpenAPI', `${system.apiUrl}/openapi.json`],
    ['Inbox of sent mail', addresses.inbox],
    ...(system.temporalUiUrl === undefined
      ? []
      : [['Temporal UI', system.temporalUiUrl] as [string, string]]),
    ['Identity provider', addresses.issuer],
    ['Log of the parts', logFile],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const staff = sampleStaff.map(({ id, role }) => `    ${id.padEnd(14)} ${role}`);
  return [
    '\nHabeas is running.',
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '  Sample staff (secret of each: sample)',
    ...staff,
  ].join('\n');
}

/** Lines to copy and paste: a request of each right, and the steps of person and staff. */
export function firstSteps(system: System): string {
  const { issuer } = system.company.addresses;
  return [
    'Now try your own. Paste these lines into another terminal:',
    '',
    `  API=${system.apiUrl}/v1`,
    `  newkey() { node -p 'crypto.randomUUID()'; }`,
    `  OPERATOR=$(${tokenCommand(issuer, 'wei-operator')})`,
    `  APPROVER=$(${tokenCommand(issuer, 'tang-approver')})`,
    '',
    ...Object.entries(intakes()).flatMap(([right, body]) => [`  # ${right}`, `  ${intakeLine(body)}`, '']),
    '  # the person: the code is in the inbox; ID and TOKEN are in the answer above',
    `  curl -s $API/requests/$ID/verification -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -H "idempotency-key: $(newkey)" -d '{"code":"12345678"}'`,
    '  # staff: what lies before them, and an approval bound to its hash',
    '  curl -s $API/staff/requests/$ID -H "authorization: Bearer $OPERATOR"',
    `  curl -s $API/staff/requests/$ID/approvals -H "authorization: Bearer $OPERATOR" -H 'content-type: application/json' -H "idempotency-key: $(newkey)" -d '{"hash":"…"}'`,
    '',
    'Press Ctrl-C to stop everything; the data stay. `npm start -- --reset` begins anew.',
  ].join('\n');
}

function intakes(): Record<string, object> {
  const { noOrders, upperCase } = people;
  const who = (person: { name: string; email: string; phone?: string }) => ({
    name: person.name,
    identifiers: [{ kind: 'email', value: person.email }],
  });
  return {
    access: { right: 'access', ...who(upperCase) },
    correction: {
      right: 'correction',
      ...who(noOrders),
      changes: [{ field: 'shop.customers.phone', newValue: '16100009999' }],
    },
    deletion: { right: 'deletion', ...who(noOrders) },
    restriction: { right: 'restriction', ...who(upperCase) },
    objection: { right: 'objection', ...who(upperCase), purposes: ['marketing'] },
  };
}

function intakeLine(body: object): string {
  return `curl -s $API/requests -H 'content-type: application/json' -H "idempotency-key: $(newkey)" -d '${JSON.stringify(body)}'`;
}
