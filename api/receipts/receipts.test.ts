import { readPdf } from '../../certificates/rasterise.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { fetchFile } from '../../tests/support/fetch-file.ts';
import { placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';
import { nameReceipt } from './queries.ts';

let test: TestApp;
let person: SignedIn;
let orderId = '';
let address = '';
const NOW = new Date('2026-11-21T06:30:00Z');

beforeAll(async () => {
  test = await createTestApp({ paypal: recordPayPal(), clock: () => NOW });
});
afterAll(() => test.close());
beforeEach(async () => {
  person = await signInStudent(test);
  ({ orderId } = await placeTestOrder(person));
  address = `/aomine/orders/${orderId}/receipt`;
});

/** As the life writes it: the payment counts. */
const pay = () =>
  test.database.pool.query(
    `update payment set state = 'captured', capture_id = $2, paid_at = $3 where order_id = $1`,
    [orderId, `capture of ${orderId}`, NOW],
  );
const giveBack = (cause: string, yen: number) =>
  test.database.pool.query(
    `insert into refund (id, order_id, capture_id, amount_yen, cause, state)
     values (gen_random_uuid(), $1, $2, $3, $4, 'refunded')`,
    [orderId, `capture of ${orderId}`, yen, cause],
  );
const pdfText = async () => {
  const { status, headers, body } = await fetchFile(test.app, person.browser, `${address}.pdf`);
  expect([status, headers['content-type']]).toEqual([200, 'application/pdf']);
  expect(headers['cache-control']).toContain('no-store');
  const { pages } = readPdf(new Uint8Array(body));
  expect(pages).toHaveLength(1);
  return pages[0]?.text.replace(/\s/g, '') ?? '';
};
const settingName = async (name: string) => {
  const check = await person.browser.submit(await person.browser.visit(address), 'Check the name', {
    'Name on the receipt': name,
  });
  return check.text.includes('Is this name right?')
    ? person.browser.submit(check, 'Set this name')
    : check;
};

describe('the receipt of an order', () => {
  it('is there once the payment counts, and not before (R-209)', async () => {
    for (const one of [address, `${address}.pdf`]) {
      const sent = await person.browser.visit(one, { follow: false });
      expect([sent.status, sent.headers.location]).toEqual([303, `/aomine/orders/${orderId}`]);
    }
    await pay();
    expect((await person.browser.visit(address)).heading).toBe('Receipt');
  });

  it('says on page and PDF who received what, when and how, never a code (R-187, R-209, R-210, R-211, X-17)', async () => {
    await pay();
    const { issueNumber } = await test.database.prisma.order.findUniqueOrThrow({
      where: { id: orderId },
    });
    const page = await person.browser.visit(address);
    const facts = [
      '青山 花子',
      issueNumber,
      'Saturday 21 November 2026',
      'Credit card',
      'Certificate of Enrollment (Japanese)',
      'National University Corporation Aomine University',
      'The issue fees of ¥400 are exempt from consumption tax.',
      'Taxed at 10%: ¥100, of which consumption tax ¥9',
      '¥500',
    ];
    const text = await pdfText();
    for (const fact of facts) {
      expect(page.text.replace(/\u3000/g, ' ')).toContain(fact);
      expect(text).toContain(fact.replace(/\s/g, ''));
    }
    expect(`${page.text} ${text}`).not.toMatch(/\bcard\b.*paypal|SBPS_/i);
  });

  it('has a name that is asked for once more, set once, and recorded without being told (R-325, I17)', async () => {
    await pay();
    const named = await settingName('  Aozora　Trading Ltd. ');
    expect(named.text).toContain('Aozora Trading Ltd.');
    expect(named.text).toContain('The name has been set and cannot be changed.');
    expect(named.$('form[method=post] input[name=name]')).toHaveLength(0);
    expect(await pdfText()).toContain('AozoraTradingLtd.');
    const token = String(named.$('input[name=_csrf]').first().val());
    const late = { _csrf: token, name: 'Somebody Else', confirmed: 'yes' };
    expect((await person.browser.post(address, late)).text).toContain('Aozora Trading Ltd.');
    const entries = await test.database.prisma.auditEntry.findMany({
      where: { action: 'receipt_named', entityId: orderId },
    });
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries, (_, value: unknown) => String(value))).not.toContain('Aozora');
  });

  it('has one name when two tabs set one at the same moment', async () => {
    await pay();
    const { accountId } = person;
    const { pool } = test.database;
    const names = Array.from({ length: 8 }, (_, index) => `Name ${index}`);
    const set = await Promise.all(
      names.map((name) => nameReceipt(pool, { orderId, accountId, name, now: NOW })),
    );
    const receipt = await test.database.prisma.receipt.findUniqueOrThrow({ where: { orderId } });
    expect(set.filter(Boolean)).toHaveLength(1);
    expect(receipt.name).toBe(names[set.indexOf(true)]);
  });

  it.each([
    ['', 'Enter the name'],
    ['x'.repeat(61), 'Enter at most 60 characters'],
    ['Aozora \u{1f338}', 'The name has a character that cannot be printed'],
  ])('says beside the field what is wrong with the name “%s”, which stays', async (name, words) => {
    await pay();
    const page = await settingName(name);
    expect(page.status).toBe(400);
    expect(page.$('.field__error').text()).toContain(words);
    expect(page.$('.error-summary').text()).toContain(words);
    expect(page.$('input[name=name]').val()).toBe(name);
  });

  it('says what has gone back, and is void when all has (R-179, R-190)', async () => {
    await pay();
    await giveBack('duplicate', 500);
    expect((await settingName('Aozora')).text).not.toContain('goes back');
    const FIXED = 'The name has been set';
    expect((await person.browser.visit(address)).text).toContain(FIXED);
    await giveBack('cancelled_by_person', 400);
    const partly = await person.browser.visit(address);
    expect(partly.text).toContain('Of this, ¥400 goes back');
    expect(await pdfText()).not.toContain('VOID');
    await giveBack('cancelled_by_staff', 100);
    const voided = await person.browser.visit(address);
    expect(voided.text).toContain('This receipt is void');
    expect(voided.text).not.toContain(FIXED);
    expect(await pdfText()).toContain('VOID');
  });

  it('is the owner’s alone (R-306)', async () => {
    await pay();
    const other = await signInStudent(test);
    const page = await other.browser.visit('/aomine/top');
    const token = String(page.$('input[name=_csrf]').first().val());
    expect((await other.browser.visit(address)).status).toBe(404);
    expect((await other.browser.visit(`${address}.pdf`)).status).toBe(404);
    const sent = await other.browser.post(address, { _csrf: token, name: 'X', confirmed: 'yes' });
    expect(sent.status).toBe(404);
    expect(await test.database.prisma.receipt.count({ where: { orderId } })).toBe(0);
  });
});
