import { load } from 'cheerio';
import type { CheerioAPI } from 'cheerio';
import { startPrintTown } from '../print-documents/print-town.ts';
import type { PrintTown } from '../print-documents/print-town.ts';
import { samplePdf } from '../print-documents/sample-pdf.ts';
import type { CopierValue } from './machine.ts';

let town: PrintTown;
let pdf: Uint8Array;

beforeAll(async () => {
  town = await startPrintTown({
    netprint: { user: 'user', password: 'password', processingMs: 0 },
    networkPrint: { appKey: 'key', processingMs: 0 },
    campusPrinter: { key: 'key', processingMs: 0 },
  });
  pdf = await samplePdf(2);
});
afterAll(() => town.close());
afterEach(() => town.reset());

const pdfForm = (field: string, more: Record<string, string> = {}): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(more)) form.set(name, value);
  form.set(field, new Blob([Uint8Array.from(pdf)]), 'certificate <1>.pdf');
  return form;
};

async function atNetprint(colorMode: string): Promise<string> {
  const authorization = Buffer.from('user%password%4').toString('base64');
  const response = await fetch(`${town.url}/netprint/usr/webservice/api/core/file`, {
    method: 'POST',
    headers: { 'X-NPS-Authorization': authorization },
    body: pdfForm('fileBody', { colorMode }),
  });
  return ((await response.json()) as { accessKey: string }).accessKey;
}

async function atNetworkPrint(documents: number): Promise<string> {
  const base = `${town.url}/network-print/nwpsapi/v2`;
  const login = await fetch(`${base}/loginforguest`, {
    method: 'POST',
    headers: { 'X-NWPSAppKey': 'key', 'Content-Type': 'application/json' },
    body: JSON.stringify({ expire: 7, client: 'test' }),
  });
  const { token, user_code: code } = (await login.json()) as { token: string; user_code: string };
  for (let count = 0; count < documents; count += 1) {
    const headers = { 'X-NWPSToken': token };
    await fetch(`${base}/files`, { method: 'POST', headers, body: pdfForm('file') });
  }
  return code;
}

interface Screen {
  status: number;
  url: string;
  $: CheerioAPI;
}
const screenOf = async (response: Response): Promise<Screen> => ({
  status: response.status,
  url: response.url,
  $: load(await response.text()),
});
const see = async (path: string): Promise<Screen> => screenOf(await fetch(`${town.url}${path}`));
const type = async (path: string, number: string): Promise<Screen> =>
  screenOf(
    await fetch(`${town.url}${path}`, { method: 'POST', body: new URLSearchParams({ number }) }),
  );

/** Presses a key of the screen's form as a browser without scripts would. */
async function press({ $ }: Screen, key: string, typed: Record<string, string> = {}) {
  const form = $('form');
  const button = form.find('button').filter((_, element) => $(element).text().trim() === key);
  expect(button).toHaveLength(1);
  const fields = new URLSearchParams(
    form.serializeArray().map(({ name, value }) => [name, value] as [string, string]),
  );
  for (const [name, value] of Object.entries(typed)) fields.set(name, value);
  const name = button.attr('name');
  if (name) fields.set(name, button.attr('value') ?? '');
  const response = await fetch(`${town.url}${form.attr('action')}`, {
    method: 'POST',
    body: fields,
  });
  return screenOf(response);
}

const pngSize = async (url: string): Promise<{ width: number; height: number }> => {
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('image/png');
  const bytes = Buffer.from(await response.arrayBuffer());
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
};

it('prints from the number to the sheets, in Japanese', async () => {
  const number = await atNetprint('2');
  const start = await see('/copier');
  expect(start.$('html').attr('lang')).toBe('ja');
  expect(
    start
      .$('.chains a')
      .map((_, link) => start.$(link).text())
      .get(),
  ).toEqual(['セブン-イレブン', 'ファミリーマート', 'ローソン', '学内の証明書発行機']);

  const entry = await see('/copier/seven-eleven?lang=ja');
  const loose = `${number.slice(0, 4)} ${number.slice(4).toLowerCase()}`;
  let screen = await press(entry, '次へ', { number: loose });
  expect(screen.$('#fee').text()).toBe('¥40');
  expect(screen.$('.previews img')).toHaveLength(2);
  const preview = screen.$('.previews img').last().attr('src') ?? '';
  const { width, height } = await pngSize(`${town.url}${preview}`);
  expect(height / width).toBeCloseTo(Math.SQRT2, 1);

  screen = await press(screen, '料金を計算しなおす', { copies: '3' });
  expect(screen.$('#fee').text()).toBe('¥120');
  expect(screen.$('button:contains("プリントする")')).toHaveLength(0);
  screen = await press(screen, '100円');
  expect(screen.$('main').text()).toContain('あと20円');
  screen = await press(screen, '50円');
  const printed = await press(screen, 'プリントする');

  expect(printed.$('.sheets li')).toHaveLength(6);
  expect(printed.$('main').text()).toContain('おつり：30円');
  const sheet = printed.$('.sheets img').first().attr('src') ?? '';
  expect((await pngSize(`${town.url}${sheet}`)).width).toBeGreaterThan(width);
  const sent = await fetch(`${printed.url.split('?')[0]}/document.pdf`);
  expect(new Uint8Array(await sent.arrayBuffer())).toEqual(pdf);
  expect((town.copier.ledger() as CopierValue).prints).toMatchObject([
    { chain: 'seven-eleven', copies: 3, pages: 2, feeYen: 120, paidYen: 150 },
  ]);
});

it('lets the person choose document and colour where the network leaves it open, in English', async () => {
  const number = await atNetworkPrint(2);
  const entry = await see('/copier/familymart?lang=en');
  const choice = await press(entry, 'Next', { number });
  expect(choice.$('button')).toHaveLength(2);
  expect(choice.$('button').first().text()).toContain('certificate <1>.pdf');
  const document = choice.$('button').last().attr('value') ?? '';
  let screen = await screenOf(
    await fetch(`${town.url}/copier/familymart?lang=en`, {
      method: 'POST',
      body: new URLSearchParams({ number, document }),
    }),
  );
  expect(screen.$('#fee').text()).toBe('¥40');
  screen = await press(screen, 'Update the price', { colour: 'colour' });
  expect(screen.$('#fee').text()).toBe('¥120');
  expect(screen.$('input[name=colour]:checked').attr('value')).toBe('colour');
  screen = await press(screen, '¥500');
  screen = await press(screen, 'Return my money');
  expect(screen.$('main').text()).toContain('¥500 has been returned.');
  expect(screen.$('#inserted').text()).toBe('¥0');
});

it('prints in the colour that was registered, whatever is asked', async () => {
  const number = await atNetprint('1');
  const response = await fetch(`${town.url}/copier/control/print`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ chain: 'seven-eleven', number, colour: 'monochrome' }),
  });
  expect(await response.json()).toMatchObject({ printed: 1, pages: 2, feeYen: 120 });
});

it('takes a number of one network for unknown at the other', async () => {
  const number = await atNetprint('2');
  const screen = await type('/copier/lawson?lang=en', number);
  expect(screen.status).toBe(404);
  expect(screen.$('[role=alert]').text()).toContain('no document with this number');
  expect(screen.$('#number').attr('value')).toBe(number);
});

it('escapes what was typed', async () => {
  const screen = await type('/copier/lawson', '"><script>alert(1)</script>');
  expect(screen.$('script')).toHaveLength(0);
  expect(screen.$('#number').attr('value')).toBe('"><script>alert(1)</script>');
});

it('returns the money when the paper jams, and prints afterwards', async () => {
  const number = await atNetprint('2');
  let screen = await type('/copier/seven-eleven?lang=en', number);
  screen = await press(screen, '¥100');
  town.faults.add({ party: 'copier', operation: 'print', mode: 'refuse' });
  const jammed = await press(screen, 'Print');
  expect(jammed.status).toBe(409);
  expect(jammed.$('[role=alert]').text()).toContain('jammed');
  expect(jammed.$('main').text()).toContain('¥100 has been returned.');

  screen = await type('/copier/seven-eleven?lang=en', number);
  screen = await press(screen, '¥100');
  expect((await press(screen, 'Print')).$('.sheets li')).toHaveLength(2);
});

it('says in both languages why it does not print', async () => {
  const number = await atNetprint('2');
  const alert = async (language: string): Promise<string> =>
    (await type(`/copier/seven-eleven?lang=${language}`, number)).$('[role=alert]').text();
  const control = (act: string, body: object): Promise<Response> =>
    fetch(`${town.url}/netprint/control/${act}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  await control('maintenance', { status: 'scheduled', until: '2099-01-01T03:00:00+09:00' });
  expect(await alert('ja')).toContain('2099/01/01 03:00');
  expect(await alert('en')).toContain('2099/01/01 03:00 (Japan time)');
  await control('maintenance', { status: 'available' });

  town.clock.setOffset(8 * 86_400_000);
  expect(await alert('ja')).toContain('期限が過ぎました');
  expect(await alert('en')).toContain('is over');
});
