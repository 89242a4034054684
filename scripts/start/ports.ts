import type { Environment } from '../../platform/env.ts';
import { isTaken, portOrFree } from '../servers/free-port.ts';
import { StartProblem } from './problem.ts';

const NAMES = [
  'PORT',
  'POSTGRES_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'CODEC_PORT',
  'WORKER_HEALTH_PORT',
  'TOWN_PORT',
  'SMTP_PORT',
  'LDAP_PORT',
] as const;

export type Ports = Record<(typeof NAMES)[number], number>;

/**
 * Every port this start needs, 0 replaced by a free one.
 * @throws StartProblem naming all that are taken or given twice
 */
export async function choosePorts(environment: Environment): Promise<Ports> {
  const needed = NAMES.filter((name) => isNeeded(name, environment));
  const twice = needed.filter((name) =>
    needed.some(
      (other) => other < name && environment[other] === environment[name] && environment[name] > 0,
    ),
  );
  const taken: string[] = twice.map((name) => `${name}=${environment[name]} is given twice`);
  for (const name of needed.filter((one) => environment[one] > 0 && !twice.includes(one))) {
    const host = name === 'PORT' ? environment.HOST : '127.0.0.1';
    if (await isTaken(environment[name], host)) {
      taken.push(`${name}=${environment[name]} is taken by another program`);
    }
  }
  if (taken.length > 0) {
    throw new StartProblem(
      `Some ports cannot be used:\n${taken.map((line) => `  - ${line}`).join('\n')}\nGive these variables other numbers; 0 picks a free one.`,
    );
  }
  const chosen = {} as Ports;
  for (const name of NAMES) {
    do {
      chosen[name] = await portOrFree(environment[name]);
    } while (environment[name] === 0 && countOf(chosen, chosen[name]) > 1);
  }
  return chosen;
}

function countOf(ports: Ports, port: number): number {
  return Object.values(ports).filter((one) => one === port).length;
}

/** Parts whose address is given are not started. */
function isNeeded(name: keyof Ports, environment: Environment): boolean {
  switch (name) {
    case 'POSTGRES_PORT':
      return environment.DATABASE_URL === undefined;
    case 'TEMPORAL_PORT':
    case 'TEMPORAL_UI_PORT':
      return environment.TEMPORAL_ADDRESS === undefined;
    case 'TOWN_PORT':
    case 'SMTP_PORT':
    case 'LDAP_PORT':
      return needsTown(environment);
    case 'PORT':
    case 'CODEC_PORT':
    case 'WORKER_HEALTH_PORT':
      return true;
  }
}

/** The town stands in for at least one outside party. */
export function needsTown(environment: Environment): boolean {
  return [
    environment.SMTP_URL,
    environment.LDAP_URL,
    environment.PAYPAL_BASE_URL,
    environment.NETPRINT_BASE_URL,
    environment.NETWORK_PRINT_BASE_URL,
    environment.SMART_PIT_BASE_URL,
    environment.SBPS_BASE_URL,
    environment.SBPS_API_BASE_URL,
  ].includes(undefined);
}
