// Processes are killed, servers crash, outside parties fail: every order ends as if nothing had happened. After each
// scenario the invariants are checked from the database and from the books of the simulated parties.
import { randomUUID } from 'node:crypto';
import {
  approve,
  bringNear,
  documents,
  draft,
  mailsAbout,
  money,
  openPayment,
  order,
  outcomeOf,
  page,
  print,
  printJobs,
  reaches,
  signIn,
  stateOf,
} from '../support/order-scenes.ts';
import type { Scene } from '../support/order-scenes.ts';
import type { Browser } from '../support/browse.ts';
import { checkInvariants } from '../support/invariants.ts';
import { PLACE } from '../support/orders.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  stack = await startStack({ ownPostgres: true });
  browser = await signIn(stack);
}, 60_000);

afterAll(() => stack?.close());

afterEach(async () => {
  await stack.noFaults();
  await checkInvariants({ pool: stack.database.pool, townUrl: stack.townUrl });
});

/** What must be there when a paid order went its way: money once, a number at each chain, one mail, on the page too. */
async function expectIssuedOnce(scene: Scene): Promise<void> {
  const { captures, refunds } = await money(stack, scene);
  expect([captures.map(({ status }) => status), refunds]).toEqual([['COMPLETED'], []]);
  const jobs = await printJobs(stack, scene);
  expect(jobs.map(({ network, state }) => [network, state])).toEqual([
    ['netprint', 'ready'],
    ['network-print', 'ready'],
  ]);
  const living = (await documents(stack, scene)).filter(({ end }) => end === null);
  expect(living).toHaveLength(2);
  // The state is written before the mail goes out.
  await stack.until('the mail is there', async () => {
    return (await mailsAbout(stack, scene)).some(({ received }) => received > 0);
  });
  expect(await mailsAbout(stack, scene)).toEqual([{ template: 'order-numbers', received: 1 }]);
  const { $ } = await page(scene);
  expect(
    $('[data-code]')
      .map((_, element) => $(element).attr('data-code'))
      .get(),
  ).toEqual(expect.arrayContaining(jobs.map(({ code }) => code)));
}

async function paidOrder(copies = 1): Promise<Scene> {
  const scene = await order(browser, copies);
  await approve(stack, scene);
  await reaches(stack, scene, 'printable');
  return scene;
}

describe('the worker is killed with -9', () => {
  it('while PayPal is asked for the money, and after PayPal took it', async () => {
    const before = await order(browser);
    const after = await order(browser);
    await stack.fault('paypal', 'capture', 'slow', { delayMs: 4_000 });
    await approve(stack, before);
    await stack.faultsStruck();
    await stack.fault('paypal', 'capture', 'drop-after');
    await approve(stack, after);
    await stack.until('PayPal took the money', async () => {
      return (await money(stack, after)).captures.length === 1;
    });
    expect((await money(stack, before)).captures).toEqual([]);
    await stack.kill9('worker');
    expect(await stateOf(stack, before)).toBe('awaiting_payment');
    await stack.start('worker');
    await Promise.all([reaches(stack, before, 'printable'), reaches(stack, after, 'printable')]);
    await expectIssuedOnce(before);
    await expectIssuedOnce(after);
  }, 60_000);

  it('between the registration at the print networks and the mail, and while somebody prints', async () => {
    const printing = await paidOrder(2);
    for (const network of ['netprint', 'network-print']) {
      await stack.post(`/${network}/control/processing`, { delayMs: null });
    }
    const registering = await order(browser);
    await approve(stack, registering);
    await stack.until('both networks have the document', async () => {
      return (await documents(stack, registering)).length === 2;
    });
    expect((await print(stack, printing, 1)).status).toBe(200);
    await stack.fault('netprint', 'list', 'slow', { delayMs: 2_000 });
    await stack.faultsStruck();
    await stack.kill9('worker');
    expect(await mailsAbout(stack, registering)).toEqual([]);
    expect((await print(stack, printing, 1)).status).toBe(200);
    for (const network of ['netprint', 'network-print']) {
      await stack.post(`/${network}/control/processing`, { delayMs: 0 });
      for (const { key } of await printJobs(stack, registering)) {
        await stack.post(`/${network}/control/finish`, { document: `${key}.pdf` });
      }
    }
    await stack.start('worker');
    await Promise.all([
      reaches(stack, registering, 'printable'),
      reaches(stack, printing, 'printed'),
    ]);
    await expectIssuedOnce(registering);
    await expect(outcomeOf(stack, printing)).resolves.toBe('printed');
    expect((await documents(stack, printing)).map(({ end }) => end?.how)).toEqual([
      'removed',
      'removed',
    ]);
  }, 60_000);
});

describe('the web process is killed with -9', () => {
  it('between the row of an order and its life, while Temporal is killed too', async () => {
    const waiting = await paidOrder();
    const check = await draft(browser, 1);
    await stack.killTemporal9();
    const lost = browser.submit(check, PLACE).then(
      () => 'answered',
      () => 'cut off',
    );
    const orphan = async () => {
      const { rows } = await stack.database.pool.query<{ id: string }>(
        'SELECT id FROM "order" WHERE started_at IS NULL',
      );
      return rows[0]?.id;
    };
    await stack.until('the row stands', async () => (await orphan()) !== undefined);
    await stack.kill9('web');
    expect(await lost).toBe('cut off');
    const orderId = (await orphan()) ?? '';
    await stack.startTemporalAgain();
    await stack.start('web');

    // Housekeeping leaves a fresh row to the process that may still be at it: let its minute have passed.
    await stack.database.pool.query(
      `UPDATE "order" SET placed_at = placed_at - interval '1 minute' WHERE id = $1`,
      [orderId],
    );
    await stack.until('it has a life', async () => (await orphan()) === undefined);
    const list = await browser.visit('/aomine/orders');
    expect(list.$(`a[href="/aomine/orders/${orderId}"]`)).toHaveLength(1);
    const again = await browser.submit(check, PLACE); // the person presses once more: the same order
    expect(again.address).toBe(`/aomine/orders/${orderId}`);
    const scene = await openPayment(browser, await browser.visit(`${again.address}/pay`));
    await approve(stack, scene);
    await reaches(stack, scene, 'printable');
    await expectIssuedOnce(scene);

    // And the order whose life Temporal had in its hands when it was killed goes on.
    expect((await print(stack, waiting)).status).toBe(200);
    await reaches(stack, waiting, 'printed');
    await expect(outcomeOf(stack, waiting)).resolves.toBe('printed');
  }, 60_000);
});

describe('PostgreSQL crashes', () => {
  it('while the money is on its way, and everything goes on when it is back', async () => {
    const scene = await order(browser);
    await stack.fault('paypal', 'capture', 'slow', { delayMs: 1_000 });
    await approve(stack, scene);
    await stack.faultsStruck();
    await stack.crashPostgres();
    await stack.until('PayPal took the money', async () => {
      return (await money(stack, scene)).captures.length === 1;
    });
    expect((await fetch(`${stack.origin}/readyz`)).status).toBe(503);
    await stack.startPostgresAgain();
    await reaches(stack, scene, 'printable');
    await expectIssuedOnce(scene);
  }, 60_000);
});

describe('an outside party is down', () => {
  it('a print network, when the documents are registered: the other works meanwhile, a second mail follows', async () => {
    await stack.fault('netprint', '*', 'down');
    const scene = await order(browser);
    await approve(stack, scene);
    await reaches(stack, scene, 'printable');
    expect((await printJobs(stack, scene)).map(({ state }) => state)).toEqual([
      'requested',
      'ready',
    ]);
    const meanwhile = await page(scene);
    expect(meanwhile.text).toContain('We keep trying. Your money is safe.');
    expect(meanwhile.$('[data-code]')).toHaveLength(1);

    await stack.noFaults();
    await stack.until('netprint has given its number', async () =>
      (await printJobs(stack, scene)).every(({ state }) => state === 'ready'),
    );
    await stack.until('both mails are there', async () => {
      const mails = await mailsAbout(stack, scene);
      return mails.length === 2 && mails.every(({ received }) => received === 1);
    });
    expect((await print(stack, scene)).status).toBe(200);
    await reaches(stack, scene, 'printed');
  }, 60_000);

  it('a print network, when a document is to be removed: it is removed later', async () => {
    const scene = await paidOrder();
    await stack.fault('network-print', '*', 'down');
    expect((await print(stack, scene)).status).toBe(200);
    await reaches(stack, scene, 'printed');
    const living = async () => (await documents(stack, scene)).filter(({ end }) => end === null);
    expect(await living()).toHaveLength(1);
    await stack.noFaults();
    await stack.until('nobody can print it any more', async () => (await living()).length === 0);
  }, 60_000);

  it('the mail server: the numbers are on the page, and the mail comes when it is back', async () => {
    await stack.fault('mailbox', '*', 'down');
    const scene = await paidOrder();
    expect((await page(scene)).$('[data-code]')).toHaveLength(2);
    await stack.until('the mail waits', async () => {
      const { rows } = await stack.database.pool.query(
        `SELECT 1 FROM mail_message WHERE order_id = $1 AND state = 'queued' AND next_try_at > now()
           AND next_try_at < now() + interval '30 seconds'`,
        [scene.orderId],
      );
      return rows.length === 1;
    });
    await stack.noFaults();
    // A quarter of a minute passes.
    await stack.database.pool.query(
      `UPDATE mail_message SET next_try_at = next_try_at - interval '30 seconds' WHERE order_id = $1`,
      [scene.orderId],
    );
    await expectIssuedOnce(scene);
  }, 60_000);
});

describe('what is told about a payment', () => {
  const events = async (scene: Scene) => {
    const { rows } = await stack.database.pool.query<{ type: string; handled: boolean }>(
      `SELECT type, handled_at IS NOT NULL AS handled FROM provider_event WHERE provider_order_id = $1 ORDER BY type`,
      [scene.token],
    );
    return rows;
  };
  const eventIds = async (type: string) => {
    const response = await fetch(`${stack.townUrl}/paypal/control/events`);
    const answer = (await response.json()) as {
      events: { id: string; type: string; resource: { custom_id?: string } }[];
    };
    return answer.events.filter((event) => event.type === type).map(({ id }) => id);
  };

  it('forged webhooks move nothing; a real one, ten times at once, counts once', async () => {
    const scene = await order(browser);
    await stack.post('/paypal/control/webhooks/hold');
    await approve(stack, scene);
    const eventId = (await eventIds('CHECKOUT.ORDER.APPROVED')).at(-1) ?? '';
    const forgeries = [
      'wrong-signature',
      'altered-body',
      'foreign-authority',
      'foreign-host',
      'old',
    ];
    for (const forgery of forgeries) {
      const response = await stack.post('/paypal/control/webhooks/forge', { forgery, eventId });
      const { answered } = (await response.json()) as { answered: number };
      expect([forgery, answered]).toEqual([forgery, 400]);
    }
    expect(await events(scene)).toEqual([]);
    expect(await stateOf(stack, scene)).toBe('awaiting_payment');

    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const response = await stack.post(`/paypal/control/events/${eventId}/resend`);
        return ((await response.json()) as { answered: number[] }).answered;
      }),
    );
    expect(answers.flat()).toEqual(Array.from({ length: 10 }, () => 200));
    await stack.post('/paypal/control/webhooks/release', { order: 'reversed' });
    await reaches(stack, scene, 'printable');
    const approved = (await events(scene)).filter(({ type }) => type === 'CHECKOUT.ORDER.APPROVED');
    expect(approved).toEqual([{ type: 'CHECKOUT.ORDER.APPROVED', handled: true }]);
    await expectIssuedOnce(scene);
  }, 60_000);

  it('the return page, opened again and again by anybody, counts nothing twice', async () => {
    const scene = await order(browser);
    await stack.post('/paypal/control/webhooks/hold');
    await approve(stack, scene);
    const address = `/payments/paypal/return?token=${scene.token}&PayerID=SOMEBODY`;
    const stranger = await fetch(`${stack.origin}${address}`);
    expect(await stranger.text()).not.toMatch(/青木|AOKI|24L1001/);
    const returned = await Promise.all(
      Array.from({ length: 8 }, () => browser.visit(address, { follow: false })),
    );
    expect(new Set(returned.map(({ headers }) => headers.location))).toEqual(
      new Set([`/aomine/orders/${scene.orderId}`]),
    );
    await reaches(stack, scene, 'printable');
    await browser.visit(address);
    await stack.post('/paypal/control/webhooks/release');
    await expectIssuedOnce(scene);
  }, 60_000);

  it('money taken twice, too late, or after the order lapsed goes back, and a mail says so', async () => {
    const twice = await paidOrder();
    await stack.post(`/paypal/control/orders/${twice.token}/capture-again`);

    // We ask in time, and PayPal takes the money only when the deadline has passed.
    const late = await order(browser);
    await stack.fault('paypal', 'capture', 'slow', { delayMs: 3_000 });
    await bringNear(stack, late, { paymentDeadline: new Date(Date.now() + 2_000) });
    await approve(stack, late);

    // Approved without our hearing of it; what PayPal takes afterwards finds an order that has lapsed.
    const lapsed = await order(browser);
    await stack.post('/paypal/control/webhooks/hold');
    await approve(stack, lapsed);
    await bringNear(stack, lapsed, { paymentDeadline: new Date(Date.now() + 500) });
    await reaches(stack, lapsed, 'lapsed');
    expect((await money(stack, lapsed)).captures).toEqual([]);
    await stack.payPal.capture({ requestId: randomUUID(), providerOrderId: lapsed.token });
    await stack.post('/paypal/control/webhooks/release');

    await reaches(stack, late, 'lapsed');
    for (const scene of [twice, late, lapsed]) {
      await stack.until('the money is back', async () => {
        return (await money(stack, scene)).refunds.length === 1;
      });
      await stack.until('the mail says so', async () => {
        const mails = await mailsAbout(stack, scene);
        const told = mails.filter(({ template }) => template === 'payment-returned');
        return told.length === 1 && told[0]?.received === 1;
      });
      expect((await page(scene)).text).toContain('We returned ¥500 to you.');
    }
    const captures = async (scene: Scene) => (await money(stack, scene)).captures.length;
    expect(await Promise.all([twice, late, lapsed].map(captures))).toEqual([2, 1, 1]);
    await expect(outcomeOf(stack, late)).resolves.toBe('lapsed');
    await expect(outcomeOf(stack, lapsed)).resolves.toBe('lapsed');
    expect(await stateOf(stack, twice)).toBe('printable');
  }, 60_000);
});
