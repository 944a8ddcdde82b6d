export { provideMongo } from './mongo';
export type { MongoOptions, ProvidedMongo } from './mongo';
export { providePostgres } from './postgres';
export type { PostgresOptions, ProvidedPostgres } from './postgres';
export { provideTemporal } from './temporal';
export type { ProvidedTemporal, TemporalOptions, TimeSkippingOptions } from './temporal';
export type { Progress } from './ways';
export type { TestServerAddresses, TestServers } from './test-servers';
