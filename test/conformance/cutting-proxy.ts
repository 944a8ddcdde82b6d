export { startCuttingProxy } from '../../connector-kit/cutting-proxy';
export type { CuttingProxy } from '../../connector-kit/cutting-proxy';
