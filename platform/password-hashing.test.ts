import { createPasswordHashing } from './password-hashing.ts';

describe('passwords that this service keeps', () => {
  const passwords = createPasswordHashing();

  it('are kept as argon2id, salted, with 46 MiB each', async () => {
    const [one, two] = await Promise.all([
      passwords.hash('Same7word'),
      passwords.hash('Same7word'),
    ]);
    expect(one).toMatch(
      /^\$argon2id\$v=19\$(?=.*m=47104)(?=.*t=1)(?=.*p=1)[^$]+\$[\w+/]{22,}\$[\w+/]+$/,
    );
    expect(two).not.toBe(one);
    expect(one).not.toContain('Same7word');
  });

  it('are recognised, and no other', async () => {
    const known = await passwords.hash('パスワード Right7');
    expect(await passwords.verify(known, 'パスワード Right7')).toBe(true);
    for (const other of ['パスワード right7', 'パスワード Right7 ', '', '\0']) {
      expect(await passwords.verify(known, other)).toBe(false);
    }
  });

  it('are nobody’s where none is set, not even the one that is hashed in its place', async () => {
    for (const typed of ['', 'nobody has this password', 'Right7word']) {
      expect(await passwords.verify(null, typed)).toBe(false);
    }
  });

  it('take as long to refuse where none is set', async () => {
    const known = await passwords.hash('Right7word');
    const times: Record<'set' | 'unset', number[]> = { set: [], unset: [] };
    for (let round = 0; round < 9; round += 1) {
      for (const [name, hash] of [
        ['set', known],
        ['unset', null],
      ] as const) {
        const since = performance.now();
        await passwords.verify(hash, 'Wrong7word');
        times[name].push(performance.now() - since);
      }
    }
    // The quickest of each is the one that nothing disturbed.
    const [set, unset] = [Math.min(...times.set), Math.min(...times.unset)];
    expect(set).toBeGreaterThan(10);
    expect(unset / set).toBeGreaterThan(0.6);
    expect(unset / set).toBeLessThan(1.6);
  });
});
