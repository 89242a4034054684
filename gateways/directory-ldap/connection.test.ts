import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { Client } from 'ldapts';
import { close, listen } from '../../tests/support/directory.ts';
import { connectOnce, tlsOptionsFor } from './connection.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await close(server);
});

it('is one connection: after the directory has hung up, nothing is said on another', async () => {
  const ended: Promise<unknown>[] = [];
  const forgetful = await listen(
    createServer((socket: Socket) => {
      ended.push(once(socket, 'close'));
      socket.once('data', (bytes: Buffer) => {
        const success = [0x30, 12, 2, 1, bytes[4] ?? 0, 0x61, 7, 10, 1, 0, 4, 0, 4, 0];
        socket.end(Buffer.from(success));
      });
    }),
  );
  servers.push(forgetful.server);
  const connection = connectOnce(null);
  const client = new Client({ url: forgetful.url, timeout: 3000, ...connection.options });
  await client.bind('cn=certificate-service', 'service secret');
  await ended[0];
  while (connection.isOpen()) await new Promise((resolve) => setImmediate(resolve));
  await expect(client.bind('uid=a2401001', 'correct horse')).rejects.toThrow(
    'The directory closed the connection.',
  );
  expect(ended).toHaveLength(1);
});

it.each([
  ['ldaps://directory.example:636', { host: 'directory.example', servername: 'directory.example' }],
  ['ldap://192.0.2.7', { host: '192.0.2.7' }],
  ['ldaps://[2001:db8::7]:636', { host: '2001:db8::7' }],
])('asks for the certificate of whom it calls: %s', (url, expected) => {
  expect(tlsOptionsFor(url)).toEqual(expected);
});
