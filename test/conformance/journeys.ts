export { carryOut, collect, failureOf, options, planFor } from '../../connector-kit/calls';
