import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import type { Browser } from '../../tests/support/browse.ts';
import {
  acceptInvitation,
  codeNow,
  confirmLinks,
  createStaff,
  signInStaff,
} from '../../tests/support/staff.ts';
import type { TestStaff } from '../../tests/support/staff.ts';
import type { Visited } from '../../tests/support/browse.ts';

let test: TestApp;
let administrator: TestStaff;
let browser: Browser;

beforeAll(async () => {
  test = await createTestApp();
  administrator = await createStaff(test, { mailAddress: 'head@aomine.example' });
  browser = await signInStaff(test, administrator);
});
afterAll(() => test.close());
beforeEach(() => test.lives.forget());

const PASSWORD = 'seven green boats at dawn';

const memberOf = (mailAddress: string) =>
  test.database.prisma.staffMember.findFirst({
    where: { mailAddress },
    include: { roles: true, recoveryCodes: true },
  });
const lastAudit = (entityId: string) =>
  test.database.prisma.auditEntry.findFirst({ where: { entityId }, orderBy: { id: 'desc' } });

async function invite(typed: Record<string, string> = {}): Promise<Visited> {
  const page = await browser.visit('/aomine/staff/members/invite');
  return browser.submit(page, 'Send the invitation', {
    Name: 'SAEKI Ryo',
    'Mail address': 'saeki@aomine.example',
    'role-reviewer': 'on',
    ...typed,
  });
}

/** The key that the page shows for those who type it. */
const keyOn = (page: Visited) => page.$('.staff-key').text().replaceAll(' ', '');

async function enrol(link: string, typed: Record<string, string> = {}): Promise<Visited> {
  const colleague = browse(test.app);
  const page = await colleague.visit(link);
  return colleague.submit(page, 'Register', {
    Password: PASSWORD,
    passwordAgain: PASSWORD,
    Code: codeNow(keyOn(page)),
    ...typed,
  });
}

describe('an invitation (R-306)', () => {
  it('puts somebody into the list and begins the life of a link for seven days', async () => {
    const page = await invite({ 'role-auditor': 'on' });
    expect(page.text).toContain('The invitation is on its way');
    const member = await memberOf('saeki@aomine.example');
    expect(member).toMatchObject({ state: 'invited', passwordHash: null, totpSecret: null });
    expect(member?.roles.map(({ role }) => role).sort()).toEqual(['auditor', 'reviewer']);
    expect(test.lives.told('startVerification')).toMatchObject([
      [{ purpose: 'staff_invitation', ttlMinutes: 7 * 24 * 60 }],
    ]);
    expect(
      await test.database.prisma.auditEntry.findMany({ where: { entityId: member?.id ?? '' } }),
    ).toMatchObject([
      {
        actor: `staff:${administrator.id}`,
        action: 'staff_invited',
        after: { state: 'invited', roles: ['reviewer', 'auditor'] },
      },
    ]);
  });

  it.each([
    ['without a name', { Name: '  ' }, 'Enter a name.'],
    ['to what is no address', { 'Mail address': 'saeki' }, 'This is not a mail address.'],
    [
      'to somebody who is here',
      { 'Mail address': 'HEAD@aomine.example' },
      'is already in the list',
    ],
  ])('%s is not sent, and nothing typed is lost', async (_, typed, words) => {
    const page = await invite({ 'role-auditor': 'on', ...typed });
    expect([page.status, page.text.includes(words)]).toEqual([400, true]);
    expect(page.$('#role-auditor').attr('checked')).toBeDefined();
    expect(page.$('input[name=mailAddress]').val()).toBe(
      (typed as Record<string, string>)['Mail address'] ?? 'saeki@aomine.example',
    );
    expect(test.lives.told('startVerification')).toEqual([]);
  });

  it('without a role is not sent', async () => {
    const page = await browser.visit('/aomine/staff/members/invite');
    const typed = { Name: 'X', 'Mail address': 'norole@aomine.example' };
    const refused = await browser.submit(page, 'Send the invitation', typed);
    expect([refused.status, refused.text.includes('Choose at least one role.')]).toEqual([
      400,
      true,
    ]);
    expect(await memberOf('norole@aomine.example')).toBeNull();
  });

  it('names all that is wrong at once: too short, and not twice the same', async () => {
    const { id } = (await memberOf('saeki@aomine.example')) ?? { id: '' };
    const link = await acceptInvitation(test, id);
    const page = await enrol(link, { Password: 'short', passwordAgain: 'shorter', Code: '' });
    expect(page.status).toBe(400);
    const listed = page.$('.error-summary li').toArray();
    expect(listed.map((one) => page.$(one).text().trim())).toEqual([
      'Use at least 12 characters for the password.',
      'This differs from the password above. Enter both again.',
      'The code does not fit. Enter the six digits that the app shows now for the new entry.',
    ]);
    expect(test.lives.told('confirmMailbox')).toEqual([]);
  });

  it('is accepted with a password and the first code of an app, and shows recovery codes once', async () => {
    const { id } = (await memberOf('saeki@aomine.example')) ?? { id: '' };
    const link = await acceptInvitation(test, id);
    confirmLinks(test);
    const page = await enrol(link);
    expect(page.heading).toBe('Your recovery codes');
    const codes = page
      .$('.recovery-codes li')
      .toArray()
      .map((one) => page.$(one).text());
    expect(new Set(codes).size).toBe(10);
    const member = await memberOf('saeki@aomine.example');
    expect(member).toMatchObject({ state: 'active' });
    expect(member?.passwordHash).toMatch(/^\$argon2id\$/);
    const kept = member?.recoveryCodes.map(({ codeHash }) => codeHash);
    expect(kept).toHaveLength(10);
    expect(kept?.every((one) => /^[0-9a-f]{64}$/.test(one))).toBe(true);
    expect(await test.database.prisma.oneTimeLinkProposal.count()).toBe(0);
    expect((await lastAudit(id))?.after).toEqual({ invitationAccepted: true });

    const colleague = browse(test.app);
    const door = await colleague.visit('/aomine/staff/sign-in');
    const code = await colleague.submit(door, 'Log in', {
      'Mail address': 'saeki@aomine.example',
      Password: PASSWORD,
    });
    expect((await colleague.submit(code, 'Log in', { Code: codes[3] ?? '' })).heading).toBe('Desk');
    expect((await browse(test.app).visit(link)).text).not.toContain('Choose a password');
  });

  it('changes nothing by being looked at', async () => {
    const staff = await createStaff(test, { state: 'invited' });
    await browser.submit(
      await browser.visit(`/aomine/staff/members/${staff.id}`),
      'Send a new invitation',
    );
    const link = await acceptInvitation(test, staff.id);
    const before = await memberOf(staff.mailAddress);
    for (let count = 0; count < 3; count += 1) await browse(test.app).visit(link);
    expect(await memberOf(staff.mailAddress)).toEqual(before);
    expect(test.lives.told('confirmMailbox')).toEqual([]);
  });

  it('keeps the same key when the form comes back, and asks for everything that is wrong', async () => {
    const staff = await createStaff(test, { state: 'invited' });
    await browser.submit(
      await browser.visit(`/aomine/staff/members/${staff.id}`),
      'Send a new invitation',
    );
    const link = await acceptInvitation(test, staff.id);
    const colleague = browse(test.app);
    const page = await colleague.visit(link);
    const refused = await colleague.submit(page, 'Register', {
      Password: 'short',
      passwordAgain: 'short',
      Code: '000000',
    });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('Use at least 12 characters');
    expect(refused.text).toContain('The code does not fit');
    expect(keyOn(refused)).toBe(keyOn(page));
    expect(refused.html).not.toContain('value="short"');
    // A key of another link is not taken.
    const other = await createStaff(test, { state: 'invited' });
    await browser.submit(
      await browser.visit(`/aomine/staff/members/${other.id}`),
      'Send a new invitation',
    );
    const sealedKey = String(page.$('input[name=sealedKey]').val());
    const stolen = await enrol(await acceptInvitation(test, other.id), {
      sealedKey,
      Code: codeNow(keyOn(page)),
    });
    expect(stolen.status).toBe(400);
  });

  it('that was sent before a withdrawal leads nowhere, even in the life itself', async () => {
    const staff = await createStaff(test, { state: 'invited' });
    const address = `/aomine/staff/members/${staff.id}`;
    await browser.submit(await browser.visit(address), 'Send a new invitation');
    const link = await acceptInvitation(test, staff.id);
    await browser.submit(await browser.visit(address), 'Withdraw the access');
    expect((await browse(test.app).visit(link)).status).toBe(410);

    const { pool, prisma } = test.database;
    const { id: linkId } = await prisma.oneTimeLink.findFirstOrThrow({
      where: { staffId: staff.id },
    });
    await pool.query('update one_time_link set closed_at = null where id = $1', [linkId]);
    const data = { passwordHash: 'x', totpSecret: 'y', recoveryCodeHashes: ['z'] };
    const proposalId = '11111111-1111-4111-8111-111111111111';
    await prisma.oneTimeLinkProposal.create({ data: { id: proposalId, linkId, data } });
    confirmLinks(test);
    await test.lives.confirmMailbox(linkId, 'proof', proposalId);
    expect(await memberOf(staff.mailAddress)).toMatchObject({ state: 'disabled' });
  });
});

describe('a change of a member (R-306, R-325)', () => {
  it('of roles counts from the next click, and is written down with before and after (I17)', async () => {
    const staff = await createStaff(test, { roles: ['auditor'] });
    const colleague = await signInStaff(test, staff);
    expect((await colleague.visit('/aomine/staff/audit')).status).toBe(200);
    const page = await browser.visit(`/aomine/staff/members/${staff.id}`);
    const body = { 'role-auditor': '', 'role-reviewer': 'on' };
    const done = await browser.submit(page, 'Change the roles', body);
    expect(done.text).toContain('The roles are changed');
    const refused = await colleague.visit('/aomine/staff/audit');
    expect([refused.status, refused.heading]).toEqual([
      403,
      'Your role does not include this page',
    ]);
    expect(await lastAudit(staff.id)).toMatchObject({
      actor: `staff:${administrator.id}`,
      action: 'staff_roles_changed',
      before: { state: 'active', roles: ['auditor'] },
      after: { state: 'active', roles: ['reviewer'] },
    });
  });

  it('that takes the access away ends every session at once', async () => {
    const staff = await createStaff(test);
    const colleague = await signInStaff(test, staff);
    const page = await browser.visit(`/aomine/staff/members/${staff.id}`);
    const done = await browser.submit(page, 'Withdraw the access');
    expect(done.text).toContain('The access is withdrawn');
    expect((await colleague.visit('/aomine/staff')).heading).toBe('Staff login');
    const sessions = await test.database.prisma.session.findMany({ where: { staffId: staff.id } });
    expect(sessions.length).toBeGreaterThan(0);
    expect(sessions.every(({ endedBecause }) => endedBecause === 'access_withdrawn')).toBe(true);
  });

  it('is never of oneself', async () => {
    const page = await browser.visit(`/aomine/staff/members/${administrator.id}`);
    expect(page.text).toContain('You cannot change your own roles or access');
    const _csrf = String(page.$('input[name=_csrf]').first().val());
    for (const end of ['', '/access', '/invite']) {
      const address = `/aomine/staff/members/${administrator.id}${end}`;
      const answer = await browser.post(address, { _csrf, 'role-auditor': 'on' });
      expect([answer.status, answer.text.includes('Ask another administrator')]).toEqual([
        400,
        true,
      ]);
    }
    expect(await memberOf(administrator.mailAddress)).toMatchObject({
      state: 'active',
      roles: [{ role: 'administrator' }],
    });
  });

  it('leaves one of two administrators who take the role from each other at the same moment', async () => {
    const university = 'mukono';
    const both = [await createStaff(test, { university }), await createStaff(test, { university })];
    const browsers = [];
    for (const one of both) browsers.push(await signInStaff(test, one));
    const [first, second] = both.map(({ id }) => `/mukono/staff/members/${id}`);
    const pages = [await browsers[0]?.visit(second ?? ''), await browsers[1]?.visit(first ?? '')];
    await Promise.all(
      browsers.map((one, index) =>
        one.submit(pages[index] as Visited, 'Change the roles', {
          'role-administrator': '',
          'role-auditor': 'on',
        }),
      ),
    );
    const left = await test.database.prisma.staffRole.count({
      where: { role: 'administrator', staffId: { in: both.map(({ id }) => id) } },
    });
    expect(left).toBe(1);
  });
});

describe('the list of staff (R-306)', () => {
  it('holds those of this university alone', async () => {
    const elsewhere = await createStaff(test, { university: 'rakuo' });
    const page = await browser.visit('/aomine/staff/members');
    expect(page.text).toContain(administrator.mailAddress);
    expect(page.text).not.toContain(elsewhere.mailAddress);
  });

  it('is read by an auditor, who changes nothing', async () => {
    const auditor = await signInStaff(test, await createStaff(test, { roles: ['auditor'] }));
    const list = await auditor.visit('/aomine/staff/members');
    expect(list.text).not.toContain('Invite a colleague');
    const page = await auditor.visit(`/aomine/staff/members/${administrator.id}`);
    expect(page.$('main form')).toHaveLength(0);
  });
});

describe('the record of actions (R-325, I17)', () => {
  it('shows this university’s entries alone, newest first, and finds by who and what', async () => {
    const { pool } = test.database;
    await pool.query(
      `insert into audit_entry (actor, action, entity, entity_id, university_id)
       select 'life:order:' || n, 'paid', 'order', n::text, id from university, generate_series(1, 30) n
       where code = 'aomine'`,
    );
    await pool.query(
      `insert into audit_entry (actor, action, entity, entity_id, university_id)
       select 'system', 'secret_of_rakuo', 'order', '1', id from university where code = 'rakuo'`,
    );
    const page = await browser.visit('/aomine/staff/audit');
    expect(page.$('.audit')).toHaveLength(20);
    expect(Buffer.byteLength(page.html)).toBeLessThan(30_000);
    const older = await browser.follow(page, 'Earlier entries');
    expect(older.$('.audit').length).toBeGreaterThan(5);
    const numbers = [...page.$('.audit').toArray(), ...older.$('.audit').toArray()].map((row) =>
      Number(/Entry (\d+)/.exec(page.$(row).text())?.[1]),
    );
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(page.text + older.text).not.toContain('secret_of_rakuo');
    const found = await browser.visit('/aomine/staff/audit?actor=life%3Aorder%3A7&action=paid');
    expect(found.$('.audit')).toHaveLength(1);
    expect(found.$('.audit__action').text().trim()).toBe('Payment received');
    expect(found.$('select[name=action] option[selected]').text()).toBe('Payment received');
    const none = await browser.visit('/aomine/staff/audit?action=secret_of_rakuo');
    expect(none.text).toContain('No entries');
    expect(none.$('select[name=action] option[selected]').text()).toBe('secret_of_rakuo');
  });

  it('says before and after in words, by the names that the pages use', async () => {
    const page = await browser.visit('/aomine/staff/audit?action=staff_roles_changed');
    const rows = page.$('.audit').toArray();
    expect(rows.length).toBeGreaterThan(0);
    const facts = page
      .$(rows[0])
      .find('.audit__changes')
      .toArray()
      .map((list) => page.$(list).text().replace(/\s+/g, ' ').trim());
    expect(facts.length).toBe(2);
    for (const fact of facts) expect(fact).toMatch(/State Active/);
    expect(page.$('.audit__changes').text()).not.toMatch(/[{"]/);
  });
});

describe('recovery codes (R-306)', () => {
  it('are made anew for who shows a code, and the old ones are gone', async () => {
    const staff = await createStaff(test);
    const colleague = await signInStaff(test, staff, '7KQ2-M9XD-04TZ');
    const page = await colleague.visit('/aomine/staff/recovery-codes');
    expect(page.text).toContain('You have 0 recovery codes left.');
    const wrong = await colleague.submit(page, 'Make new recovery codes', { Code: '000000' });
    expect(wrong.status).toBe(400);
    const made = await colleague.submit(wrong, 'Make new recovery codes', { Code: codeNow() });
    expect(made.$('.recovery-codes li')).toHaveLength(10);
    const again = await colleague.visit('/aomine/staff/recovery-codes');
    expect(again.text).toContain('You have 10 recovery codes left.');
  });
});
