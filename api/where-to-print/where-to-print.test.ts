import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const visit = (path: string, language = 'en') => browse(test.app, { language }).visit(path);

describe('where to print', () => {
  it('tells everybody chain by chain which number, how and at what price (R-003, R-006, R-007, R-185, R-217, X-10)', async () => {
    const page = await visit('/rakuo/where-to-print');
    expect(page.status).toBe(200);
    const chains = page.$('.where h2').map((_, each) => page.$(each).text());
    expect(chains.get()).toEqual(['7-Eleven', 'FamilyMart', 'Lawson']);
    for (const fact of [
      '¥20 a sheet',
      'print reservation number: 8 letters and digits',
      'user number: 10 letters and digits',
      'All certificates of one order have the same number',
      'FUJIFILM Business Innovation',
      'Sharp',
    ]) {
      expect(page.text).toContain(fact);
    }
    expect(page.$('.where ol').length).toBe(3);
    expect(page.$('.where svg').length).toBe(3);
  });

  it('says where people cannot print, and what to do when a copier fails (R-004, R-005, R-225, R-292, X-14)', async () => {
    const page = await visit('/aomine/where-to-print');
    for (const fact of [
      'Stores outside Japan',
      'without a multifunction copier',
      'The number stays valid until the deadline',
      'The store gives back what you put into the copier',
      'added to your print deadline',
      '06-6809-4327',
    ]) {
      expect(page.text).toContain(fact);
    }
  });

  it('says the same in Japanese, at every university, and nothing at one that is not there', async () => {
    for (const university of ['aomine', 'rakuo', 'saikai', 'mukono']) {
      const page = await visit(`/${university}/where-to-print`, 'ja');
      expect(page.heading).toBe('印刷できる場所と、印刷のしかた');
      expect(page.text).toContain('海外の店');
      expect(page.html.length).toBeLessThan(30_000);
    }
    expect((await visit('/nowhere/where-to-print')).status).toBe(404);
  });
});
