// The staff of a university, from the invitation of the first administrator to the colleague whom she invites, in a
// real browser on the whole service.
import type { Locator } from 'playwright-core';
import { systemClock } from '../../platform/clock.ts';
import { readEnvironment } from '../../platform/env.ts';
import { createLogger } from '../../platform/logger.ts';
import { inviteAdministrator } from '../../scripts/invite-administrator.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { codeAt } from '../support/staff.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import { CodePage, DeskPage, DoorPage } from './pages/desk.ts';
import { arriveAt, ShownPage } from './pages/page.ts';
import type { Language, Visit } from './pages/page.ts';

const PASSWORD = 'seven green boats at dawn';

class EnrolmentPage extends ShownPage {
  static readonly heading = { ja: '職員の登録', en: 'Register as staff' };
}
class CodesPage extends ShownPage {
  static readonly heading = { ja: '予備コード', en: 'Your recovery codes' };
}
class MembersPage extends ShownPage {
  static readonly heading = { ja: '職員と役割', en: 'Staff and roles' };
}
class InvitePage extends ShownPage {
  static readonly heading = { ja: '職員を招待する', en: 'Invite a colleague' };
}
class MemberPage extends ShownPage {
  static readonly heading = { ja: '職員の詳細', en: 'Member of staff' };
}

let stack: Stack;
let test: TestBrowser;

beforeAll(async () => {
  [stack, test] = await Promise.all([startStack(), openBrowser()]);
}, 60_000);

afterAll(async () => {
  await test?.close();
  await stack?.close();
});

async function linkIn(address: string): Promise<string> {
  const [mail] = await stack.mails(address, 1);
  return /http\S+\/cert\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
}

it.each([
  ['ja', { width: 375, height: 667 }, '大原 美咲'],
  ['en', { width: 1280, height: 900 }, 'OHARA Misaki'],
] as const)(
  'is invited, registers, works and invites a colleague (R-306): %s',
  async (language, viewport, name) => {
    const address = `ohara-${language}@aomine.example`;
    const colleague = `saeki-${language}@aomine.example`;
    const { prisma, pool } = stack.database;
    const logger = createLogger('web', 'silent');
    const environment = readEnvironment({ NODE_ENV: 'test' });
    const deps = { prisma, pool, lives: stack.lives, logger, clock: systemClock, environment };
    const { invited } = await inviteAdministrator(deps, ['aomine', name, address]);
    expect(invited).toBe(true);

    const locale = language === 'ja' ? 'ja-JP' : 'en-US';
    const context = await test.browser.newContext({ locale, viewport, reducedMotion: 'reduce' });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const visit: Visit = { page, language, byKeyboard: false, hasJavaScript: true };
    const press = (shown: ShownPage, words: Record<Language, string>): Promise<void> => {
      const exactly: Locator = page
        .getByRole('main')
        .getByRole('button', { name: words[language], exact: true });
      return shown.press(exactly);
    };

    await page.goto(await linkIn(address));
    const enrolment = await arriveAt(visit, EnrolmentPage);
    expect(await enrolment.text()).toContain(name);
    const key = (await page.locator('.staff-key').innerText()).replaceAll(' ', '');
    const enrolledAt = Date.now();
    await page.locator('input[name=password]').fill(PASSWORD);
    await page.locator('input[name=passwordAgain]').fill(PASSWORD);
    await page.locator('input[name=code]').fill(codeAt(enrolledAt, key));
    await press(enrolment, { ja: '登録する', en: 'Register' });
    const codes = await arriveAt(visit, CodesPage);
    expect(await page.locator('.recovery-codes li').count()).toBe(10);
    await codes.press(codes.link({ ja: '控えました', en: 'I have noted them down' }));

    const door = await arriveAt(visit, DoorPage);
    await door.signIn(address, PASSWORD);
    // The code that was shown at the registration is used up: the next one counts.
    await (await arriveAt(visit, CodePage)).enter(codeAt(enrolledAt + 30_000, key));

    await (await arriveAt(visit, DeskPage)).goTo(MembersPage.heading);
    const members = await arriveAt(visit, MembersPage);
    await members.press(members.link(InvitePage.heading));
    const invite = await arriveAt(visit, InvitePage);
    await page.locator('input[name=name]').fill('SAEKI Ryo');
    await page.locator('input[name=mailAddress]').fill(colleague);
    await page.locator('label[for=role-reviewer]').click();
    await press(invite, { ja: '招待メールを送る', en: 'Send the invitation' });
    const member = await arriveAt(visit, MemberPage);
    expect(await member.text()).toContain(colleague);
    const [mail] = await stack.mails(colleague, 1);
    expect(mail?.text).toContain('SAEKI Ryo');

    await page.locator('summary.menu__button').click();
    await member.press(
      page.getByRole('button', { name: language === 'ja' ? 'ログアウト' : 'Log out' }),
    );
    await arriveAt(visit, DoorPage);
    await page.goto(`${stack.origin}/aomine/staff/members`);
    await arriveAt(visit, DoorPage);
    await context.close();
  },
  60_000,
);
