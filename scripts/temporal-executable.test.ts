import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporal } from './temporal-executable.ts';
import type { ExecutableOptions } from './temporal-executable.ts';

let cacheFolder: string;
let said: string[];

beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'temporal-cache-'));
  said = [];
});

afterEach(() => rmSync(cacheFolder, { recursive: true, force: true }));

function executable(file: string, answer = 'temporal version 1'): string {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho ${answer}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** No way leads anywhere, unless a test opens one. */
function find(options: Partial<ExecutableOptions> = {}): Promise<string> {
  return findTemporal({
    cacheFolder,
    path: '',
    say: (line) => said.push(line),
    download: () => Promise.reject(new Error('no internet')),
    build: () => Promise.reject(new Error('no Go')),
    ...options,
  });
}

const cached = () => join(cacheFolder, 'temporal', 'temporal');

it('takes TEMPORAL_CLI_PATH before anything else, and says so', async () => {
  const mine = executable(join(cacheFolder, 'mine', 'temporal'));
  const onPath = executable(join(cacheFolder, 'bin', 'temporal'));
  expect(await find({ cliPath: mine, path: join(onPath, '..') })).toBe(mine);
  expect(said.join()).toContain('TEMPORAL_CLI_PATH');
});

it('does not go on past a TEMPORAL_CLI_PATH that is wrong', async () => {
  executable(cached());
  await expect(find({ cliPath: join(cacheFolder, 'nothing') })).rejects.toThrow(
    /TEMPORAL_CLI_PATH is .*nothing, which is not there/,
  );
});

it('takes temporal on PATH before the cache', async () => {
  const onPath = executable(join(cacheFolder, 'bin', 'temporal'));
  executable(cached());
  expect(await find({ path: `/nowhere:${join(onPath, '..')}` })).toBe(onPath);
});

it('downloads once and finds it in the cache from then on', async () => {
  let downloads = 0;
  const download = async (folder: string) => {
    downloads += 1;
    executable(join(folder, 'temporal-cli-1.2.3'));
  };
  expect(await find({ download })).toBe(cached());
  expect(await find({ download })).toBe(cached());
  expect(downloads).toBe(1);
});

it('builds where the download does not work', async () => {
  const build = (folder: string) => Promise.resolve(executable(join(folder, 'bin', 'temporal')));
  expect(await find({ build })).toBe(cached());
  expect(said.join('\n')).toContain('the official download did not work: no internet');
});

it('fills the cache once when two processes want it at the same time', async () => {
  let downloads = 0;
  const download = async (folder: string) => {
    downloads += 1;
    executable(join(folder, 'temporal-cli'));
  };
  await Promise.all([find({ download }), find({ download })]);
  expect(downloads).toBe(1);
});

it('says that a cached file is damaged, and makes it anew', async () => {
  const download = async (folder: string) => void executable(join(folder, 'temporal-cli'));
  await find({ download });
  writeFileSync(cached(), '#!/bin/sh\necho cut o');
  expect(await find({ download })).toBe(cached());
  expect(said.join('\n')).toMatch(/is damaged \(it has 20 bytes instead of \d+\)/);

  writeFileSync(`${cached()}.json`, '{}');
  executable(cached(), 'x; exit 3');
  await find({ download });
  expect(said.join('\n')).toMatch(/is damaged \(.* ended with 3/);
});

it('does not keep a download that does not run', async () => {
  const download = async (folder: string) => void executable(join(folder, 'cli'), 'x; exit 3');
  await expect(find({ download })).rejects.toThrow('what came does not run');
  expect(existsSync(cached())).toBe(false);
});

it('names every way when none is open', async () => {
  await expect(find()).rejects.toThrow(
    /TEMPORAL_ADDRESS[\s\S]*TEMPORAL_CLI_PATH[\s\S]*temporal\.download[\s\S]*Go 1\.25[\s\S]*no internet[\s\S]*no Go/,
  );
});
