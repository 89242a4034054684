import fc from 'fast-check';
import { anyInterleavingEndsWell } from './certificate-order.model.ts';
import { createModelWorld } from './model-world.ts';
import type { ModelWorld } from './model-world.ts';

let model: ModelWorld;

beforeAll(async () => {
  model = await createModelWorld();
}, 60_000);
afterAll(() => model.close());

const RUNS = Number(process.env.MODEL_RUNS ?? 100);
const seed = process.env.MODEL_SEED === undefined ? {} : { seed: Number(process.env.MODEL_SEED) };

it(`${RUNS} lives in which anything may happen at any time end as they should (I1–I9, I12, I14, I15)`, async () => {
  let story = '';
  const property = anyInterleavingEndsWell(model, (told) => {
    story = told;
  });
  const result = await fc.check(property, { numRuns: RUNS, endOnFailure: true, ...seed });
  if (result.failed) throw new Error(`${fc.defaultReportMessage(result)}\n${story}`);
}, 600_000);
