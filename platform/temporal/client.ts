import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Environment } from '../env.ts';
import { createDataConverter } from './data-converter.ts';

/** Address and namespace of the Temporal service; TLS and API key come from the SDK's own `TEMPORAL_*` variables or profile. */
export function connectionOptions(
  environment: Environment,
): ReturnType<typeof loadClientConnectConfig>['connectionOptions'] {
  const { connectionOptions: fromProfile } = loadClientConnectConfig();
  return environment.TEMPORAL_ADDRESS
    ? { ...fromProfile, address: environment.TEMPORAL_ADDRESS }
    : fromProfile;
}

/**
 * A client whose connection is made at the first call, so that the web process serves pages while Temporal is away.
 * Close its `connection` at the end.
 */
export function createTemporalClient(environment: Environment): Client {
  return new Client({
    connection: Connection.lazy(connectionOptions(environment)),
    namespace: environment.TEMPORAL_NAMESPACE,
    dataConverter: createDataConverter(environment.PAYLOAD_KEYS),
  });
}
