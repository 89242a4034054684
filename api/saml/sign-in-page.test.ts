import { load } from 'cheerio';
import { entries } from '../gallery/entries.ts';
import { sampleLayout } from '../gallery/sample-layout.ts';
import { renderPageHtml } from '../rendering/render-page.ts';

const shown = (view: string) => {
  const entry = entries.find(({ name }) => name === view);
  return load(
    entry?.html({ ...sampleLayout('ja', view), isTestedBrowser: false }, renderPageHtml) ?? '',
  );
};

describe('the entrance of a university with single sign-on', () => {
  it('names the call centre once, at the foot of the page', () => {
    const $ = shown('saml/sign-in');
    expect($('a[href^="tel:"]').length).toBe(1);
    expect($('footer a[href^="tel:"]').length).toBe(1);
  });

  it('says first that the person is logged out', () => {
    for (const view of ['saml/sign-in-signed-out', 'sign-in/sign-in-signed-out']) {
      const $ = shown(view);
      expect($('h1').next().text()).toContain('ログアウトしました');
    }
  });
});
