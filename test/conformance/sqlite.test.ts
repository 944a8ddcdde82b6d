import { startSqliteWorld } from './sqlite-world';
import { itConforms } from './suite';

itConforms('SQLite', startSqliteWorld);
