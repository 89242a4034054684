import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Email } from 'postal-mime';
import PostalMime from 'postal-mime';
import { FaultBook } from '../../simulators/fault-book.ts';
import type { FaultRequest } from '../../simulators/fault-book.ts';
import { createMailbox } from '../../simulators/mailbox/mailbox.ts';
import type { Mailbox } from '../../simulators/mailbox/mailbox.ts';
import type { MailboxLedger } from '../../simulators/mailbox/message-store.ts';
import { createSmtpMail } from './gateway.ts';
import type { SmtpMailOptions } from './gateway.ts';
import { MailRefused, MailUnavailable } from './port.ts';
import type { MailGateway, OutgoingMail } from './port.ts';

let mailbox: Mailbox;
const faults = new FaultBook();
const gateways: MailGateway[] = [];
const servers: { server: Server; sockets: Set<Socket> }[] = [];

beforeAll(async () => {
  mailbox = createMailbox(
    { publicUrl: 'http://town.example', faults, now: () => new Date() },
    { port: 0 },
  );
  await mailbox.start?.();
});
afterAll(async () => {
  await mailbox.stop?.();
});
beforeEach(() => {
  faults.clear();
  mailbox.reset();
});
afterEach(() => {
  for (const gateway of gateways.splice(0)) gateway.close();
  for (const { server, sockets } of servers.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

/** A server that is gone after the test, however that ends. */
async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  servers.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(options: Partial<SmtpMailOptions> = {}): MailGateway {
  const gateway = createSmtpMail({ url: mailbox.smtpUrl, timeoutMs: 5000, ...options });
  gateways.push(gateway);
  return gateway;
}

let number = 0;
const mail = (more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  messageId: `<mail-${(number += 1)}@aomine.example>`,
  from: { name: '青嶺大学 証明書発行サービス', address: 'no-reply@aomine.example' },
  bounceAddress: 'b+0.0@aomine.example',
  to: 'taro@example.jp',
  subject: 'メールアドレスの登録のご案内',
  text: '次のページを開いてください。\nhttps://aomine.example/cert/abc\n',
  html: '<p>次のページを開いてください。</p>',
  locale: 'ja',
  ...more,
});
const kept = () => (mailbox.ledger() as MailboxLedger).messages;
const read = (index: number): Promise<Email> =>
  PostalMime.parse(Buffer.from(kept()[index]?.raw ?? '', 'base64'));
const fail = (request: Omit<FaultRequest, 'party'>) => faults.add({ party: 'mailbox', ...request });

/** What was thrown, with its stack and cause: nothing in it may name a person. */
async function failure(sending: Promise<void>): Promise<Error> {
  const error: unknown = await sending.then(
    () => new Error('was sent'),
    (thrown: unknown) => thrown,
  );
  const { stack, cause, message } = error as Error;
  expect(`${stack} ${String(cause)} ${message} ${JSON.stringify(error)}`).not.toMatch(
    /taro|example\.jp|aomine/,
  );
  return error as Error;
}

describe('a mail', () => {
  it('arrives with both parts, its own Message-ID and the marks of an automatic mail', async () => {
    const sent = mail();
    await open().send(sent);
    expect(kept()).toHaveLength(1);
    expect(kept()[0]?.envelope).toEqual({
      from: sent.bounceAddress,
      to: ['taro@example.jp'],
    });
    const arrived = await read(0);
    expect(arrived).toMatchObject({
      messageId: sent.messageId,
      subject: sent.subject,
      from: sent.from,
      to: [{ name: '', address: 'taro@example.jp' }],
    });
    expect(arrived.text?.trim()).toBe(sent.text.trim());
    expect(arrived.html).toContain(sent.html);
    const headers = Object.fromEntries(arrived.headers.map(({ key, value }) => [key, value]));
    expect(headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      'content-language': 'ja',
      'content-type': expect.stringMatching(/^multipart\/alternative/),
    });
    const raw = Buffer.from(kept()[0]?.raw ?? '', 'base64').toString('latin1');
    expect(raw).toMatch(/^Subject: =\?UTF-8\?/im);
    expect(raw.match(/charset=utf-8/gi)).toHaveLength(2);
    expect(raw).toMatch(/^[\x20-\x7e\r\n\t]*$/);
  });

  it('keeps its Message-ID when it is sent again, with or without angle brackets', async () => {
    const sent = mail({ messageId: 'again@aomine.example' });
    const gateway = open();
    await gateway.send(sent);
    await gateway.send(sent);
    expect((await read(0)).messageId).toBe('<again@aomine.example>');
    expect((await read(1)).messageId).toBe('<again@aomine.example>');
  });

  it('goes to no more connections at a time than the pool has', async () => {
    const target = new URL(mailbox.smtpUrl);
    let open_ = 0;
    let most = 0;
    const { connect } = await import('node:net');
    const address = await listen((socket) => {
      most = Math.max(most, (open_ += 1));
      const onward = connect(Number(target.port), '127.0.0.1');
      socket.on('close', () => (open_ -= 1)).on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    const url = `smtp://${address}`;
    const gateway = open({ url, pool: { connections: 2 } });
    await Promise.all(Array.from({ length: 20 }, () => gateway.send(mail())));
    expect(kept()).toHaveLength(20);
    expect(most).toBe(2);
  });

  it.each<[string, Partial<OutgoingMail>]>([
    ['To', { to: 'taro@example.jp\r\nBcc: eve@example.jp' }],
    ['To', { to: 'taro@example.jp,hanako@example.jp' }],
    ['To', { to: 'Taro <taro@example.jp>' }],
    ['To', { to: '' }],
    ['Subject', { subject: 'Hello\nBcc: eve@example.jp' }],
    ['Subject', { subject: 'Hello\u2028Bcc: eve@example.jp' }],
    ['From', { from: { name: 'A\r\nBcc: eve@example.jp', address: 'a@aomine.example' } }],
    ['From', { from: { name: 'A', address: 'a@aomine.example>\r\nRCPT TO:<eve@example.jp' } }],
    ['Message-ID', { messageId: '<a@b.example>\r\nBcc: eve@example.jp' }],
    ['Message-ID', { messageId: '' }],
  ])('that would bring its own headers in %s is never offered: %j', async (part, more) => {
    const error = await failure(open().send(mail(more)));
    expect(error).toBeInstanceOf(MailRefused);
    expect(error).toMatchObject({ message: `Malformed: ${part}`, smtpCode: null });
    expect(kept()).toHaveLength(0);
  });
});

describe('a refusal', () => {
  it.each<[Omit<FaultRequest, 'party'>, number, string]>([
    [{ mode: 'refuse', operation: 'recipient' }, 550, 'at RCPT TO'],
    [{ mode: 'refuse', operation: 'recipient', detail: { code: 553 } }, 553, 'at RCPT TO'],
    [{ mode: 'refuse', operation: 'data' }, 554, 'at DATA'],
  ])('for good is MailRefused: %j', async (fault, smtpCode, step) => {
    fail(fault);
    const gateway = open();
    const error = await failure(gateway.send(mail()));
    expect(error).toBeInstanceOf(MailRefused);
    expect(error).toMatchObject({ smtpCode, message: expect.stringContaining(step) });
    expect(kept()).toHaveLength(0);
    await gateway.send(mail());
    expect(kept()).toHaveLength(1);
  });

  it('of one recipient does not touch the others', async () => {
    fail({
      mode: 'refuse',
      operation: 'recipient',
      times: null,
      detail: { recipient: 'taro@example.jp' },
    });
    const gateway = open();
    const [refused, accepted] = await Promise.allSettled([
      gateway.send(mail()),
      gateway.send(mail({ to: 'hanako@example.jp' })),
    ]);
    expect([refused.status, accepted.status]).toEqual(['rejected', 'fulfilled']);
  });

  it.each<[Omit<FaultRequest, 'party'>, number]>([
    [{ mode: 'fail-before', operation: 'recipient', times: 2 }, 451],
    [{ mode: 'fail-before', operation: 'data', times: 2 }, 451],
    [{ mode: 'fail-before', operation: 'connect', times: 2 }, 421],
    [{ mode: 'refuse', operation: 'connect', times: 2 }, 554],
    [{ mode: 'refuse', operation: 'recipient', times: 2, detail: { code: 452 } }, 452],
  ])('for now is MailUnavailable, and a later try succeeds: %j', async (fault, code) => {
    fail(fault);
    const gateway = open();
    const failures = [await failure(gateway.send(mail())), await failure(gateway.send(mail()))];
    for (const error of failures) {
      expect(error).toBeInstanceOf(MailUnavailable);
      expect(error.message).toContain(String(code));
    }
    await gateway.send(mail());
    expect(kept()).toHaveLength(1);
  });
});

describe('a mail server', () => {
  it('that takes the mail and loses its reply leaves it open; nothing is sent twice by itself', async () => {
    fail({ mode: 'drop-after', operation: 'data' });
    const gateway = open();
    const sent = mail();
    expect(await failure(gateway.send(sent))).toBeInstanceOf(MailUnavailable);
    expect(kept()).toHaveLength(1);
    await gateway.send(sent);
    expect([(await read(0)).messageId, (await read(1)).messageId]).toEqual([
      sent.messageId,
      sent.messageId,
    ]);
  });

  it.each<Omit<FaultRequest, 'party'>>([
    { mode: 'down' },
    { mode: 'drop-before', operation: 'recipient' },
    { mode: 'drop-before', operation: 'data' },
    { mode: 'garbage', operation: 'connect' },
    { mode: 'garbage', operation: 'data' },
  ])('that breaks off is MailUnavailable: %j', async (fault) => {
    fail(fault);
    const gateway = open();
    expect(await failure(gateway.send(mail()))).toBeInstanceOf(MailUnavailable);
    faults.clear();
    mailbox.reset();
    await gateway.send(mail());
    expect(kept()).toHaveLength(1);
  });

  it.each(['connect', 'recipient', 'data'])('that is slow at %s is given up', async (operation) => {
    fail({ mode: 'slow', operation, delayMs: 10_000 });
    const started = performance.now();
    const error = await failure(open({ timeoutMs: 300 }).send(mail()));
    expect(error).toBeInstanceOf(MailUnavailable);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('that is not there is MailUnavailable', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const error = await failure(open({ url: `smtp://127.0.0.1:${port}` }).send(mail()));
    expect(error).toBeInstanceOf(MailUnavailable);
  });

  it('that refuses our sign-in or our sender has nothing against the recipient', async () => {
    const address = await listen((socket) => {
      socket.write('220 strict.example\r\n');
      socket.on('data', (bytes: Buffer) => {
        const line = bytes.toString();
        if (line.startsWith('EHLO')) socket.write('250-strict.example\r\n250 AUTH PLAIN\r\n');
        else if (line.startsWith('AUTH')) socket.write('535 5.7.8 Who are you?\r\n');
        else if (line.startsWith('MAIL')) socket.write('550 5.7.1 Sender not allowed\r\n');
        else socket.write('250 ok\r\n');
      });
    });
    const [signIn, sender] = [
      open({ url: `smtp://user:secret@${address}` }),
      open({ url: `smtp://${address}` }),
    ];
    const [refusedSignIn, refusedSender] = [
      await failure(signIn.send(mail())),
      await failure(sender.send(mail())),
    ];
    expect(refusedSignIn).toBeInstanceOf(MailUnavailable);
    expect(refusedSignIn.message).toContain('535');
    expect(refusedSender).toBeInstanceOf(MailUnavailable);
    expect(refusedSender.message).toContain('550');
  });
});
