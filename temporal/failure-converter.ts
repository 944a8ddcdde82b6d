import { DefaultFailureConverter } from '@temporalio/common';

/** Loaded by path, also inside the workflow sandbox: encodes message and stack trace of every failure. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
