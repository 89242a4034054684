import { aomine } from '../../prisma/profiles/aomine.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';
import { withSettings } from '../../tests/support/settings.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ paypal: recordPayPal() });
});
afterAll(() => test.close());

const DAY = 86_400_000;

describe('印刷先選択, the first page behind the login', () => {
  it('offers the ways to print that the settings name, with their prices (R-002, R-121, R-122)', async () => {
    const { browser } = await signInStudent(test, { language: 'ja' });
    const page = await browser.visit('/aomine/top');
    expect(page.heading).toBe('印刷先選択');
    const ways = page.$('.destination .card__heading').toArray();
    expect(ways.map((way) => page.$(way).text())).toEqual(['コンビニ']);
    expect(ways).toHaveLength(aomine.certificate.destinations.length);
    expect(page.$('.destination').text()).toContain('セブン-イレブン、ファミリーマート、ローソン');
    for (const price of ['1部400円', '100円', '1枚20円']) expect(page.text).toContain(price);
    const number = await browser.submit(page, 'コンビニで印刷する');
    expect(number.address).toMatch(/^\/aomine\/orders\/drafts\//);
  });

  it('lists current applications and leads to all (R-123)', async () => {
    const person = await signInStudent(test);
    const empty = await person.browser.visit('/aomine/top');
    expect(empty.text).toContain('No order is waiting');
    const { orderId } = await placeTestOrder(person);
    const page = await person.browser.visit('/aomine/top');
    expect(page.$('.order-card a').attr('href')).toBe(`/aomine/orders/${orderId}`);
    expect((await person.browser.follow(page, 'See all your orders')).address).toBe(
      '/aomine/orders',
    );
  });

  it('shows the registered mail address, to be changed, and the language (R-126, R-131)', async () => {
    const { browser } = await signInStudent(test, { mailAddress: 'hanako@mail.example' });
    const page = await browser.visit('/aomine/top');
    const row = page.$('.registered-address').parent();
    expect(row.text()).toContain('hanako@mail.example');
    expect(row.find('a').attr('href')).toBe('/aomine/account/mail-address');
    expect(page.text).toContain('Language of pages and mails English');
  });

  it('shows when the person logged in before, to the minute and in Japan time (R-125)', async () => {
    const first = await signInStudent(test);
    expect((await first.browser.visit('/aomine/top')).text).toContain('This is your first login');
    await test.database.prisma.account.update({
      where: { id: first.accountId },
      data: { lastSignInAt: new Date('2026-11-18T06:14:09Z') },
    });
    const { browser } = await signInStudent(test, { student: first.student });
    const page = await browser.visit('/aomine/top');
    expect(page.$('main time[datetime="2026-11-18T06:14:09.000Z"]').text()).toBe(
      '2026/11/18 15:14',
    );
    expect(page.$('.footer__previous time').text()).toBe('2026/11/18 15:14');
  });

  it('tells that mail comes back, and where to mend it', async () => {
    const person = await signInStudent(test, { mailAddress: 'gone@mail.example' });
    await test.database.prisma.account.update({
      where: { id: person.accountId },
      data: { mailBouncedAt: new Date(Date.now() - DAY) },
    });
    const page = await person.browser.visit('/aomine/top');
    expect(page.$('.notice--warning').text()).toContain('gone@mail.example');
    expect(page.$('.notice--warning a').attr('href')).toBe('/aomine/account/mail-address');
  });

  it('tells of other devices, and leads to their list (R-132)', async () => {
    const { browser, student } = await signInStudent(test);
    expect((await browser.visit('/aomine/top')).text).not.toContain('Devices logged in');
    await signInStudent(test, { student });
    await signInStudent(test, { student });
    const page = await browser.visit('/aomine/top');
    expect((await browser.follow(page, '2 other devices')).address).toBe(
      '/aomine/account/sessions',
    );
  });

  it('says nothing of a system fee where there is none, and "from" where prices differ (R-171)', async () => {
    const app = withSettings(test, 'aomine', ({ certificate, ...aomine }) => ({
      ...aomine,
      certificate: {
        ...certificate,
        systemFees: [],
        issueFees: [
          ...certificate.issueFees,
          ...certificate.issueFees.map((row) => ({
            ...row,
            certificateKind: 'transcript',
            yen: 250,
          })),
        ],
      },
    }));
    const { browser } = await signInStudent({ ...test, app });
    const { text } = await browser.visit('/aomine/top');
    expect(text).toContain('The issue fee starts at ¥250 a copy.');
    expect(text).not.toContain('system fee');
  });

  it('is made of three statements at most', async () => {
    const person = await signInStudent(test);
    await placeTestOrder(person);
    const { pool } = test.database;
    const { query } = pool;
    const asked: unknown[] = [];
    pool.query = ((...given: Parameters<typeof query>) => {
      asked.push(given[0]);
      return query.apply(pool, given);
    }) as typeof query;
    try {
      await person.browser.visit('/aomine/top');
    } finally {
      pool.query = query;
    }
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(3);
  });
});

describe('メニュー選択, where the university wants a menu first', () => {
  it('has certificates and the list of orders, and no button that leads nowhere (R-124)', async () => {
    const { browser: person } = await signInStudent(test, { university: 'mukono', language: 'ja' });
    const page = await person.visit('/mukono/top');
    expect(page.heading).toBe('メニュー選択');
    expect(
      page
        .$('main h2')
        .toArray()
        .map((heading) => page.$(heading).text()),
    ).toEqual(['証明書の申請', '申請一覧', '登録情報']);
    expect((await person.follow(page, '申請一覧を開く')).address).toBe('/mukono/orders');
    const number = await person.submit(page, 'コンビニで印刷する');
    expect(number.address).toMatch(/^\/mukono\/orders\/drafts\//);
    expect(page.text).not.toMatch(/チャージ|M\.I\.C\./);
  });

  it('carries the university’s name in its title, in both languages (R-320)', async () => {
    const { browser: person } = await signInStudent(test, { university: 'mukono', language: 'ja' });
    expect((await person.visit('/mukono/top')).$('title').text()).toBe(
      'メニュー選択 | 武庫野女子大学 証明書発行サービス',
    );
    expect((await person.visit('/mukono/top?lang=en')).$('title').text()).toBe(
      'Menu | Mukono Women’s University Certificate Service',
    );
  });
});
