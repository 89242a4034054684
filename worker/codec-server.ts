import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { readEnvironment } from '../platform/env.ts';
import type { Environment } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import type { Logger } from '../platform/logger.ts';
import { createPayloadCodec, parsePayloadKeys } from '../platform/temporal/payload-codec.ts';
import type { Payload, PayloadCodec } from '@temporalio/common';

const LARGEST_BODY = 4 * 1024 * 1024;

interface JsonPayload {
  metadata?: Record<string, string>;
  data?: string;
}

/**
 * Lets the Temporal Web UI show what is encrypted: it decodes, never encodes; one origin may ask; the namespace must be
 * ours; with `CODEC_TOKEN` set, only who brings it. Every request is logged, without what it held.
 */
export function createCodecServer(environment: Environment, logger: Logger): Server {
  const codec = createPayloadCodec(parsePayloadKeys(environment.PAYLOAD_KEYS));
  const allowedOrigin =
    environment.CODEC_ALLOWED_ORIGIN ?? `http://localhost:${environment.TEMPORAL_UI_PORT}`;
  return createServer((request, response) => {
    answer(request, response, { environment, codec, allowedOrigin }).then(
      (status) => logger.info({ status, path: request.url?.split('?')[0] }, 'codec request'),
      (error: unknown) => {
        logger.warn(
          { errorName: error instanceof Error ? error.name : 'unknown' },
          'codec request failed',
        );
        if (!response.headersSent) response.writeHead(400);
        response.end();
      },
    );
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: { environment: Environment; codec: PayloadCodec; allowedOrigin: string },
): Promise<number> {
  const end = (status: number, body = '') => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    return status;
  };
  if (request.url === '/healthz') return end(200, '{}');
  if (request.headers.origin !== context.allowedOrigin) return end(403);
  response.setHeader('access-control-allow-origin', context.allowedOrigin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-headers', 'content-type,x-namespace,authorization');
  response.setHeader('access-control-allow-methods', 'POST');
  if (request.method === 'OPTIONS') return end(204);
  if (request.method !== 'POST' || request.url !== '/decode') return end(404);
  if (request.headers['x-namespace'] !== context.environment.TEMPORAL_NAMESPACE) return end(403);
  if (!isAuthorised(request, context.environment.CODEC_TOKEN)) return end(401);

  const body = await readBody(request);
  if (body === null) return end(413);
  const { payloads = [] } = JSON.parse(body) as { payloads?: JsonPayload[] };
  const decoded = await context.codec.decode(payloads.map(fromJson));
  return end(200, JSON.stringify({ payloads: decoded.map(toJson) }));
}

function isAuthorised(request: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return true;
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** @returns null when it is too large; the rest is read and dropped, so that the answer arrives */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size > LARGEST_BODY ? null : Buffer.concat(chunks).toString('utf8');
}

function fromJson({ metadata = {}, data = '' }: JsonPayload): Payload {
  return {
    metadata: Object.fromEntries(
      Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value, 'base64')]),
    ),
    data: Buffer.from(data, 'base64'),
  };
}

function toJson({ metadata, data }: Payload): JsonPayload {
  return {
    metadata: Object.fromEntries(
      Object.entries(metadata ?? {}).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    ),
    data: Buffer.from(data ?? new Uint8Array()).toString('base64'),
  };
}

if (import.meta.main) {
  const environment = readEnvironment(process.env);
  const logger = createLogger('codec', environment.LOG_LEVEL);
  if (environment.NODE_ENV === 'production' && environment.CODEC_TOKEN === undefined) {
    console.error('CODEC_TOKEN: must be set in production');
    process.exit(1);
  }
  const server = createCodecServer(environment, logger);
  server.listen(environment.CODEC_PORT, environment.HOST, () => {
    logger.info({ port: environment.CODEC_PORT }, 'codec server is ready');
  });
  const stop = () => server.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
