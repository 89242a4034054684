import { readEnvironment } from '../../platform/env.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const headersOf = async (address: string) => {
  const { headers } = await browse(test.app).visit(address);
  return [headers['referrer-policy'], headers['x-robots-tag']];
};

const TOKEN = 'a'.repeat(43);

it.each([`/cert/${TOKEN}`, `/CERT/${TOKEN}`, `/not-me/${TOKEN}`, `/Not-Me/${TOKEN}`])(
  '%s is in no search engine and names itself to nobody',
  async (address) => {
    expect(await headersOf(address)).toEqual(['no-referrer', 'noindex']);
  },
);

it('leaves every other page to search engines', async () => {
  expect(await headersOf('/aomine')).toEqual(['same-origin', undefined]);
});

it('lets forms go to ourselves and to where people pay, and nowhere else (R-204)', async () => {
  const variables = {
    PAYPAL_BASE_URL: 'https://api-m.paypal.com',
    SBPS_BASE_URL: 'https://fep.sps-system.com/f01',
  };
  const environment = readEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent', ...variables });
  const { headers } = await browse(test.restart({ environment })).visit('/aomine');
  expect(headers['content-security-policy']).toContain(
    "form-action 'self' https://www.paypal.com https://fep.sps-system.com;",
  );
});
