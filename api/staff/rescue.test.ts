import { inviteAdministrator } from '../../scripts/invite-administrator.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import {
  acceptInvitation,
  codeNow,
  confirmLinks,
  createStaff,
  showPassword,
  signInStaff,
} from '../../tests/support/staff.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  test.lives.forget();
  await test.database.pool.query('delete from rate_limit');
});

const PASSWORD = 'seven green boats at dawn';
const RECOVERY_CODES = 10;

/** The command as the operator of the service types it. */
const command = (university: string, mailAddress: string, deps = test.deps) =>
  inviteAdministrator(deps, [university, 'OHARA Misaki', mailAddress]);
const memberRow = (id: string) =>
  test.database.prisma.staffMember.findUniqueOrThrow({
    where: { id },
    include: { recoveryCodes: true },
  });

describe('an administrator who is invited again by the operator of the service (R-306)', () => {
  it('stays at work with what they have until the new invitation is accepted; then only the new counts', async () => {
    const staff = await createStaff(test, { university: 'mukono' });
    await createStaff(test, { university: 'mukono', roles: ['auditor'] });
    await createStaff(test, { university: 'aomine' });
    const browser = await signInStaff(test, staff);
    const before = await memberRow(staff.id);

    const answer = await command('mukono', staff.mailAddress.toUpperCase());
    expect(answer).toMatchObject({ invited: true });
    expect(answer.message).not.toContain('@');
    expect(await memberRow(staff.id)).toEqual(before);
    expect((await browser.visit('/mukono/staff')).heading).toBe('Desk');
    expect(test.lives.told('startVerification')).toMatchObject([[{ purpose: 'staff_invitation' }]]);
    expect(
      await test.database.prisma.auditEntry.findFirst({
        where: { entityId: staff.id, action: 'staff_invited_again' },
      }),
    ).toMatchObject({ actor: 'system', before: { state: 'active' } });

    const link = await acceptInvitation(test, staff.id);
    confirmLinks(test);
    const newcomer = browse(test.app);
    const page = await newcomer.visit(link);
    expect((await browser.visit('/mukono/staff')).heading).toBe('Desk');
    const key = page.$('.staff-key').text().replaceAll(' ', '');
    const done = await newcomer.submit(page, 'Register', {
      Password: PASSWORD,
      passwordAgain: PASSWORD,
      Code: codeNow(key),
    });
    expect(done.heading).toBe('Your recovery codes');
    expect((await browser.visit('/mukono/staff')).heading).toBe('Staff login');
    const after = await memberRow(staff.id);
    expect(after.totpSecret).not.toBe(before.totpSecret);
    expect(after.recoveryCodes).toHaveLength(RECOVERY_CODES);
    expect((await showPassword(browse(test.app), staff)).status).toBe(400);
    expect((await showPassword(browse(test.app), staff, PASSWORD)).heading).toBe('Enter the code');
  });

  it('whose first mail was lost is sent another', async () => {
    const typed = ['rakuo', 'OHARA Misaki', 'ohara@rakuo.example'] as const;
    expect((await inviteAdministrator(test.deps, typed)).message).toContain('Invited.');
    expect((await inviteAdministrator(test.deps, typed)).message).toContain('Invited again');
    const links = await test.database.prisma.oneTimeLink.findMany({
      where: { mailAddress: 'ohara@rakuo.example' },
    });
    expect(links.map(({ supersededAt }) => supersededAt === null).sort()).toEqual([false, true]);
  });

  it('is left to a colleague who can help, unless nobody’s authenticator is good any more', async () => {
    const [one] = [await createStaff(test), await createStaff(test)];
    const refused = await command('aomine', one.mailAddress);
    expect(refused).toMatchObject({ invited: false });
    expect(refused.message).toContain('An administrator can invite them again');
    expect(test.lives.told('startVerification')).toEqual([]);

    const COOKIE_SECRET = 'a-new-secret-after-the-old-one-became-known';
    const environment = { ...test.deps.environment, COOKIE_SECRET };
    const answer = await command('aomine', one.mailAddress, { ...test.deps, environment });
    expect(answer).toMatchObject({ invited: true });
  });

  it('who comes in by the university’s provider can help whatever became of the secret', async () => {
    const one = await createStaff(test, { university: 'rakuo' });
    await createStaff(test, { university: 'rakuo', subjectId: 'somebody@rakuo.example' });
    const COOKIE_SECRET = 'a-new-secret-after-the-old-one-became-known';
    const environment = { ...test.deps.environment, COOKIE_SECRET };
    const answer = await command('rakuo', one.mailAddress, { ...test.deps, environment });
    expect(answer).toMatchObject({ invited: false });
  });

  it('is nobody with another role', async () => {
    const reviewer = await createStaff(test, { university: 'saikai', roles: ['reviewer'] });
    const answer = await command('saikai', reviewer.mailAddress);
    expect(answer).toMatchObject({ invited: false });
    expect(answer.message).toContain('They were no administrator');
  });
});
