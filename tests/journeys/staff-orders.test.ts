// What staff do about orders, in a real browser on the whole service: documents that every network refused are tried
// again; an order is given up at the wish of one person and with the consent of another.
import { readEnvironment } from '../../platform/env.ts';
import type { StaffRoleName } from '../../domain/staff/roles.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { checkInvariants } from '../support/invariants.ts';
import { approve, money, order, reaches, signIn } from '../support/order-scenes.ts';
import { codeNow, createStaff, STAFF_PASSWORD } from '../support/staff.ts';
import type { TestApp } from '../support/app.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { CodePage, DeskPage, DoorPage, StaffPage, TasksPage } from './pages/desk.ts';
import { arriveAt } from './pages/page.ts';
import type { Language, Visit } from './pages/page.ts';
import { DESK, PHONE, visitAs } from './pages/visit.ts';

class RefusedPage extends StaffPage {
  static readonly heading = {
    ja: '印刷を受け付けないネットワーク',
    en: 'Refused by the print networks',
  };
}
class SearchPage extends StaffPage {
  static readonly heading = { ja: '申請の検索', en: 'Find orders' };
}
class ApprovalPage extends StaffPage {
  static readonly heading = {
    ja: '取りやめと払い戻しの承認',
    en: 'Cancellation and refund to approve',
  };
}

/** Pages whose headings name the order. */
const pagesOf = (number: string) => ({
  Shown: class extends StaffPage {
    static readonly heading = { ja: `申請 ${number}`, en: `Order ${number}` };
  },
  Cancel: class extends StaffPage {
    static readonly heading = { ja: `申請 ${number} の取りやめ`, en: `Cancel order ${number}` };
  },
});

let stack: Stack;
let test: TestBrowser;

beforeAll(async () => {
  [stack, test] = await Promise.all([startStack(), openBrowser()]);
}, 60_000);

afterAll(async () => {
  await test?.close();
  await stack?.close();
});

/** A member of staff with this role, at the desk. */
async function atDesk(
  language: Language,
  viewport: typeof DESK,
  role: StaffRoleName,
): Promise<{ visit: Visit; desk: DeskPage }> {
  const deps = { environment: readEnvironment({ NODE_ENV: 'test' }) };
  const here = { database: stack.database, deps } as unknown as TestApp;
  const { mailAddress } = await createStaff(here, { roles: [role] });
  const visit = await visitAs(test, language, { viewport });
  await visit.page.goto(`${stack.origin}/aomine/staff/sign-in`);
  await (await arriveAt(visit, DoorPage)).signIn(mailAddress, STAFF_PASSWORD);
  await (await arriveAt(visit, CodePage)).enter(codeNow());
  return { visit, desk: await arriveAt(visit, DeskPage) };
}

it('documents that every network refused are tried again (R-190, R-304)', async () => {
  await stack.fault('netprint', 'register', 'refuse');
  await stack.fault('network-print', 'register', 'refuse');
  const scene = await order(await signIn(stack));
  await approve(stack, scene);
  const { visit, desk } = await atDesk('ja', DESK, 'call_centre');
  await desk.reloadUntil('work', async () => (await desk.text()).includes('1件'));
  await stack.noFaults();
  await desk.goTo(RefusedPage.heading);
  await (await arriveAt(visit, TasksPage)).openFirst();
  const task = await arriveAt(visit, RefusedPage);
  expect(await task.text()).toContain('利用者はまだ印刷できません');
  await task.pressButton({ ja: 'もう一度試す', en: 'Try again' });
  await reaches(stack, scene, 'printable');
  const tried = await arriveAt(visit, RefusedPage);
  await tried.reloadUntil('end of the task', async () =>
    (await tried.text()).includes('サービスが解決を確認しました'),
  );
  await visit.page.context().close();
}, 120_000);

it('what one person wants given up, another consents to, and the money goes back (R-190, R-303, R-304, X-33)', async () => {
  const scene = await order(await signIn(stack));
  await approve(stack, scene);
  await reaches(stack, scene, 'printable');
  const { rows } = await stack.database.pool.query<{ number: string }>(
    'SELECT issue_number AS number FROM "order" WHERE id = $1',
    [scene.orderId],
  );
  const number = rows[0]?.number ?? '';
  const { Shown, Cancel } = pagesOf(number);
  const { visit, desk } = await atDesk('en', PHONE, 'call_centre');
  await desk.goTo(SearchPage.heading);
  const search = await arriveAt(visit, SearchPage);
  await visit.page.locator('input[name=number]').fill(number);
  await search.pressButton({ ja: '検索する', en: 'Search' });
  const found = await arriveAt(visit, SearchPage);
  await found.press(visit.page.locator('main .card__heading a').first());
  const shown = await arriveAt(visit, Shown);
  await shown.press(shown.link({ ja: 'この申請を取りやめる', en: 'Cancel this order' }));
  const cancel = await arriveAt(visit, Cancel);
  expect(await cancel.text()).toContain('Another person must approve');
  await visit.page.locator('textarea[name=reason]').fill('Ordered twice by mistake.');
  await cancel.pressButton({ ja: '承認を依頼する', en: 'Request approval' });
  expect(await (await arriveAt(visit, Shown)).text()).toContain('Approval is requested');

  const other = await atDesk('en', PHONE, 'accountant');
  await other.desk.goTo(ApprovalPage.heading);
  await (await arriveAt(other.visit, TasksPage)).openFirst();
  const task = await arriveAt(other.visit, ApprovalPage);
  expect(await task.text()).toContain('Ordered twice by mistake.');
  await task.pressButton({ ja: '承認して払い戻す', en: 'Approve and refund' });
  expect(await (await arriveAt(other.visit, ApprovalPage)).text()).toContain('Approved');
  await reaches(stack, scene, 'refunded');
  expect((await money(stack, scene)).refunds).toHaveLength(1);
  await checkInvariants({ pool: stack.database.pool, townUrl: stack.townUrl });
  await visit.page.context().close();
  await other.visit.page.context().close();
}, 120_000);
