import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { signInStudent } from '../../tests/support/people.ts';
import { withSettings } from '../../tests/support/settings.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const visit = (address: string, language = 'en') => browse(test.app, { language }).visit(address);

describe('the list of universities', () => {
  it('leads to the entrance of each, and says which are not open yet', async () => {
    const browser = browse(test.app);
    const page = await browser.visit('/');
    expect(
      page
        .$('main li a')
        .map((_, link) => page.$(link).attr('href'))
        .get(),
    ).toEqual(['/aomine', '/mukono', '/rakuo', '/saikai']);
    expect(page.text.match(/not open yet/g)).toHaveLength(1);
    expect((await browser.follow(page, 'Saikai University')).address).toBe('/saikai/graduates');
  });
});

describe('a university’s entrance (R-022)', () => {
  it.each([
    ['aomine', '/aomine/students'],
    ['rakuo', '/rakuo/students'],
    ['mukono', '/mukono/students'],
    ['saikai', '/saikai/graduates'],
  ])('of %s has one type of user, and leads to its page', async (code, address) => {
    const answer = await browse(test.app).visit(`/${code}`, { follow: false });
    expect([answer.status, answer.headers.location]).toEqual([303, address]);
  });

  it('lets people choose where there are two, and says which page is not open', async () => {
    const browser = browse(
      withSettings(test, 'rakuo', (rakuo) => ({ ...rakuo, userTypes: ['student', 'graduate'] })),
    );
    const page = await browser.visit('/rakuo');
    const doors = page.$('main li').toArray();
    expect(doors.map((door) => page.$(door).find('a').attr('href'))).toEqual([
      '/rakuo/students',
      '/rakuo/graduates',
    ]);
    expect(doors.map((door) => page.$(door).text().includes('Not open yet'))).toEqual([
      false,
      true,
    ]);
    const graduates = await browser.visit('/rakuo/graduates');
    expect(graduates.text).toContain('Online orders are not open yet');
  });

  it('has no page for people whom the university does not serve', async () => {
    expect((await visit('/aomine/graduates')).status).toBe(404);
    expect((await visit('/saikai/students')).status).toBe(404);
    expect((await visit('/nowhere/students')).status).toBe(404);
  });
});

describe('the page of a type of user', () => {
  it.each([
    ['what it is (R-001)', ['Order and pay here, and print at a store near you']],
    [
      'the chains and their print services (R-003, R-006, R-007, X-10)',
      ['7-Eleven', 'FamilyMart', 'Lawson', 'Net Print', 'Network Print Service'],
    ],
    ['that stores abroad do not print (R-004)', ['You cannot print outside Japan.']],
    ['that some stores of a chain do not (R-005)', ['Some stores have no multi-function copier']],
    [
      'the hours, and what they are interrupted by (R-008, R-009, R-010)',
      ['24 hours a day, every day, except during maintenance and closures set by the university'],
    ],
    [
      'whom to ask for a sealed envelope, faculty by faculty (R-013, R-014)',
      [
        'Ask the student affairs section of your faculty',
        'Faculty of Letters, student affairs 0000-55-0121',
      ],
    ],
    ['the prices, before anybody logs in (R-001)', ['¥400 a copy', '¥100 an order', '¥20 a sheet']],
    [
      'the browsers, with what is not promised (R-015, R-016, R-017, X-09)',
      [
        'Chrome 111 or later',
        'Edge 111 or later',
        'Firefox 121 or later',
        'Safari 16.4 or later',
        'iPhone',
        'Android phone',
        'cannot promise that every device works',
        'You may use other browsers',
      ],
    ],
    [
      'what one needs: ID, mail address, PayPal',
      [
        'The user ID and password you use at the university',
        'certificates@aomine.example',
        'A personal PayPal account',
      ],
    ],
    [
      'whom to ask about what: the call centre, in Japanese only, and the offices (R-019, R-020, X-29)',
      ['06-6809-4327', 'in Japanese only', '0000-55-0110', 'Sealed envelopes'],
    ],
    [
      'what the university adds (R-022)',
      ['Some recipients do not accept certificates printed at a store'],
    ],
  ])('tells %s', async (_what, sentences) => {
    const { text } = await visit('/aomine/students');
    for (const words of sentences) expect(text).toContain(words);
  });

  it.each([
    [
      'aomine',
      [
        'Log in and register your mail address',
        'Choose certificates and pay',
        'Enter the number at the copier and print',
      ],
    ],
    [
      'mukono',
      [
        'Log in and register your mail address',
        'Choose a second password',
        'Choose certificates and pay',
        'Enter the number at the copier and print',
      ],
    ],
  ])(
    'of %s has the chart of steps with their times, as numbered lists (R-025)',
    async (code, steps) => {
      const page = await visit(`/${code}/students`);
      const names = page.$('.chart__name').toArray();
      expect(names.map((name) => page.$(name).text())).toEqual(steps);
      expect(page.$('ol.chart').first().find('.chart__time').first().text()).toBe(
        'About 3 minutes',
      );
      expect(page.$('ol.chart').last().attr('start')).toBe(String(steps.length - 1));
    },
  );

  it('of graduates has a chart as well, with the days of approval, and says that it is not open (R-023, R-024)', async () => {
    const page = await visit('/saikai/graduates', 'ja');
    expect(page.text).toContain('オンラインの受付を準備しています');
    const steps = page.$('.chart__step').toArray();
    expect(steps.slice(0, 2).map((step) => page.$(step).text())).toEqual([
      '利用を申請するスマートフォンかパソコンで 約3分',
      '大学が本人を確認する大学で 1日以上',
    ]);
    expect(page.text).toContain('利用申請の受付を始める日は、大学のホームページでお知らせします。');
    expect(page.$('main a[href*="sign-in"]')).toHaveLength(0);
    expect(page.$('main a[href="tel:0000-55-0330"]').length).toBeGreaterThan(0);
  });

  it('differs by settings alone: login page of rakuo, second password of mukono (R-321)', async () => {
    const [aomine, rakuo, mukono] = await Promise.all(
      ['aomine', 'rakuo', 'mukono'].map((code) => visit(`/${code}/students`)),
    );
    expect(rakuo?.text).toContain(
      'Your user name and password for Rakuo University Single Sign-On',
    );
    expect(mukono?.text).toContain('A second password, which you choose');
    expect(aomine?.text).not.toMatch(/second password|Single Sign-On/);
    expect(rakuo?.text).not.toContain('System fee');
  });

  it('tells a price from the lowest to the highest where it differs, kind by kind', async () => {
    const app = withSettings(test, 'aomine', (aomine) => {
      const [row] = aomine.certificate.issueFees;
      if (!row) throw new Error('aomine has no fee');
      const issueFees = [
        row,
        { ...row, certificateKind: 'transcript', language: 'en' as const, yen: 700 },
        { ...row, affiliationStatus: 'graduate' as const, yen: 9_000 },
      ];
      return { ...aomine, certificate: { ...aomine.certificate, issueFees } };
    });
    const page = await browse(app).visit('/aomine/students');
    const prices = page.$('.prices dd').toArray();
    expect(prices.map((price) => page.$(price).text())).toEqual([
      '¥400 a copy',
      '¥400 – ¥700 a copy',
      '¥400 a copy',
      '¥100 an order',
      '¥20 a sheet',
    ]);
  });

  it('leads to the login; somebody who is logged in goes on from there', async () => {
    const browser = browse(test.app);
    const page = await browser.visit('/aomine');
    expect((await browser.follow(page, 'Students’ login')).address).toBe('/aomine/sign-in');
    const person = await signInStudent(test);
    const again = await person.browser.visit('/aomine/students');
    expect((await person.browser.follow(again, 'Go to the top page')).address).toBe('/aomine/top');
  });

  it('leaves no row behind for somebody who only looks', async () => {
    const before = await test.database.prisma.session.count();
    const browser = browse(test.app);
    await browser.visit('/');
    await browser.visit('/aomine');
    expect(browser.cookies.has('session')).toBe(false);
    expect(await test.database.prisma.session.count()).toBe(before);
  });
});

describe('a browser that is not in the list (R-018, R-295)', () => {
  const asked = async (address: string, userAgent: string) =>
    browse(test.app).visit(address, { headers: { 'User-Agent': userAgent } });
  const OLD = 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko';
  const KNOWN =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

  it.each(['/aomine/students', '/aomine/sign-in', '/rakuo/sign-in'])(
    'gets a note on %s, with the ones that are, and the page as everybody else',
    async (address) => {
      const page = await asked(address, OLD);
      expect(page.status).toBe(200);
      expect(page.text).toContain('We have not tested this browser');
      expect(page.text).toContain('Firefox 121 or later');
      // One line until it is opened, so that the form is on a phone's first screen.
      const note = page.$('details.browser-note');
      expect(note.length).toBe(1);
      expect(note.attr('open')).toBeUndefined();
      expect(note.find('summary').text()).toBe('We have not tested this browser');
      expect(page.$('main .button').length).toBeGreaterThan(0);
      expect((await asked(address, KNOWN)).text).not.toContain('We have not tested this browser');
    },
  );
});
