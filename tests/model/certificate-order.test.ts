import fc from 'fast-check';
import { anyInterleavingEndsWell } from './certificate-order.model.ts';
import { createModelWorld } from './model-world.ts';
import type { ModelWorld } from './model-world.ts';

/** `MODEL_RUNS=2000 MODEL_SEED=1 npm run test:model` says how many, and from where on. */
const RUNS = Number(process.env.MODEL_RUNS ?? 100);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000_000);
/** The one run of that seed to be repeated, as a failure names it. */
const { MODEL_PATH: PATH } = process.env;
/** No run takes so long. Milliseconds. */
const LONGEST_RUN = 20_000;

let model: ModelWorld;

beforeAll(async () => {
  model = await createModelWorld();
}, 120_000);
afterAll(() => model.close());

it(
  'whatever happens in whatever order, orders end as they should (I1–I9, I12, I14, I15)',
  async () => {
    const ends = new Map<string, number>();
    let story = '';
    const property = anyInterleavingEndsWell(model, {
      failed: (told) => {
        story = told;
      },
      ended: (state) => ends.set(state, (ends.get(state) ?? 0) + 1),
    });
    const result = await fc.check(property, {
      numRuns: RUNS,
      seed: SEED,
      ...(PATH !== undefined && { path: PATH }),
      endOnFailure: true,
    });
    const counted = [...ends].sort().map(([state, count]) => `${count} ${state}`);
    process.stderr.write(
      `model: ${result.numRuns} runs from seed ${SEED}: ${counted.join(', ')}\n`,
    );
    if (result.failed) {
      const error = result.errorInstance;
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      throw new Error(`${fc.defaultReportMessage(result)}\n${story}\n${why}`);
    }
  },
  RUNS * LONGEST_RUN,
);
