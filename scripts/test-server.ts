// Where Temporal's time-skipping test server comes from: the SDK's download, or the same server as a Maven
// artifact, for which `java` and `mvn` are needed. Kept in the user's cache folder.
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock, withProgress } from './servers/cache.ts';
import type { Say } from './servers/cache.ts';
import { findOnPath, lastLines, run } from './servers/processes.ts';

const VERSION = '1.38.0';
const NO_LOGGING_VERSION = '2.0.17';

export interface TestServerOptions {
  /** CACHE_DIR */
  cacheFolder: string;
  /** PATH */
  path?: string;
  say: Say;
  /** Tests replace it: the SDK's own download into a folder. */
  download?: (folder: string) => Promise<void>;
}

/** Neither way leads to a test server; the message names both. */
export class NoTestServer extends Error {
  override name = 'NoTestServer';
}

/** @returns absolute path of an executable that takes a port. @throws NoTestServer */
export async function findTestServer(options: TestServerOptions): Promise<string> {
  const { say } = options;
  const folder = join(options.cacheFolder, `test-server-${VERSION}`);
  return withLock(`${folder}.filling`, say, async () => {
    const executable = join(folder, 'test-server');
    if (existsSync(executable)) {
      if (existsSync(join(folder, 'pom.xml')) && findOnPath('java', options.path) === undefined) {
        throw new NoTestServer('The time-skipping Temporal test server needs `java` on PATH.');
      }
      return executable;
    }
    await rm(folder, { recursive: true, force: true });
    const reasons: string[] = [];
    for (const [way, make] of [
      ['the official download', downloadWith(options)],
      ['Maven', fetchByMaven(options)],
    ] as const) {
      const scratch = await mkdtemp(`${folder}-new-`);
      try {
        say(`Test server: is not there yet; trying ${way}.`);
        await make(scratch);
        await rename(scratch, folder);
        say(`Test server: ${folder} (kept for every later run).`);
        return executable;
      } catch (error) {
        const reason = lastLines(error instanceof Error ? error.message : String(error), 3);
        say(`Test server: ${way} did not work: ${reason}`);
        reasons.push(`  - ${way}: ${reason.replaceAll('\n', '\n    ')}`);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    }
    throw new NoTestServer(
      [
        'There is no time-skipping Temporal test server. Open one of these ways:',
        '  - let this machine reach https://temporal.download',
        '  - install `java` (11 or newer) and `mvn`, which fetch it from Maven Central',
        'What was tried:',
        ...reasons,
      ].join('\n'),
    );
  });
}

function downloadWith({ say, download = downloadBySdk }: TestServerOptions) {
  return async (folder: string): Promise<void> => {
    await withProgress(say, () => 'downloading the test server', download(folder));
    const [file] = await readdir(folder);
    if (file === undefined) throw new Error('nothing was downloaded');
    await rename(join(folder, file), join(folder, 'test-server'));
  };
}

/** The SDK downloads when it starts a server: it is started once and ended. */
async function downloadBySdk(folder: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'cached-download', downloadDir: folder } },
  });
  await environment.teardown();
}

function fetchByMaven({ say, path }: TestServerOptions) {
  return async (folder: string): Promise<void> => {
    const maven = findOnPath('mvn', path);
    if (findOnPath('java', path) === undefined) throw new Error('there is no `java` on PATH');
    if (maven === undefined) throw new Error('there is no `mvn` on PATH');
    const pom = join(folder, 'pom.xml');
    await writeFile(pom, POM);
    const fetching = run(maven, [
      ...['--batch-mode', '--quiet', '--file', pom],
      ...['dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'lib')}`],
    ]);
    await withProgress(say, () => 'fetching the test server with Maven', fetching);
    const executable = join(folder, 'test-server');
    await writeFile(executable, START_SCRIPT);
    await chmod(executable, 0o755);
  };
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>certificate-service</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>${NO_LOGGING_VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** `exec`, for the SDK ends the process it started and no other. */
const START_SCRIPT = `#!/bin/sh
here=$(dirname -- "$0")
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
`;
