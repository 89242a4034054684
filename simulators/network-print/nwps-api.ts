import { randomUUID } from 'node:crypto';
import { Router, json } from 'express';
import { toBuffer } from 'qrcode';
import type { Request } from 'express';
import { z } from 'zod';
import { faultyAnswer } from '../faulty-answer.ts';
import type { Answer } from '../faulty-answer.ts';
import type { Fault } from '../fault-book.ts';
import type { Ledger } from '../ledger.ts';
import type { PartyContext } from '../party.ts';
import type { DocumentBook, StoredDocument } from '../print-documents/document-book.ts';
import { fileIn, formOf, readMultipart } from '../print-documents/multipart.ts';
import { inspectPdf } from '../print-documents/pdf.ts';
import { retryAfter, secondsUntil } from '../print-documents/retry-after.ts';
import { findLogin, openLogin } from './guest-logins.ts';
import type { GuestLogin, NetworkPrintValue } from './guest-logins.ts';
import type { NetworkPrintSimulatorOptions } from './network-print.ts';

export const networkPrintOperations = [
  'login',
  'register',
  'list',
  'file',
  'remove',
  'maintenance',
  'qrcode',
] as const;
type OperationName = (typeof networkPrintOperations)[number];

/** `M001` was seen in a public client; the others are this simulator's own. */
const codes = {
  maintenance: 'M001',
  broken: 'S001',
  appKey: 'A001',
  token: 'A002',
  request: 'F000',
  missing: 'F001',
  unprintable: 'F002',
  tooLarge: 'F003',
};

const loginSchema = z.object({
  expire: z.int().min(1).max(30),
  client: z.string().max(100).default(''),
});

/**
 * Sharp's NWPS API v2. Confirmed by public clients: paths, headers, `token` and `user_code`,
 * `file_id`, paging with `total`, `{result_code}`, transferring → printable → failed. From memory
 * (no public source): PDF on `POST /files`, the fields of a file and of `maintenanceinfo`.
 */
export function createNwpsApi(
  context: PartyContext,
  ledger: Ledger<NetworkPrintValue>,
  book: DocumentBook,
  options: NetworkPrintSimulatorOptions,
): Router {
  const { maxBytes = 10 * 1024 * 1024 } = options;
  const router = Router();

  const operation = (
    name: OperationName,
    act: (request: Request, fault: Fault | undefined) => Answer | Promise<Answer>,
  ): ReturnType<typeof faultyAnswer> =>
    faultyAnswer(context, {
      party: 'network-print',
      operation: name,
      failure: (fault) => busyOrBroken(codes.broken, fault.status, fault.detail.retryAfterSeconds),
      act: (request, fault) => {
        const maintenance = name === 'maintenance' ? null : book.maintenance();
        if (maintenance) {
          const seconds = secondsUntil(maintenance.until, context.now());
          return busyOrBroken(codes.maintenance, 503, seconds);
        }
        return act(request, fault);
      },
    });
  const asGuest = (
    name: OperationName,
    act: (
      guest: GuestLogin,
      request: Request,
      fault: Fault | undefined,
    ) => Answer | Promise<Answer>,
  ): ReturnType<typeof faultyAnswer> =>
    operation(name, (request, fault) => {
      const guest = findLogin(ledger, request.get('x-nwpstoken'), context.now());
      return guest ? act(guest, request, fault) : refusal(401, codes.token);
    });
  const documentOf = (guest: GuestLogin, request: Request): StoredDocument | undefined => {
    const document = book.find(String(request.params.id));
    return document?.owner === guest.userCode ? document : undefined;
  };

  router.get(
    '/maintenanceinfo',
    operation('maintenance', () => {
      const window = book.maintenance();
      return ok({ status: window?.status ?? 'available', end_date: window?.until ?? null });
    }),
  );

  router.post(
    '/loginforguest',
    json(),
    operation('login', (request) => {
      if (request.get('x-nwpsappkey') !== options.appKey) return refusal(401, codes.appKey);
      const parsed = loginSchema.safeParse(request.body);
      if (!parsed.success) return refusal(400, codes.request);
      const { expire, client } = parsed.data;
      const login = openLogin(ledger, { days: expire, client, now: context.now() });
      return ok({ token: login.token, user_code: login.userCode });
    }),
  );

  router.get(
    '/login/qrcode',
    asGuest('qrcode', async (guest) => ({
      status: 200,
      // The network itself sends JPEG; who receives it has to look at the bytes, not at the name.
      body: await toBuffer(guest.userCode, { type: 'png', margin: 2, scale: 2 }),
      headers: { 'Content-Type': 'image/png' },
    })),
  );

  router.post(
    '/files',
    readMultipart,
    asGuest('register', async (guest, request, fault) => {
      if (fault?.mode === 'refuse') {
        const { resultCode } = fault.detail;
        return refusal(400, typeof resultCode === 'string' ? resultCode : codes.unprintable);
      }
      const form = await formOf(request);
      const file = form && (await fileIn(form, 'file'));
      if (!file) return refusal(400, codes.request);
      if (file.bytes.byteLength > maxBytes) return refusal(413, codes.tooLarge);
      if (Buffer.from(file.bytes.subarray(0, 5)).toString('latin1') !== '%PDF-') {
        return refusal(415, codes.unprintable);
      }
      const inspection = await inspectPdf(file.bytes);
      const register = (): StoredDocument =>
        book.add({
          id: randomUUID(),
          owner: guest.userCode,
          name: file.name,
          pdf: file.bytes,
          inspection,
          failure: codes.unprintable,
          colour: 'ask',
          expiresAt: new Date(guest.expiresAt),
        });
      const { id } = register();
      if (fault?.mode === 'twice') register();
      return ok({ file_id: id });
    }),
  );

  router.get(
    '/files',
    asGuest('list', (guest, request) => {
      const offset = Math.max(0, Number(request.query.offset ?? 0) || 0);
      const limit = Math.min(100, Math.max(0, Number(request.query.limit ?? 20) || 0));
      const mine = book.living().filter(({ owner }) => owner === guest.userCode);
      const files = mine.slice(offset, offset + limit);
      return ok({ total: mine.length, files: files.map((document) => fileOf(document, book)) });
    }),
  );

  router.get(
    '/files/:id',
    asGuest('file', (guest, request) => {
      const document = documentOf(guest, request);
      return document ? ok(fileOf(document, book)) : refusal(404, codes.missing);
    }),
  );

  router.delete(
    '/files/:id',
    asGuest('remove', (guest, request) => {
      const document = documentOf(guest, request);
      if (!document) return refusal(404, codes.missing);
      book.end(document, 'removed');
      return { status: 204 };
    }),
  );
  return router;
}

const fileStates = { processing: 'transferring', ready: 'printable', failed: 'failed' } as const;

function fileOf(document: StoredDocument, book: DocumentBook): object {
  const state = fileStates[book.stateOf(document)];
  return {
    file_id: document.id,
    file_name: document.name,
    file_type: 'DOCUMENT',
    state,
    result_code: state === 'failed' ? document.failure : null,
    page_count: document.pages,
    printed_count: book.reportedCount(document),
    register_date: document.registeredAt,
    expire_date: document.expiresAt,
  };
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function refusal(status: number, resultCode: string): Answer {
  return { status, body: { result_code: resultCode } };
}

function busyOrBroken(code: string, status: number, seconds: unknown): Answer {
  return { ...refusal(status, code), headers: retryAfter(status, seconds) };
}
