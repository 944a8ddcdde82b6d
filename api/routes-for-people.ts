import { emptyBody } from '../contracts/http/primitives';
import * as person from '../contracts/http/subject';
import { readMessages, writeMessage } from './conversation';
import { askForPackageCode, fetchPackage, resumePackage } from './people/fetch-package';
import { takeIn } from './people/intake';
import { showStatus } from './people/status';
import { confirmChange, showChange, withdraw } from './people/steps';
import { askForCode, verify } from './people/verification';
import type { Route } from './route';
import { route } from './route';

const requester = { audience: 'requester' } as const;
const subject = { audience: 'subject' } as const;
const request = '/v1/requests/{id}';

/** Routes for whoever makes a request, and for the person once verified. */
export const routesForPeople: readonly Route[] = [
  route({
    name: 'takeIn',
    method: 'post',
    path: '/v1/requests',
    about: 'Make a request. Anybody may; the answer is the same whether or not we know the person.',
    access: { audience: 'public' },
    body: person.intakeBody,
    idempotent: true,
    costly: true,
    answer: { status: 202, about: 'Taken in; Location names the request.', schema: person.intakeAnswer },
    handle: takeIn,
  }),
  route({
    name: 'showStatus',
    method: 'get',
    path: request,
    about: 'Status of the request: brief with the intake token, full with the subject token.',
    access: requester,
    answer: { status: 200, about: 'The status.', schema: person.statusAnswer },
    handle: showStatus,
  }),
  route({
    name: 'askForCode',
    method: 'post',
    path: `${request}/verification-codes`,
    about: 'Have a new code mailed to the address of the request; three a day.',
    access: requester,
    body: emptyBody,
    idempotent: true,
    costly: true,
    answer: { status: 202, about: 'The code is on its way.', schema: person.codeSent },
    handle: askForCode,
  }),
  route({
    name: 'verify',
    method: 'post',
    path: `${request}/verification`,
    about: 'Prove control of the address with the mailed code; five guesses per code.',
    access: requester,
    body: person.codeBody,
    idempotent: true,
    answer: { status: 200, about: 'Verified; the token of the subject.', schema: person.verificationAnswer },
    handle: verify,
  }),
  route({
    name: 'withdraw',
    method: 'post',
    path: `${request}/withdrawal`,
    about: 'Take the request back, before it is carried out.',
    access: subject,
    body: emptyBody,
    idempotent: true,
    answer: { status: 200, about: 'Withdrawn.', schema: person.commandAnswer },
    handle: withdraw,
  }),
  route({
    name: 'showChange',
    method: 'get',
    path: `${request}/change`,
    about: 'The exact change that a correction would make, or what a cancellation ends.',
    access: subject,
    answer: { status: 200, about: 'The change and its hash.', schema: person.changeAnswer },
    handle: showChange,
  }),
  route({
    name: 'confirmChange',
    method: 'post',
    path: `${request}/change-confirmation`,
    about: 'Confirm exactly the change, or the consequences, with this hash; nothing happens before.',
    access: subject,
    body: person.changeConfirmation,
    idempotent: true,
    answer: { status: 200, about: 'Confirmed.', schema: person.commandAnswer },
    handle: confirmChange,
  }),
  route({
    name: 'readMessages',
    method: 'get',
    path: `${request}/messages`,
    about: 'The conversation with staff.',
    access: subject,
    answer: { status: 200, about: 'All lines, oldest first.', schema: person.messagesAnswer },
    handle: readMessages,
  }),
  route({
    name: 'writeMessage',
    method: 'post',
    path: `${request}/messages`,
    about: 'Write to staff.',
    access: subject,
    body: person.messageBody,
    idempotent: true,
    answer: { status: 201, about: 'The line.', schema: person.messageAnswer },
    handle: writeMessage,
  }),
  route({
    name: 'askForPackageCode',
    method: 'post',
    path: `${request}/package-codes`,
    about: 'Have a code mailed for fetching the data.',
    access: subject,
    body: emptyBody,
    idempotent: true,
    costly: true,
    answer: { status: 202, about: 'The code is on its way.', schema: person.codeSent },
    handle: askForPackageCode,
  }),
  route({
    name: 'fetchPackage',
    method: 'post',
    path: `${request}/package`,
    about: 'Fetch the data against a fresh code; three times within 72 hours.',
    access: subject,
    body: person.fetchBody,
    answer: {
      status: 200,
      about:
        'The package; its header Download-Ticket takes a download up again. Encrypted with a passphrase.',
      media: 'application/zip',
    },
    handle: fetchPackage,
  }),
  route({
    name: 'resumePackage',
    method: 'get',
    path: `${request}/package`,
    about: 'Take up a download that broke off, within an hour: give its ticket, and in Range where to go on.',
    access: subject,
    query: person.resumeQuery,
    answer: {
      status: 200,
      about: 'The package, or the part asked for.',
      media: 'application/zip',
      also: [206],
    },
    handle: resumePackage,
  }),
];
