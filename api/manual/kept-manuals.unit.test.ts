import { aomine } from '../../prisma/profiles/aomine.ts';
import type { ManualFacts } from './content.ts';
import { keepManuals } from './kept-manuals.ts';
import { writeManual } from './write-manual.ts';

const facts: ManualFacts = {
  code: 'aomine',
  profile: aomine,
  userType: 'student',
  locale: 'en',
  now: new Date('2026-11-21T06:30:00Z'),
  session: { idleSeconds: 1800, longestSeconds: 28_800 },
};

/** Draws nothing, and counts. */
function counter({ failing = 0 } = {}) {
  let drawn = 0;
  const read = keepManuals(async () => {
    drawn += 1;
    if (drawn <= failing) throw new Error('no paper');
    return new Uint8Array([drawn]);
  });
  const ask = (changes: Partial<ManualFacts> = {}) => {
    const asked = { ...facts, ...changes };
    return read(asked, () => writeManual(asked));
  };
  return { ask, drawn: () => drawn };
}

describe('manuals as files', () => {
  it('are drawn once for all who read the same, also at the same time', async () => {
    const { ask, drawn } = counter();
    await Promise.all([ask(), ask(), ask()]);
    expect(await ask()).toEqual(new Uint8Array([1]));
    expect(drawn()).toBe(1);
  });

  it('are drawn anew for another language, day, university or edition', async () => {
    const { ask, drawn } = counter();
    await ask();
    await ask({ locale: 'ja' });
    await ask({ now: new Date('2026-11-21T15:00:00Z') });
    await ask({ code: 'other' });
    await ask({ profile: { ...aomine, edition: '12.3.0' } });
    expect(drawn()).toBe(5);
  });

  it('are tried again after a failure', async () => {
    const { ask } = counter({ failing: 1 });
    await expect(ask()).rejects.toThrow('no paper');
    expect(await ask()).toEqual(new Uint8Array([2]));
  });

  it('are forgotten, the oldest first, when there are many', async () => {
    const { ask, drawn } = counter();
    for (let other = 0; other <= 40; other += 1) await ask({ code: `university-${other}` });
    await ask({ code: 'university-40' });
    expect(drawn()).toBe(41);
    await ask({ code: 'university-0' });
    expect(drawn()).toBe(42);
  });
});
