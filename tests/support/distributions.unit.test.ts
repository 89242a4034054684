import { differences, timeAnswers } from './distributions.ts';
import type { Answered } from './distributions.ts';

/** Times around 600 ms with a tail, the same on every run. */
function sample(seed: number, change: Partial<Answered> = {}, slowerBy = 0): Answered[] {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Array.from({ length: 25 }, () => ({
    status: 400,
    length: 5000,
    milliseconds: 600 + slowerBy + 4 * next() + (next() < 0.1 ? 80 * next() : 0),
    ...change,
  }));
}

it('finds nothing between samples of one distribution', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    expect(
      differences({ a: sample(seed), b: sample(seed + 1000), c: sample(seed + 9 ** 5) }),
    ).toEqual([]);
  }
});

it.each<[string, Answered[]]>([
  ['status', sample(2, { status: 404 })],
  ['length', sample(2, { length: 5001 })],
  ['one other length', [...sample(2), ...sample(2, { length: 4000 }).slice(0, 1)]],
  ['five milliseconds more', sample(2, {}, 5)],
  ['five milliseconds less', sample(2, {}, -5)],
  ['fifty milliseconds more, half of the time', [...sample(2), ...sample(2, {}, 50).slice(0, 26)]],
])('finds %s', (_what, other) => {
  expect(differences({ a: sample(1), b: other })).toHaveLength(1);
});

it('asks everything once a round, each kind in each place', async () => {
  const asked: string[] = [];
  const attempt = (kind: string) => async () => {
    asked.push(kind);
    return { status: 200, html: kind };
  };
  const answers = await timeAnswers(
    { a: attempt('a'), b: attempt('b'), c: attempt('c') },
    { rounds: 6, before: async () => void asked.push('|') },
  );
  expect(asked.join('')).toBe('|cba|abc|acb|cab|cba|bca|bac');
  expect(answers.a).toHaveLength(6);
  expect(answers.b[0]).toMatchObject({ status: 200, length: 1 });
});
