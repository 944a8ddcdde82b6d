// Written by `npm run rules:seal`.
import cnApp2019 from './regimes/cn-app-2019.json';
import cnGbt35273 from './regimes/cn-gbt35273.json';
import euGdpr from './regimes/eu-gdpr.json';

/** Every rule set that comes with the product, as imported, in the order of docs/law.md. */
export const regimeFiles: readonly unknown[] = [
  cnApp2019,
  cnGbt35273,
  euGdpr,
];
