import { readAllFiles } from './files.ts';
import { sharedLoad } from './shared-load.ts';
import { readNetprintTime } from './wire.ts';
import type { NetprintFile } from './wire.ts';

const file = (accessKey: string): NetprintFile => ({
  accessKey,
  fileName: `${accessKey}.pdf`,
  status: 0,
  printCount: 0,
});
const keys = (files: NetprintFile[] | null): string[] | undefined =>
  files?.map(({ accessKey }) => accessKey);

describe('reading the whole file list', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('reads each of %i files once', async (count) => {
    const all = Array.from({ length: count }, (_, index) => file(`F${index}`));
    const read = await readAllFiles(async (from, show) => all.slice(from - 1, from - 1 + show), 3);
    expect(read).toEqual(all);
  });

  it('misses nothing when a file vanishes between two pages', async () => {
    let all = ['A', 'B', 'C', 'D', 'E'].map(file);
    let pages = 0;
    const read = await readAllFiles(async (from, show) => {
      const page = all.slice(from - 1, from - 1 + show);
      pages += 1;
      if (pages === 1) all = all.filter(({ accessKey }) => accessKey !== 'A');
      return page;
    }, 3);
    expect(keys(read)).toEqual(['B', 'C', 'D', 'E']);
  });

  it('gives up on a list that never holds still', async () => {
    let turn = 0;
    const read = await readAllFiles(async () => {
      turn += 1;
      return [file(`A${turn}`), file(`B${turn}`)];
    }, 2);
    expect(read).toBeNull();
    expect(turn).toBe(10);
  });
});

describe('a shared load', () => {
  it('is never older than the question, and runs once for all who ask meanwhile', async () => {
    let loads = 0;
    let truth = 'old';
    const release: (() => void)[] = [];
    const ask = sharedLoad(async () => {
      loads += 1;
      const seen = truth;
      await new Promise<void>((resolve) => release.push(resolve));
      return seen;
    });
    const first = ask();
    await Promise.resolve();
    expect(loads).toBe(1);
    truth = 'new';
    const later = [ask(), ask(), ask()];
    release.shift()?.();
    expect(await first).toBe('old');
    await new Promise((resolve) => setImmediate(resolve));
    release.shift()?.();
    expect(await Promise.all(later)).toEqual(['new', 'new', 'new']);
    expect(loads).toBe(2);
  });

  it('goes on after a load that failed', async () => {
    let loads = 0;
    const ask = sharedLoad(async () => {
      loads += 1;
      if (loads === 1) throw new Error('down');
      return loads;
    });
    await expect(ask()).rejects.toThrow('down');
    expect(await ask()).toBe(2);
  });
});

it("reads netprint's times as Japan time", () => {
  expect(readNetprintTime('2026/11/28 23:59')?.toISOString()).toBe('2026-11-28T14:59:00.000Z');
  for (const text of [null, undefined, '', '2026-11-28', '2026/13/40 99:99']) {
    expect(readNetprintTime(text)).toBeNull();
  }
});
