// The outside world for development (simulators/), with the people of the sample data in its directory.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../platform/env.ts';
import { directoryUsers } from '../../prisma/sample-data/directory-users.ts';
import { generateSamplePeople } from '../../prisma/sample-data/people.ts';
import { providerUsers } from '../../prisma/sample-data/rakuo-people.ts';
import { openKeyPair } from '../../simulators/identity-provider/keys.ts';
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
    bouncesUrl: `${publicOrigin}/webhooks/bounced-mail`,
    paypal: {
      clientId: environment.PAYPAL_CLIENT_ID,
      clientSecret: environment.PAYPAL_CLIENT_SECRET,
      webhookId: environment.PAYPAL_WEBHOOK_ID,
      webhookUrl: `${publicOrigin}/webhooks/paypal`,
    },
    smartPit: {
      merchant: environment.SMART_PIT_MERCHANT,
      secret: environment.SMART_PIT_SECRET,
      noticeUrl: `${publicOrigin}/webhooks/smart-pit`,
    },
    sbps: {
      merchantId: environment.SBPS_MERCHANT_ID,
      serviceId: environment.SBPS_SERVICE_ID,
      hashKey: environment.SBPS_HASH_KEY,
      apiPassword: environment.SBPS_API_PASSWORD,
      noticeUrl: `${publicOrigin}/webhooks/sbps`,
    },
    netprint: { user: environment.NETPRINT_USER, password: environment.NETPRINT_PASSWORD },
    networkPrint: { appKey: environment.NETWORK_PRINT_APP_KEY },
    campusPrinter: { key: environment.CAMPUS_PRINTER_KEY },
    directory: {
      baseDn: 'dc=aomine,dc=example',
      serviceDn: environment.LDAP_BIND_DN,
      servicePassword: environment.LDAP_BIND_PASSWORD,
      users: directoryUsers(generateSamplePeople()),
      others: [
        {
          baseDn: 'dc=mukono,dc=example',
          serviceDn: MUKONO_SERVICE_DN,
          servicePassword: environment.LDAP_BIND_PASSWORD,
          users: directoryUsers(generateSamplePeople(), 'mukono'),
        },
      ],
    },
    identityProvider: {
      entityId: 'https://idp.rakuo.example/idp/shibboleth',
      scope: 'rakuo.example',
      users: providerUsers(generateSamplePeople()),
      serviceMetadataUrl: `${publicOrigin}/rakuo/saml/metadata`,
      host: otherName(publicOrigin),
    },
    silent: true,
  });
  const authority = join(folder, 'paypal-authority.pem');
  await writeFile(authority, town.payPalAuthorityPem);
  const directoryAuthority = join(folder, 'directory-authority.pem');
  await writeFile(directoryAuthority, town.directoryAuthorityPem);
  const saml = await singleSignOnFiles(dataFolder, town.identityProviderMetadata);
  return {
    town,
    variables: {
      SMTP_URL: `smtp://127.0.0.1:${ports.SMTP_PORT}`,
      ...directoryVariables(environment, town, directoryAuthority),
      ...saml,
      PAYPAL_BASE_URL: `${town.url}/paypal`,
      PAYPAL_CERT_ORIGINS: town.url,
      PAYPAL_CERT_CA_FILE: authority,
      SBPS_BASE_URL: `${town.url}/sbps`,
      SBPS_API_BASE_URL: `${town.url}/sbps`,
      SMART_PIT_BASE_URL: `${town.url}/smart-pit`,
      NETPRINT_BASE_URL: `${town.url}/netprint`,
      NETWORK_PRINT_BASE_URL: `${town.url}/network-print`,
      CAMPUS_PRINTER_BASE_URL: `${town.url}/campus-printer`,
    },
  };
}

const MUKONO_SERVICE_DN = 'cn=certificate-service,ou=services,dc=mukono,dc=example';

/** Both ways to TLS are in use: one university's directory is asked by ldaps://, the other's by ldap:// and StartTLS. */
function directoryVariables(
  { LDAP_URL, LDAP_BIND_PASSWORD: bindPassword }: Environment,
  { ldapUrl, ldapsUrl }: Town,
  caFile: string,
): Record<string, string> {
  const mukono = { url: ldapUrl, bindDn: MUKONO_SERVICE_DN, bindPassword, startTls: true, caFile };
  // A directory that is given has certificates of its own.
  const common: Record<string, string> =
    LDAP_URL === undefined ? { LDAP_URL: ldapsUrl, LDAP_CA_FILE: caFile } : {};
  return { ...common, LDAP_DIRECTORIES: JSON.stringify({ mukono }) };
}

/** This machine by its other name: to a browser the university's provider is another site, as it is in life. */
const otherName = (origin: string) =>
  new URL(origin).hostname === 'localhost' ? '127.0.0.1' : 'localhost';

/** The service's side of single sign-on: a key pair that is made once, and the metadata of the town's provider. */
async function singleSignOnFiles(dataFolder: string, providerMetadata: string) {
  const folder = join(dataFolder, 'saml');
  const metadata = join(folder, 'metadata');
  await mkdir(metadata, { recursive: true });
  const name = 'Certificate Service';
  const { keyPem, certificatePem } = await openKeyPair(join(folder, 'key-pair.json'), name);
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  await writeFile(keyFile, keyPem, { mode: 0o600 });
  await writeFile(certificateFile, certificatePem);
  await writeFile(join(metadata, 'rakuo.xml'), providerMetadata);
  return {
    SAML_METADATA_DIR: metadata,
    SAML_SP_KEY_FILE: keyFile,
    SAML_SP_CERT_FILE: certificateFile,
  };
}
