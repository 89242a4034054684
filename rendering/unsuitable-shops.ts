import type { StoreChain } from '../domain/university/profile.ts';
import type { EmailPrinting } from './order-email-models.ts';

/** Which shops cannot print; chains of which the same is said stand together, in the order of the settings. */
export function unsuitableShops(chains: readonly StoreChain[]): EmailPrinting['unsuitable'] {
  const said = new Map<string, EmailPrinting['unsuitable'][number]>();
  for (const chain of chains) {
    const known = said.get(chain.unsuitable.ja);
    if (known) known.chains.push(chain);
    else said.set(chain.unsuitable.ja, { chains: [chain], words: chain.unsuitable });
  }
  return [...said.values()];
}
