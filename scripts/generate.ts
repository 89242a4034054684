// Generates the Prisma client into prisma/generated; runs after every install (`postinstall`).
// Quick when neither the schema nor Prisma has changed since the last time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const generated = join(root, 'prisma', 'generated');
const stamp = join(generated, '.made-from');

if (import.meta.main) process.exitCode = generate({ force: process.argv.includes('--force') });

/** Returns the exit code of Prisma, 0 when there was nothing to do. */
function generate({ force }: { force: boolean }): number {
  const wanted = fingerprint();
  if (!force && existsSync(join(generated, 'client.ts')) && readStamp() === wanted) return 0;

  const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const run = spawnSync(process.execPath, [prisma, 'generate', '--no-hints'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      // Generating needs no engine, but without this Prisma looks for one to download.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (run.status !== 0) {
    process.stderr.write(`The Prisma client could not be generated.\n${run.stdout}${run.stderr}`);
    return run.status ?? 1;
  }
  writeFileSync(stamp, wanted);
  process.stdout.write('Prisma client generated.\n');
  return 0;
}

function fingerprint(): string {
  return createHash('sha256')
    .update(readFileSync(join(root, 'prisma', 'schema.prisma')))
    .update(readFileSync(join(root, 'node_modules', 'prisma', 'package.json')))
    .digest('hex');
}

function readStamp(): string | undefined {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}
