import { load } from 'cheerio';
import type { CheerioAPI } from 'cheerio';
import type { Express } from 'express';
import request from 'supertest';
import type { Response } from 'supertest';

/** A page as it came back, ready to be looked at. */
export interface Visited {
  /** Path and query that it was shown at, after redirects. */
  address: string;
  status: number;
  headers: Record<string, string>;
  html: string;
  $: CheerioAPI;
  heading: string;
  /** All words of the main part, spaces folded. */
  text: string;
}

export interface BrowseOptions {
  headers?: Record<string, string>;
  /** False: a redirect is returned as it is. */
  follow?: boolean;
}

/**
 * A small browser: keeps cookies, follows redirects within the site, fills in and sends the forms that it finds in the
 * HTML, with their hidden controls, so that tests use the real form token.
 */
export interface Browser {
  visit(address: string, options?: BrowseOptions): Promise<Visited>;
  /**
   * Fills the form that has a button of that name, and presses it.
   * @param typed by label (its beginning suffices) or by the control's name
   */
  submit(
    page: Visited,
    button: string,
    typed?: Record<string, string>,
    options?: BrowseOptions,
  ): Promise<Visited>;
  /** Sends a form as it is given, without looking at any page. */
  post(address: string, body: Record<string, string>, options?: BrowseOptions): Promise<Visited>;
  /** Follows the link with these words (their beginning suffices). */
  follow(page: Visited, words: string): Promise<Visited>;
  cookies: Map<string, string>;
}

const fold = (text: string) => text.replace(/\s+/g, ' ').trim();

const MOST_REDIRECTS = 5;

/** @param app as `createApp` made it, or the origin of a web process */
export function browse(app: Express | string, options: { language?: string } = {}): Browser {
  const cookies = new Map<string, string>();
  const usual = { 'Accept-Language': options.language ?? 'en' };

  function keepCookies(response: Response): void {
    const set = response.headers['set-cookie'] as unknown as string[] | undefined;
    for (const line of set ?? []) {
      const [pair = '', ...attributes] = line.split('; ');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(name.length + 1);
      const isGone = attributes.some((attribute) =>
        attribute.startsWith('Expires=Thu, 01 Jan 1970'),
      );
      if (isGone) cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  async function send(
    method: 'get' | 'post',
    address: string,
    body: Record<string, string> | null,
    { headers = {}, follow = true }: BrowseOptions,
    redirects = 0,
  ): Promise<Visited> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const asking = request(app)
      [method](address)
      .redirects(0)
      .ok(() => true)
      .set({ ...usual, ...(cookie ? { Cookie: cookie } : {}), ...headers });
    const response = body ? await asking.type('form').send(body) : await asking;
    keepCookies(response);
    const { location } = response.headers as { location?: string };
    if (follow && response.status === 303 && location?.startsWith('/')) {
      if (redirects >= MOST_REDIRECTS) throw new Error(`redirects without end: ${location}`);
      return send('get', location, null, { headers }, redirects + 1);
    }
    return read(address, response);
  }

  function read(address: string, response: Response): Visited {
    // What is no text (a PDF) has none.
    const html = (response.text as string | undefined) ?? '';
    const $ = load(html);
    const headers = response.headers as Record<string, string>;
    const heading = fold($('h1').first().text());
    const text = fold($('main').text());
    return { address, status: response.status, headers, html, $, heading, text };
  }

  return {
    cookies,
    visit: (address, given = {}) => send('get', address, null, given),
    post: (address, body, given = {}) => send('post', address, body, given),
    submit(page, button, typed = {}, given = {}) {
      const { action, body } = fill(page, button, typed);
      return send('post', action, body, given);
    },
    follow(page, words) {
      const link = page
        .$('a')
        .filter((_, element) => fold(page.$(element).text()).startsWith(words))
        .first();
      const href = link.attr('href');
      if (!href) throw new Error(`no link "${words}" on ${page.address}: ${page.text}`);
      return send('get', new URL(href, `http://site${page.address}`).href.slice(11), null, {});
    },
  };
}

/** What a browser would send: every control's value, the button pressed, and what was typed. */
function fill(
  { $, address, text }: Visited,
  button: string,
  typed: Record<string, string>,
): { action: string; body: Record<string, string> } {
  const pressed = $('form[method=post] button')
    .filter((_, element) => fold($(element).text()).startsWith(button))
    .first();
  const form = pressed.closest('form');
  if (form.length === 0) throw new Error(`no button "${button}" on ${address}: ${text}`);
  const body: Record<string, string> = {};
  for (const { name, value } of form.serializeArray()) body[name] = value;
  const name = pressed.attr('name');
  if (name) body[name] = pressed.attr('value') ?? '';
  for (const [label, value] of Object.entries(typed)) {
    const controlled = form
      .find('label')
      .filter((_, element) => fold($(element).text()).startsWith(label))
      .first()
      .attr('for');
    const control = controlled
      ? form.find(`[id="${controlled}"]`)
      : form.find(`[name="${label}"]`).first();
    const controlName = control.attr('name');
    if (!controlName) throw new Error(`no control "${label}" in the form of "${button}"`);
    body[controlName] = value;
  }
  const action = new URL(form.attr('action') ?? '', `http://site${address}`);
  return { action: action.pathname + action.search, body };
}
