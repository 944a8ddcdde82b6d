/** What the benchmark asks of the measured worker. */
export type ToWorker =
  | {
      readonly kind: 'start';
      readonly address: string;
      readonly bundle: { readonly code: string };
      readonly maxCachedWorkflows: number;
    }
  | { readonly kind: 'count' | 'measure' | 'stop' };

/** What the measured worker answers. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly namespace: string }
  | { readonly kind: 'count'; readonly acknowledged: number }
  | { readonly kind: 'memory'; readonly rssMb: number };
