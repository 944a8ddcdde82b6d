import * as clocks from '../contracts/http/clocks';
import { emptyBody } from '../contracts/http/primitives';
import { staffRoles } from '../domain/actor';
import { commandRoute, rolesFor } from './command-route';
import type { Route } from './route';
import { route } from './route';
import * as commands from './staff/clock-commands';
import { explainDeadlines } from './staff/deadlines';

const request = '/v1/staff/requests/{id}';

/** Routes by which staff move, explain and recount the clocks of a request. */
export const routesForClocks: readonly Route[] = [
  route({
    name: 'explainDeadlines',
    method: 'get',
    path: `${request}/deadlines`,
    about: 'Every clock with the steps of its count in both languages, and what is in force.',
    access: { audience: 'staff', roles: staffRoles },
    answer: { status: 200, about: 'All clocks.', schema: clocks.deadlinesAnswer },
    handle: explainDeadlines,
  }),
  commandRoute({
    name: 'extend',
    path: `${request}/extensions`,
    about: 'Declare an extension of one regime, once; it holds when its notice was delivered in time.',
    access: rolesFor('extend'),
    body: clocks.extensionBody,
    handle: commands.extend,
  }),
  commandRoute({
    name: 'pause',
    path: `${request}/pauses`,
    about: 'Ask the person for what is missing; clocks that may stop for this reason stop, and the work.',
    access: rolesFor('pause'),
    body: clocks.pauseBody,
    handle: commands.pause,
  }),
  commandRoute({
    name: 'resume',
    path: `${request}/resumptions`,
    about: 'The person has answered: the clocks run on.',
    access: rolesFor('resume'),
    body: emptyBody,
    handle: commands.resume,
  }),
  commandRoute({
    name: 'demandFee',
    path: `${request}/fees`,
    about: 'Ask for a fee on a ground of one regime; the amount stays in the vault.',
    access: rolesFor('demandFee'),
    body: clocks.feeBody,
    handle: commands.demandFee,
  }),
  commandRoute({
    name: 'recordFee',
    path: `${request}/fee-results`,
    about: 'The fee was paid, waived, or its demand taken back.',
    access: rolesFor('recordFee'),
    body: clocks.feeResultBody,
    handle: commands.recordFee,
  }),
  commandRoute({
    name: 'changeRegimes',
    path: `${request}/regimes`,
    about: 'Other regimes apply; all clocks are counted again, on record.',
    access: rolesFor('changeRegimes'),
    body: clocks.regimesBody,
    handle: commands.changeRegimes,
  }),
  commandRoute({
    name: 'recomputeClocks',
    path: `${request}/recounts`,
    about: 'Count all clocks again with the rules and calendars that are loaded now, on record.',
    access: rolesFor('recomputeClocks'),
    body: clocks.recountBody,
    handle: commands.recomputeClocks,
  }),
];
