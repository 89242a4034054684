import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { load } from 'cheerio';
import express from 'express';
import { Client, EqualityFilter } from 'ldapts';
import { FaultBook } from '../fault-book.ts';
import { createDirectory } from './directory.ts';
import type { Directory, DirectoryUser } from './directory.ts';

const baseDn = 'dc=aomine,dc=example';
const serviceDn = `cn=certificate-service,ou=services,${baseDn}`;
const people = `ou=people,${baseDn}`;
const taro: DirectoryUser = {
  uid: 'a2401001',
  password: 'first password',
  cn: '青山 太郎',
  sn: '青山',
  givenName: '太郎',
  displayName: '青山 太郎 <b>',
  studentNumbers: ['24010001', '26510001'],
  affiliation: 'student',
};
const plato: DirectoryUser = {
  ...taro,
  uid: 'a2401002',
  cn: 'プラトン',
  sn: 'プラトン',
  givenName: '',
  displayName: 'プラトン',
  studentNumbers: ['24010002'],
};

let directory: Directory;
let server: Server;
let url: string;
let client: Client;

beforeEach(async () => {
  directory = createDirectory(
    { publicUrl: '', faults: new FaultBook(), now: () => new Date() },
    { port: 0, baseDn, serviceDn, servicePassword: 'service secret', users: [taro, plato] },
  );
  await directory.start?.();
  const app = express();
  app.use('/directory', directory.router);
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/directory`;
  client = new Client({ url: directory.ldapUrl, timeout: 3000 });
});
afterEach(async () => {
  await client.unbind();
  server.close();
  server.closeAllConnections();
  await directory.stop?.();
});

const send = (method: string, path: string, body: unknown) =>
  fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const uids = async (filter: string, base = baseDn, scope: 'base' | 'one' | 'sub' = 'sub') => {
  const { searchEntries } = await client.search(base, { filter, scope, attributes: ['uid'] });
  return searchEntries.map(({ uid }) => uid);
};

describe('over LDAP', () => {
  it('shows the service account what universities keep of a person', async () => {
    await client.bind(serviceDn, 'service secret');
    const { searchEntries } = await client.search(baseDn, { filter: '(uid=a2401001)' });
    expect(searchEntries).toEqual([
      {
        dn: `uid=a2401001,${people}`,
        objectClass: expect.arrayContaining(['inetOrgPerson', 'eduPerson']),
        uid: 'a2401001',
        cn: '青山 太郎',
        sn: '青山',
        givenName: '太郎',
        displayName: '青山 太郎 <b>',
        employeeNumber: ['24010001', '26510001'],
        eduPersonAffiliation: 'student',
      },
    ]);
  });

  it.each([
    ['(uid=A2401001)', ['a2401001']],
    ['(&(objectClass=person)(uid=a2401002))', ['a2401002']],
    ['(|(uid=a2401001)(employeeNumber=24010002))', ['a2401001', 'a2401002']],
    ['(&(uid=*)(!(givenName=*)))', ['a2401002']],
    ['(employeeNumber=2651*)', ['a2401001']],
    ['(uid=*40*2)', ['a2401002']],
    ['(uid=a2401001*1)', []],
    ['(uid=\\2a)', []],
  ])('%s finds %j', async (filter, found) => {
    await client.bind(serviceDn, 'service secret');
    expect(await uids(filter)).toEqual(found);
  });

  it('finds a name in Japanese', async () => {
    await client.bind(serviceDn, 'service secret');
    const filter = new EqualityFilter({ attribute: 'cn', value: 'プラトン' });
    const { searchEntries } = await client.search(baseDn, { filter });
    expect(searchEntries).toMatchObject([{ uid: 'a2401002' }]);
  });

  it('respects scope, base and size limit', async () => {
    await client.bind(serviceDn, 'service secret');
    expect(await uids('(uid=*)', people, 'one')).toHaveLength(2);
    expect(await uids('(uid=*)', baseDn, 'one')).toHaveLength(0);
    expect(await uids('(uid=*)', `uid=a2401001,${people}`, 'base')).toEqual(['a2401001']);
    const { searchEntries } = await client.search(baseDn, { filter: '(uid=*)', sizeLimit: 1 });
    expect(searchEntries).toHaveLength(1);
    await expect(uids('(uid=*)', 'dc=elsewhere')).rejects.toMatchObject({ code: 32 });
  });

  it.each([
    ['nobody', undefined, undefined],
    ['a name without a password', serviceDn, ''],
    ['a person', `uid=a2401001,${people}`, 'first password'],
  ])('lets %s search nothing', async (_who, dn, password) => {
    if (dn !== undefined) await client.bind(dn, password);
    await expect(uids('(uid=*)')).rejects.toMatchObject({ code: 50 });
  });

  it('survives bytes that are no LDAP', async () => {
    await fetch(directory.ldapUrl.replace('ldap:', 'http:')).catch(() => undefined);
    await client.bind(serviceDn, 'service secret');
  });

  it('says so when the port is taken', async () => {
    const port = Number(new URL(directory.ldapUrl).port);
    const second = createDirectory(
      { publicUrl: '', faults: new FaultBook(), now: () => new Date() },
      { port, baseDn, serviceDn, servicePassword: 'x', users: [] },
    );
    await expect(second.start?.()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('over HTTP', () => {
  it('lists people, finds them, and escapes their names', async () => {
    const all = load(await (await fetch(`${url}?lang=en`)).text());
    expect(all('tbody tr')).toHaveLength(2);
    expect(all('tbody tr').first().text()).toMatch(
      /a2401001[^]*青山 太郎 <b>[^]*24010001, 26510001/,
    );
    const one = load(await (await fetch(`${url}?q=２６５１`)).text());
    expect(one('tbody tr')).toHaveLength(1);
    expect(load(await (await fetch(`${url}?lang=en&q=zzz`)).text())('main').text()).toContain(
      'Nobody matches.',
    );
  });

  it('replaces the people, changes one, and goes back to the first ones when reset', async () => {
    const dn = `uid=a2401001,${people}`;
    expect((await send('POST', '/control/users/A2401001', { password: 'second' })).status).toBe(
      200,
    );
    await expect(client.bind(dn, 'first password')).rejects.toMatchObject({ code: 49 });
    await client.bind(dn, 'second');
    await send('POST', '/control/users/a2401001', { locked: true });
    await expect(client.bind(dn, 'second')).rejects.toMatchObject({ code: 53 });
    expect((await send('PUT', '/control/users', { users: [plato] })).status).toBe(204);
    await expect(client.bind(dn, 'second')).rejects.toMatchObject({ code: 49 });
    directory.reset();
    await client.bind(dn, 'first password');
  });

  it('refuses what it does not understand', async () => {
    expect((await send('PUT', '/control/users', { users: [{ uid: 'x' }] })).status).toBe(400);
    expect((await send('POST', '/control/users/a2401001', { admin: true })).status).toBe(400);
    expect((await send('POST', '/control/users/nobody', { locked: true })).status).toBe(404);
  });

  it('keeps no password in its list of operations', async () => {
    await client.bind(`uid=a2401001,${people}`, 'first password');
    const { operations } = directory.ledger() as { operations: object[] };
    expect(operations).toEqual([
      {
        ...{ at: expect.any(String), operation: 'user-bind', dn: `uid=a2401001,${people}` },
        ...{ code: 0, isSecure: false },
      },
    ]);
  });
});
