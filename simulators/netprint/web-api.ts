import { timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import type { Request } from 'express';
import { faultyAnswer } from '../faulty-answer.ts';
import type { Answer, Operation } from '../faulty-answer.ts';
import type { PartyContext } from '../party.ts';
import type { DocumentBook, StoredDocument } from '../print-documents/document-book.ts';
import { endOfJapanDay, writeJapanTime } from '../print-documents/japan-time.ts';
import { fileIn, formOf, readMultipart } from '../print-documents/multipart.ts';
import { makeNumber } from '../print-documents/number-maker.ts';
import { inspectPdf } from '../print-documents/pdf.ts';
import { retryAfter, secondsUntil } from '../print-documents/retry-after.ts';
import type { NetprintSimulatorOptions } from './netprint.ts';

export const netprintOperations = ['information', 'register', 'list', 'remove'] as const;

/** netprint keeps a document for the day of its registration and seven more. */
const retentionDays = 7;
const largestPage = 200;

const codes = { processing: 1, denied: 1101, unprintable: 1601, tooLarge: 1602, missing: 1404 };

/**
 * netprint's account Web API. Confirmed by public clients: base path, `X-NPS-Authorization`,
 * `core/information`, `core/file` with paging and `accessKey`, 429 with `Retry-After`. From memory
 * (no public source): the multipart upload `POST core/file`, `DELETE core/file/{accessKey}`, the
 * fields beyond `accessKey`, and all result codes but 0, 1 and 1601.
 */
export function createNetprintApi(
  context: PartyContext,
  book: DocumentBook,
  options: NetprintSimulatorOptions,
): Router {
  const { maxBytes = 10 * 1024 * 1024 } = options;
  const expected = Buffer.from(
    Buffer.from(`${options.user}%${options.password}%4`, 'utf8').toString('base64'),
  );
  const owner = options.user;
  const router = Router();

  const operation = (
    name: (typeof netprintOperations)[number],
    act: Operation['act'],
  ): ReturnType<typeof faultyAnswer> =>
    faultyAnswer(context, {
      party: 'netprint',
      operation: name,
      failure: (fault) => busyOrBroken(fault.status, fault.detail.retryAfterSeconds),
      act: (request, fault) => {
        if (!signedIn(request, expected)) return refusal(401, codes.denied, 'Not signed in.');
        const maintenance = name === 'information' ? null : book.maintenance();
        if (maintenance) return busyOrBroken(503, secondsUntil(maintenance.until, context.now()));
        return act(request, fault);
      },
    });

  router.get(
    '/information',
    operation('information', () => {
      const window = book.maintenance();
      const until = window?.until ? writeJapanTime(new Date(window.until)) : null;
      return ok({ maintenance: { status: window?.status ?? 'available', endDate: until } });
    }),
  );

  router.post(
    '/file',
    readMultipart,
    operation('register', async (request, fault) => {
      if (fault?.mode === 'refuse') {
        const code = Number(fault.detail.resultCode ?? codes.unprintable);
        return refusal(400, code, 'This document cannot be registered.');
      }
      const form = await formOf(request);
      const file = form && (await fileIn(form, 'fileBody'));
      if (!form || !file) return refusal(400, codes.missing, 'fileBody is missing.');
      if (file.bytes.byteLength > maxBytes) {
        return refusal(413, codes.tooLarge, 'The file is too large.');
      }
      if (Buffer.from(file.bytes.subarray(0, 5)).toString('latin1') !== '%PDF-') {
        return refusal(400, codes.unprintable, 'The file is not a PDF.');
      }
      const inspection = await inspectPdf(file.bytes);
      const register = (): StoredDocument =>
        book.add({
          id: makeNumber(8, (number) => book.value.documents.some(({ id }) => id === number)),
          owner,
          name: file.name,
          pdf: file.bytes,
          inspection,
          failure: String(codes.unprintable),
          colour: colourOf(form.get('colorMode')),
          expiresAt: endOfJapanDay(context.now(), retentionDays),
        });
      const { id } = register();
      if (fault?.mode === 'twice') register();
      return ok({ accessKey: id });
    }),
  );

  router.get(
    '/file',
    operation('list', (request) => {
      const from = Math.max(1, Number(request.query.fromCount ?? 1) || 1);
      const show = Math.min(largestPage, Math.max(0, Number(request.query.showCount ?? 20) || 0));
      const files = book.living().slice(from - 1, from - 1 + show);
      return ok({ fileList: files.map((document) => fileOf(document, book)) });
    }),
  );

  router.delete(
    '/file/:accessKey',
    operation('remove', (request) => {
      const document = book.find(String(request.params.accessKey));
      if (!document) return refusal(404, codes.missing, 'There is no such file.');
      book.end(document, 'removed');
      return ok({ resultCode: 0 });
    }),
  );
  return router;
}

function fileOf(document: StoredDocument, book: DocumentBook): object {
  const state = book.stateOf(document);
  const failure = Number(document.failure) || codes.unprintable;
  return {
    accessKey: document.id,
    fileName: document.name,
    status: state === 'ready' ? 0 : state === 'processing' ? codes.processing : failure,
    page: document.pages,
    fileSize: document.bytes,
    printCount: book.reportedCount(document),
    uploadDate: writeJapanTime(new Date(document.registeredAt)),
    // The last minute in which it prints: 23:59 for a document that is kept until midnight.
    endDate: writeJapanTime(new Date(Date.parse(document.expiresAt) - 1)),
  };
}

function colourOf(mode: ReturnType<FormData['get']>): 'ask' | 'colour' | 'monochrome' {
  if (mode === '1') return 'colour';
  return mode === '2' ? 'monochrome' : 'ask';
}

function signedIn(request: Request, expected: Buffer): boolean {
  const given = Buffer.from(request.get('x-nps-authorization') ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function refusal(status: number, resultCode: number, message: string): Answer {
  return { status, body: { resultCode, message } };
}

function busyOrBroken(status: number, seconds: unknown): Answer {
  const answer = refusal(status, 1500, 'The service is not available.');
  return { ...answer, headers: retryAfter(status, seconds) };
}
