// Temporal's development server on this machine: the real server with its Web UI and a database file.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchAttributeKey } from '@temporalio/common/lib/search-attributes.js';
import type { SearchAttributeType } from '@temporalio/common';
import { Connection } from '@temporalio/client';
import { isListening } from './free-port.ts';
import { end, guard, identify, lastLines } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';

export interface TemporalOptions {
  executable: string;
  /** Holds `temporal.db` and `temporal.log`. */
  folder: string;
  port: number;
  uiPort: number;
  namespace: string;
  /** Where the Web UI has payloads decoded. */
  codecUrl: string;
  searchAttributes: SearchAttributeKey<SearchAttributeType>[];
}

export interface TemporalServer {
  process: ProcessIdentity;
  address: string;
  uiUrl: string;
  stop(): Promise<void>;
}

/** Spelled as the command line wants it. */
const TYPE_NAMES: Record<SearchAttributeType, string> = {
  TEXT: 'Text',
  KEYWORD: 'Keyword',
  INT: 'Int',
  DOUBLE: 'Double',
  BOOL: 'Bool',
  DATETIME: 'Datetime',
  KEYWORD_LIST: 'KeywordList',
};

/** @throws Error with the last lines of its log when it does not come up */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const log = join(options.folder, 'temporal.log');
  const output = openSync(log, 'w');
  const address = `127.0.0.1:${options.port}`;
  const child = spawn(
    options.executable,
    [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port)],
      ...['--ui-ip', '127.0.0.1', '--ui-port', String(options.uiPort)],
      ...['--ui-codec-endpoint', options.codecUrl],
      ...['--db-filename', join(options.folder, 'temporal.db')],
      ...['--namespace', options.namespace, '--log-level', 'error'],
      ...options.searchAttributes.flatMap(({ name, type }) => [
        '--search-attribute',
        `${name}=${TYPE_NAMES[type]}`,
      ]),
    ],
    { detached: true, stdio: ['ignore', output, output] },
  );
  closeSync(output);
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code) => (failure ??= `it ended with ${code}`));
  child.unref();

  const until = performance.now() + 30_000;
  while (!(
    (await isListening(options.port)) && (await describesNamespace(address, options.namespace))
  )) {
    if (failure !== undefined || performance.now() > until) {
      child.kill('SIGKILL');
      throw new Error(
        `Temporal did not start: ${failure ?? 'not ready after 30 s'}\n${lastLines(readFileSync(log, 'utf8'))}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const identity = identify('Temporal', child.pid ?? 0);
  if (!identity) throw new Error('Temporal ended as soon as it was ready.');
  const guarded = guard(identity.pid, 'TERM');
  return {
    process: identity,
    address,
    uiUrl: `http://127.0.0.1:${options.uiPort}`,
    async stop() {
      await end(identity, 'SIGTERM', 1_500);
      guarded.dismiss();
    },
  };
}

async function describesNamespace(address: string, namespace: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 500 });
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
