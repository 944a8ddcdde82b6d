export { storeCall } from '../../connector-kit/calls';
export { collection, field, link, shared, sole, storeMap } from '../../connector-kit/maps';
