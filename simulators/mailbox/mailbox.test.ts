import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio';
import express from 'express';
import { createTransport } from 'nodemailer';
import { FaultBook } from '../fault-book.ts';
import { createMailbox } from './mailbox.ts';
import type { Mailbox } from './mailbox.ts';

interface Listed {
  id: string;
  messageId: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  receivedAt: string;
}

let folder: string;
let mailbox: Mailbox;
let server: Server;
let url: string;
const faults = new FaultBook();

async function open(kept?: number): Promise<void> {
  const context = {
    publicUrl: 'http://town.example',
    ledgerFile: join(folder, 'mailbox.json'),
    faults,
    now: () => new Date('2026-11-21T01:02:03Z'),
  };
  mailbox = createMailbox(context, { port: 0, kept });
  await mailbox.start?.();
  const app = express();
  app.use('/mailbox', mailbox.router);
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mailbox`;
}

async function close(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await mailbox.stop?.();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailbox-'));
  await open();
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true });
});

async function send(to: string, more: object = {}): Promise<void> {
  const transport = createTransport({ url: mailbox.smtpUrl });
  await transport.sendMail({
    from: { name: '青嶺大学', address: 'no-reply@aomine.example' },
    to,
    subject: `「${to}」様へ <b>`,
    text: `こんにちは。\nhttps://aomine.example/cert/a?b=1&c=2\n`,
    html: '<html><head><title>x</title></head><body><p>こんにちは。</p></body></html>',
    messageId: `<${to}>`,
    ...more,
  });
  transport.close();
}

async function messages(query: string): Promise<Listed[]> {
  const response = await fetch(`${url}/control/messages?${query}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { messages: Listed[] }).messages;
}

const page = async (path: string) => load(await (await fetch(`${url}${path}`)).text());

describe('for tests', () => {
  it('tells what came for whom, oldest first', async () => {
    await send('taro@example.jp');
    await send('hanako@example.jp');
    await send('taro@example.jp', { subject: 'Second' });
    const found = await messages('to=TARO@example.jp');
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({
      messageId: '<taro@example.jp>',
      from: '青嶺大学 <no-reply@aomine.example>',
      to: 'taro@example.jp',
      subject: '「taro@example.jp」様へ <b>',
      text: expect.stringContaining('https://aomine.example/cert/a?b=1&c=2'),
      html: expect.stringContaining('<p>こんにちは。</p>'),
      receivedAt: '2026-11-21T01:02:03.000Z',
    });
    expect(await messages(`to=taro&after=${found[0]?.id}`)).toMatchObject([{ subject: 'Second' }]);
    expect(await messages('')).toHaveLength(3);
  });

  it('answers as soon as enough mails have come', async () => {
    const asked = messages('to=taro&count=2&wait=30000');
    await send('hanako@example.jp');
    await send('taro@example.jp');
    await send('taro@example.jp');
    expect(await asked).toHaveLength(2);
  });

  it('answers with what there is when the time is up', async () => {
    await send('taro@example.jp');
    expect(await messages('to=taro&count=2&wait=50')).toHaveLength(1);
  });

  it('refuses a wait it does not understand', async () => {
    expect((await fetch(`${url}/control/messages?wait=soon`)).status).toBe(400);
  });

  it('forgets all mails when told to', async () => {
    await send('taro@example.jp');
    await fetch(`${url}/control/messages`, { method: 'DELETE' });
    expect(await messages('')).toEqual([]);
  });

  it('delivers twice when a fault says so', async () => {
    faults.add({ party: 'mailbox', mode: 'twice' });
    await send('taro@example.jp');
    expect(await messages('')).toHaveLength(2);
  });

  it('keeps the mails when the town is started again, and only as many as it may', async () => {
    await send('one@example.jp');
    await send('two@example.jp');
    await close();
    await open(2);
    await send('three@example.jp');
    expect((await messages('')).map(({ to }) => to)).toEqual([
      'two@example.jp',
      'three@example.jp',
    ]);
  });

  it('says so when the port is taken', async () => {
    const port = Number(new URL(mailbox.smtpUrl).port);
    const second = createMailbox({ publicUrl: '', faults, now: () => new Date() }, { port });
    await expect(second.start?.()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('the pages', () => {
  it('list the newest first, for everybody or for one recipient', async () => {
    await send('taro@example.jp', { subject: 'First' });
    await send('hanako@example.jp', { subject: 'Second' });
    const all = await page('/?lang=en');
    expect(
      all('.entries a')
        .toArray()
        .map((link) => all(link).text().trim()),
    ).toEqual(['Second', 'First']);
    expect(all('.entries small').first().text()).toContain('2026/11/21 10:02');
    const one = await page('/?to=taro@example.jp');
    expect(one('.entries li')).toHaveLength(1);
    expect((await page('/?lang=en&to=nobody'))('main').text()).toContain('no mail for “nobody”');
  });

  it('show both parts, and links of the text to follow', async () => {
    await send('taro@example.jp');
    const [mail] = await messages('');
    const shown = await page(`/${mail?.id}?lang=en`);
    expect(shown('h1').text()).toBe('「taro@example.jp」様へ <b>');
    expect(shown('pre a').attr('href')).toBe('https://aomine.example/cert/a?b=1&c=2');
    expect(shown('iframe').attr('src')).toBe(`/mailbox/${mail?.id}/html`);
    expect(shown('iframe').attr('sandbox')).not.toContain('allow-scripts');
    expect(shown('details').text()).toContain('Message-ID: <taro@example.jp>');
  });

  it('let no mail run or load anything', async () => {
    await send('taro@example.jp', { html: '<script>steal()</script><p>hello</p>' });
    const [mail] = await messages('');
    const part = await fetch(`${url}/${mail?.id}/html`);
    const policy = part.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/sandbox allow-popups allow-popups-to-escape-sandbox$/);
    expect(await part.text()).toContain('<base target="_blank">');
  });

  it('hand out attachments as files, whatever they are', async () => {
    const content = Buffer.from('<script>steal()</script>');
    const attachments = [{ filename: '証明書.html', content, contentType: 'text/html' }];
    await send('taro@example.jp', { attachments });
    const [mail] = await messages('');
    const shown = await page(`/${mail?.id}`);
    expect(shown('ul a').text()).toBe('証明書.html');
    const file = await fetch(`${url}/${mail?.id}/attachments/0`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(content);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment;/);
    const raw = await fetch(`${url}/${mail?.id}/raw`);
    expect(await raw.text()).toContain('Message-ID: <taro@example.jp>');
  });

  it.each(['/unknown', '/unknown/html', '/unknown/raw', '/unknown/attachments/0'])(
    'know nothing of %s',
    async (path) => {
      expect((await fetch(url + path)).status).toBe(404);
    },
  );
});
