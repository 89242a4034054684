import {
  isAllowed,
  judgeMemberChange,
  judgeRescue,
  knownRoles,
  PERMISSIONS,
  STAFF_ROLES,
} from './roles.ts';
import type { MemberStanding } from './roles.ts';

describe('what a role allows (R-306)', () => {
  it.each([
    ['reviewer', ['desk.open', 'order.read', 'order.manage', 'desk.act']],
    ['senior_reviewer', ['desk.open', 'order.read', 'order.manage', 'desk.act']],
    ['accountant', ['desk.open', 'order.read', 'desk.act', 'money.return', 'money.read']],
    ['call_centre', ['desk.open', 'order.read', 'order.manage', 'desk.act']],
    ['auditor', ['desk.open', 'order.read', 'money.read', 'members.read', 'audit.read']],
    [
      'administrator',
      [
        'desk.open',
        'order.read',
        'order.manage',
        'desk.act',
        'money.return',
        'money.read',
        'members.read',
        'members.manage',
        'audit.read',
      ],
    ],
  ] as const)('%s: %j', (role, allowed) => {
    expect(PERMISSIONS.filter((permission) => isAllowed([role], permission))).toEqual(allowed);
  });

  it('adds up for a person with several roles', () => {
    expect(isAllowed(['reviewer', 'auditor'], 'audit.read')).toBe(true);
    expect(isAllowed(['reviewer', 'accountant'], 'audit.read')).toBe(false);
  });

  it('is nothing without a role', () => {
    expect(PERMISSIONS.some((permission) => isAllowed([], permission))).toBe(false);
  });

  it('knows its six roles and nothing else', () => {
    expect(knownRoles(['auditor', 'root', 'reviewer', 'auditor'])).toEqual(['reviewer', 'auditor']);
    expect(STAFF_ROLES).toHaveLength(6);
  });
});

describe('a change of a member (R-306)', () => {
  const member = (id: string, ...roles: MemberStanding['roles']): MemberStanding => ({
    id,
    state: 'active',
    roles,
  });
  const members = [
    member('first', 'administrator'),
    member('second', 'administrator', 'auditor'),
    member('reviewer', 'reviewer'),
  ];

  it.each([
    ['roles of somebody else', 'first', 'reviewer', ['accountant'], null],
    ['another administrator’s role', 'first', 'second', ['auditor'], null],
    ['one’s own roles', 'first', 'first', ['administrator', 'auditor'], 'own_roles'],
    ['one’s own access', 'first', 'first', null, 'own_roles'],
    ['no role at all', 'first', 'reviewer', [], 'no_role'],
    ['the access of somebody else', 'first', 'second', null, null],
  ] as const)('%s', (_, actor, whose, next, refusal) => {
    expect(judgeMemberChange(actor, whose, next, members)).toBe(refusal);
  });

  it.each([
    ['invited', 'invited'],
    ['disabled', 'disabled'],
  ] as const)('leaves the last administrator, for one who is %s does not count', (_, state) => {
    const left = [
      member('first', 'administrator'),
      { ...member('second', 'administrator'), state },
      member('operator', 'administrator'),
    ].filter(({ id }) => id !== 'operator');
    expect(judgeMemberChange('operator', 'first', ['auditor'], left)).toBe('last_administrator');
    expect(judgeMemberChange('operator', 'first', null, left)).toBe('last_administrator');
    expect(judgeMemberChange('operator', 'first', ['administrator'], left)).toBeNull();
  });
});

describe('an administrator whom the operator of the service invites again (R-306)', () => {
  const lost = { id: 'a', state: 'active', roles: ['administrator'], canSignIn: true } as const;
  const other = { ...lost, id: 'b' };

  it.each([
    ['alone', []],
    ['beside one who cannot sign in either', [{ ...other, canSignIn: false }]],
    ['beside one who has not accepted', [{ ...other, state: 'invited' as const }]],
    ['beside one who has left', [{ ...other, state: 'disabled' as const }]],
    ['beside one of another role', [{ ...other, roles: ['auditor' as const] }]],
  ])('may be: %s', (_, others) => {
    expect(judgeRescue('a', [lost, ...others])).toBeNull();
  });

  it('is left to another administrator who can sign in', () => {
    expect(judgeRescue('a', [lost, other])).toBe('others_can');
  });

  it('is nobody who was no administrator, or is not there', () => {
    expect(judgeRescue('a', [{ ...lost, roles: ['auditor'] }])).toBe('no_administrator');
    expect(judgeRescue('x', [lost])).toBe('no_administrator');
  });
});
