import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { RequestHandler } from 'express';
import { PublicError } from '../domain/errors';

/** IPv6 users own a whole prefix, so a single address of it means nothing. */
const ipv6Prefix = 56;

/**
 * At most so many calls a minute from one network. Counts in the memory of this process: with several API processes
 * behind one name each counts for itself, until a shared store is configured (docs/api.md, "Limits").
 */
export function callsPerMinute(limit: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? '0.0.0.0', ipv6Prefix),
    // Express itself decides whose X-Forwarded-For is believed; the library's warnings would go to the console.
    validate: false,
    handler: (_request, _response, next) => next(new PublicError('DSR_RATE_LIMITED')),
  });
}
