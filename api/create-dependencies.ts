import { readFileSync } from 'node:fs';
import { createCashGateways } from '../gateways/cash/gateways.ts';
import { createSingleSignOn } from '../gateways/directory-saml/single-sign-on.ts';
import { createCertificateStore } from '../gateways/paypal/certificates.ts';
import { createPayPalGateway } from '../gateways/paypal/gateway.ts';
import { addressesOf } from '../platform/addresses.ts';
import { cashOptionsOf } from '../platform/cash-options.ts';
import { systemClock } from '../platform/clock.ts';
import { createPasswordHashing } from '../platform/password-hashing.ts';
import type { Environment } from '../platform/env.ts';
import type { Lives } from '../platform/lives.ts';
import type { Logger } from '../platform/logger.ts';
import type { Database } from '../prisma/client.ts';
import { createProfiles } from '../prisma/profiles/load.ts';
import type { AppDependencies } from './dependencies.ts';
import { createDirectories } from './directories.ts';
import { paths } from './paths.ts';

/** Our side of single sign-on: addresses below the public origin, one key pair, the providers' metadata as files. */
function singleSignOnOf(environment: Environment, logger: Logger) {
  const { SAML_METADATA_DIR: folder, SAML_SP_KEY_FILE, SAML_SP_CERT_FILE } = environment;
  const { publicOrigin } = addressesOf(environment);
  return createSingleSignOn({
    addressesOf: (code) => ({
      entityId: publicOrigin + paths.samlMetadata(code),
      consumer: publicOrigin + paths.samlConsumer(code),
      logout: publicOrigin + paths.samlLogout(code),
    }),
    keyPair:
      SAML_SP_KEY_FILE && SAML_SP_CERT_FILE
        ? {
            keyPem: readFileSync(SAML_SP_KEY_FILE, 'utf8'),
            certificatePem: readFileSync(SAML_SP_CERT_FILE, 'utf8'),
          }
        : null,
    metadataFolder: folder,
    report(university, error) {
      const detail = error instanceof Error ? error.message : String(error);
      logger.error({ university, detail }, 'metadata of the identity provider cannot be used');
    },
  });
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
    directoryOf: createDirectories(environment),
    singleSignOn: singleSignOnOf(environment, logger),
    passwords: createPasswordHashing(),
    paypal: createPayPalGateway({
      baseUrl: addresses.paypal,
      clientId: environment.PAYPAL_CLIENT_ID,
      clientSecret: environment.PAYPAL_CLIENT_SECRET,
    }),
    cash: createCashGateways(cashOptionsOf(environment, pool, systemClock)),
    paypalCertificates: createCertificateStore({
      ...(origins ? { allowedOrigins: origins.split(',').map((origin) => origin.trim()) } : {}),
      ...(authorityFile ? { authorityPem: readFileSync(authorityFile, 'utf8') } : {}),
    }),
    clock: systemClock,
  };
}
