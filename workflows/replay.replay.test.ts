import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { testDataConverter } from '../tests/support/lifecycle.ts';
import { bundleWorkflows } from '../worker/bundle.ts';

const FOLDER = join(import.meta.dirname, 'histories');
const histories = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort();

let workflowBundle: { code: string };

beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
    },
  });
  workflowBundle = await bundleWorkflows();
});

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const replay = (json: string) =>
  Worker.runReplayHistory({ workflowBundle, dataConverter: testDataConverter }, JSON.parse(json));

it('has a history of every life', () => {
  expect(new Set(histories.map((file) => file.split('/')[0]))).toEqual(
    new Set(['certificate-order', 'email-verification', 'housekeeping', 'refund']),
  );
});

it.each(histories)('%s goes on as it was begun', async (file) => {
  await replay(read(file));
});

it.each(histories)(
  '%s names no person, machine or path, in what is encrypted neither',
  async (file) => {
    const json = read(file);
    const decoded = await decodedPayloads(JSON.parse(json));
    expect(decoded.length).toBeGreaterThan(0);
    expect(json).not.toMatch(/"identity": "(?!worker)/);
    expect(`${json}${decoded.join()}`).not.toMatch(
      /@[a-z]+\.|\.example|node_modules|file:|\.ts:\d/,
    );
  },
);

/** Everything encrypted in a history, as text. */
async function decodedPayloads(node: unknown): Promise<string[]> {
  if (typeof node !== 'object' || node === null) return [];
  const { metadata, data } = node as { metadata?: Record<string, string>; data?: string };
  if (metadata?.['encryption-key-id'] !== undefined && data !== undefined) {
    const bytes = (text: string) => Buffer.from(text, 'base64');
    const payload = {
      metadata: Object.fromEntries(
        Object.entries(metadata).map(([name, value]) => [name, bytes(value)]),
      ),
      data: bytes(data),
    };
    const [codec] = testDataConverter.payloadCodecs ?? [];
    const plain = (await codec?.decode([payload])) ?? [];
    return plain.map((one) => Buffer.from(one.data ?? []).toString());
  }
  return (await Promise.all(Object.values(node).map(decodedPayloads))).flat();
}

it.each([
  ['another activity', 'certificate-order/lapsed.json', '"lapseOrder"', '"cancelOrder"'],
  ['another timer', 'certificate-order/lapsed.json', '"timerId": "1"', '"timerId": "2"'],
  ['another order of things', 'refund/refunded.json', '"returnCapture"', '"keepHouse"'],
])('would not replay a life of %s', async (_what, file, was, is) => {
  const json = read(file);
  expect(json).toContain(was);
  await expect(replay(json.replaceAll(was, is))).rejects.toThrow(DeterminismViolationError);
});
