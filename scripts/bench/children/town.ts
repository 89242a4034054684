// The outside world of a measurement: everything in memory, no artificial delays. `node town.ts <JSON of TownOrder>`.
import { writeFile } from 'node:fs/promises';
import { startTown } from '../../../simulators/town.ts';
import { SIGNING_IN, SIGNING_IN_PASSWORD } from '../sign-in-people.ts';

export interface TownOrder {
  httpPort: number;
  smtpPort: number;
  ldapPort: number;
  webhookUrl: string;
  webhookId: string;
  secret: string;
  /** Gets the certificate that signs PayPal's notices. */
  authorityFile: string;
  /** Gets the authority that signed the directory's certificate. */
  directoryAuthorityFile: string;
}

const order = JSON.parse(process.argv[2] ?? '') as TownOrder;
const { httpPort, smtpPort, ldapPort, secret } = order;
const town = await startTown({
  httpPort,
  smtpPort,
  ldapPort,
  paypal: {
    clientId: 'bench',
    clientSecret: secret,
    webhookId: order.webhookId,
    webhookUrl: order.webhookUrl,
  },
  smartPit: {
    merchant: 'bench',
    secret,
    noticeUrl: new URL('/webhooks/smart-pit', order.webhookUrl).href,
  },
  sbps: { merchantId: '00000', serviceId: '001', hashKey: secret, apiPassword: secret },
  netprint: { user: 'bench', password: secret, processingMs: 0 },
  networkPrint: { appKey: secret, processingMs: 0 },
  campusPrinter: { key: secret, processingMs: 0 },
  directory: {
    baseDn: 'dc=aomine,dc=example',
    serviceDn: 'cn=service,dc=aomine,dc=example',
    servicePassword: secret,
    users: [],
    others: [
      {
        baseDn: 'dc=mukono,dc=example',
        serviceDn: 'cn=service,dc=mukono,dc=example',
        servicePassword: secret,
        users: SIGNING_IN.map((uid) => ({
          uid,
          password: SIGNING_IN_PASSWORD,
          ...{ cn: uid, sn: uid, givenName: '', displayName: uid },
          ...{ studentNumbers: [], affiliation: 'student' },
        })),
      },
    ],
  },
  silent: true,
});
await writeFile(order.authorityFile, town.payPalAuthorityPem);
await writeFile(order.directoryAuthorityFile, town.directoryAuthorityPem);
process.once('SIGTERM', () => void town.close());
