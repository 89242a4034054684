import { LifeUnreachable } from '../../platform/lives.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.lives.forget();
  await test.database.pool.query('delete from rate_limit');
});

const FORM = '/aomine/mail-address';
const SENT = '/aomine/mail-address/sent';

async function enter({ browser }: SignedIn, mailAddress: string, mailAddressCheck = mailAddress) {
  const page = await browser.visit(FORM);
  return browser.submit(page, 'Confirm', { mailAddress, mailAddressCheck });
}

const requestsOf = ({ accountId }: SignedIn) =>
  test.database.prisma.oneTimeLink.findMany({
    where: { accountId },
    orderBy: { requestedAt: 'asc' },
  });

describe('the form', () => {
  const visitForm = async () => {
    const { browser } = await signInStudent(test, { mailAddress: null });
    return { browser, page: await browser.visit(FORM) };
  };

  it('asks for the address and for the same again; both may be pasted (R-033, R-034)', async () => {
    const { page } = await visitForm();
    expect(page.heading).toBe('Mail address setting');
    const fields = page.$('main input[type=text]').toArray();
    expect(
      fields.map((field) => [
        page.$(field).attr('name'),
        page
          .$(`label[for="${page.$(field).attr('id')}"]`)
          .contents()
          .first()
          .text()
          .trim(),
      ]),
    ).toEqual([
      ['mailAddress', 'Mail address'],
      ['mailAddressCheck', 'Confirm mail address'],
    ]);
    expect(page.html).not.toMatch(/onpaste|autocomplete="off"/);
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['that a mail for confirmation follows (R-035)', 'we send a confirmation mail to the address'],
    ['that its link must be opened (R-036)', 'Open the URL in that mail within 30 minutes'],
    ['that the mail may be slow (R-037)', 'The mail can take a few minutes to arrive.'],
    ['that some free mail services hold it back (R-038)', 'Some free mail services do not deliver'],
    [
      'which sender a filter is to let in (R-039)',
      'from this address: certificates@aomine.example',
    ],
  ])('says before the fields %s', async (_what, sentence) => {
    const { page } = await visitForm();
    expect(page.$('form[action="/aomine/mail-address"]').prevAll('section').text()).toContain(
      sentence,
    );
  });

  it('has a short list of what to check when no mail comes (R-040)', async () => {
    const { page } = await visitForm();
    const checks = page.$('main ol li').toArray();
    expect(checks.map((check) => page.$(check).text())).toEqual([
      'Is the address correct?',
      'Are there spaces that do not belong there?',
      'Did you type it in half-width letters and numbers?',
      'Does your spam filter allow exactly this address? certificates@aomine.example',
    ]);
  });

  it('has the buttons to confirm and to go back (R-042)', async () => {
    const { browser, page } = await visitForm();
    expect(page.$('main button').text()).toBe('Confirm and send the mail');
    expect((await browser.follow(page, 'Back')).address).toBe('/aomine/students');
  });

  it('is the only thing to be reached without a confirmed address', async () => {
    const { browser } = await signInStudent(test, { mailAddress: null });
    const page = await browser.visit(FORM);
    const menu = page.$('nav li').text();
    expect(menu).toContain('Log out');
    expect(menu).not.toContain('Top page');
  });

  it('leads somebody whose address is confirmed to the top page', async () => {
    const { browser } = await signInStudent(test);
    const answer = await browser.visit(FORM, { follow: false });
    expect(answer.headers.location).toBe('/aomine/top');
  });

  it('speaks Japanese as well', async () => {
    const { browser } = await signInStudent(test, { mailAddress: null, language: 'ja' });
    const page = await browser.visit(FORM);
    expect(page.heading).toBe('メールアドレスの設定');
    expect(page.text).toContain('30分以内');
  });
});

describe('a mistyped address', () => {
  it.each([
    ['', '', 'Enter your mail address.'],
    ['taro@mail.example', '', 'Enter the same mail address again'],
    ['taro yamada@mail.example', 'x', 'a space or a line break'],
    ['taro@mail.example\r\nBcc: all@mail.example', 'x', 'a space or a line break'],
    ['太郎@mail.example', 'x', 'half-width'],
    ['taro..y@docomo.ne.jp', 'x', 'two dots in a row'],
    ['taro.@ezweb.ne.jp', 'x', 'just before the @'],
    ['taro@mail.example,hanako@mail.example', 'x', 'one @ sign'],
    ['taro@example', 'x', 'after the @'],
    [`${'a'.repeat(65)}@mail.example`, 'x', 'too long'],
  ])('%j with %j is told why, and kept as typed', async (typed, check, sentence) => {
    const person = await signInStudent(test, { mailAddress: null });
    const page = await enter(person, typed, check);
    expect(page.status).toBe(400);
    expect(page.text).toContain(sentence);
    expect(page.$('[name=mailAddress]').attr('value')).toBe(typed.replace('\r', ''));
    expect(page.$('title').text()).toMatch(/^Error: /);
    expect(await requestsOf(person)).toEqual([]);
    expect(test.lives.told('startVerification')).toEqual([]);
  });

  it('that is not the same in both fields is told so, and both are kept (R-034)', async () => {
    const person = await signInStudent(test, { mailAddress: null });
    const page = await enter(person, 'taro@mail.example', 'tarou@mail.example');
    expect(page.status).toBe(400);
    expect(page.text).toContain('The two mail addresses are different.');
    expect(page.$('[name=mailAddress]').attr('value')).toBe('taro@mail.example');
    expect(page.$('[name=mailAddressCheck]').attr('value')).toBe('tarou@mail.example');
    expect(await requestsOf(person)).toEqual([]);
  });

  it.each([
    ['　ｔａｒｏ＠ｍａｉｌ．ｅｘａｍｐｌｅ ', 'taro@mail.example'],
    [' taro@MAIL.example', 'taro@mail.example'],
  ])('%j is mended: %s (R-041, R-312)', async (typed, mended) => {
    const person = await signInStudent(test, { mailAddress: null });
    const page = await enter(person, typed, mended);
    expect(page.address).toBe(SENT);
    expect((await requestsOf(person)).map(({ mailAddress }) => mailAddress)).toEqual([mended]);
  });

  it('of a common domain is asked about once, and may be kept (R-041)', async () => {
    const person = await signInStudent(test, { mailAddress: null });
    const asked = await enter(person, 'taro@gmial.com');
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('Did you mean taro@gmail.com?');
    expect(await requestsOf(person)).toEqual([]);
    const kept = await person.browser.submit(asked, 'Confirm');
    expect(kept.address).toBe(SENT);
    expect((await requestsOf(person))[0]?.mailAddress).toBe('taro@gmial.com');
  });

  it('of a common domain can be corrected at once', async () => {
    const person = await signInStudent(test, { mailAddress: null });
    const asked = await enter(person, 'taro@gmial.com');
    const corrected = { mailAddress: 'taro@gmail.com', mailAddressCheck: 'taro@gmail.com' };
    const page = await person.browser.submit(asked, 'Confirm', corrected);
    expect(page.address).toBe(SENT);
    expect((await requestsOf(person))[0]?.mailAddress).toBe('taro@gmail.com');
  });
});

describe('a good address', () => {
  it('becomes a row first, then a life that knows no address', async () => {
    const person = await signInStudent(test, { mailAddress: null });
    await enter(person, 'taro@mail.example');
    const [request] = await requestsOf(person);
    expect(request).toMatchObject({ purpose: 'register_address', locale: 'en', sentAt: null });
    expect(request?.startedAt).not.toBeNull();
    expect(test.lives.told('startVerification')).toEqual([
      [
        {
          linkId: request?.id,
          university: 'aomine',
          purpose: 'register_address',
          ttlMinutes: 30,
          resendCoolDownSeconds: 60,
          maxResends: 5,
        },
      ],
    ]);
  });

  it('sent twice at the same moment is one request', async () => {
    const person = await signInStudent(test, { mailAddress: null });
    const page = await person.browser.visit(FORM);
    const typed = { mailAddress: 'taro@mail.example', mailAddressCheck: 'taro@mail.example' };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => person.browser.submit(page, 'Confirm', typed)),
    );
    expect(answers.map(({ address }) => address)).toEqual([SENT, SENT, SENT, SENT]);
    expect(await requestsOf(person)).toHaveLength(1);
  });

  it('takes the place of the one before', async () => {
    const person = await signInStudent(test, { mailAddress: null });
    await enter(person, 'first@mail.example');
    const page = await enter(person, 'second@mail.example');
    const [first, second] = await requestsOf(person);
    expect(first?.supersededAt).not.toBeNull();
    expect(second?.supersededAt).toBeNull();
    expect(test.lives.told('supersedeRequest')).toEqual([[first?.id]]);
    expect(page.text).toContain('second@mail.example');
    expect(page.text).not.toContain('first@mail.example');
  });

  it('that another account uses gets the same answer', async () => {
    await signInStudent(test, { mailAddress: 'shared@mail.example' });
    const one = await signInStudent(test, { mailAddress: null });
    const other = await signInStudent(test, { mailAddress: null });
    const shared = await enter(one, 'shared@mail.example');
    const fresh = await enter(other, 'frsh01@mail.example');
    const neutral = (html: string) =>
      html.replace(/shared|frsh01/g, 'X').replace(/value="[^"]{100,}"/g, '');
    expect(shared.status).toBe(fresh.status);
    expect(neutral(shared.html)).toBe(neutral(fresh.html));
  });

  it('is kept while Temporal is away: the schedule starts its life later', async () => {
    test.lives.answer({ startVerification: () => Promise.reject(new LifeUnreachable('away')) });
    const person = await signInStudent(test, { mailAddress: null });
    const page = await enter(person, 'taro@mail.example');
    expect([page.address, page.status]).toEqual([SENT, 200]);
    expect((await requestsOf(person))[0]).toMatchObject({ startedAt: null, closedAt: null });
  });

  it('cannot be asked for without end, and the page says when it can', async () => {
    const person = await signInStudent(test, { mailAddress: null });
    for (let time = 0; time < 10; time += 1) await enter(person, `t${time}@mail.example`);
    const page = await enter(person, 't10@mail.example');
    expect(page.status).toBe(429);
    expect(page.text).toMatch(/You can ask again at .*\d\d:\d\d \(Japan time\)/);
    expect(await requestsOf(person)).toHaveLength(10);
  });

  it('needs the form’s own token', async () => {
    const { browser, accountId } = await signInStudent(test, { mailAddress: null });
    const typed = { mailAddress: 'taro@mail.example', mailAddressCheck: 'taro@mail.example' };
    expect((await browser.post(FORM, typed)).status).toBe(403);
    expect(await test.database.prisma.oneTimeLink.count({ where: { accountId } })).toBe(0);
  });
});
