/** Stops what globalSetup started, by the handle that it left. */
module.exports = async function globalTeardown(): Promise<void> {
  const held = Symbol.for('habeas.test.stop');
  await (globalThis as Partial<Record<symbol, () => Promise<void>>>)[held]?.();
};
