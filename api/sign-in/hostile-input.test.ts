import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.directory.asked.length = 0;
  await test.database.pool.query('delete from rate_limit');
});

/** Sends bytes as they are, with the cookies and the token of a real form. */
async function sendRaw(university: string, fields: (token: string) => string) {
  const browser = browse(test.app);
  const page = await browser.visit(`/${university}/sign-in`);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return request(test.app)
    .post(`/${university}/sign-in`)
    .set({ Cookie: cookie, 'Accept-Language': 'en' })
    .type('form')
    .send(fields(String(page.$('main [name=_csrf]').val())));
}

describe.each(['aomine', 'mukono'])('what no person types, at %s', (university) => {
  it.each([
    ['NUL in the ID', 'userId=a2401001%00&password=x'],
    ['a line break in the ID', 'userId=a2401001%0d%0aX-Injected:%201&password=x'],
    ['another control character in the ID', 'userId=a%1b2401001&password=x'],
    ['bytes that are no UTF-8', 'userId=%ff%fe%c0%80&password=%ff'],
    ['half a pair', 'userId=%ed%a0%80&password=x'],
    ['NUL in the password', `userId=a2401001&password=x%00y`],
    ['NUL in the second password', 'userId=a2401001&password=x&secondPassword=%00'],
    ['a name of the object itself', 'userId=__proto__&password=x&__proto__=1&constructor=2'],
    ['a very long ID', `userId=${'a'.repeat(15_000)}&password=x`],
    ['a very long password', `userId=a2401001&password=${'x'.repeat(15_000)}`],
  ])('is refused like any wrong entry: %s', async (_what, fields) => {
    const answer = await sendRaw(university, (token) => `_csrf=${token}&${fields}`);
    expect(answer.status).toBe(400);
    expect(answer.headers['x-injected']).toBeUndefined();
    expect(String(answer.headers['set-cookie'])).not.toContain('session=');
    expect(answer.text).toContain('<h1>');
  });
});

describe('a body of 10 MB', () => {
  const tenMegabytes = `userId=a&password=${'x'.repeat(10 * 1024 * 1024)}`;

  it('is refused by its announced length', async () => {
    const answer = await request(test.app)
      .post('/aomine/sign-in')
      .type('form')
      .send(tenMegabytes)
      .ok(() => true);
    expect(answer.status).toBe(413);
  });

  it('is refused where its length is not announced, too', async () => {
    const server = createServer(test.app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const headers = {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Transfer-Encoding': 'chunked',
      };
      const sending = ask({ port, method: 'POST', path: '/aomine/sign-in', headers });
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      sending.end(tenMegabytes);
      const [answer] = await answered;
      expect(answer.statusCode).toBe(413);
      answer.destroy();
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('headers that lie', () => {
  it('about the host change no redirect and no link', async () => {
    const { directoryId } = await enrolStudent(test);
    const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', Origin: 'null' };
    const browser = browse(test.app);
    const page = await browser.visit('/aomine/sign-in', { headers });
    expect(page.html).not.toContain('evil.example');
    const typed = { userId: directoryId, password: PASSWORD };
    const answer = await browser.submit(page, 'Log in', typed, { headers, follow: false });
    expect([answer.status, answer.headers.location]).toEqual([303, '/aomine/mail-address']);
    expect(JSON.stringify(answer.headers)).not.toContain('evil.example');
  });
});

describe('cookies that are none of ours', () => {
  it.each([
    ['session', 's:made-up.signature'],
    ['session', 's%3A%00.%00'],
    ['form-token', 'a|b'],
    ['known-browser', '~~~~~~~'],
    ['__proto__', 'polluted'],
  ])('open nothing and break nothing: %s=%s', async (name, value) => {
    const browser = browse(test.app);
    browser.cookies.set(name, value);
    const page = await browser.visit('/aomine/sign-in');
    expect([page.status, page.$('main [name=userId]').length]).toEqual([200, 1]);
    const top = await browser.visit('/aomine/top', { follow: false });
    expect(top.headers.location).toMatch(/^\/aomine\/sign-in/);
  });

  it('that are very long are read past', async () => {
    const browser = browse(test.app);
    browser.cookies.set('session', 'x'.repeat(3000));
    browser.cookies.set('known-browser', 'a.b~'.repeat(1000));
    expect((await browser.visit('/aomine/sign-in')).status).toBe(200);
  });

  it('of a session whose signature is another’s open nothing', async () => {
    const { browser } = await signInStudent(test);
    const { browser: other } = await signInStudent(test);
    const [own = '', signature = ''] = [browser, other].map((each) =>
      decodeURIComponent(each.cookies.get('session') ?? ''),
    );
    const mixed = `${own.split('.')[0]}.${signature.split('.')[1]}`;
    const thief = browse(test.app);
    thief.cookies.set('session', encodeURIComponent(mixed));
    const page = await thief.visit('/aomine/top', { follow: false });
    expect(page.headers.location).toMatch(/^\/aomine\/sign-in/);
  });
});
