import { readFileSync } from 'node:fs';
import { createLdapDirectory } from '../gateways/directory-ldap/gateway.ts';
import type { DirectoryGateway } from '../gateways/directory-ldap/port.ts';
import { createCertificateStore } from '../gateways/paypal/certificates.ts';
import { createPayPalGateway } from '../gateways/paypal/gateway.ts';
import { addressesOf } from '../platform/addresses.ts';
import { systemClock } from '../platform/clock.ts';
import { createPasswordHashing } from '../platform/password-hashing.ts';
import type { Environment } from '../platform/env.ts';
import type { Lives } from '../platform/lives.ts';
import type { Logger } from '../platform/logger.ts';
import type { Database } from '../prisma/client.ts';
import { createProfiles } from '../prisma/profiles/load.ts';
import type { LoadedProfile } from '../prisma/profiles/load.ts';
import type { AppDependencies } from './dependencies.ts';

/** One connection setting for all universities; where each keeps its people stands in its own settings. */
function directoriesOf(environment: Environment, url: string) {
  const kept = new Map<string, DirectoryGateway>();
  return ({ profile }: LoadedProfile): DirectoryGateway => {
    const signIn = profile.signIn.student;
    const { baseDn, userFilterAttribute } =
      signIn?.kind === 'ldap' ? signIn : { baseDn: '', userFilterAttribute: '' };
    const key = JSON.stringify([baseDn, userFilterAttribute]);
    const known = kept.get(key);
    if (known) return known;
    const directory = createLdapDirectory({
      url,
      bindDn: environment.LDAP_BIND_DN,
      bindPassword: environment.LDAP_BIND_PASSWORD,
      baseDn,
      userAttribute: userFilterAttribute,
    });
    kept.set(key, directory);
    return directory;
  };
}

/** The real world for the web process: every outside party at the address that the environment gives. */
export function createDependencies(
  environment: Environment,
  { prisma, pool }: Database,
  { lives, logger }: { lives: Lives; logger: Logger },
): AppDependencies {
  const addresses = addressesOf(environment);
  const { PAYPAL_CERT_CA_FILE: authorityFile, PAYPAL_CERT_ORIGINS: origins } = environment;
  return {
    environment,
    logger,
    prisma,
    pool,
    profiles: createProfiles(prisma),
    lives,
    directoryOf: directoriesOf(environment, addresses.ldap),
    passwords: createPasswordHashing(),
    paypal: createPayPalGateway({
      baseUrl: addresses.paypal,
      clientId: environment.PAYPAL_CLIENT_ID,
      clientSecret: environment.PAYPAL_CLIENT_SECRET,
    }),
    paypalCertificates: createCertificateStore({
      ...(origins ? { allowedOrigins: origins.split(',').map((origin) => origin.trim()) } : {}),
      ...(authorityFile ? { authorityPem: readFileSync(authorityFile, 'utf8') } : {}),
    }),
    clock: systemClock,
  };
}
