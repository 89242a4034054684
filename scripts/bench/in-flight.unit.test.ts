import { completionRate } from './in-flight.ts';

it('keeps as many under way as allowed, and counts while it does', async () => {
  let [now, most, done] = [0, 0, 0];
  const rate = await completionRate({ count: 40, inFlight: 4 }, async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 10));
    now -= 1;
    done += 1;
  });
  expect([most, done]).toEqual([4, 40]);
  // 4 every 10 ms or more: never faster, however busy the machine is.
  expect(rate).toBeGreaterThan(0);
  expect(rate).toBeLessThanOrEqual(450);
});

it('refuses to speak of a flow where there is none', async () => {
  await expect(completionRate({ count: 2, inFlight: 2 }, async () => {})).rejects.toThrow(
    RangeError,
  );
});
