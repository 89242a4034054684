import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { TASK_QUEUES } from '../workflows/task-queues.ts';
import {
  directoryMistakesInProduction,
  ldapDirectories,
  OF_THIS_MACHINE,
} from './ldap-directories.ts';

/**
 * The environment, parsed once (`readEnvironment`), all mistakes reported together. Nobody else reads `process.env`.
 * Defaults are for one machine in development; outside development the secrets marked below have none.
 */

const DEVELOPMENT_SECRET = 'development-only-secret-do-not-use-elsewhere';
/** 32 zero-ish bytes in base64: a payload key that everybody knows, refused outside development. */
const DEVELOPMENT_PAYLOAD_KEY = 'ZGV2ZWxvcG1lbnQtb25seS1wYXlsb2FkLWtleS0zMmI=';

const QUEUES = Object.values(TASK_QUEUES);
const LIST_OF_QUEUES = new RegExp(`^(${QUEUES.join('|')})(, *(${QUEUES.join('|')}))*$`);

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const seconds = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const optionalUrl = z.url().optional();

const USER_CACHE_FOLDER = join(
  homedir(),
  process.platform === 'darwin' ? 'Library/Caches' : '.cache',
  'certificate-service',
);

export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  DATA_DIR: z.string().min(1).default('.data'),
  /** What is fetched or built once for every checkout; default: the user's cache folder (`XDG_CACHE_HOME`). */
  CACHE_DIR: z.string().min(1).default(USER_CACHE_FOLDER),

  /** Web. */
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port(3000),
  PUBLIC_ORIGIN: optionalUrl,
  TRUSTED_PROXIES: z.coerce.number().int().min(0).default(0),
  SESSION_IDLE_SECONDS: seconds(30 * 60),
  SESSION_ABSOLUTE_SECONDS: seconds(8 * 60 * 60),
  STAFF_SESSION_IDLE_SECONDS: seconds(15 * 60),
  STAFF_SESSION_ABSOLUTE_SECONDS: seconds(8 * 60 * 60),
  COOKIE_SECRET: z.string().min(32).default(DEVELOPMENT_SECRET),

  /** PostgreSQL: given, nothing is started. */
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).default(10),
  POSTGRES_PORT: port(5433),

  /** Temporal: given, nothing is started. The SDK's own TEMPORAL_* variables (TLS, API key, profile) apply as well. */
  TEMPORAL_ADDRESS: z.string().min(1).optional(),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_CLI_PATH: z.string().min(1).optional(),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  /** `id:base64,id:base64`, keys of 32 bytes; the first encrypts, all decrypt. */
  PAYLOAD_KEYS: z
    .string()
    .regex(/^[^:,\s]+:[\w+/]{43}=(,[^:,\s]+:[\w+/]{43}=)*$/, 'each entry is id:base64 of 32 bytes')
    .default(`dev1:${DEVELOPMENT_PAYLOAD_KEY}`),
  CODEC_PORT: port(8081),
  CODEC_ALLOWED_ORIGIN: optionalUrl,
  CODEC_TOKEN: z.string().min(16).optional(),

  /** Worker. */
  WORKER_HEALTH_PORT: port(3001),
  TASK_QUEUES: z
    .string()
    .regex(LIST_OF_QUEUES, `comma separated, some of ${QUEUES.join(', ')}`)
    .default(QUEUES.join(',')),
  HOUSEKEEPING_SECONDS: seconds(60),
  /** How often the print networks are asked; the shorter, the smaller the time in which too many copies can be printed. */
  PRINT_WATCH_SECONDS: z.coerce.number().int().positive().optional(),
  BUILD_ID: z.string().min(1).default('development'),
  /** A workflow bundle built ahead (`npm run bundle`): the worker is ready 1.5 s sooner. */
  WORKFLOW_BUNDLE: z.string().min(1).optional(),

  /** Outside parties: given, the town's counterpart is not used. */
  TOWN_PORT: port(4000),
  SMTP_URL: optionalUrl,
  SMTP_PORT: port(2525),
  LDAP_URL: optionalUrl,
  /** With `ldap://`: TLS is started before anything else is said. */
  LDAP_START_TLS: z.enum(['true', 'false']).default('false'),
  /** PEM file of the authority that signed the directory's certificate, when it is not a public one. */
  LDAP_CA_FILE: z.string().min(1).optional(),
  /** Universities with a directory of their own (platform/ldap-directories.ts). */
  LDAP_DIRECTORIES: ldapDirectories.optional(),
  LDAP_PORT: port(3890),
  LDAP_BIND_DN: z.string().default('cn=certificate-service,ou=services,dc=aomine,dc=example'),
  LDAP_BIND_PASSWORD: z.string().min(1).default(DEVELOPMENT_SECRET),
  /** Single sign-on: folder with the providers' metadata (`<university code>.xml`), and our own key pair as PEM. */
  SAML_METADATA_DIR: z.string().min(1).optional(),
  SAML_SP_KEY_FILE: z.string().min(1).optional(),
  SAML_SP_CERT_FILE: z.string().min(1).optional(),
  PAYPAL_BASE_URL: optionalUrl,
  PAYPAL_CLIENT_ID: z.string().min(1).default('town-client'),
  PAYPAL_CLIENT_SECRET: z.string().min(1).default(DEVELOPMENT_SECRET),
  PAYPAL_WEBHOOK_ID: z.string().min(1).default('WH-TOWN'),
  /** Origins from which PayPal's signing certificates are fetched, comma separated, instead of paypal.com's own. */
  PAYPAL_CERT_ORIGINS: z.string().min(1).optional(),
  /** PEM file of the root that signed those certificates, when it is not a public one. */
  PAYPAL_CERT_CA_FILE: z.string().min(1).optional(),
  NETPRINT_BASE_URL: optionalUrl,
  NETPRINT_USER: z.string().min(1).default('town-user'),
  NETPRINT_PASSWORD: z.string().min(1).default(DEVELOPMENT_SECRET),
  NETWORK_PRINT_BASE_URL: optionalUrl,
  NETWORK_PRINT_APP_KEY: z.string().min(1).default(DEVELOPMENT_SECRET),
  /** Cash for a number: Smart Pit by our own contract (docs/providers/smart-pit.md). */
  SMART_PIT_BASE_URL: optionalUrl,
  SMART_PIT_MERCHANT: z.string().min(1).default('town-merchant'),
  /** Signs what is asked there, and what is told from there. */
  SMART_PIT_SECRET: z.string().min(1).default(DEVELOPMENT_SECRET),
  /** SBPS, link type: where browsers are sent (`/f01/…` below it), and the XML interface (`/api/xmlapi.do`). */
  SBPS_BASE_URL: optionalUrl,
  SBPS_API_BASE_URL: optionalUrl,
  SBPS_MERCHANT_ID: z
    .string()
    .regex(/^[0-9A-Za-z]{5}$/)
    .default('00000'),
  SBPS_SERVICE_ID: z
    .string()
    .regex(/^[0-9A-Za-z]{3}$/)
    .default('001'),
  SBPS_HASH_KEY: z.string().min(1).default(DEVELOPMENT_SECRET),
  SBPS_API_PASSWORD: z.string().min(1).default(DEVELOPMENT_SECRET),
  /** Only for universities with a machine of their own (docs/providers/campus-printer.md). */
  CAMPUS_PRINTER_BASE_URL: optionalUrl,
  CAMPUS_PRINTER_KEY: z.string().min(1).default(DEVELOPMENT_SECRET),
});

/** Variables whose defaults are known to everybody: outside development each must be set. */
export const SECRETS = [
  'COOKIE_SECRET',
  'PAYLOAD_KEYS',
  'LDAP_BIND_PASSWORD',
  'PAYPAL_CLIENT_SECRET',
  'NETPRINT_PASSWORD',
  'NETWORK_PRINT_APP_KEY',
  'SMART_PIT_SECRET',
  'SBPS_HASH_KEY',
  'SBPS_API_PASSWORD',
] as const;

export type Environment = z.infer<typeof environmentSchema>;

/** The environment cannot be used; `mistakes` names every variable that is wrong, and why. */
export class EnvironmentMistakes extends Error {
  override name = 'EnvironmentMistakes';
  mistakes: string[];
  constructor(mistakes: string[]) {
    super(`The environment cannot be used:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

const KNOWN_VALUES = [DEVELOPMENT_SECRET, DEVELOPMENT_PAYLOAD_KEY];

/**
 * @param source variables by name, usually `process.env`; empty strings count as not given
 * @throws EnvironmentMistakes naming all mistakes at once; in production also for each default secret and for a
 *   missing DATABASE_URL, TEMPORAL_ADDRESS, SMTP_URL, LDAP_URL, PUBLIC_ORIGIN or provider address
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  if (given.XDG_CACHE_HOME) given.CACHE_DIR ??= join(given.XDG_CACHE_HOME, 'certificate-service');
  const parsed = environmentSchema.safeParse(given);
  const wrong = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const inProduction = given.NODE_ENV === 'production' ? productionMistakes(given) : [];
  const mistakes = [
    ...(wrong ?? []),
    ...halfKeyPair(given),
    ...doubleTls(given),
    ...forgottenProduction(given),
    ...inProduction,
  ];
  if (!parsed.success || mistakes.length > 0) throw new EnvironmentMistakes(mistakes);
  return Object.freeze(parsed.data);
}

/** Whoever forgets NODE_ENV would run a public site on secrets that everybody knows: then it has to be said. */
function forgottenProduction({
  NODE_ENV,
  PUBLIC_ORIGIN,
}: Readonly<Record<string, string | undefined>>): string[] {
  if (NODE_ENV !== undefined || !PUBLIC_ORIGIN?.startsWith('https:')) return [];
  return ['NODE_ENV: must be given where PUBLIC_ORIGIN is https; usually production'];
}

/** A service without universities that sign in by SAML needs neither file. */
function halfKeyPair(given: Readonly<Record<string, string | undefined>>): string[] {
  const files = ['SAML_SP_KEY_FILE', 'SAML_SP_CERT_FILE', 'SAML_METADATA_DIR'] as const;
  const missing = files.filter((name) => given[name] === undefined);
  if (missing.length === 0 || missing.length === files.length) return [];
  return missing.map((name) => `${name}: the three SAML_… are set together or not at all`);
}

function doubleTls({
  LDAP_URL,
  LDAP_START_TLS,
}: Readonly<Record<string, string | undefined>>): string[] {
  if (LDAP_START_TLS !== 'true' || !LDAP_URL?.startsWith('ldaps:')) return [];
  return ['LDAP_START_TLS: is for ldap:// addresses; ldaps:// is TLS from the first byte'];
}

const NEEDED_IN_PRODUCTION = [
  'PUBLIC_ORIGIN',
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'SMTP_URL',
  'LDAP_URL',
  'PAYPAL_BASE_URL',
  'NETPRINT_BASE_URL',
  'NETWORK_PRINT_BASE_URL',
  'SMART_PIT_BASE_URL',
  'SBPS_BASE_URL',
  'SBPS_API_BASE_URL',
] as const;

function productionMistakes(given: Readonly<Record<string, string | undefined>>): string[] {
  const hasOwnDirectories = given.LDAP_DIRECTORIES !== undefined && given.LDAP_URL === undefined;
  const isNeeded = (name: string) => !(hasOwnDirectories && /^LDAP_/.test(name));
  const missing = NEEDED_IN_PRODUCTION.filter(isNeeded)
    .filter((name) => given[name] === undefined)
    .map((name) => `${name}: must be set in production`);
  const known = SECRETS.filter(isNeeded)
    .filter((name) => isKnown(given[name]))
    .map(
      (name) =>
        `${name}: the development default is refused in production; set a secret of your own`,
    );
  const insecure = NEVER_IN_THE_CLEAR.filter((name) => isInTheClear(name, given[name])).map(
    (name) => `${name}: must be https in production`,
  );
  const campusKey =
    given.CAMPUS_PRINTER_BASE_URL !== undefined && isKnown(given.CAMPUS_PRINTER_KEY)
      ? ['CAMPUS_PRINTER_KEY: must be a secret of your own where CAMPUS_PRINTER_BASE_URL is given']
      : [];
  return [
    ...missing,
    ...known,
    ...campusKey,
    ...insecure,
    ...directoryMistakesInProduction(given, isKnown),
  ];
}

/** Passwords, money and documents cross no network unencrypted; on the machine itself (a tunnel) they may. */
const NEVER_IN_THE_CLEAR = [
  'PUBLIC_ORIGIN',
  'PAYPAL_BASE_URL',
  'NETPRINT_BASE_URL',
  'NETWORK_PRINT_BASE_URL',
  'CAMPUS_PRINTER_BASE_URL',
  'SMART_PIT_BASE_URL',
  'SBPS_BASE_URL',
  'SBPS_API_BASE_URL',
] as const;

function isInTheClear(name: (typeof NEVER_IN_THE_CLEAR)[number], address = ''): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'http:') return false;
  return name === 'PUBLIC_ORIGIN' || !OF_THIS_MACHINE.has(hostname);
}

/** A secret that is not given is its default; among several payload keys one that everybody knows is enough. */
function isKnown(secret: string | undefined): boolean {
  return secret === undefined || KNOWN_VALUES.some((known) => secret.includes(known));
}
