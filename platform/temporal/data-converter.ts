import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec, parsePayloadKeys } from './payload-codec.ts';

export const FAILURE_CONVERTER_PATH = fileURLToPath(
  new URL('failure-converter.cjs', import.meta.url),
);

/**
 * The one data converter of web, worker, scripts and tests: payloads and failures are encrypted everywhere, so the
 * encrypted path is the one that is always exercised.
 * @param payloadKeys `PAYLOAD_KEYS` of the environment
 */
export function createDataConverter(payloadKeys: string): DataConverter {
  return {
    failureConverterPath: FAILURE_CONVERTER_PATH,
    payloadCodecs: [createPayloadCodec(parsePayloadKeys(payloadKeys))],
  };
}
