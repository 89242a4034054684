import { createTurns, NoTurn } from './turns.ts';

/** Work that goes on until it is told to end. */
function held() {
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
  };
  const tick = () => new Promise((resolve) => setImmediate(resolve));
  return {
    work,
    most: () => most,
    running: () => running,
    async endNext() {
      ends.shift()?.();
      await tick();
    },
    tick,
  };
}

it('does so much at once and the rest in turn', async () => {
  const inTurn = createTurns(2);
  const { work, most, running, endNext, tick } = held();
  const all = Array.from({ length: 5 }, () => inTurn(work));
  await tick();
  for (const left of [2, 2, 2, 1, 0]) {
    await endNext();
    expect(running()).toBe(left);
  }
  await Promise.all(all);
  expect(most()).toBe(2);
});

it('goes on behind work that fails', async () => {
  const inTurn = createTurns(1);
  const failing = inTurn(async () => Promise.reject(new Error('no')));
  const next = inTurn(async () => 'done');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
  await expect(inTurn(async () => 'again')).resolves.toBe('again');
});

it('gives up waiting, without losing or doubling a place', async () => {
  const inTurn = createTurns(1);
  const { work, most, endNext, tick } = held();
  const first = inTurn(work);
  await tick();
  await expect(inTurn(work, 5)).rejects.toBeInstanceOf(NoTurn);
  const patient = inTurn(work, 10_000);
  await endNext();
  await endNext();
  await Promise.all([first, patient]);
  await expect(inTurn(async () => 'free', 1)).resolves.toBe('free');
  expect(most()).toBe(1);
});
