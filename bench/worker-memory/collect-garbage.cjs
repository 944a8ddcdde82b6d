'use strict';
// Preloaded into every thread of the measured worker (with --expose-gc): workflows live in a thread of the SDK's own, whose
// garbage nobody else can collect. A message on the channel makes each thread collect its own.
const channel = new BroadcastChannel('habeas-bench-gc');
channel.onmessage = () => globalThis.gc?.();
channel.unref();
