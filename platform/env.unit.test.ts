import { EnvironmentMistakes, readEnvironment, SECRETS } from './env.ts';

const production: Record<string, string> = {
  NODE_ENV: 'production',
  PUBLIC_ORIGIN: 'https://certificates.example',
  DATABASE_URL: 'postgres://service@db.example/certificates',
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  SMTP_URL: 'smtp://mail.example',
  LDAP_URL: 'ldaps://directory.example',
  PAYPAL_BASE_URL: 'https://api-m.paypal.com',
  NETPRINT_BASE_URL: 'https://netprint.example/',
  NETWORK_PRINT_BASE_URL: 'https://network-print.example/',
  SMART_PIT_BASE_URL: 'https://smart-pit.example/',
  SBPS_BASE_URL: 'https://fep.sps-system.com',
  SBPS_API_BASE_URL: 'https://api.sps-system.com',
  COOKIE_SECRET: 'a-secret-that-nobody-else-knows-0123456789',
  PAYLOAD_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  LDAP_BIND_PASSWORD: 'a',
  PAYPAL_CLIENT_SECRET: 'b',
  NETPRINT_PASSWORD: 'c',
  NETWORK_PRINT_APP_KEY: 'd',
  SMART_PIT_SECRET: 'e',
  SBPS_HASH_KEY: 'f',
  SBPS_API_PASSWORD: 'g',
};

function mistakesOf(source: Record<string, string | undefined>): string[] {
  try {
    readEnvironment(source);
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentMistakes)) throw error;
    return error.mistakes.map((mistake) => mistake.split(':')[0] ?? '');
  }
}

it('needs nothing in development, and cannot be changed afterwards', () => {
  const environment = readEnvironment({});
  expect(environment).toMatchObject({ NODE_ENV: 'development', PORT: 3000 });
  expect(Object.isFrozen(environment)).toBe(true);
});

it('takes an empty variable for one that is not there', () => {
  expect(readEnvironment({ PORT: '', SMTP_URL: '' })).toMatchObject({ PORT: 3000 });
});

it('asks for NODE_ENV where the site is public, so that no known secret guards it by an oversight', () => {
  const site = { PUBLIC_ORIGIN: 'https://certificates.example' };
  expect(() => readEnvironment(site)).toThrow('NODE_ENV: must be given');
  expect(() => readEnvironment({ ...site, NODE_ENV: 'production' })).toThrow('COOKIE_SECRET');
  expect(readEnvironment({ ...site, NODE_ENV: 'development' })).toMatchObject(site);
  expect(readEnvironment({ PUBLIC_ORIGIN: 'http://localhost:3000' }).NODE_ENV).toBe('development');
});

it('takes port 0, for a free one', () => {
  expect(readEnvironment({ PORT: '0' }).PORT).toBe(0);
});

it('names all mistakes together', () => {
  expect(
    mistakesOf({ PORT: 'many', SMTP_URL: 'nowhere', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud' }),
  ).toEqual(expect.arrayContaining(['PORT', 'SMTP_URL', 'DATABASE_URL', 'LOG_LEVEL']));
});

it('names what is wrong and what is missing in production in one go', () => {
  const changed = { SMTP_URL: undefined, COOKIE_SECRET: undefined, PORT: 'many' };
  expect(mistakesOf({ ...production, ...changed }).sort()).toEqual([
    'COOKIE_SECRET',
    'PORT',
    'SMTP_URL',
  ]);
});

it('never repeats a value that it refuses: it may be a secret', () => {
  expect(() => readEnvironment({ COOKIE_SECRET: 'too-short-canary' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('canary') }),
  );
});

describe('in production', () => {
  it('begins when everything is given', () => {
    expect(mistakesOf(production)).toEqual([]);
  });

  it.each([
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
  ])('needs %s', (name) => {
    expect(mistakesOf({ ...production, [name]: undefined })).toEqual([name]);
  });

  it.each(SECRETS)('refuses the default of %s, left out or written out', (name) => {
    expect(mistakesOf({ ...production, [name]: undefined })).toEqual([name]);
    const known = readEnvironment({})[name];
    expect(mistakesOf({ ...production, [name]: known })).toEqual([name]);
  });

  it('refuses the development key anywhere among the payload keys', () => {
    const { PAYLOAD_KEYS: known } = readEnvironment({});
    const PAYLOAD_KEYS = `${production.PAYLOAD_KEYS},${known.replace('dev1:', 'older:')}`;
    expect(mistakesOf({ ...production, PAYLOAD_KEYS })).toEqual(['PAYLOAD_KEYS']);
  });

  it.each([
    ['PAYPAL_BASE_URL', 'http://api-m.paypal.com'],
    ['NETPRINT_BASE_URL', 'HTTP://netprint.example/'],
    ['NETWORK_PRINT_BASE_URL', 'http://network-print.example/'],
    ['SMART_PIT_BASE_URL', 'http://smart-pit.example/'],
    ['SBPS_BASE_URL', 'http://fep.sps-system.com'],
    ['SBPS_API_BASE_URL', 'http://api.sps-system.com'],
  ])('sends no password and no document in the clear: %s=%s', (name, address) => {
    expect(mistakesOf({ ...production, [name]: address })).toEqual([name]);
    const { protocol } = new URL(address);
    expect(mistakesOf({ ...production, [name]: `${protocol}//127.0.0.1:4000/town` })).toEqual([]);
  });

  it('is served over https', () => {
    expect(mistakesOf({ ...production, PUBLIC_ORIGIN: 'http://certificates.example' })).toEqual([
      'PUBLIC_ORIGIN',
    ]);
  });
});

it.each(['x', 'id:c2hvcnQ=', 'id:'])('refuses payload keys that are none: %s', (PAYLOAD_KEYS) => {
  expect(mistakesOf({ PAYLOAD_KEYS })).toEqual(['PAYLOAD_KEYS']);
});

it('knows the task queues: a worker of a misspelt one would do nothing, and say that it is ready', () => {
  expect(mistakesOf({ TASK_QUEUES: 'printng' })).toEqual(['TASK_QUEUES']);
  expect(mistakesOf({ TASK_QUEUES: 'certificates, mail' })).toEqual([]);
});

describe('directories', () => {
  const own = {
    url: 'ldaps://directory.mukono.example',
    bindDn: 'cn=certificates,dc=mukono,dc=example',
    bindPassword: 'mukono-secret',
  };
  const directories = (entries: object) => JSON.stringify(entries);
  const linesOf = (source: Record<string, string | undefined>): string[] => {
    try {
      readEnvironment(source);
      return [];
    } catch (error) {
      if (!(error instanceof EnvironmentMistakes)) throw error;
      return error.mistakes;
    }
  };

  it('are one for all universities, and others by the university’s code', () => {
    const { LDAP_DIRECTORIES } = readEnvironment({
      LDAP_DIRECTORIES: directories({ mukono: own }),
    });
    expect(LDAP_DIRECTORIES).toEqual({ mukono: { ...own, startTls: false } });
  });

  it.each<[string, object, string]>([
    [
      'an address of another kind',
      { ...own, url: 'https://x.example' },
      'LDAP_DIRECTORIES.mukono.url',
    ],
    ['no account', { ...own, bindDn: undefined }, 'LDAP_DIRECTORIES.mukono.bindDn'],
    ['an empty password', { ...own, bindPassword: '' }, 'LDAP_DIRECTORIES.mukono.bindPassword'],
    ['TLS inside TLS', { ...own, startTls: true }, 'LDAP_DIRECTORIES.mukono.startTls'],
    ['a word for a switch', { ...own, startTls: 'yes' }, 'LDAP_DIRECTORIES.mukono.startTls'],
    ['a misspelt name', { ...own, cafile: 'x' }, 'LDAP_DIRECTORIES.mukono'],
  ])('are named by path when wrong: %s', (_what, entry, path) => {
    expect(linesOf({ LDAP_DIRECTORIES: directories({ mukono: entry }) })).toEqual([
      expect.stringMatching(`^${path}: `),
    ]);
  });

  it('never repeat a password in what is said about them', () => {
    for (const LDAP_DIRECTORIES of ['{"mukono": "canary-1', directories({ mukono: 'canary-1' })]) {
      const lines = linesOf({ LDAP_DIRECTORIES });
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toContain('canary');
    }
  });

  it('are asked inside TLS in production, unless they are on this machine', () => {
    const ldap = 'ldap://directory.example';
    expect(mistakesOf({ ...production, LDAP_URL: ldap })).toEqual(['LDAP_URL']);
    expect(mistakesOf({ ...production, LDAP_URL: ldap, LDAP_START_TLS: 'true' })).toEqual([]);
    expect(mistakesOf({ ...production, LDAP_URL: 'ldap://127.0.0.1:389' })).toEqual([]);
    const given = (entry: object) => ({
      ...production,
      LDAP_DIRECTORIES: directories({ mukono: { ...own, ...entry } }),
    });
    expect(mistakesOf(given({ url: ldap }))).toEqual(['LDAP_DIRECTORIES.mukono.url']);
    expect(mistakesOf(given({ url: ldap, startTls: true }))).toEqual([]);
    expect(mistakesOf(given({ url: 'ldap://localhost:389' }))).toEqual([]);
  });

  it('do not start TLS twice', () => {
    expect(mistakesOf({ LDAP_URL: 'ldaps://directory.example', LDAP_START_TLS: 'true' })).toEqual([
      'LDAP_START_TLS',
    ]);
  });

  it('have passwords of their own in production, and need no common one then', () => {
    const known = readEnvironment({}).LDAP_BIND_PASSWORD;
    const given = (entry: object) => ({
      ...production,
      LDAP_URL: undefined,
      LDAP_BIND_PASSWORD: undefined,
      LDAP_DIRECTORIES: directories({ mukono: { ...own, ...entry } }),
    });
    expect(mistakesOf(given({}))).toEqual([]);
    expect(mistakesOf(given({ bindPassword: known }))).toEqual([
      'LDAP_DIRECTORIES.mukono.bindPassword',
    ]);
  });
});

it('asks for a key of its own only where a campus machine is', () => {
  const machine = { ...production, CAMPUS_PRINTER_BASE_URL: 'https://machine.example' };
  expect(mistakesOf(machine)).toContain('CAMPUS_PRINTER_KEY');
  expect(mistakesOf({ ...machine, CAMPUS_PRINTER_KEY: 'a-key' })).toEqual(mistakesOf(production));
  expect(mistakesOf({ ...machine, CAMPUS_PRINTER_BASE_URL: 'http://machine.example' })).toContain(
    'CAMPUS_PRINTER_BASE_URL',
  );
});
