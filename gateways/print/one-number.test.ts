import { startPrintTown } from '../../simulators/print-documents/print-town.ts';
import type { PrintTown } from '../../simulators/print-documents/print-town.ts';
import type { BookValue } from '../../simulators/print-documents/document-book.ts';
import { samplePdf } from '../../simulators/print-documents/sample-pdf.ts';
import { printNetworks, printTownOptions } from '../../tests/support/print-networks.ts';
import { imageTypeOf } from './call.ts';
import type { PrintGateway, PrintRegistration } from './port.ts';

const processingMs = 5000;
const dayMs = 86_400_000;

let town: PrintTown;
let pdf: Uint8Array;
const networks = printNetworks(() => town);

beforeAll(async () => {
  town = await startPrintTown(printTownOptions({ processingMs, maxBytes: 200_000 }));
  pdf = await samplePdf(2);
});
afterAll(() => town.close());
afterEach(() => town.reset());

describe('one number for an order', () => {
  const input = (key: string, sibling: string | null): PrintRegistration => ({
    idempotencyKey: key,
    group: 'order',
    sibling,
    pdf,
    paper: 'A4',
    colour: 'monochrome',
    copies: 1,
    expiresAt: new Date(Date.now() + dayMs),
  });
  const ready = async (gateway: PrintGateway | undefined, jobRef: string) => {
    const status = await gateway?.status(jobRef);
    if (status?.state !== 'ready') throw new Error('not ready');
    return status;
  };
  const printed = (code: string, document: string) =>
    fetch(`${town.url}/copier/control/print`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ chain: 'familymart', number: code, document }),
    });
  const idOf = (name: string) =>
    (town.networkPrint.ledger() as BookValue).documents.find((one) => one.name === name)?.id ?? '';

  it.each([
    ['network-print', 1],
    ['campus-printer', 1],
    ['netprint', 2],
  ])(
    '%s has %i for two certificates, also from another process (R-214, R-216)',
    async (party, count) => {
      const network = networks.find((one) => one.party === party);
      const first = await network?.open().register(input('one', null));
      const second = await network?.open().register(input('two', first?.jobRef ?? ''));
      town.clock.setOffset(processingMs);
      const codes = await Promise.all(
        [first, second].map(async (job) => (await ready(network?.open(), job?.jobRef ?? '')).code),
      );
      expect(new Set(codes).size).toBe(count);
    },
  );

  it('counts and removes each document of a shared number by itself', async () => {
    const gateway = networks.find(({ party }) => party === 'network-print')?.open();
    if (!gateway) throw new Error('no network');
    const first = await gateway.register(input('one', null));
    const second = await gateway.register(input('two', first.jobRef));
    town.clock.setOffset(processingMs);
    const { code } = await ready(gateway, first.jobRef);
    expect((await printed(code, idOf('two.pdf'))).status).toBe(200);
    expect(await ready(gateway, first.jobRef)).toMatchObject({ printedCount: 0 });
    expect(await gateway.remove(second.jobRef)).toEqual({ printedCount: 1 });
    expect(await ready(gateway, first.jobRef)).toMatchObject({ code });
    expect(await gateway.remove(first.jobRef)).toEqual({ printedCount: 0 });
  });

  it('takes a late twin away from behind the shared number', async () => {
    const gateway = networks.find(({ party }) => party === 'network-print')?.open();
    if (!gateway) throw new Error('no network');
    const first = await gateway.register(input('one', null));
    town.faults.add({ party: 'network-print', operation: 'register', mode: 'twice' });
    const second = await gateway.register(input('two', first.jobRef));
    town.clock.setOffset(processingMs);
    const { code } = await ready(gateway, second.jobRef);
    const found = town.networkPrint.desk.lookUp(code);
    expect(found.outcome === 'found' && found.documents.map(({ name }) => name)).toEqual([
      'one.pdf',
      'two.pdf',
    ]);
  });

  it('opens a number of its own when the one of the others has ended', async () => {
    const gateway = networks.find(({ party }) => party === 'network-print')?.open();
    if (!gateway) throw new Error('no network');
    const first = await gateway.register(input('one', null));
    town.clock.setOffset(2 * dayMs);
    const second = await gateway.register(input('two', first.jobRef));
    town.clock.setOffset(2 * dayMs + processingMs);
    expect(await gateway.status(second.jobRef)).toMatchObject({ state: 'ready' });
  });

  it('comes as a picture from the network that offers one, and from no other', async () => {
    for (const { party, open } of networks) {
      const gateway = open();
      const { jobRef } = await gateway.register(input('one', null));
      const image = await gateway.codeImage(jobRef);
      expect(image === null ? null : imageTypeOf(image)).toBe(
        party === 'network-print' ? 'image/png' : null,
      );
    }
    town.faults.add({ party: 'network-print', operation: 'qrcode', mode: 'garbage' });
    const gateway = networks[1]?.open();
    const job = await gateway?.register(input('other', null));
    expect(await gateway?.codeImage(job?.jobRef ?? '')).toBeNull();
  });
});

it('the campus machine itself prints no more than the copies', async () => {
  const gateway = networks.find(({ party }) => party === 'campus-printer')?.open();
  const job = await gateway?.register({
    idempotencyKey: 'one',
    group: 'order',
    sibling: null,
    pdf,
    paper: 'A4',
    colour: 'monochrome',
    copies: 1,
    expiresAt: new Date(Date.now() + dayMs),
  });
  town.clock.setOffset(processingMs);
  const status = await gateway?.status(job?.jobRef ?? '');
  const number = status?.state === 'ready' ? status.code : '';
  const print = () =>
    fetch(`${town.url}/copier/control/print`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ chain: 'campus-machine', number }),
    });
  expect((await print()).status).toBe(200);
  expect((await print()).status).toBe(404);
});

it('netprint finds the document of a key from another process, network print cannot', async () => {
  const input: PrintRegistration = {
    idempotencyKey: 'order:7f3c:print',
    group: 'order:7f3c',
    sibling: null,
    pdf,
    paper: 'A4',
    colour: 'colour',
    copies: 1,
    expiresAt: new Date(Date.now() + dayMs),
  };
  const [netprint, networkPrint] = networks;
  const first = await netprint?.open().register(input);
  expect(await netprint?.open().register(input)).toEqual(first);

  // Network print has no list over guest logins: the second number is another one, and only it is
  // ever shown.
  const one = await networkPrint?.open().register(input);
  const other = await networkPrint?.open().register(input);
  expect(other).not.toEqual(one);
});
