// The outside world for development (simulators/), with the people of the sample data in its directory.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../platform/env.ts';
import { directoryUsers } from '../../prisma/sample-data/directory-users.ts';
import { generateSamplePeople } from '../../prisma/sample-data/people.ts';
import { startTown } from '../../simulators/town.ts';
import type { Town } from '../../simulators/town.ts';
import type { Ports } from './ports.ts';

export interface StartedTown {
  town: Town;
  /** What web and worker need to know of it. */
  variables: Record<string, string>;
}

/** Ledgers are kept in `<data folder>/town`. */
export async function startTownFor(
  environment: Environment,
  ports: Ports,
  dataFolder: string,
  publicOrigin: string,
): Promise<StartedTown> {
  const folder = join(dataFolder, 'town');
  await mkdir(folder, { recursive: true });
  const town = await startTown({
    httpPort: ports.TOWN_PORT,
    smtpPort: ports.SMTP_PORT,
    ldapPort: ports.LDAP_PORT,
    ledgerFolder: folder,
    paypal: {
      clientId: environment.PAYPAL_CLIENT_ID,
      clientSecret: environment.PAYPAL_CLIENT_SECRET,
      webhookId: environment.PAYPAL_WEBHOOK_ID,
      webhookUrl: `${publicOrigin}/webhooks/paypal`,
    },
    netprint: { user: environment.NETPRINT_USER, password: environment.NETPRINT_PASSWORD },
    networkPrint: { appKey: environment.NETWORK_PRINT_APP_KEY },
    directory: {
      baseDn: 'dc=aomine,dc=example',
      serviceDn: environment.LDAP_BIND_DN,
      servicePassword: environment.LDAP_BIND_PASSWORD,
      users: directoryUsers(generateSamplePeople()),
    },
    silent: true,
  });
  const authority = join(folder, 'paypal-authority.pem');
  await writeFile(authority, town.payPalAuthorityPem);
  return {
    town,
    variables: {
      SMTP_URL: `smtp://127.0.0.1:${ports.SMTP_PORT}`,
      LDAP_URL: town.ldapUrl,
      PAYPAL_BASE_URL: `${town.url}/paypal`,
      PAYPAL_CERT_ORIGINS: town.url,
      PAYPAL_CERT_CA_FILE: authority,
      NETPRINT_BASE_URL: `${town.url}/netprint`,
      NETWORK_PRINT_BASE_URL: `${town.url}/network-print`,
    },
  };
}
