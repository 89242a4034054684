import { randomUUID } from 'node:crypto';
import type { PrintNetworkId } from '../../domain/university/profile.ts';
import { PrintNetworkUnavailable } from '../../gateways/print/port.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/**
 * When each print network did not work, as we saw it: opened by the first call that failed, closed by the first
 * question of the watch that was answered. One network, one open outage (partial unique index).
 */

/** A network did not answer. Also said while it is known already. */
export async function noteFailure(
  { pool, clock }: Pick<ActivityDependencies, 'pool' | 'clock'>,
  network: PrintNetworkId,
): Promise<void> {
  await pool.query({
    name: 'open-network-outage',
    text: `INSERT INTO network_outage (id, network, "from") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    values: [randomUUID(), network, clock()],
  });
}

/** A network answers. */
export async function noteSuccess(
  { pool, clock }: Pick<ActivityDependencies, 'pool' | 'clock'>,
  network: PrintNetworkId,
): Promise<void> {
  await pool.query({
    name: 'close-network-outage',
    text: `UPDATE network_outage SET "to" = $2, until = NULL WHERE network = $1 AND "to" IS NULL AND "from" < $2`,
    values: [network, clock()],
  });
}

/**
 * Asks the networks that were silent, and that nobody asks about documents now, whether they are back; keeps what they
 * say about when they will be.
 */
export async function probeOutages(
  deps: ActivityDependencies,
  alreadyAsked: ReadonlySet<PrintNetworkId>,
): Promise<void> {
  const { rows } = await deps.pool.query<{ network: PrintNetworkId }>(
    'SELECT network FROM network_outage WHERE "to" IS NULL',
  );
  for (const { network } of rows) {
    try {
      const { status, until } = await deps.printNetworks[network].maintenance();
      if (status !== 'available') await noteUntil(deps, network, until);
      else if (!alreadyAsked.has(network)) await noteSuccess(deps, network);
    } catch (error) {
      if (!(error instanceof PrintNetworkUnavailable)) throw error;
    }
  }
}

async function noteUntil(
  { pool }: Pick<ActivityDependencies, 'pool'>,
  network: PrintNetworkId,
  until: Date | null,
): Promise<void> {
  await pool.query(
    'UPDATE network_outage SET until = $2 WHERE network = $1 AND "to" IS NULL AND until IS DISTINCT FROM $2',
    [network, until],
  );
}
