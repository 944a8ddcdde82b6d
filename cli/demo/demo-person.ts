import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateCrowd } from '../../examples/sample-company/generate-crowd';
import { people } from '../../examples/sample-company/people';

/** The person of one demonstration. */
export interface DemoPerson {
  readonly customerNumber: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
}

/** File in the state folder that counts demonstrations: who was deleted is not there for the next one. */
const counter = 'demonstrations';

/** The demo persona first, then one ordinary customer after the other. Counts up. */
export function nextDemoPerson(stateDir: string): DemoPerson {
  const file = join(stateDir, counter);
  const count = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) || 0 : 0;
  writeFileSync(file, String(count + 1));
  return count === 0 ? people.demo : ordinaryCustomer(count);
}

function ordinaryCustomer(count: number): DemoPerson {
  const { customers } = generateCrowd();
  const owners = (email: string | null) => customers.filter((customer) => customer.email === email).length;
  // Adults with a mailbox of their own: no question to staff, no guardian to wait for.
  const adult = (birthDate: string | null) => birthDate !== null && birthDate < '2000';
  const alone = customers
    .slice(0, 400)
    .filter(({ email, birth_date }) => email !== null && owners(email) === 1 && adult(birth_date));
  const chosen = alone[count % alone.length];
  if (chosen === undefined) throw new Error('The sample company has no ordinary customer left.');
  const { customer_id: customerNumber, name, email, phone } = chosen;
  return { customerNumber, name, email: email ?? '', ...(phone === null ? {} : { phone }) };
}
