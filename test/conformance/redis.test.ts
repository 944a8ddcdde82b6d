import { startRedisWorld } from './redis-world';
import { itConforms } from './suite';

itConforms('Redis', startRedisWorld);
