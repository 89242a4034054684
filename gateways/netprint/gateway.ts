import { answersOf, callPrintNetwork } from '../print/call.ts';
import type { PrintAnswer, PrintCall } from '../print/call.ts';
import { documentNameOf } from '../print/document-name.ts';
import { PrintNetworkUnavailable, PrintRefusal } from '../print/port.ts';
import type { PrintGateway, PrintRegistration, PrintStatus } from '../print/port.ts';
import { removeAndCount } from '../print/removal.ts';
import { singleFlight } from '../print/single-flight.ts';
import { readAllFiles } from './files.ts';
import { sharedLoad } from './shared-load.ts';
import {
  fileListSchema,
  informationSchema,
  readNetprintTime,
  refusalSchema,
  registrationSchema,
} from './wire.ts';
import type { NetprintFile } from './wire.ts';

export interface NetprintOptions {
  /** e.g. `https://api-s.printing.ne.jp`; the path `/usr/webservice/api/` is added. */
  baseUrl: string;
  user: string;
  password: string;
  /** Milliseconds a single call may take. */
  timeoutMs?: number;
}

const network = 'netprint';
const { expectSuccess, understand } = answersOf(network);

/**
 * 7-Eleven's copiers through the account Web API of netprint. See wire.ts for what of it is
 * confirmed. `jobRef` is the access key, which is also the code.
 *
 * One list of files serves the whole account, so questions that come together share one reading.
 */
export function createNetprintGateway(options: NetprintOptions): PrintGateway {
  const { user, password, timeoutMs = 15_000 } = options;
  const base = `${options.baseUrl.replace(/\/+$/, '')}/usr/webservice/api/core`;
  const authorization = Buffer.from(`${user}%${password}%4`, 'utf8').toString('base64');
  const onlyOnce = singleFlight<{ jobRef: string }>();

  const call = (part: Pick<PrintCall, 'operation' | 'method' | 'body'> & { path: string }) =>
    callPrintNetwork({
      network,
      operation: part.operation,
      method: part.method,
      url: `${base}/${part.path}`,
      headers: { 'X-NPS-Authorization': authorization },
      body: part.body,
      timeoutMs,
    });

  const files = sharedLoad(async () => {
    const all = await readAllFiles(async (fromCount, showCount) => {
      const path = `file?fromCount=${fromCount}&showCount=${showCount}`;
      const answer = await call({ operation: 'list files', method: 'GET', path });
      return understand('list files', answer, fileListSchema).fileList;
    });
    if (!all) throw new PrintNetworkUnavailable(network, 'list files: the list kept changing');
    return all;
  });

  async function register(input: PrintRegistration): Promise<{ jobRef: string }> {
    const name = documentNameOf(input.idempotencyKey);
    const earlier = (await files()).find((file) => file.fileName === name);
    if (earlier) return { jobRef: earlier.accessKey };

    const body = new FormData();
    body.set('paperSize', '0');
    body.set('colorMode', input.colour === 'colour' ? '1' : '2');
    body.set('margin', '0');
    body.set('fileBody', new Blob([Uint8Array.from(input.pdf)], { type: 'application/pdf' }), name);
    const answer = await call({ operation: 'register', method: 'POST', path: 'file', body });
    if ([400, 413, 415, 422].includes(answer.status)) {
      throw new PrintRefusal(network, refusalReason(answer));
    }
    return { jobRef: understand('register', answer, registrationSchema).accessKey };
  }

  return {
    network,
    register: (input) => onlyOnce(input.idempotencyKey, () => register(input)),

    async status(jobRef) {
      const file = (await files()).find(({ accessKey }) => accessKey === jobRef);
      return file ? statusOf(file) : { state: 'gone', printedCount: null };
    },

    /** Removes everything under the document's name: a repeated registration may have left a twin. */
    async remove(jobRef) {
      let left: NetprintFile[] = [];
      return removeAndCount({
        printedCount: async () => {
          const all = await files();
          const name = all.find((file) => file.accessKey === jobRef)?.fileName;
          left = all.filter((file) => file.fileName === name);
          if (left.length === 0) return null;
          return left.reduce((sum, file) => sum + file.printCount, 0);
        },
        remove: async () => {
          for (const { accessKey } of left) {
            const path = `file/${encodeURIComponent(accessKey)}`;
            const answer = await call({ operation: 'remove', method: 'DELETE', path });
            if (answer.status !== 404) expectSuccess('remove', answer);
          }
        },
      });
    },

    // The number is typed at 7-Eleven; the network hands out no picture of it.
    codeImage: () => Promise.resolve(null),

    async maintenance() {
      const answer = await call({
        operation: 'information',
        method: 'GET',
        path: 'information',
      });
      const { maintenance } = understand('information', answer, informationSchema);
      if (!maintenance) return { status: 'available', until: null };
      return { status: maintenance.status, until: readNetprintTime(maintenance.endDate) };
    },
  };
}

function statusOf(file: NetprintFile): PrintStatus {
  if (file.status >= 1000) return { state: 'failed', reason: String(file.status) };
  if (file.status !== 0) return { state: 'processing' };
  return {
    state: 'ready',
    code: file.accessKey,
    expiresAt: endOfMinute(readNetprintTime(file.endDate)),
    printedCount: file.printCount,
  };
}

/** netprint names the last minute in which a document prints; we count half-open, to the instant when it is over. */
function endOfMinute(last: Date | null): Date | null {
  return last && new Date(last.getTime() + 60_000);
}

function refusalReason(answer: PrintAnswer): string {
  const { resultCode, message } = refusalSchema.safeParse(answer.body).data ?? {};
  return [resultCode ?? answer.status, message?.slice(0, 200)].filter(Boolean).join(' ');
}
