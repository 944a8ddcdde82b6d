import type { DemoPerson } from '../../cli/demo/demo-person';
import { generateCrowd } from '../../examples/sample-company/generate-crowd';

/**
 * Ordinary customers of the sample company who ordered something: adults with a mailbox of their own, about whom nobody
 * has to be asked anything. Each can be deleted once.
 */
export function ordinaryCustomers(): DemoPerson[] {
  const { customers, orders } = generateCrowd();
  const owners = new Map<string, number>();
  for (const { email } of customers) if (email !== null) owners.set(email, (owners.get(email) ?? 0) + 1);
  const buyers = new Set(orders.map(({ customer_id }) => customer_id));
  return customers.flatMap(({ customer_id: customerNumber, name, email, phone, birth_date }) => {
    const isAdult = birth_date !== null && birth_date < '2000';
    if (email === null || owners.get(email) !== 1 || !isAdult || !buyers.has(customerNumber)) return [];
    return [{ customerNumber, name, email, ...(phone === null ? {} : { phone }) }];
  });
}
