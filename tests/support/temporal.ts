// The one place that makes Temporal environments for tests: when the time-skipping server is replaced by the real
// server's own time skipping, this file changes and no test does.
import type { DataConverter, SearchAttributeType } from '@temporalio/common';
import type { SearchAttributeKey } from '@temporalio/common/lib/search-attributes.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { readEnvironment } from '../../platform/env.ts';
import { addSearchAttributes } from '../../platform/temporal/search-attributes.ts';
import { findTemporal } from '../../scripts/temporal-executable.ts';
import { findTestServer } from '../../scripts/test-server.ts';

export interface TestEnvironmentOptions {
  /** The product's converter (encryption); give the same to the worker. */
  dataConverter?: DataConverter;
}

export interface DevServerOptions extends TestEnvironmentOptions {
  searchAttributes?: SearchAttributeKey<SearchAttributeType>[];
}

/** Fetches or builds what is missing: before the tests of a run, for it may take longer than a test may. */
export async function prepareTimeSkipping(): Promise<string> {
  const { CACHE_DIR: cacheFolder, PATH: path } = machine();
  return findTestServer({ cacheFolder, path, say });
}

/** The same for the real server. */
export async function prepareDevServer(): Promise<string> {
  const { CACHE_DIR: cacheFolder, PATH: path, TEMPORAL_CLI_PATH: cliPath } = machine();
  return findTemporal({ cliPath, cacheFolder, path, say });
}

/**
 * A server whose clock jumps to the next timer while `handle.result()` is awaited or `environment.sleep()` is called
 * (not while an update is awaited). One clock for the whole environment: its tests run one after the other.
 * Call `environment.teardown()` in `afterAll`.
 */
export async function createTimeSkippingEnvironment(
  options: TestEnvironmentOptions = {},
): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const executable = await prepareTimeSkipping();
  const environment = await startedInTime(() =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: executable } },
      client: clientOptions(options),
    }),
  );
  await addSearchAttributes(environment.connection, 'default', { known: [] });
  return environment;
}

/** The SDK gives a server five seconds to start; a Java machine on a busy processor may need more than one such span. */
async function startedInTime<T>(start: () => Promise<T>, attempts = 4): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const isSlow = error instanceof Error && error.message.includes('did not start within');
    if (!isSlow || attempts === 1) throw error;
    return startedInTime(start, attempts - 1);
  }
}

/** The real server on a free port, in memory. Call `environment.teardown()` in `afterAll`. */
export async function createDevServerEnvironment(
  options: DevServerOptions = {},
): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const executable = await prepareDevServer();
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: executable },
      searchAttributes: options.searchAttributes,
    },
    client: clientOptions(options),
  });
}

function clientOptions({ dataConverter }: TestEnvironmentOptions) {
  return dataConverter === undefined ? {} : { dataConverter };
}

function machine() {
  const { CACHE_DIR, TEMPORAL_CLI_PATH } = readEnvironment({ ...process.env, NODE_ENV: 'test' });
  return { CACHE_DIR, TEMPORAL_CLI_PATH, PATH: process.env.PATH };
}

/** Only what takes long is worth a line in a test's output. */
function say(line: string): void {
  if (!/\((from the cache|on PATH|TEMPORAL_CLI_PATH)\)/.test(line)) {
    process.stderr.write(`${line}\n`);
  }
}

let installed = false;

function quietRuntime(): void {
  if (installed) return;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
    },
  });
  installed = true;
}
