// OpenLDAP's server, as Debian packs it, with two people: what the gateway is up against in life.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isListening, portOrFree } from '../../scripts/servers/free-port.ts';
import { findOnPath } from '../../scripts/servers/processes.ts';
import { createDirectoryCertificates } from '../../simulators/directory/certificates.ts';

export interface Slapd {
  ldapUrl: string;
  ldapsUrl: string;
  authorityPem: string;
  stop(): Promise<void>;
}

export interface SlapdFiles {
  executable: string;
  /** Folder of `core.schema`. */
  schemas: string;
}

/** @returns null where it is not installed */
export function findSlapd(): SlapdFiles | null {
  const executable = findOnPath('slapd', `${process.env.PATH ?? ''}:/usr/sbin`);
  if (executable === undefined) return null;
  const root = join(dirname(executable), '..', '..');
  const schemas = [join(root, 'etc/ldap/schema'), '/etc/ldap/schema', '/etc/openldap/schema'].find(
    (folder) => existsSync(join(folder, 'core.schema')),
  );
  return schemas === undefined ? null : { executable, schemas };
}

export const SLAPD_BASE = 'dc=aomine,dc=example';
export const SLAPD_ACCOUNT = {
  bindDn: `cn=certificate-service,${SLAPD_BASE}`,
  bindPassword: 'service secret',
};

/** `twin` is the user ID of two people; whoever is below `ou=moved` is said to be kept elsewhere. */
const people = `
dn: ${SLAPD_BASE}
objectClass: dcObject
objectClass: organization
dc: aomine
o: Aomine

dn: ${SLAPD_ACCOUNT.bindDn}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: certificate-service
userPassword: ${SLAPD_ACCOUNT.bindPassword}

${['people', 'former']
  .map((ou) => `dn: ou=${ou},${SLAPD_BASE}\nobjectClass: organizationalUnit\nou: ${ou}\n`)
  .join('\n')}
${[
  ['a2401001', 'correct horse', 'people'],
  ['o\\+b\\,c', 'comma', 'people'],
  ['twin', 'one', 'people'],
  ['twin', 'two', 'former'],
]
  .map(
    ([uid = '', password = '', ou = '']) => `dn: uid=${uid},ou=${ou},${SLAPD_BASE}
objectClass: account
objectClass: simpleSecurityObject
uid: ${uid.replaceAll('\\', '')}
userPassword: ${password}
`,
  )
  .join('\n')}
dn: ou=moved,${SLAPD_BASE}
objectClass: referral
objectClass: extensibleObject
ou: moved
ref: ldap://127.0.0.1:9/ou=moved,${SLAPD_BASE}
`;

/** @throws Error with what slapd said, when it does not come up */
export async function startSlapd({ executable, schemas }: SlapdFiles): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'slapd-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const { authorityPem, serverPem } = createDirectoryCertificates();
  mkdirSync(join(folder, 'data'));
  const settings = file(
    'slapd.conf',
    `${['core', 'cosine'].map((name) => `include ${join(schemas, `${name}.schema`)}`).join('\n')}
pidfile ${join(folder, 'pid')}
# A bind with a name and no password is called a success, as many servers do.
allow bind_anon_dn
TLSCACertificateFile ${file('authority.pem', authorityPem)}
TLSCertificateFile ${file('certificate.pem', serverPem.certificate)}
TLSCertificateKeyFile ${file('key.pem', serverPem.key)}
TLSVerifyClient never
database ldif
directory ${join(folder, 'data')}
suffix "${SLAPD_BASE}"
rootdn "cn=root,${SLAPD_BASE}"
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${SLAPD_ACCOUNT.bindDn}" read by * none
`,
  );
  const filled = spawnSync(executable, [
    ...['-T', 'add', '-f', settings],
    ...['-b', SLAPD_BASE, '-l', file('people.ldif', people)],
  ]);
  if (filled.status !== 0) throw new Error(`slapd took no people: ${filled.stderr.toString()}`);

  const [port, securePort] = [await portOrFree(0), await portOrFree(0)];
  const [ldapUrl, ldapsUrl] = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${securePort}`];
  const server = spawn(executable, ['-f', settings, '-h', `${ldapUrl} ${ldapsUrl}`, '-d', '0']);
  let said = '';
  server.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const ended = once(server, 'exit');
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  };
  for (let time = 0; !(await isListening(port)); time += 1) {
    if (time === 100 || server.exitCode !== null) {
      await stop();
      throw new Error(`slapd does not answer: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { ldapUrl, ldapsUrl, authorityPem, stop };
}
