import request from 'supertest';
import { browse } from '../tests/support/browse.ts';
import { createTestApp } from '../tests/support/app.ts';
import type { TestApp } from '../tests/support/app.ts';
import { placeholdersOf, routesOf } from '../tests/support/routes.ts';
import { objectsOf } from './middleware/policy.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

describe('every address', () => {
  const routes = () => {
    const production = { ...test.deps.environment, NODE_ENV: 'production' as const };
    return routesOf(test.restart({ environment: production }));
  };

  it('has a declared policy', () => {
    expect(routes().length).toBeGreaterThan(1);
    expect(routes().filter(({ policy }) => policy === undefined)).toEqual([]);
  });

  it('names in its policy whose the objects of its address are', () => {
    // Found only within what the policy proves: the third certificate of the draft, a mail within the order's university.
    const parts = { draft: ['item'], order: ['network', 'position', 'message'] };
    const unanswered = routes().filter(({ path, policy }) => {
      const objects: string[] = policy ? objectsOf(policy) : [];
      const within = Object.entries(parts).flatMap(([of, names]) =>
        objects.includes(of) ? names : [],
      );
      const answeredFor = ['university', ...objects, ...within];
      return placeholdersOf(path).some((name) => !answeredFor.includes(name));
    });
    expect(unanswered).toEqual([]);
  });
});

describe('an address that does not exist', () => {
  it('is told so, with a reference number', async () => {
    const page = await browse(test.app).visit('/aomine/nowhere');
    expect(page.status).toBe(404);
    expect(page.heading).toBe('We cannot find this page');
    expect(page.text).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/);
  });

  it('is told so in the browser’s language', async () => {
    const page = await browse(test.app, { language: 'ja' }).visit('/no-such-university');
    expect(page.status).toBe(404);
    expect(page.$('html').attr('lang')).toBe('ja');
  });
});

describe('health', () => {
  it('is up', async () => {
    const answer = await request(test.app).get('/healthz');
    expect(answer.status).toBe(200);
  });

  it('is ready while PostgreSQL and Temporal answer', async () => {
    const answer = await request(test.app).get('/readyz');
    expect([answer.status, answer.body]).toEqual([200, { database: 'up', temporal: 'up' }]);
  });

  it('is not ready while Temporal is away', async () => {
    test.lives.answer({ check: () => Promise.reject(new Error('away')) });
    const answer = await request(test.app).get('/readyz');
    expect([answer.status, answer.body]).toEqual([503, { database: 'up', temporal: 'away' }]);
    test.lives.forget();
  });
});
