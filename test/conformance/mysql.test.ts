import { startMariadb } from '../../scripts/provision/mariadb';
import type { ProvidedMariadb } from '../../scripts/provision/mariadb';
import { startMysqlWorld } from './mysql-world';
import { itConforms } from './suite';

let server: ProvidedMariadb;
beforeAll(async () => {
  server = await startMariadb();
});
afterAll(() => server.stop());

itConforms('MariaDB', () => startMysqlWorld(server.url));
