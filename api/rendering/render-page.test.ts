import express from 'express';
import { load } from 'cheerio';
import request from 'supertest';
import { sampleLayout } from '../gallery/sample-layout.ts';
import { notFoundPage } from '../errors/pages.ts';
import type { LayoutModel } from './layout-model.ts';
import { definePage } from './page.ts';
import { renderPage, renderPageHtml } from './render-page.ts';

const model = { referenceId: 'REF-1' };

function appThatShows(layout: Partial<LayoutModel>, body: object = model, status?: number) {
  const app = express();
  app.get('/page', (_req, res) => {
    res.locals.layout = { ...sampleLayout('ja', 'page'), ...layout };
    renderPage(res, notFoundPage, body as typeof model, status === undefined ? {} : { status });
  });
  return app;
}

describe('renderPage', () => {
  it('answers with a whole page in its language', async () => {
    const answer = await request(appThatShows({ locale: 'en' }, model, 404))
      .get('/page')
      .expect(404);
    const $ = load(answer.text);
    expect($('html').attr('lang')).toBe('en');
    expect(answer.headers['content-language']).toBe('en');
    expect($('h1').text()).toBe('We cannot find this page');
    expect($('title').text()).toBe('We cannot find this page | 青嶺大学 Certificate Service');
  });

  it('keeps nothing of a page of a person who is signed in', async () => {
    const signedIn = await request(appThatShows({})).get('/page');
    const visitor = await request(appThatShows({ account: null })).get('/page');
    expect(signedIn.headers['cache-control']).toBe('no-store');
    expect(visitor.headers['cache-control']).toBe('private, no-cache');
  });

  it('cannot be led to another layout or partial by what a model holds', () => {
    const hostile = {
      ...model,
      layout: '../../package',
      body: '<script>',
      title: 'x',
      settings: {},
    };
    const html = renderPageHtml(notFoundPage, hostile, sampleLayout('ja', 'page'));
    expect(html).toBe(renderPageHtml(notFoundPage, model, sampleLayout('ja', 'page')));
  });

  it('says in the title that a form came back with errors', () => {
    const withErrors = { ...model, form: { values: {}, errors: [{ field: 'a', message: {} }] } };
    const html = renderPageHtml(notFoundPage, withErrors, sampleLayout('ja', 'page'));
    expect(load(html)('title').text()).toMatch(/^エラー: /);
  });

  it('names the view when there is none', () => {
    const nowhere = definePage('nowhere/none', { title: () => ({ key: 'common.frame.menu' }) });
    expect(() => renderPageHtml(nowhere, {}, sampleLayout('ja', 'page'))).toThrow(/nowhere\/none/);
  });
});

describe('the frame', () => {
  const page = (layout: Partial<LayoutModel>) =>
    load(renderPageHtml(notFoundPage, model, { ...sampleLayout('ja', 'a?b=1'), ...layout }));

  it('offers the other language, each named in itself, the current one unlinked', () => {
    const $ = page({});
    expect($('.languages [aria-current]').text()).toBe('日本語');
    const link = $('.languages a');
    expect([link.text(), link.attr('hreflang'), link.attr('href')]).toEqual([
      'English',
      'en',
      '/gallery/a?b=1&lang=en',
    ]);
    expect(link.closest('[lang]').attr('lang')).toBe('en');
  });

  it('has menu and previous sign-in only for those who are signed in', () => {
    expect(page({})('.menu').length).toBe(1);
    expect(page({})('.footer__previous').text()).toContain('2026/11/18 15:14');
    const visitor = page({ account: null });
    expect(visitor('.menu, .footer__previous').length).toBe(0);
  });

  it('signs out by a form with a token, because that changes something', () => {
    const form = page({ csrfToken: 'token' })('.menu form');
    expect([form.attr('method'), form.find('[name=_csrf]').val()]).toEqual(['post', 'token']);
  });

  it('holds no style and no script of its own (CSP without inline)', () => {
    const $ = page({});
    expect($('[style], style, script:not([src])').length).toBe(0);
    const handlers = $('*')
      .toArray()
      .flatMap((element) => ('attribs' in element ? Object.keys(element.attribs) : []))
      .filter((name) => name.startsWith('on'));
    expect(handlers).toEqual([]);
  });
});
