// What activities act on, all of it real but the lives: PostgreSQL, the town's parties on their own wires, SMTP.
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import type { Activities, ActivityDependencies } from '../../activities/index.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import { tokyoDate, tokyoInstant } from '../../domain/time/tokyo.ts';
import type { CashProviderId, PrintNetworkId } from '../../domain/university/profile.ts';
import { createCampusPrinterGateway } from '../../gateways/campus-printer/gateway.ts';
import { createSmtpMail } from '../../gateways/mail/gateway.ts';
import { createNetprintGateway } from '../../gateways/netprint/gateway.ts';
import { createNetworkPrintGateway } from '../../gateways/network-print/gateway.ts';
import { createLogger } from '../../platform/logger.ts';
import { seedProfiles } from '../../prisma/profiles/seed.ts';
import { createProfiles } from '../../prisma/profiles/load.ts';
import type { StoredDocument } from '../../simulators/print-documents/document-book.ts';
import { cashControlsOf, smartPitOf, startSbpsMerchant } from './cash-town.ts';
import type { CashControls, SbpsMerchant } from './cash-town.ts';
import { isDocumentOf } from './job-documents.ts';
import { startPayPalTown } from './paypal-town.ts';
import type { PayPalTown } from './paypal-town.ts';
import { placeOrder } from './place-order.ts';
import { createTestDatabase } from './postgres.ts';
import type { TestDatabase } from './postgres.ts';
import { recordLives } from './recorded-lives.ts';
import type { RecordedLives } from './recorded-lives.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Personal data of everybody here; none of it may appear where it does not belong (I18). */
export const TEST_PERSON = {
  nameJa: '金糸雀 花子',
  nameKana: 'カナリア ハナコ',
  nameRoman: 'KANARIA Hanako',
  birthDate: '2006-05-04',
};

export interface TestOrder {
  orderId: string;
  paymentId: string;
  /** PayPal's id of the order that the payment opened there; of a slip nothing. */
  providerOrderId: string;
  issueNumber: string;
  totalYen: number;
  mailAddress: string;
  paymentDeadline: Date;
  printDeadline: Date;
}

export interface TestOrderOptions {
  /** Copies of each line; the default is one line of one copy. */
  copies?: number[];
  person?: Partial<typeof TEST_PERSON>;
  networks?: PrintNetworkId[];
  /** When it was placed, by the world's clock; default: now. */
  placedAt?: Date;
  /** To be paid in cash for a number, at rakuo or (SBPS) mukono; default: at PayPal, at aomine. */
  slip?: CashProviderId;
  /** Nothing is to be paid. */
  isFree?: boolean;
}

export interface Mail {
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface ActivityWorld {
  database: TestDatabase;
  deps: ActivityDependencies;
  lives: RecordedLives;
  payPal: PayPalTown;
  cash: CashControls;
  sbps: SbpsMerchant;
  /** Every activity, run as Temporal would; `attempt` counts from 1. */
  run<Name extends keyof Activities>(
    name: Name,
    input: Parameters<Activities[Name]>[0],
    options?: { attempt?: number },
  ): ReturnType<Activities[Name]>;
  now(): Date;
  /** Lets time pass, for the product and for the town. */
  pass(milliseconds: number): Promise<void>;
  /** Another instant for the product alone, so long after the beginning: what it notices late or early. */
  setOwnClock(milliseconds: number): void;
  /** The same for the town alone: what happens there before the product's clock has come so far. */
  setTownClock(milliseconds: number): Promise<void>;
  /** For the product alone, by whoever has a clock of their own: how far it is before the machine's. */
  setOwnOffset(milliseconds: number): void;
  post(path: string, body?: object): Promise<Response>;
  fault(party: string, operation: string, mode: string, more?: object): Promise<void>;
  noFaults(): Promise<void>;
  /** Places an order and opens its payment at PayPal, as the web does. */
  placeOrder(options?: TestOrderOptions): Promise<TestOrder>;
  /** The payer approves at PayPal. */
  approve(
    order: TestOrder,
    then?: 'capture' | 'capture-declined' | 'capture-pending',
  ): Promise<void>;
  /** Placed, approved, captured, and everything that the first attempt to issue does. */
  placePaidOrder(options?: TestOrderOptions): Promise<TestOrder>;
  order(orderId: string): Promise<{ state: OrderState; attention: string | null }>;
  payment(paymentId: string): Promise<{ state: string; captureId: string | null }>;
  printJobs(orderId: string): Promise<PrintJobRow[]>;
  /** Documents of an order at one network, those that are gone too. */
  documents(network: PrintNetworkId, orderId: string): Promise<StoredDocument[]>;
  printAtStore(code: string, copies?: number, chain?: string): Promise<Response>;
  /** Mails that reached an address, oldest first. */
  mails(to: string): Promise<Mail[]>;
  /** As in another process, which remembers nothing of this one. */
  renewGateways(): void;
  /** Everything forgotten, and noon in Japan of the day on which the tests run. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface PrintJobRow {
  id: string;
  key: string;
  network: PrintNetworkId;
  state: string;
  code: string | null;
  jobRef: string | null;
  printedCount: number;
}

/** An activity that fails is what many a test is about: the SDK need not say so each time. */
const quiet = new DefaultLogger('ERROR');

export async function createActivityWorld(): Promise<ActivityWorld> {
  const database = await createTestDatabase();
  const { prisma, pool } = database;
  await seedProfiles(prisma);
  const payPal = await startPayPalTown();
  const { url, smtpUrl } = payPal.town;
  const lives = recordLives();
  let offset = 0;
  /** The offset with which the test began. */
  let begunAt = 0;
  const now = () => new Date(Date.now() + offset);

  const post = (path: string, body: object = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const openNetworks = () => ({
    netprint: createNetprintGateway({
      baseUrl: `${url}/netprint/`,
      user: 'user',
      password: 'password',
    }),
    'network-print': createNetworkPrintGateway({
      baseUrl: `${url}/network-print/`,
      appKey: 'key',
      clock: now,
    }),
    'campus-printer': createCampusPrinterGateway({ baseUrl: `${url}/campus-printer/`, key: 'key' }),
  });
  const sbps = await startSbpsMerchant(url, pool, now);
  const deps: ActivityDependencies = {
    prisma,
    pool,
    profiles: createProfiles(prisma),
    lives,
    paypal: payPal.gateway(),
    cash: { 'smart-pit': smartPitOf(url), sbps: sbps.gateway() },
    printNetworks: openNetworks(),
    mail: createSmtpMail({ url: smtpUrl, timeoutMs: 2_000 }),
    logger: createLogger('worker', 'silent'),
    clock: now,
    publicOrigin: 'https://service.example',
    linkSecret: 'a-secret-of-the-tests-alone-0123456789',
    readyPatience: 2_000,
  };
  // The town knows nobody from before: neither do the gateways, which remember who they are signed in as.
  const renewGateways = () => {
    deps.paypal = payPal.gateway();
    deps.printNetworks = openNetworks();
  };

  const world: ActivityWorld = {
    database,
    deps,
    lives,
    payPal,
    cash: cashControlsOf(url),
    sbps,
    now,
    post,
    run(name, input, { attempt = 1 } = {}) {
      const activities = Object.assign({}, ...Object.values(createActivities(deps))) as Activities;
      const environment = new MockActivityEnvironment({ attempt }, { logger: quiet });
      return environment.run<[unknown], unknown, (argument: unknown) => Promise<unknown>>(
        activities[name] as (argument: unknown) => Promise<unknown>,
        input,
      ) as ReturnType<Activities[typeof name]>;
    },
    async pass(milliseconds) {
      offset += milliseconds;
      await payPal.setClock(offset);
    },
    setOwnClock(milliseconds) {
      offset = begunAt + milliseconds;
    },
    setTownClock: (milliseconds) => payPal.setClock(begunAt + milliseconds),
    setOwnOffset(milliseconds) {
      offset = milliseconds;
    },
    async fault(party, operation, mode, more = {}) {
      const response = await post('/control/faults', { party, operation, mode, ...more });
      if (!response.ok) throw new Error(await response.text());
    },
    async noFaults() {
      await fetch(`${url}/control/faults`, { method: 'DELETE' });
    },
    placeOrder: (options) => placeOrder(world, options),
    async approve(order, then = 'capture') {
      await payPal.control(`orders/${order.providerOrderId}/approve`, { then });
    },
    async placePaidOrder(options) {
      const order = await world.placeOrder(options);
      await world.approve(order);
      await world.run('settlePayment', { orderId: order.orderId });
      return order;
    },
    async order(orderId) {
      const { rows } = await pool.query<{ state: OrderState; attention: string | null }>(
        'SELECT state, attention FROM "order" WHERE id = $1',
        [orderId],
      );
      return only(rows);
    },
    async payment(paymentId) {
      const { rows } = await pool.query<{ state: string; captureId: string | null }>(
        'SELECT state, capture_id AS "captureId" FROM payment WHERE id = $1',
        [paymentId],
      );
      return only(rows);
    },
    async printJobs(orderId) {
      const { rows } = await pool.query<PrintJobRow>(
        `SELECT id, key, network, state, code, job_ref AS "jobRef", printed_count AS "printedCount"
         FROM print_job WHERE order_id = $1 ORDER BY key`,
        [orderId],
      );
      return rows;
    },
    async documents(network, orderId) {
      const { rows } = await pool.query<{ key: string }>(
        'SELECT key FROM print_job WHERE order_id = $1',
        [orderId],
      );
      const response = await fetch(`${url}/control/ledger/${network}`);
      const { documents } = (await response.json()) as { documents: StoredDocument[] };
      return documents.filter(({ name }) => rows.some(({ key }) => isDocumentOf(name, key)));
    },
    printAtStore: (number, copies = 1, chain = 'seven-eleven') =>
      post('/copier/control/print', { chain, number, copies }),
    async mails(to) {
      const query = new URLSearchParams({ to });
      const response = await fetch(`${url}/mailbox/control/messages?${query.toString()}`);
      return ((await response.json()) as { messages: Mail[] }).messages;
    },
    renewGateways,
    async reset() {
      lives.forget();
      await payPal.reset();
      // Noon in Japan: what a day brings (comparisons at four, outages until morning) is the same whenever tests run.
      begunAt = tokyoInstant(tokyoDate(new Date()), '12:00') - Date.now();
      offset = begunAt;
      await payPal.setClock(offset);
      renewGateways();
      await pool.query(
        'TRUNCATE "order", order_line, payment, print_job, journal_entry, refund, mail_message, provider_event, one_time_link, audit_entry, ledger_comparison, staff_task, deposit, network_outage CASCADE',
      );
      await Promise.all(
        ['netprint', 'network-print', 'campus-printer'].map((name) =>
          post(`/${name}/control/processing`, { delayMs: 0 }),
        ),
      );
    },
    async close() {
      deps.mail.close();
      await sbps.close();
      await payPal.town.close();
      await database.drop();
    },
  };
  await world.reset();
  return world;
}

function only<T>(rows: T[]): T {
  const [row] = rows;
  if (!row) throw new Error('no such row');
  return row;
}
