import { answersOf, callForImage, callPrintNetwork } from '../print/call.ts';
import type { PrintAnswer, PrintCall } from '../print/call.ts';
import { documentNameOf } from '../print/document-name.ts';
import { PrintNetworkUnavailable, PrintRefusal } from '../print/port.ts';
import type { PrintGateway, PrintRegistration, PrintStatus } from '../print/port.ts';
import { removeAndCount } from '../print/removal.ts';
import { singleFlight } from '../print/single-flight.ts';
import { readJobRef, writeJobRef } from './job-ref.ts';
import type { GuestLogin } from './job-ref.ts';
import { RememberedLogins } from './remembered-logins.ts';
import {
  errorSchema,
  fileListSchema,
  loginSchema,
  maintenanceSchema,
  uploadSchema,
} from './wire.ts';
import type { NetworkPrintFile } from './wire.ts';

export interface NetworkPrintOptions {
  /** e.g. `https://api.networkprint.jp`; the path `/nwpsapi/v2/` is added. */
  baseUrl: string;
  appKey: string;
  /** Milliseconds a single call may take. */
  timeoutMs?: number;
  /** Default: the real one. */
  clock?: () => Date;
}

const network = 'network-print';
const { expectSuccess, understand } = answersOf(network);
const dayMs = 86_400_000;
/** A convenience is not waited for as long as a number. Milliseconds. */
const IMAGE_TIMEOUT = 3_000;

/**
 * FamilyMart's and Lawson's copiers through Sharp's NWPS API v2. See wire.ts for what of it
 * is confirmed.
 *
 * A user number belongs to a guest login and shows all of its documents, so a group has one login: its first document
 * opens it, the others find it in `sibling`. The network cannot be asked for a document without its login: a first
 * registration repeated in this process finds its document again; one repeated after a crash of the process opens a
 * second login. Nobody ever learns the number of the first, and it ends by itself.
 */
export function createNetworkPrintGateway(options: NetworkPrintOptions): PrintGateway {
  const { appKey, timeoutMs = 15_000, clock = () => new Date() } = options;
  const base = `${options.baseUrl.replace(/\/+$/, '')}/nwpsapi/v2`;
  const logins = new RememberedLogins();
  const onlyOnce = singleFlight<{ jobRef: string }>();

  const call = async (
    part: Pick<PrintCall, 'operation' | 'method' | 'body' | 'headers'> & { path: string },
  ): Promise<PrintAnswer> => {
    const { path, ...rest } = part;
    const answer = await callPrintNetwork({ network, url: `${base}${path}`, timeoutMs, ...rest });
    if (answer.status >= 300 && errorCode(answer) === 'M001') {
      throw new PrintNetworkUnavailable(network, `${part.operation}: maintenance`);
    }
    return answer;
  };

  async function logIn(expiresAt: Date): Promise<GuestLogin> {
    const days = Math.max(1, Math.ceil((expiresAt.getTime() - clock().getTime()) / dayMs));
    const answer = await call({
      operation: 'login',
      method: 'POST',
      path: '/loginforguest',
      headers: { 'X-NWPSAppKey': appKey, 'Content-Type': 'application/json' },
      body: JSON.stringify({ expire: days, client: 'certificate-service' }),
    });
    const { token, user_code: userCode } = understand('login', answer, loginSchema);
    return { token, userCode };
  }

  /** All documents of a login; null when the login, and they with it, is no more. */
  async function filesOf({ token }: GuestLogin): Promise<NetworkPrintFile[] | null> {
    const answer = await call({
      operation: 'list files',
      method: 'GET',
      path: '/files?file_type=ALL&offset=0&limit=100',
      headers: { 'X-NWPSToken': token },
    });
    return answer.status === 401 ? null : understand('list files', answer, fileListSchema).files;
  }

  async function register(input: PrintRegistration): Promise<{ jobRef: string }> {
    const key = input.idempotencyKey;
    const name = documentNameOf(key);
    const shared = input.sibling === null ? null : readJobRef(input.sibling);
    const earlier = shared ?? logins.get(key);
    const there = earlier && (await filesOf(earlier));
    const arrived = there?.find((file) => file.file_name === name);
    if (earlier && arrived) return { jobRef: writeJobRef({ ...earlier, fileId: arrived.file_id }) };

    // Alone, a new login each time: what the network still does with an earlier attempt must not show up
    // as a second document behind the number that the person gets. In a shared one `status` removes it.
    const login = shared && there ? shared : await logIn(input.expiresAt);
    logins.remember(key, login);
    const body = new FormData();
    body.set('file', new Blob([Uint8Array.from(input.pdf)], { type: 'application/pdf' }), name);
    const answer = await call({
      operation: 'register',
      method: 'POST',
      path: '/files',
      headers: { 'X-NWPSToken': login.token },
      body,
    });
    if ([400, 413, 415, 422].includes(answer.status)) {
      throw new PrintRefusal(network, errorCode(answer) ?? String(answer.status));
    }
    const { file_id: fileId } = understand('register', answer, uploadSchema);
    return { jobRef: writeJobRef({ ...login, fileId }) };
  }

  async function removeFile({ token }: GuestLogin, fileId: string): Promise<void> {
    const answer = await call({
      operation: 'remove',
      method: 'DELETE',
      path: `/files/${encodeURIComponent(fileId)}`,
      headers: { 'X-NWPSToken': token },
    });
    if (answer.status !== 404 && answer.status !== 401) expectSuccess('remove', answer);
  }

  return {
    network,
    register: (input) => onlyOnce(input.idempotencyKey, () => register(input)),

    async status(jobRef) {
      const job = readJobRef(jobRef);
      const all = (await filesOf(job)) ?? [];
      const file = all.find(({ file_id: fileId }) => fileId === job.fileId);
      if (!file) return { state: 'gone', printedCount: null };
      const sameName = all.filter(({ file_name: name }) => name === file.file_name);
      // An attempt that was given up and came in late after all: the person must not see the document twice.
      for (const twin of sameName) {
        if (twin !== file && twin.printed_count === 0) await removeFile(job, twin.file_id);
      }
      return statusOf(file, job.userCode, printsOf(sameName));
    },

    async remove(jobRef) {
      const job = readJobRef(jobRef);
      let left: NetworkPrintFile[] = [];
      return removeAndCount({
        printedCount: async () => {
          const all = (await filesOf(job)) ?? [];
          const name = all.find(({ file_id: fileId }) => fileId === job.fileId)?.file_name;
          left = all.filter((file) => file.file_name === name);
          return left.length === 0 ? null : printsOf(left);
        },
        remove: async () => {
          for (const { file_id: fileId } of left) await removeFile(job, fileId);
        },
      });
    },

    async codeImage(jobRef) {
      const { token } = readJobRef(jobRef);
      return callForImage({
        network,
        operation: 'picture of the number',
        method: 'GET',
        url: `${base}/login/qrcode`,
        headers: { 'X-NWPSToken': token },
        timeoutMs: Math.min(timeoutMs, IMAGE_TIMEOUT),
      });
    },

    async maintenance() {
      const answer = await callPrintNetwork({
        network,
        operation: 'maintenance information',
        method: 'GET',
        url: `${base}/maintenanceinfo`,
        headers: { 'X-NWPSAppKey': appKey },
        timeoutMs,
      });
      const info = understand('maintenance information', answer, maintenanceSchema);
      return { status: info.status, until: info.end_date ? new Date(info.end_date) : null };
    },
  };
}

/** A document that the network made twice is behind the number twice: all of its prints count. */
function printsOf(files: readonly NetworkPrintFile[]): number {
  return files.reduce((sum, file) => sum + file.printed_count, 0);
}

function statusOf(file: NetworkPrintFile, code: string, printedCount: number): PrintStatus {
  if (file.state === 'failed') return { state: 'failed', reason: file.result_code ?? 'failed' };
  if (file.state === 'transferring') return { state: 'processing' };
  return {
    state: 'ready',
    code,
    expiresAt: file.expire_date ? new Date(file.expire_date) : null,
    printedCount,
  };
}

function errorCode(answer: PrintAnswer): string | undefined {
  return errorSchema.safeParse(answer.body).data?.result_code;
}
