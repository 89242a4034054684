import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../platform/env.ts';
import { aomine } from '../prisma/profiles/aomine.ts';
import { mukono } from '../prisma/profiles/mukono.ts';
import { rakuo } from '../prisma/profiles/rakuo.ts';
import { OTHERS, startDirectoryWorld } from '../tests/support/directory.ts';
import type { DirectoryWorld } from '../tests/support/directory.ts';
import { createDirectories } from './directories.ts';

let world: DirectoryWorld;
let folder: string;
let caFile: string;
beforeAll(async () => {
  world = await startDirectoryWorld();
  folder = mkdtempSync(join(tmpdir(), 'directories-'));
  caFile = join(folder, 'authority.pem');
  writeFileSync(caFile, world.directory.authorityPem);
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => world.forget());

const university = (code: string, profile: typeof aomine) => ({
  universityId: '0b2f9f6e-0000-8000-8000-000000000001',
  code,
  profile,
});
const common = () => ({
  LDAP_URL: world.directory.ldapsUrl,
  LDAP_CA_FILE: caFile,
  LDAP_BIND_PASSWORD: 'service secret',
});

describe('the directory of a university (R-027, X-08)', () => {
  it('is the common one where it has none of its own, with its own place in it', async () => {
    const directoryOf = createDirectories(readEnvironment(common()));
    const asked = { userId: 'a2401001', password: 'correct horse' };
    expect((await directoryOf(university('aomine', aomine)).authenticate(asked)).kind).toBe(
      'accepted',
    );
    expect(world.recorded().every(({ isSecure }) => isSecure)).toBe(true);
    // The common account may not read there.
    expect(await directoryOf(university('mukono', mukono)).authenticate(asked)).toMatchObject({
      reason: 'misconfigured',
    });
  });

  it('is its own where the environment names it', async () => {
    const own = {
      url: world.directory.ldapUrl,
      startTls: true,
      caFile,
      bindDn: OTHERS.bindDn,
      bindPassword: OTHERS.bindPassword,
    };
    const directoryOf = createDirectories(
      readEnvironment({ ...common(), LDAP_DIRECTORIES: JSON.stringify({ mukono: own }) }),
    );
    const answer = async (code: string, profile: typeof aomine) => {
      const asked = { userId: 'a2401001', password: 'namesake' };
      return (await directoryOf(university(code, profile)).authenticate(asked)).kind;
    };
    expect(await answer('mukono', mukono)).toBe('accepted');
    expect(await answer('aomine', aomine)).toBe('rejected');
    expect(world.recorded().every(({ isSecure }) => isSecure)).toBe(true);
  });

  it('is nowhere for a university whose students sign in another way', async () => {
    const directoryOf = createDirectories(readEnvironment(common()));
    const asked = { userId: 'a2401001', password: 'correct horse' };
    expect(await directoryOf(university('rakuo', rakuo)).authenticate(asked)).toMatchObject({
      kind: 'unavailable',
      reason: 'misconfigured',
    });
    expect(world.operations()).toEqual([]);
  });

  it('is asked by four at a time, by the others in their turn', async () => {
    const directory = createDirectories(readEnvironment(common()))(university('aomine', aomine));
    world.fail({ mode: 'slow', operation: 'user-bind', delayMs: 500, times: 8 });
    const asked = { userId: 'a2401001', password: 'correct horse' };
    const ends: number[] = [];
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const answer = await directory.authenticate(asked);
        ends.push(performance.now());
        return answer.kind;
      }),
    );
    expect(answers).toEqual(Array<string>(8).fill('accepted'));
    const [, , , fourth = 0, fifth = 0] = ends.toSorted((one, other) => one - other);
    expect(fifth - fourth).toBeGreaterThan(400);
  });

  it('keeps nobody waiting for long while it is slow itself', async () => {
    const directory = createDirectories(readEnvironment(common()))(university('aomine', aomine));
    world.fail({ mode: 'slow', operation: 'service-bind', delayMs: 10_000, times: 4 });
    const asked = { userId: 'a2401001', password: 'correct horse' };
    const kept = Array.from({ length: 4 }, () => directory.authenticate(asked));
    expect(await directory.authenticate(asked)).toEqual({
      kind: 'unavailable',
      reason: 'slow',
      detail: 'too many wait for it',
    });
    expect(await Promise.all(kept)).toEqual(
      Array<object>(4).fill(expect.objectContaining({ reason: 'slow' })),
    );
  });

  it('is not begun with when its authority cannot be read', () => {
    const missing = join(folder, 'missing.pem');
    expect(() =>
      createDirectories(readEnvironment({ ...common(), LDAP_CA_FILE: missing })),
    ).toThrow(/missing\.pem/);
  });
});
