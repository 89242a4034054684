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
