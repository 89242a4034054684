import { globSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio';
import { HtmlValidate } from 'html-validate';
import type { ConfigData } from 'html-validate';
import { LOCALES } from '../../rendering/locales.ts';
import { VIEWS_FOLDER } from '../../rendering/views-folder.ts';
import { renderPageHtml } from '../rendering/render-page.ts';
import { galleryEmails } from './emails.ts';
import { entries } from './entries.ts';
import { sampleLayout } from './sample-layout.ts';

const rules: ConfigData = {
  extends: ['html-validate:recommended', 'html-validate:document'],
  rules: {
    // Style and script are ours, from our own address, which names their content.
    'require-sri': ['error', { target: 'crossorigin' }],
    // A title ends with the names of university and service.
    'long-title': ['error', { maxlength: 90 }],
    // The stylesheet keeps a telephone number in one line.
    'tel-non-breaking': 'off',
  },
};
const validator = new HtmlValidate(rules);
// Mail programs need styles on the elements, and tables that only lay out.
const mailValidator = new HtmlValidate({
  ...rules,
  rules: { ...rules.rules, 'no-inline-style': 'off' },
});

async function mistakes(of: HtmlValidate, html: string): Promise<string[]> {
  const report = await of.validateString(html);
  return report.results.flatMap((result) =>
    result.messages.map(
      (message) => `${message.ruleId} line ${message.line}: ${message.message} ${message.selector}`,
    ),
  );
}

describe.each(LOCALES)('pages in %s', (locale) => {
  const pages = entries.map((entry) => {
    const html = entry.html(sampleLayout(locale, entry.name), renderPageHtml);
    return [entry.name, { html, $: load(html) }] as const;
  });

  it.each(pages)('%s is valid HTML', async (_name, { html }) => {
    expect(await mistakes(validator, html)).toEqual([]);
  });

  it.each(pages)('%s has one h1, one main, and every id once', (_name, { $ }) => {
    const ids = $('[id]')
      .toArray()
      .map((element) => $(element).attr('id'));
    expect([$('h1').length, $('main').length]).toEqual([1, 1]);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(pages)(
    '%s says in sentences what it is about, and names all that is to be filled in (R-026)',
    (_name, { $ }) => {
      const sentences = $('main p, main li, main dd').text().trim();
      expect(sentences.length).toBeGreaterThan(20);
      const nameless = $('main input:not([type=hidden]), main select, main textarea')
        .toArray()
        .filter(
          (control) =>
            $(`label[for="${$(control).attr('id')}"]`)
              .text()
              .trim() === '',
        );
      expect(nameless.map((control) => $.html(control))).toEqual([]);
      const blank = $('main button, main a').filter((_, one) => $(one).text().trim() === '');
      expect(blank.length).toBe(0);
    },
  );

  it.each(pages)(
    '%s: each form that changes something carries a token, and takes it nowhere else',
    (_name, { $ }) => {
      const wrong = $('form[method=post]').filter((_, form) => {
        const goesElsewhere = /^https?:/.test($(form).attr('action') ?? '');
        return $(form).find('[name=_csrf]').length > 0 === goesElsewhere;
      });
      expect(wrong.length).toBe(0);
    },
  );
});

it('every entry has a name of its own', () => {
  const names = [...entries, ...galleryEmails].map((entry) => entry.name);
  expect(names).toEqual([...new Set(names)]);
});

it('every page is shown: a view without an entry would be checked by nobody', () => {
  const shown = new Set<string>();
  for (const entry of entries) {
    entry.html(sampleLayout('ja', entry.name), (page, model, layout) => {
      shown.add(page.view);
      return renderPageHtml(page, model, layout);
    });
  }
  const views = globSync('**/*.hbs', { cwd: join(VIEWS_FOLDER, 'pages') })
    .map((file) => file.slice(0, -'.hbs'.length))
    .filter((view) => view !== 'gallery/gallery');
  expect(views.filter((view) => !shown.has(view))).toEqual([]);
});

if (galleryEmails.length > 0) {
  describe.each(LOCALES)('mails in %s', (locale) => {
    it.each(galleryEmails.map((email) => [email.name, email] as const))(
      '%s',
      async (_name, email) => {
        const { subject, text, html } = email.render(locale);
        expect(await mistakes(mailValidator, html)).toEqual([]);
        expect(subject).toMatch(/^[^\r\n]{4,78}$/);
        expect(text).not.toMatch(/<\/?[a-z]|&(amp|lt|gt|quot|#x27);|undefined|\[object/);
        const links = load(html)('a[href^=http]').toArray();
        for (const link of links) expect(text).toContain(load(html)(link).attr('href'));
      },
    );

    const foot = {
      ja: ['このメールは送信専用です', '証明書発行サービス コールセンター', '所属の事務担当'],
      en: ['We cannot read replies', 'Certificate service call centre', 'your faculty office'],
    };
    it.each(galleryEmails.map((email) => [email.name, email] as const))(
      '%s says that nobody reads answers, and whom to ask instead (R-278)',
      (_name, email) => {
        const { text, html } = email.render(locale);
        for (const words of foot[locale]) {
          expect(text).toContain(words);
          expect(load(html).text()).toContain(words);
        }
      },
    );
  });
}
