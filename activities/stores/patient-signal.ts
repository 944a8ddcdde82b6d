/** A signal that ends work which has fallen silent, however long the whole of it takes. */
export interface PatientSignal {
  readonly signal: AbortSignal;
  /** Something came: the time counts anew. */
  readonly alive: () => void;
  /** The work is over. */
  readonly end: () => void;
}

/** Ends after `silenceMs` without a sign of life, or with `cancelled`. */
export function patientSignal(silenceMs: number, cancelled: AbortSignal): PatientSignal {
  const silent = new AbortController();
  const timer = setTimeout(
    () => silent.abort(new DOMException('The store has fallen silent.', 'TimeoutError')),
    silenceMs,
  );
  return {
    signal: AbortSignal.any([silent.signal, cancelled]),
    alive: () => timer.refresh(),
    end: () => clearTimeout(timer),
  };
}
