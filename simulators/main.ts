import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { directoryUserSchema } from './directory/people.ts';
import { startTown } from './town.ts';

/** The same as the service's development default, so that both meet without configuration. */
const developmentSecret = 'development-only-secret-do-not-use-elsewhere';

/** The town's own environment. It shares names with the service, so that one `.env` suits both. */
const environmentSchema = z.object({
  TOWN_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  SMTP_PORT: z.coerce.number().int().min(0).max(65_535).default(2525),
  LDAP_PORT: z.coerce.number().int().min(0).max(65_535).default(3890),
  /** Folder of the ledgers; absent = everything is forgotten at the end. */
  TOWN_FOLDER: z.string().min(1).optional(),
  PAYPAL_CLIENT_ID: z.string().min(1).default('town-client'),
  PAYPAL_CLIENT_SECRET: z.string().min(1).default(developmentSecret),
  PAYPAL_WEBHOOK_ID: z.string().min(1).default('WH-TOWN'),
  /** Where PayPal's webhooks go. */
  PAYPAL_WEBHOOK_URL: z.url().optional(),
  SMART_PIT_MERCHANT: z.string().min(1).default('town-merchant'),
  SMART_PIT_SECRET: z.string().min(1).default(developmentSecret),
  /** Where Smart Pit's notices go. */
  SMART_PIT_NOTICE_URL: z.url().optional(),
  SBPS_MERCHANT_ID: z.string().length(5).default('00000'),
  SBPS_SERVICE_ID: z.string().length(3).default('001'),
  SBPS_HASH_KEY: z.string().min(1).default(developmentSecret),
  SBPS_API_PASSWORD: z.string().min(1).default(developmentSecret),
  NETPRINT_USER: z.string().min(1).default('town-user'),
  NETPRINT_PASSWORD: z.string().min(1).default(developmentSecret),
  NETWORK_PRINT_APP_KEY: z.string().min(1).default(developmentSecret),
  CAMPUS_PRINTER_KEY: z.string().min(1).default(developmentSecret),
  LDAP_BASE_DN: z.string().min(1).default('dc=aomine,dc=example'),
  LDAP_BIND_DN: z
    .string()
    .min(1)
    .default('cn=certificate-service,ou=services,dc=aomine,dc=example'),
  LDAP_BIND_PASSWORD: z.string().min(1).default(developmentSecret),
  /** JSON file with a list of people for the directory; absent = nobody, until they are set over HTTP. */
  DIRECTORY_USERS_FILE: z.string().min(1).optional(),
});

function readEnvironment(source: NodeJS.ProcessEnv): z.infer<typeof environmentSchema> {
  return environmentSchema.parse(source);
}

function readPeople(file: string | undefined): z.infer<typeof directoryUserSchema>[] {
  if (file === undefined) return [];
  return z.array(directoryUserSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const town = await startTown({
    httpPort: environment.TOWN_PORT,
    smtpPort: environment.SMTP_PORT,
    ldapPort: environment.LDAP_PORT,
    ledgerFolder: environment.TOWN_FOLDER,
    paypal: {
      clientId: environment.PAYPAL_CLIENT_ID,
      clientSecret: environment.PAYPAL_CLIENT_SECRET,
      webhookId: environment.PAYPAL_WEBHOOK_ID,
      webhookUrl: environment.PAYPAL_WEBHOOK_URL,
    },
    smartPit: {
      merchant: environment.SMART_PIT_MERCHANT,
      secret: environment.SMART_PIT_SECRET,
      noticeUrl: environment.SMART_PIT_NOTICE_URL,
    },
    sbps: {
      merchantId: environment.SBPS_MERCHANT_ID,
      serviceId: environment.SBPS_SERVICE_ID,
      hashKey: environment.SBPS_HASH_KEY,
      apiPassword: environment.SBPS_API_PASSWORD,
    },
    netprint: { user: environment.NETPRINT_USER, password: environment.NETPRINT_PASSWORD },
    networkPrint: { appKey: environment.NETWORK_PRINT_APP_KEY },
    campusPrinter: { key: environment.CAMPUS_PRINTER_KEY },
    directory: {
      baseDn: environment.LDAP_BASE_DN,
      serviceDn: environment.LDAP_BIND_DN,
      servicePassword: environment.LDAP_BIND_PASSWORD,
      users: readPeople(environment.DIRECTORY_USERS_FILE),
    },
  });

  let isClosing = false;
  const close = () => {
    if (isClosing) return;
    isClosing = true;
    void town.close().catch((error: unknown) => {
      process.stderr.write(`town: ${String(error)}\n`);
      process.exitCode = 1;
    });
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    process.stderr.write(`town: ${reason}\n`);
    process.exitCode = 1;
  }
}
