/** A point at which a fake waits until the test lets it pass. */
export interface Gate {
  /** Waits at the gate; passes at once when it is open. */
  pass(): Promise<void>;
  open(): void;
  /** Settles when somebody waits at the gate. */
  readonly reached: Promise<void>;
}

/** A closed gate. */
export function closedGate(): Gate {
  const opened = moment();
  const reached = moment();
  return {
    pass: () => {
      reached.come();
      return opened.promise;
    },
    open: () => opened.come(),
    reached: reached.promise,
  };
}

function moment(): { promise: Promise<void>; come: () => void } {
  let come = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { promise, come: () => come() };
}
