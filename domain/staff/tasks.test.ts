import type { StaffRoleName } from './roles.ts';
import { judgeTaskAction, needsSecondPerson, STAFF_TASK_KINDS, TASK_ACTIONS } from './tasks.ts';
import type { StaffTaskAction, StaffTaskKind, TaskStanding } from './tasks.ts';

const TERMS = { secondPersonFromYen: 10_000 };
const FIRST = 'first';
const OTHER = 'other';

const standing = (changes: Partial<TaskStanding> = {}): TaskStanding => ({
  kind: 'owed_money',
  state: 'open',
  firstBy: null,
  amountYen: 400,
  ...changes,
});
const judge = (
  task: TaskStanding,
  action: StaffTaskAction,
  id = OTHER,
  roles: StaffRoleName[] = ['accountant'],
) => judgeTaskAction(task, action, { id, roles }, TERMS);

describe('the sum from which two people decide (R-190, X-33)', () => {
  it.each([
    [9_999, 10_000, false],
    [10_000, 10_000, true],
    [0, 10_000, false],
    [null, 10_000, true],
    [1_000_000, null, false],
    [null, null, false],
  ])('%p yen where %p is the limit: %p', (amountYen, secondPersonFromYen, expected) => {
    expect(needsSecondPerson({ secondPersonFromYen }, amountYen)).toBe(expected);
  });
});

describe('what may be done about a task (R-304, R-306)', () => {
  it('is said for every kind, each by somebody', () => {
    for (const kind of STAFF_TASK_KINDS) expect(TASK_ACTIONS[kind].length).toBeGreaterThan(0);
  });

  it.each<[string, TaskStanding, StaffTaskAction, object]>([
    ['a small payout', standing(), 'record_payout', { step: 'alone' }],
    ['a large one', standing({ amountYen: 10_000 }), 'record_payout', { step: 'first' }],
    [
      'declining what nobody began',
      standing(),
      'decline_payout',
      { refusal: 'nothing_to_decline' },
    ],
    ['what is done', standing({ state: 'done' }), 'record_payout', { refusal: 'done' }],
    ['what does not belong to it', standing(), 'try_again', { refusal: 'unknown' }],
    [
      'a refused refund tried again',
      standing({ kind: 'refund_refused', amountYen: 50_000 }),
      'try_again',
      { step: 'alone' },
    ],
    [
      'an approval that one person suffices for',
      standing({ kind: 'refund_approval' }),
      'approve_refund',
      { step: 'alone' },
    ],
  ])('%s', (_, task, action, expected) => {
    expect(judge(task, action)).toEqual(expected);
  });

  it.each<[StaffTaskKind, StaffTaskAction, string, object]>([
    ['owed_money', 'record_payout', FIRST, { refusal: 'same_person' }],
    ['owed_money', 'record_payout', OTHER, { step: 'second' }],
    ['owed_money', 'decline_payout', FIRST, { step: 'alone' }],
    ['owed_money', 'decline_payout', OTHER, { step: 'alone' }],
    ['refund_approval', 'approve_refund', FIRST, { refusal: 'same_person' }],
    ['refund_approval', 'approve_refund', OTHER, { step: 'second' }],
    ['refund_approval', 'decline_refund', FIRST, { step: 'alone' }],
    ['refund_refused', 'try_again', OTHER, { refusal: 'waits_for_second' }],
  ])('%s waiting for a second person: %s by the %s', (kind, action, id, expected) => {
    const waiting = standing({ kind, state: 'awaiting_second', firstBy: FIRST, amountYen: 20_000 });
    expect(judge(waiting, action, id)).toEqual(expected);
  });

  it.each<[StaffTaskKind, StaffTaskAction, StaffRoleName, boolean]>([
    ['owed_money', 'record_payout', 'call_centre', false],
    ['owed_money', 'record_payout', 'administrator', true],
    ['print_refused', 'try_again', 'call_centre', true],
    ['print_refused', 'try_again', 'accountant', false],
    ['print_refused', 'cancel_and_refund', 'reviewer', false],
    ['difference', 'note_as_settled', 'auditor', false],
  ])('%s: %s by a %s', (kind, action, role, mayDo) => {
    const judged = judge(standing({ kind }), action, OTHER, [role]);
    expect(judged).toEqual(mayDo ? { step: 'alone' } : { refusal: 'role_missing' });
  });
});
