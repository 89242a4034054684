import { answersOf, callPrintNetwork } from '../print/call.ts';
import type { PrintAnswer, PrintCall } from '../print/call.ts';
import { documentNameOf } from '../print/document-name.ts';
import { PrintRefusal } from '../print/port.ts';
import type { PrintGateway, PrintRegistration, PrintStatus } from '../print/port.ts';
import { removeAndCount } from '../print/removal.ts';
import { documentSchema, refusalSchema, serviceSchema } from './wire.ts';
import type { CampusDocument } from './wire.ts';

export interface CampusPrinterOptions {
  /** The path `/v1/` is added. */
  baseUrl: string;
  key: string;
  /** Milliseconds a single call may take. */
  timeoutMs?: number;
}

const network = 'campus-printer';
const { expectSuccess, understand } = answersOf(network);

/**
 * A university's own machine for certificates (発行機), through the contract of docs/providers/campus-printer.md.
 * A document is put under our own name, so a repeat is the same document; `jobRef` is that name.
 */
export function createCampusPrinterGateway(options: CampusPrinterOptions): PrintGateway {
  const { key, timeoutMs = 15_000 } = options;
  const base = `${options.baseUrl.replace(/\/+$/, '')}/v1`;

  const call = (
    part: Pick<PrintCall, 'operation' | 'method' | 'body'> & { path: string; type?: string },
  ): Promise<PrintAnswer> =>
    callPrintNetwork({
      network,
      operation: part.operation,
      method: part.method,
      url: `${base}/${part.path}`,
      headers: {
        Authorization: `Bearer ${key}`,
        ...(part.type === undefined ? {} : { 'Content-Type': part.type }),
      },
      body: part.body,
      timeoutMs,
    });
  const pathOf = (name: string) => `documents/${encodeURIComponent(name)}`;

  /** Null when the machine has no such document. */
  async function documentOf(name: string): Promise<CampusDocument | null> {
    const answer = await call({ operation: 'ask', method: 'GET', path: pathOf(name) });
    return answer.status === 404 ? null : understand('ask', answer, documentSchema);
  }

  async function register(input: PrintRegistration): Promise<{ jobRef: string }> {
    const name = documentNameOf(input.idempotencyKey);
    const query = new URLSearchParams({
      group: input.group,
      colour: input.colour,
      copies: String(input.copies),
      expires_at: input.expiresAt.toISOString(),
    });
    const answer = await call({
      operation: 'register',
      method: 'PUT',
      path: `${pathOf(name)}?${query.toString()}`,
      type: 'application/pdf',
      body: Uint8Array.from(input.pdf),
    });
    if ([400, 413, 415, 422].includes(answer.status)) {
      const { reason } = refusalSchema.safeParse(answer.body).data ?? {};
      throw new PrintRefusal(network, reason?.slice(0, 200) ?? String(answer.status));
    }
    understand('register', answer, documentSchema);
    return { jobRef: name };
  }

  return {
    network,
    register,

    async status(jobRef) {
      const document = await documentOf(jobRef);
      return document ? statusOf(document) : { state: 'gone', printedCount: null };
    },

    remove: (jobRef) =>
      removeAndCount({
        printedCount: async () => (await documentOf(jobRef))?.printed ?? null,
        remove: async () => {
          const answer = await call({
            operation: 'remove',
            method: 'DELETE',
            path: pathOf(jobRef),
          });
          if (answer.status !== 404) expectSuccess('remove', answer);
        },
      }),

    codeImage: () => Promise.resolve(null),

    async maintenance() {
      const answer = await call({ operation: 'service', method: 'GET', path: 'service' });
      const { status, until } = understand('service', answer, serviceSchema);
      return { status, until: until ? new Date(until) : null };
    },
  };
}

function statusOf(document: CampusDocument): PrintStatus {
  const { state, code, printed, expires_at: expiresAt, reason } = document;
  if (state === 'failed') return { state, reason: reason ?? 'failed' };
  if (state === 'processing') return { state };
  return { state, code, expiresAt: new Date(expiresAt), printedCount: printed };
}
