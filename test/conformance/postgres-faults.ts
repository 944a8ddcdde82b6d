import { Client } from 'pg';
import type { Rig } from '../../connector-kit/rig';

/** Faults of the shop's database, done by somebody else at work in it. `url` goes past the proxy, `connection` through it. */
export function postgresFaults(db: Client, url: string, connection: string): Partial<Rig> {
  const change = async (statement: string, back: string) => {
    await db.query(statement);
    return async () => {
      await db.query(back);
    };
  };
  return {
    isAtomic: true,
    disguise: [
      ['CN-1', 'CN-9'],
      ['Zoe\u0308.Li@Example.COM', 'Noe\u0308.Li@Example.COM'],
      ['zoë.li@example.com', 'noë.li@example.com'],
      ['138-0013-8001', '138-0013-8009'],
    ],
    grow: async () => {
      await db.query(`insert into shop.newsletter values (77, 'CN-1', 'zoë.li@example.com', true)`);
    },
    ignoreWrites: () =>
      change(
        `create function shop.keep() returns trigger language plpgsql as 'begin return null; end';
         create trigger keep before delete on shop.newsletter for each row execute function shop.keep()`,
        'drop trigger keep on shop.newsletter; drop function shop.keep()',
      ),
    refuse: () =>
      change(`insert into shop.reviews values (1, 'z', 5)`, 'delete from shop.reviews where id = 1'),
    breakSchema: () =>
      change(
        'alter table shop.newsletter rename column email to mail',
        'alter table shop.newsletter rename column mail to email',
      ),
    hold: async () => {
      const other = new Client({ connectionString: url });
      await other.connect();
      await other.query(`begin; select 1 from shop.customers for update`);
      return () => other.end();
    },
    wrongConnections: {
      noAccess: changed(connection, { password: 'not-the-secret' }),
      wrongAddress: changed(connection, { pathname: '/no_such_database' }),
    },
    unproven: {
      hostileAnswers: 'rows come in pages of bounded size; what is not its protocol is tried on every wire',
    },
  };
}

function changed(connection: string, part: Partial<Pick<URL, 'password' | 'pathname'>>): string {
  return Object.assign(new URL(connection), part).href;
}
