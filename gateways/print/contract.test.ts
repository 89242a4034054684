import { startPrintTown } from '../../simulators/print-documents/print-town.ts';
import type { PrintTown } from '../../simulators/print-documents/print-town.ts';
import type { BookValue, StoredDocument } from '../../simulators/print-documents/document-book.ts';
import { samplePdf } from '../../simulators/print-documents/sample-pdf.ts';
import { printNetworks, printTownOptions } from '../../tests/support/print-networks.ts';
import { PrintNetworkUnavailable, PrintRefusal } from './port.ts';
import type { PrintGateway, PrintRegistration, PrintStatus } from './port.ts';

const processingMs = 5000;
const maxBytes = 200_000;
const dayMs = 86_400_000;

let town: PrintTown;
let pdf: Uint8Array;

beforeAll(async () => {
  town = await startPrintTown(printTownOptions({ processingMs, maxBytes }));
  pdf = await samplePdf(2);
});
afterAll(() => town.close());
afterEach(() => town.reset());

const networks = printNetworks(() => town);

describe.each(networks)('the contract of $party', (network) => {
  const { party, chain, code, putsByName, simulator, open } = network;
  const registration = (fields: Partial<PrintRegistration> = {}): PrintRegistration => ({
    idempotencyKey: 'order:7f3c:print',
    group: 'order:7f3c',
    sibling: null,
    pdf,
    paper: 'A4',
    colour: 'monochrome',
    copies: 3,
    expiresAt: new Date(Date.now() + 6.5 * dayMs),
    ...fields,
  });
  const documents = (): StoredDocument[] => {
    return (simulator().ledger() as BookValue).documents;
  };
  const living = (): StoredDocument[] => documents().filter(({ end }) => end === null);
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${town.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const arrivalOf = async (count: number): Promise<void> => {
    while (documents().length < count) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const control = async (act: string, body: object): Promise<void> => {
    expect((await post(`/${party}/control/${act}`, body)).status).toBe(200);
  };
  const printAtStore = async (
    number: string,
    copies = 1,
  ): Promise<{ status: number; answer: Record<string, unknown> }> => {
    const response = await post('/copier/control/print', { chain, number, copies });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  const registerReady = async (
    gateway: PrintGateway,
  ): Promise<{ jobRef: string; ready: Extract<PrintStatus, { state: 'ready' }> }> => {
    const { jobRef } = await gateway.register(registration());
    town.clock.setOffset(town.clock.offsetMs + processingMs);
    const status = await gateway.status(jobRef);
    if (status.state !== 'ready') throw new Error(`expected ready, not ${status.state}`);
    return { jobRef, ready: status };
  };
  const failure = async (call: Promise<unknown>): Promise<PrintNetworkUnavailable> => {
    const error: unknown = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(PrintNetworkUnavailable);
    return error as PrintNetworkUnavailable;
  };

  it('shows a number only when the document is ready', async () => {
    const gateway = open();
    const { jobRef } = await gateway.register(registration());
    expect(await gateway.status(jobRef)).toEqual({ state: 'processing' });

    town.clock.setOffset(processingMs);
    const ready = await gateway.status(jobRef);
    expect(ready).toMatchObject({ state: 'ready', printedCount: 0 });
    expect(ready.state === 'ready' && ready.code).toMatch(code);
    const until = ready.state === 'ready' ? ready.expiresAt?.getTime() : undefined;
    expect(until).toBeGreaterThanOrEqual(registration().expiresAt.getTime() - 1000);
    expect(documents()[0]).toMatchObject({ name: 'order~7f3c~print.pdf', pages: 2 });
  });

  it('can be asked by a process that did not register', async () => {
    const { jobRef, ready } = await registerReady(open());
    expect(await open().status(jobRef)).toEqual(ready);
  });

  it('makes one document of one key, one after the other and at once', async () => {
    const gateway = open();
    const first = await gateway.register(registration());
    expect(await gateway.register(registration())).toEqual(first);
    const key = { idempotencyKey: 'order:other:print' };
    const both = await Promise.all([
      gateway.register(registration(key)),
      gateway.register(registration(key)),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect(documents().map(({ name }) => name)).toEqual([
      'order~7f3c~print.pdf',
      'order~other~print.pdf',
    ]);
  });

  it('says when the network could not convert the document', async () => {
    const gateway = open();
    const broken = new TextEncoder().encode('%PDF-1.7\nthis is no document');
    const { jobRef } = await gateway.register(registration({ pdf: broken }));
    expect(await gateway.status(jobRef)).toEqual({ state: 'processing' });
    town.clock.setOffset(processingMs);
    expect(await gateway.status(jobRef)).toMatchObject({ state: 'failed' });

    const sound = await gateway.register(registration({ idempotencyKey: 'sound' }));
    await control('fail', { document: 'sound', reason: '1777' });
    expect(await gateway.status(sound.jobRef)).toEqual({ state: 'failed', reason: '1777' });
  });

  it.each([
    ['what is no PDF', { pdf: new TextEncoder().encode('<html>') }],
    ['what is too large', { pdf: new Uint8Array(maxBytes + 1).fill(0x25) }],
  ])('refuses %s for good', async (_what, fields) => {
    await expect(open().register(registration(fields))).rejects.toThrow(PrintRefusal);
    expect(documents()).toHaveLength(0);
  });

  it('passes the refusal of the network on', async () => {
    town.faults.add({
      party,
      operation: 'register',
      mode: 'refuse',
      detail: { resultCode: '1234' },
    });
    const refused = open().register(registration());
    await expect(refused).rejects.toThrow(PrintRefusal);
    await expect(refused).rejects.toMatchObject({ reason: expect.stringContaining('1234') });
  });

  it.each(['drop-before', 'fail-before'] as const)(
    'leaves nothing behind when registering breaks (%s), and can be called again',
    async (mode) => {
      const gateway = open();
      town.faults.add({ party, operation: 'register', mode });
      await failure(gateway.register(registration()));
      expect(documents()).toHaveLength(0);
      await gateway.register(registration());
      expect(documents()).toHaveLength(1);
    },
  );

  it.each(['drop-after', 'fail-after', 'garbage'] as const)(
    'finds the document again when its answer was lost (%s)',
    async (mode) => {
      const gateway = open();
      town.faults.add({ party, operation: 'register', mode });
      await failure(gateway.register(registration()));
      expect(documents()).toHaveLength(1);
      const { jobRef } = await gateway.register(registration());
      expect(documents()).toHaveLength(1);
      town.clock.setOffset(processingMs);
      expect(await gateway.status(jobRef)).toMatchObject({ state: 'ready' });
    },
  );

  it('does not wait longer than it may', async () => {
    town.faults.add({ party, operation: 'register', mode: 'slow', delayMs: 1000 });
    const error = await failure(open({ timeoutMs: 100 }).register(registration()));
    expect(error.message).toContain('no answer in time');
    await arrivalOf(1);
  });

  it('never shows a second document behind the number when a slow one arrives late', async () => {
    const gateway = open({ timeoutMs: 400 });
    town.faults.add({ party, operation: 'register', mode: 'slow', delayMs: 800 });
    await failure(gateway.register(registration()));
    const { ready } = await registerReady(gateway);
    await arrivalOf(putsByName ? 1 : 2);
    town.clock.setOffset(town.clock.offsetMs + processingMs);
    const found = simulator().desk.lookUp(ready.code);
    expect(found.outcome === 'found' && found.documents).toHaveLength(1);
  });

  it('says how long the network wants to be left alone', async () => {
    const detail = { retryAfterSeconds: 7 };
    town.faults.add({ party, mode: 'fail-before', status: 429, detail });
    expect((await failure(open().register(registration()))).retryAfterMs).toBe(7000);
    town.faults.add({ party, mode: 'fail-before', status: 500 });
    expect((await failure(open().register(registration()))).retryAfterMs).toBeNull();
  });

  it('takes a wrong account for an outage, not for a refusal of the document', async () => {
    await failure(open({ password: 'wrong' }).register(registration()));
  });

  it('counts the prints', async () => {
    const gateway = open();
    const { jobRef, ready } = await registerReady(gateway);
    const typed = ` ${ready.code.slice(0, 4)} ${ready.code.slice(4).toLowerCase()} `;
    expect(await printAtStore(typed, 2)).toEqual({
      status: 200,
      answer: { printed: 2, pages: 2, feeYen: 80, printId: expect.any(String) },
    });
    await printAtStore(ready.code);
    expect(await gateway.status(jobRef)).toMatchObject({ state: 'ready', printedCount: 3 });
  });

  it('learns of a print late when the network reports it late', async () => {
    const gateway = open();
    const { jobRef, ready } = await registerReady(gateway);
    await control('report-delay', { delayMs: 600_000 });
    await printAtStore(ready.code);
    expect(await gateway.status(jobRef)).toMatchObject({ printedCount: 0 });
    town.clock.setOffset(town.clock.offsetMs + 600_000);
    expect(await gateway.status(jobRef)).toMatchObject({ printedCount: 1 });
  });

  it('removes the document and says how often it was printed', async () => {
    const gateway = open();
    const { jobRef, ready } = await registerReady(gateway);
    await printAtStore(ready.code, 2);
    expect(await gateway.remove(jobRef)).toEqual({ printedCount: 2 });
    expect(await gateway.status(jobRef)).toEqual({ state: 'gone', printedCount: null });
    expect(await printAtStore(ready.code)).toEqual({ status: 409, answer: { error: 'removed' } });
    expect(await gateway.remove(jobRef)).toEqual({ printedCount: null });
  });

  it('removes also what is still processed, failed or lost', async () => {
    const gateway = open();
    const processing = await gateway.register(registration());
    expect(await gateway.remove(processing.jobRef)).toEqual({ printedCount: 0 });
    const failed = await gateway.register(registration({ idempotencyKey: 'failed' }));
    await control('fail', {});
    expect(await gateway.remove(failed.jobRef)).toEqual({ printedCount: 0 });
    const lost = await gateway.register(registration({ idempotencyKey: 'lost' }));
    await control('lose', {});
    expect(await gateway.status(lost.jobRef)).toEqual({ state: 'gone', printedCount: null });
    expect(await gateway.remove(lost.jobRef)).toEqual({ printedCount: null });
    expect(living()).toHaveLength(0);
  });

  it('removes all that the network made of one registration', async () => {
    const gateway = open();
    town.faults.add({ party, operation: 'register', mode: 'twice' });
    const { jobRef } = await gateway.register(registration());
    expect(living()).toHaveLength(putsByName ? 1 : 2);
    await gateway.remove(jobRef);
    expect(living()).toHaveLength(0);
  });

  it('looks again when the answer to the removal is lost', async () => {
    const gateway = open();
    const { jobRef, ready } = await registerReady(gateway);
    await printAtStore(ready.code);
    town.faults.add({ party, operation: 'remove', mode: 'drop-after' });
    expect(await gateway.remove(jobRef)).toEqual({ printedCount: 1 });
  });

  it('throws when the removal is not confirmed, and names no code', async () => {
    const gateway = open();
    const { jobRef, ready } = await registerReady(gateway);
    for (const mode of ['drop-before', 'fail-before'] as const) {
      town.faults.add({ party, operation: 'remove', mode });
      const error = await failure(gateway.remove(jobRef));
      const told = `${error.message} ${String(error.cause)} ${error.stack}`;
      expect(told).not.toContain(ready.code);
      expect(told).not.toContain(jobRef);
    }
    expect(await gateway.status(jobRef)).toMatchObject({ state: 'ready' });
  });

  it('prints nothing when the removal comes before the sheets', async () => {
    const gateway = open();
    const { jobRef, ready } = await registerReady(gateway);
    town.faults.add({ party: 'copier', operation: 'print', mode: 'slow', delayMs: 1000 });
    const printing = printAtStore(ready.code);
    while (town.faults.list().length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await gateway.remove(jobRef)).toEqual({ printedCount: 0 });
    expect(await printing).toEqual({ status: 409, answer: { error: 'removed' } });
    expect(documents()[0]?.prints).toEqual([]);
  });

  it('agrees with the ledger however a print and a removal race', async () => {
    const gateway = open();
    for (let round = 0; round < 5; round += 1) {
      const { jobRef, ready } = await registerReady(gateway);
      const [print] = await Promise.all([printAtStore(ready.code), gateway.remove(jobRef)]);
      const [document] = documents().slice(-1);
      expect(document?.end?.how).toBe('removed');
      expect(document?.prints).toHaveLength(print.status === 200 ? 1 : 0);
      const printedAt = document?.prints[0]?.at;
      if (printedAt) expect(printedAt <= (document?.end?.at ?? '')).toBe(true);
      else expect(print).toEqual({ status: 409, answer: { error: 'removed' } });
    }
  });

  it('tells a maintenance and its end', async () => {
    const gateway = open();
    const { ready } = await registerReady(gateway);
    expect(await gateway.maintenance()).toEqual({ status: 'available', until: null });

    const until = new Date(Math.ceil((Date.now() + 7_200_000) / 60_000) * 60_000);
    await control('maintenance', { status: 'scheduled', until: until.toISOString() });
    expect(await gateway.maintenance()).toEqual({ status: 'scheduled', until });
    const error = await failure(gateway.register(registration({ idempotencyKey: 'later' })));
    const stillMs = until.getTime() - town.clock.now().getTime();
    expect(Math.abs((error.retryAfterMs ?? 0) - stillMs)).toBeLessThan(5000);
    expect((await printAtStore(ready.code)).answer).toEqual({ error: 'maintenance' });

    town.clock.setNow(until);
    expect(await gateway.maintenance()).toEqual({ status: 'available', until: null });
    expect((await printAtStore(ready.code)).status).toBe(200);

    await control('maintenance', { status: 'emergency' });
    expect(await gateway.maintenance()).toEqual({ status: 'emergency', until: null });
    expect((await failure(gateway.register(registration()))).retryAfterMs).toBeNull();
  });

  it('is unavailable altogether when the network is down', async () => {
    const gateway = open();
    const { jobRef } = await registerReady(gateway);
    town.faults.add({ party, mode: 'down' });
    await failure(gateway.register(registration()));
    await failure(gateway.status(jobRef));
    await failure(gateway.remove(jobRef));
    await failure(gateway.maintenance());
  });

  it('is gone when the network no longer keeps it', async () => {
    const gateway = open();
    const { jobRef, ready } = await registerReady(gateway);
    town.clock.setOffset(9 * dayMs);
    expect(await gateway.status(jobRef)).toEqual({ state: 'gone', printedCount: null });
    expect(await printAtStore(ready.code)).toEqual({ status: 409, answer: { error: 'expired' } });
    expect(await gateway.remove(jobRef)).toEqual({ printedCount: null });
  });

  it('does not know a wrong number', async () => {
    await registerReady(open());
    const number = '2'.repeat(10);
    expect(await printAtStore(number)).toEqual({ status: 404, answer: { error: 'unknown' } });
  });
});
