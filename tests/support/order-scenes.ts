// What a student does and what a test must know about an order, on a whole stack and over HTTP alone.
import { randomUUID } from 'node:crypto';
import type { OrderState } from '../../domain/orders/states.ts';
import { wellKnown, wellKnownPassword } from '../../prisma/sample-data/well-known.ts';
import type { StoredDocument } from '../../simulators/print-documents/document-book.ts';
import { CERTIFICATE_ORDER, orderWorkflowId } from '../../workflows/certificate-order/contract.ts';
import type { CertificateOrderInput } from '../../workflows/certificate-order/contract.ts';
import { TASK_QUEUES } from '../../workflows/task-queues.ts';
import { browse } from './browse.ts';
import type { Browser, Visited } from './browse.ts';
import { draftOrder, PLACE } from './orders.ts';
import type { Stack } from './stack.ts';

export const MAIL_ADDRESS = 'hina.aoki@mail.example';
const ONE_CERTIFICATE = 'Certificate of Enrollment (Japanese)';

export interface Scene {
  browser: Browser;
  orderId: string;
  /** PayPal's id of the order that is to be approved there. */
  token: string;
}

/** The ordinary student, signed in through the form against the directory, with a confirmed mail address. */
export async function signIn({ origin, database }: Stack): Promise<Browser> {
  const { id: universityId } = await database.prisma.university.findUniqueOrThrow({
    where: { code: 'aomine' },
  });
  const key = { universityId, userType: 'student', loginId: wellKnown.ordinary };
  await database.prisma.account.upsert({
    where: { universityId_userType_loginId: key },
    create: {
      id: randomUUID(),
      ...key,
      mailAddress: MAIL_ADDRESS,
      mailConfirmedAt: new Date(),
      locale: 'en',
    },
    update: {},
  });
  const browser = browse(origin);
  const top = await browser.submit(await browser.visit('/aomine/sign-in'), 'Log in', {
    userId: wellKnown.ordinary,
    password: wellKnownPassword,
  });
  if (top.heading !== 'Select printing destination') throw new Error(`not in: ${top.text}`);
  return browser;
}

export const draft = (browser: Browser, copies: number): Promise<Visited> =>
  draftOrder({ browser }, { [ONE_CERTIFICATE]: String(copies) });

/** Places an order and opens its payment at PayPal. */
export async function order(browser: Browser, copies = 1): Promise<Scene> {
  return openPayment(browser, await browser.submit(await draft(browser, copies), PLACE));
}

/** @param pay the page that leads to PayPal */
export async function openPayment(browser: Browser, pay: Visited): Promise<Scene> {
  const orderId = /orders\/([0-9a-f-]{36})\/pay$/.exec(pay.address)?.[1];
  const left = await browser.submit(pay, 'Go to PayPal', {}, { follow: false });
  const token = /token=(\w+)/.exec(left.headers.location ?? '')?.[1];
  if (!orderId || !token) throw new Error(`not on the way to PayPal: ${left.status} ${left.text}`);
  return { browser, orderId, token };
}

/** The payer approves. PayPal tells the service, unless its webhooks are held. */
export async function approve({ post }: Stack, { token }: Scene): Promise<void> {
  const response = await post(`/paypal/control/orders/${token}/approve`);
  if (!response.ok) throw new Error(`PayPal refuses the approval: ${await response.text()}`);
}

export async function stateOf({ database }: Stack, { orderId }: Scene): Promise<OrderState> {
  const { rows } = await database.pool.query<{ state: OrderState }>(
    'SELECT state FROM "order" WHERE id = $1',
    [orderId],
  );
  return rows[0]?.state as OrderState;
}

/** @param within milliseconds */
export function reaches(
  stack: Stack,
  scene: Scene,
  state: OrderState,
  within?: number,
): Promise<void> {
  const isReached = async () => (await stateOf(stack, scene)) === state;
  return stack.until(`order ${scene.orderId} is ${state}`, isReached, within);
}

/** The page of an order as its student sees it now. */
export const page = ({ browser, orderId }: Scene): Promise<Visited> =>
  browser.visit(`/aomine/orders/${orderId}`);

export interface PrintJob {
  key: string;
  network: 'netprint' | 'network-print';
  state: string;
  code: string | null;
  printed: number;
}

export async function printJobs({ database }: Stack, { orderId }: Scene): Promise<PrintJob[]> {
  const { rows } = await database.pool.query<PrintJob>(
    `SELECT key, network, state, code, printed_count AS printed FROM print_job
     WHERE order_id = $1 ORDER BY network`,
    [orderId],
  );
  return rows;
}

/** Documents of an order in the books of both networks, those that are gone too. */
export async function documents(stack: Stack, scene: Scene): Promise<StoredDocument[]> {
  const jobs = await printJobs(stack, scene);
  const books = await Promise.all(
    ['netprint', 'network-print'].map((name) =>
      stack.ledger<{ documents: StoredDocument[] }>(name),
    ),
  );
  return books
    .flatMap((book) => book.documents)
    .filter(({ name }) => jobs.some(({ key }) => name === `${key}.pdf`));
}

/** Prints at the copier of a 7-Eleven, with the number that the service gave. */
export async function print(stack: Stack, scene: Scene, copies = 1): Promise<Response> {
  const jobs = await printJobs(stack, scene);
  const number = jobs.find(({ network }) => network === 'netprint')?.code;
  return stack.post('/copier/control/print', { chain: 'seven-eleven', number, copies });
}

export interface Money {
  captures: { id: string; status: string }[];
  refunds: { captureId: string; status: string }[];
}

/** What PayPal's own books say about the payments of an order. */
export async function money(stack: Stack, { token }: Scene): Promise<Money> {
  const books = await stack.ledger<{
    captures: { id: string; orderId: string; status: string }[];
    refunds: { captureId: string; status: string }[];
  }>('paypal');
  const captures = books.captures.filter(({ orderId }) => orderId === token);
  const refunds = books.refunds.filter(({ captureId }) =>
    captures.some(({ id }) => id === captureId),
  );
  return { captures, refunds };
}

/** Subjects of the mails about an order, as the mailbox has them; the Message-IDs tell a repeat. */
export async function mailsAbout(
  { database, mails }: Stack,
  { orderId }: Scene,
): Promise<{ template: string; received: number }[]> {
  const { rows } = await database.pool.query<{ template: string; messageId: string }>(
    `SELECT template, message_id AS "messageId" FROM mail_message WHERE order_id = $1 ORDER BY created_at`,
    [orderId],
  );
  const received = await mails(MAIL_ADDRESS);
  return rows.map(({ template, messageId }) => ({
    template,
    received: received.filter((mail) => mail.messageId === messageId).length,
  }));
}

/**
 * Brings deadlines of an order near: its row says so, and its life is started anew with them; one that is paid finds its
 * payment again and goes on where it was. The product computes deadlines of hours and days; a test cannot wait for them,
 * and nothing else is changed.
 */
export async function bringNear(
  { database, temporal, lives }: Stack,
  { orderId }: { orderId: string },
  near: { paymentDeadline?: Date; printDeadline?: Date },
): Promise<void> {
  const { rows } = await database.pool.query<{
    university: string;
    paymentDeadline: Date;
    printDeadline: Date;
    isPaid: boolean;
  }>(
    `UPDATE "order" o SET payment_deadline = coalesce($2, payment_deadline),
       print_deadline = coalesce($3, print_deadline) FROM university u WHERE o.id = $1 AND u.id = o.university_id
     RETURNING u.code AS university, payment_deadline AS "paymentDeadline", print_deadline AS "printDeadline",
       paid_at IS NOT NULL AS "isPaid"`,
    [orderId, near.paymentDeadline ?? null, near.printDeadline ?? null],
  );
  const [row] = rows;
  if (!row) throw new Error('no such order');
  const input: CertificateOrderInput = {
    orderId,
    university: row.university,
    paymentDeadline: row.paymentDeadline.toISOString(),
    printDeadline: row.printDeadline.toISOString(),
  };
  await temporal.workflow.start(CERTIFICATE_ORDER, {
    workflowId: orderWorkflowId(orderId),
    taskQueue: TASK_QUEUES.certificates,
    args: [input],
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
  if (row.isPaid) await lives.noticePayment(orderId, 'reconciliation');
}

/** How the life of an order ended, as Temporal has it. */
export async function outcomeOf({ temporal }: Stack, { orderId }: Scene): Promise<string> {
  const result: unknown = await temporal.workflow.getHandle(orderWorkflowId(orderId)).result();
  return (result as { outcome: string }).outcome;
}
