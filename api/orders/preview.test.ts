import { readPdf } from '../../certificates/rasterise.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { fetchFile } from '../../tests/support/fetch-file.ts';
import { draftOrder } from '../../tests/support/orders.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';

let test: TestApp;
let person: SignedIn;
let check: Awaited<ReturnType<typeof draftOrder>>;

beforeAll(async () => {
  test = await createTestApp();
  person = await signInStudent(test);
  check = await draftOrder(person);
});
afterAll(() => test.close());

const previewOf = (page: typeof check, item: string) =>
  page.address.replace(/\/check.*$/, `/preview/${item}`);

describe('the preview of an item of the basket', () => {
  it('is the certificate of this person as a PDF that shows and certifies nothing (R-185)', async () => {
    const link = check.$('a[href*="/preview/"]').attr('href');
    expect(link).toBe(previewOf(check, '1'));
    const answer = await fetchFile(test.app, person.browser, link ?? '');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/pdf');
    expect(answer.headers['content-disposition']).toMatch(/^inline;/);
    expect(answer.headers['cache-control']).toContain('no-store');
    const [page] = readPdf(new Uint8Array(answer.body)).pages;
    const text = page?.text.replace(/\s/g, '') ?? '';
    expect(text).toContain('在学証明書');
    expect(text).toContain('青山花子');
    expect(text).toContain('見本SAMPLE');
    expect(text).not.toContain('発行番号');
  });

  it('is not another person’s to see (R-306)', async () => {
    const other = await signInStudent(test);
    const answer = await other.browser.visit(previewOf(check, '1'), { follow: false });
    expect(answer.status).toBe(404);
  });

  it.each(['0', '2', '-1', '1e1', '01', '1.0', '%00'])(
    'leads back to the basket when it has no item %s',
    async (item) => {
      const answer = await person.browser.visit(previewOf(check, item), { follow: false });
      expect([303, 400, 404]).toContain(answer.status);
      if (answer.status === 303) expect(answer.headers.location).toMatch(/\/check$/);
    },
  );

  it('is not given where the university withholds the certificate', async () => {
    const { pool } = test.database;
    await pool.query(`update affiliation set hold_reason_ja = '書類の未提出'`);
    const answer = await person.browser.visit(previewOf(check, '1'), { follow: false });
    await pool.query('update affiliation set hold_reason_ja = null');
    expect(answer.status).toBe(303);
  });

  it('says whom to ask when the name cannot be printed', async () => {
    await enrolStudent(test, {});
    const { pool } = test.database;
    await pool.query(`update student set name_ja = '青山 \u{1f338}'`);
    const answer = await person.browser.visit(previewOf(check, '1'));
    const warned = await person.browser.visit(check.address);
    await pool.query(`update student set name_ja = '青山 花子'`);
    // Nobody pays without having read it.
    expect(warned.text).toContain(
      'There is a character that we cannot print on: Certificate of Enrollment (Japanese).',
    );
    expect((await person.browser.visit(check.address)).text).not.toContain('cannot print on');
    expect(answer.status).toBe(422);
    expect(answer.heading).toBe('This sample cannot be shown');
    expect(answer.text).toContain('Certificate of Enrollment (Japanese)');
  });
});
