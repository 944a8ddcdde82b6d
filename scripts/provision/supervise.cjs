'use strict';
// Runs one server and makes sure that it never outlives the process that asked for it.
//
//   node supervise.cjs <label for ps>
//
// Standard input is a pipe held by the parent. Its first line is the JSON spec (not an argument: those are readable by
// every user of the machine, and the spec may carry a password). When it closes (stop(), a crash, SIGKILL) the server gets
// `stopSignal`, and after `graceMs` SIGKILL. Standard output carries one JSON event per line:
//   {event:'started',pid} · {event:'exited',code,signal} · {event:'locked',pid} · {event:'failed',message}
// With `lockFile` the supervisor holds a lock on the state for as long as the server lives; a lock that belongs
// to a process that is still shutting down is waited for.
const { spawn } = require('node:child_process');
const fs = require('node:fs');

let spec = {};
let child;
let stopping = false;
let holdsLock = false;

// The parent may be gone: a failed write of an event must not take the supervisor down before its server.
process.stdout.on('error', () => {});
const report = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

/** True while the process `pid` lives and is a supervisor (process ids are reused after a reboot). */
function isSupervisor(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('supervise.cjs');
  } catch {
    return process.platform !== 'linux';
  }
}

/** Takes the lock; answers the process that holds it, or undefined when it is ours. */
function takeLock() {
  if (!spec.lockFile) return undefined;
  // Written whole under another name and then linked, so that nobody reads a lock without its owner.
  const own = `${spec.lockFile}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    for (;;) {
      try {
        fs.linkSync(own, spec.lockFile);
        holdsLock = true;
        return undefined;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = readHolder();
      if (holder !== undefined && isSupervisor(holder.pid)) return holder;
      fs.rmSync(spec.lockFile, { force: true });
    }
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function readHolder() {
  try {
    const [pid, word] = fs.readFileSync(spec.lockFile, 'utf8').split(' ');
    return Number(pid) > 0 ? { pid: Number(pid), stopping: word === 'stopping' } : undefined;
  } catch {
    return undefined;
  }
}

function end(code) {
  if (holdsLock) fs.rmSync(spec.lockFile, { force: true });
  for (const folder of spec.removeOnExit ?? []) fs.rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

function kill(signal) {
  try {
    // A server stops its own children in order; a build tool is ended with all that it started.
    process.kill(spec.wholeGroup || signal === 'SIGKILL' ? -child.pid : child.pid, signal);
  } catch {
    // already gone
  }
}

function stop() {
  if (stopping) return;
  stopping = true;
  if (holdsLock) fs.writeFileSync(spec.lockFile, `${process.pid} stopping`);
  if (!child || child.exitCode !== null || child.signalCode !== null) return end(0);
  kill(spec.stopSignal ?? 'SIGTERM');
  setTimeout(() => kill('SIGKILL'), spec.graceMs ?? 10_000);
}

function startChild() {
  const log = fs.openSync(spec.logFile, 'a');
  child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...process.env, ...spec.env },
    uid: spec.uid,
    gid: spec.gid,
    stdio: ['ignore', log, log],
    // Own process group: Ctrl-C in the terminal reaches the program first, which then stops its servers in order.
    detached: true,
  });
  child.once('spawn', () => report({ event: 'started', pid: child.pid }));
  child.once('error', (error) => {
    report({ event: 'failed', message: error.message });
    end(1);
  });
  child.once('exit', (code, signal) => {
    report({ event: 'exited', code, signal });
    // A moment for the event to reach the parent through the pipe.
    setImmediate(() => end(0));
  });
}

/** A holder that is shutting down gets time to finish; one that serves gets a moment to notice its parent's death. */
function begin(startedAt) {
  if (stopping) return;
  const holder = takeLock();
  if (holder === undefined) return startChild();
  if (Date.now() - startedAt < (holder.stopping ? 30_000 : 2_000)) {
    setTimeout(() => begin(startedAt), 100);
    return;
  }
  report({ event: 'locked', pid: holder.pid });
  setImmediate(() => process.exit(1));
}

process.stdin.on('end', stop).on('close', stop).on('error', stop);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);

let received = '';
process.stdin.setEncoding('utf8').on('data', function read(chunk) {
  received += chunk;
  if (!received.includes('\n')) return;
  process.stdin.removeListener('data', read).resume();
  try {
    spec = JSON.parse(received);
    begin(Date.now());
  } catch (error) {
    report({ event: 'failed', message: error.message });
    setImmediate(() => end(1));
  }
});
