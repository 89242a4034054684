import request from 'supertest';
import { readPdf } from '../../certificates/rasterise.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { fetchFile } from '../../tests/support/fetch-file.ts';
import { signInStudent } from '../../tests/support/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

describe('the manual', () => {
  it('is for people who are logged in: a visitor is sent to the door and back (R-139)', async () => {
    for (const address of ['/aomine/manual', '/aomine/manual.pdf']) {
      const sent = await browse(test.app).visit(address, { follow: false });
      expect(sent.status).toBe(303);
      expect(sent.headers.location).toBe(`/aomine/sign-in?next=${encodeURIComponent(address)}`);
    }
  });

  it('is not for people whose first login is not finished (R-139)', async () => {
    const { browser } = await signInStudent(test, { mailAddress: null });
    const sent = await browser.visit('/aomine/manual', { follow: false });
    expect(sent.headers.location).toBe('/aomine/mail-address');
  });

  it('opens from the menu (R-133, R-139)', async () => {
    const { browser } = await signInStudent(test);
    const top = await browser.visit('/aomine/top');
    const page = await browser.follow(top, 'Manual');
    expect([page.address, page.heading]).toEqual(['/aomine/manual', 'Manual']);
  });

  it('is that of the university and the language of the reader (R-140)', async () => {
    const { browser } = await signInStudent(test, { university: 'mukono', language: 'ja' });
    const page = await browser.visit('/mukono/manual?lang=ja');
    expect(page.text).toContain('武庫野女子大学の在学生の方が');
    expect(page.text).toContain('第11.4.0版 2025年1月6日(月)');
    expect(page.$('h2#second-password').length).toBe(1);
    const { browser: other } = await signInStudent(test);
    const english = await other.visit('/aomine/manual?lang=en');
    expect(english.text).toContain('For students of Aomine University');
    expect(english.$('h2#second-password').length).toBe(0);
  });

  it('has contents that lead to each chapter', async () => {
    const { browser } = await signInStudent(test);
    const page = await browser.visit('/aomine/manual');
    const links = page.$('.manual__contents a').toArray();
    const targets = links.map((link) => String(page.$(link).attr('href')));
    expect(targets.length).toBe(page.$('.manual__chapter').length);
    for (const target of targets) expect(page.$(target).length).toBe(1);
  });

  it('shows pictures that are there, load late and are kept', async () => {
    const { browser } = await signInStudent(test);
    const page = await browser.visit('/aomine/manual?lang=en');
    const images = page.$('.manual__picture img').toArray();
    expect(images.length).toBeGreaterThan(10);
    for (const image of images) {
      const { src = '', alt, loading, width, height } = image.attribs;
      expect([alt === '', loading, Number(width) > 0, Number(height) > 0]).toEqual([
        false,
        'lazy',
        true,
        true,
      ]);
      const answer = await request(test.app).get(src);
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/jpeg']);
      expect(answer.headers['cache-control']).toMatch(/max-age=31536000, immutable/);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('keeps to 30 KB', async () => {
    const { browser } = await signInStudent(test, { university: 'mukono', language: 'ja' });
    const { html } = await browser.visit('/mukono/manual?lang=ja');
    expect(Buffer.byteLength(html)).toBeLessThan(30 * 1024);
  });
});

describe('the manual as PDF', () => {
  it('has the chapters, pictures, edition and page numbers of the page (R-140)', async () => {
    const { browser } = await signInStudent(test, { university: 'mukono', language: 'ja' });
    const page = await browser.visit('/mukono/manual?lang=ja');
    const { headers, body } = await fetchFile(test.app, browser, '/mukono/manual.pdf');
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['cache-control']).toBe('no-store');
    const pdf = readPdf(body);
    const folded = pdf.pages.map(({ text }) => text.replace(/\s+/g, ''));
    const whole = folded.join('');
    const sayings = page
      .$('.manual__chapter')
      .find('h2, h3, ol li, ul li, dt, dd, p:not(.quiet)')
      .toArray()
      .map((element) => page.$(element).text().replace(/\s+/g, ''));
    expect(sayings.length).toBeGreaterThan(80);
    expect(sayings.filter((saying) => !whole.includes(saying))).toEqual([]);
    folded.forEach((text, index) => {
      expect(text).toContain('第11.4.0版');
      expect(text).toContain(`${index + 1}/${pdf.pages.length}ページ`);
    });
    const figures = whatIsTagged(body, 'Figure');
    expect(figures).toBe(page.$('.manual__picture').length);
  });

  it('is tagged, in its language, and its contents name the right pages', async () => {
    const { browser } = await signInStudent(test, { language: 'en' });
    const { body } = await fetchFile(test.app, browser, '/aomine/manual.pdf');
    const pdf = readPdf(body);
    expect(pdf.catalogue('MarkInfo/Marked').asBoolean()).toBe(true);
    expect(pdf.catalogue('Lang').asString()).toBe('en-GB');
    const [cover = ''] = pdf.pages.map(({ text }) => text);
    const entries = [...cover.matchAll(/^(\d+)\. (.+)\n(\d+)$/gm)];
    expect(entries.length).toBe(15);
    for (const [, , title = '', on] of entries) {
      expect(pdf.pages[Number(on) - 1]?.text).toContain(title);
    }
  });

  it('has a file name in the language of the reader, and a plain one', async () => {
    const { browser } = await signInStudent(test, { language: 'ja' });
    const { headers } = await fetchFile(test.app, browser, '/aomine/manual.pdf');
    const [, name = ''] =
      /filename\*=UTF-8''(\S+)$/.exec(headers['content-disposition'] ?? '') ?? [];
    expect(headers['content-disposition']).toMatch(/^inline; filename="manual-aomine\.pdf"; /);
    expect(decodeURIComponent(name)).toBe('マニュアル-青嶺大-第12.2.0版.pdf');
  });
});

/** How many elements of a kind the structure of a PDF has. */
function whatIsTagged(pdf: Buffer, kind: string): number {
  return [...pdf.toString('latin1').matchAll(new RegExp(`/S /${kind}\\b`, 'g'))].length;
}
