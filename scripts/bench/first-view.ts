// P11: what comes over the wire when a browser sees a page for the first time.
import { get } from 'node:http';
import { load } from 'cheerio';
import { pageSet } from './page-set.ts';
import type { MeasuredPage } from './page-set.ts';
import { judge, worst } from './rows.ts';
import type { Findings, Row } from './rows.ts';
import type { Stage } from './stage.ts';

const KB = 1_000;

interface View {
  bytes: number;
  scriptBytes: number;
  requests: number;
}

export async function measureFirstViews(stage: Stage): Promise<Findings> {
  const rows: Row[] = [];
  for (const page of await pageSet(stage))
    rows.push(rowOf(page.name, await firstView(stage, page)));
  return {
    rows,
    notes: [
      'P11: bytes of heads and bodies as a browser asks for them (`Accept-Encoding: gzip, deflate, br, zstd`), page, style sheets, scripts, icons and pictures, none of them cached. Without HTTP/2, as the web process answers behind a proxy.',
    ],
  };
}

function rowOf(name: string, { bytes, scriptBytes, requests }: View): Row {
  return {
    figure: 'P11',
    what: `${name}, first view: KB, of these JavaScript, requests`,
    product: `${kb(bytes)}, ${kb(scriptBytes)}, ${requests}`,
    baseline: '–',
    ratio: '–',
    target: '≤ 30, ≤ 10, ≤ 4',
    worldClass: '≤ 14, 0',
    verdict: worst(
      judge(bytes, { target: 30 * KB, worldClass: 14 * KB, better: 'lower' }),
      judge(scriptBytes, { target: 10 * KB, worldClass: 0, better: 'lower' }),
      judge(requests, { target: 4, worldClass: 4, better: 'lower' }),
    ),
    cause: `${requests} requests with ${kb(bytes)} KB, of which ${kb(scriptBytes)} KB are JavaScript.`,
  };
}

const kb = (bytes: number) => (bytes / KB).toFixed(1);

async function firstView({ webUrl }: Stage, { path, browser }: MeasuredPage): Promise<View> {
  const page = await ask(webUrl, path, browser.cookies());
  const $ = load((await browser.get(path)).html);
  const hrefs = [
    ...$('link[rel~=stylesheet], link[rel~=icon], link[rel=preload], link[rel=manifest]')
      .map((_, element) => $(element).attr('href'))
      .get(),
    ...$('script[src], img[src]')
      .map((_, element) => $(element).attr('src'))
      .get(),
  ];
  const parts = [...new Set(hrefs)].filter((href) => !href.startsWith('data:'));
  const view: View = { bytes: page, scriptBytes: 0, requests: 1 };
  for (const part of parts) {
    const bytes = await ask(webUrl, part, browser.cookies());
    view.bytes += bytes;
    view.requests += 1;
    if ($('script[src]').is((_, element) => $(element).attr('src') === part)) {
      view.scriptBytes += bytes;
    }
  }
  return view;
}

/** @returns bytes of head and body as they came over the connection */
function ask(base: string, path: string, cookie: string): Promise<number> {
  const headers = {
    'accept-encoding': 'gzip, deflate, br, zstd',
    'x-forwarded-proto': 'https',
    connection: 'close',
    cookie,
  };
  return new Promise((resolve, reject) => {
    const request = get(new URL(path, base), { headers, agent: false }, (response) => {
      const { socket, statusCode } = response;
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        if (statusCode === 200) resolve(socket.bytesRead);
        else reject(new Error(`${path} answers ${statusCode}`));
      });
    });
    request.once('error', reject);
  });
}
