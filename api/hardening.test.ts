import request from 'supertest';
import { createTestApp } from '../tests/support/app.ts';
import type { TestApp } from '../tests/support/app.ts';
import { browse } from '../tests/support/browse.ts';
import { signInStudent } from '../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

describe('every answer', () => {
  it('forbids what our pages do not need', async () => {
    const { headers } = await request(test.app).get('/aomine');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain('form-action');
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers.etag).toBeUndefined();
  });

  it('lets forms lead to the payment sites, and nowhere else', async () => {
    const app = test.restart({
      environment: {
        ...test.deps.environment,
        PAYPAL_BASE_URL: 'https://api-m.sandbox.paypal.com',
        SBPS_BASE_URL: 'https://pay.sbps.example/town',
      },
    });
    const { headers } = await request(app).get('/aomine');
    expect(headers['content-security-policy']).toContain(
      "form-action 'self' https://www.sandbox.paypal.com https://pay.sbps.example;",
    );
  });

  it('of a private page is not kept anywhere', async () => {
    const { browser } = await signInStudent(test, { mailAddress: null });
    const page = await browser.visit('/aomine/mail-address');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers.etag).toBeUndefined();
  });

  it('has a reference of ours, not the client’s', async () => {
    const answer = await request(test.app).get('/nowhere').set('X-Request-Id', 'planted-reference');
    expect(answer.text).not.toContain('planted-reference');
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a body above 16 KB', 'x'.repeat(17 * 1024), 413],
    ['more than a hundred fields', 'a=1&'.repeat(101), 413],
  ])('%s is told so', async (_what, body, status) => {
    const answer = await request(test.app)
      .post('/aomine/sign-in')
      .type('form')
      .send(body)
      .set('Accept-Language', 'en');
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/);
    expect(answer.text).not.toMatch(/at .*\.ts|node_modules/);
  });

  it('a path that is no text is told so', async () => {
    const answer = await request(test.app)
      .get('/aomine/orders/%E0%A4%A')
      .set('Accept-Language', 'en');
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).toContain('<h1>');
  });

  it('a form with one name twice, or with an object, is a form without that field', async () => {
    test.directory.asked.length = 0;
    const browser = browse(test.app);
    const page = await browser.visit('/aomine/sign-in');
    const token = String(page.$('main [name=_csrf]').val());
    const answer = await request(test.app)
      .post('/aomine/sign-in')
      .set('Cookie', [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
      .set('Accept-Language', 'en')
      .type('form')
      .send(`_csrf=${token}&userId=a&userId=b&password[x]=1`);
    expect(answer.status).toBe(400);
    expect(test.directory.asked).toEqual([]);
  });
});

describe('while PostgreSQL is away', () => {
  it('the page says so with a reference number, what became of payments, and nothing of the error (R-296)', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), {
      code: 'ECONNREFUSED',
    });
    const { browser } = await signInStudent(test);
    const pool = new Proxy(test.deps.pool, {
      get: (target, name, receiver) =>
        name === 'query'
          ? () => Promise.reject(away)
          : (Reflect.get(target, name, receiver) as unknown),
    });
    const app = test.restart({ pool });
    const other = browse(app);
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);
    const page = await other.visit('/aomine/mail-address');
    expect([page.status, page.heading]).toEqual([503, 'The service is not available now']);
    expect(page.text).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/);
    expect(page.text).toContain('If you were paying, do not pay again');
    expect(page.html).not.toContain('10.1.2.3');
    const ready = await request(app).get('/readyz');
    expect([ready.status, (ready.body as { database: string }).database]).toEqual([503, 'away']);
    expect((await request(app).get('/healthz')).status).toBe(200);
  });
});

describe('a page', () => {
  it('costs one statement for its frame, and marks the session once a minute', async () => {
    let now = Date.now();
    const statements: string[] = [];
    const pool = new Proxy(test.deps.pool, {
      get(target, name, receiver) {
        if (name !== 'query') return Reflect.get(target, name, receiver) as unknown;
        return (asked: string | { text: string }, values?: unknown[]) => {
          const text = typeof asked === 'string' ? asked : asked.text;
          statements.push(text.trim().split(/\s+/)[0] ?? '');
          return target.query(asked as string, values);
        };
      },
    });
    const app = test.restart({ pool, clock: () => new Date(now) });
    const { browser } = await signInStudent({ ...test, app });
    const cost = async () => {
      statements.length = 0;
      await browser.visit('/aomine/students');
      return [...statements];
    };
    expect(await cost()).toEqual(['select']);
    now += 61_000;
    expect(await cost()).toEqual(['select', 'update']);
    expect(await cost()).toEqual(['select']);
  });
});

it.each(['//:99999/x', '//['])('an address like %s gets a page, and no stack', async (path) => {
  const answer = await request(test.app).get(path);
  expect(answer.status).toBe(404);
  expect(answer.text).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/);
  expect(answer.text).not.toMatch(/at .*\.ts|node_modules/);
});
