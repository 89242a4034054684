import type { Request, Response } from 'express';
import { z } from 'zod';
import { judgePayoutDay, PAYOUT_WAYS } from '../../domain/staff/payouts.ts';
import type { Payout } from '../../domain/staff/payouts.ts';
import { judgeTaskAction, TASK_ACTIONS } from '../../domain/staff/tasks.ts';
import type { StaffTaskAction, TaskRefusal } from '../../domain/staff/tasks.ts';
import { isCivilDate, tokyoDate } from '../../domain/time/tokyo.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { NotFound, RoleMissing } from '../middleware/failures.ts';
import { staffOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { approveRefund, declineRefund } from './cancellation-commands.ts';
import type { CancellationOutcome } from './cancellation-commands.ts';
import { readerOf } from './data.ts';
import { isUuid } from '../../platform/uuid.ts';
import { declinePayout, recordPayout, settleByHand, tryAgain } from './task-commands.ts';
import { seenOf, TASK_NOTICES, taskModel, taskPage } from './task-model.ts';
import type { TaskNotice } from './task-model.ts';
import { findTask } from './task-queries.ts';
import type { TaskDetail } from './task-queries.ts';

/** @throws NotFound for what is no task of this university: another's and nobody's are one */
async function taskOf(deps: AppDependencies, req: Request, res: Response): Promise<TaskDetail> {
  const id = String(req.params.task);
  const task = isUuid(id) ? await findTask(readerOf(deps, universityOf(res)), id) : null;
  if (!task) throw new NotFound('no such task');
  return task;
}

function render(
  res: Response,
  task: TaskDetail,
  shown: { form?: FormState; notice?: TaskNotice | null; status?: number } = {},
): void {
  const model = taskModel(task, {
    university: universityOf(res),
    staff: staffOf(res),
    locale: res.locals.locale,
    form: shown.form ?? newForm(),
    notice: shown.notice ?? null,
  });
  renderPage(res, taskPage, model, { status: shown.status ?? 200 });
}

/** GET: what happened, what may be done about it, and by whom. */
export function showTask(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const notice = TASK_NOTICES.find((known) => known === req.query.done) ?? null;
    render(res, await taskOf(deps, req, res), { notice });
  };
}

const ACTIONS = [...new Set(Object.values(TASK_ACTIONS).flat())].map(({ action }) => action);

const text = (longest: number, missing: string) =>
  z
    .string()
    .transform((typed) => typed.trim())
    .pipe(
      z
        .string()
        .min(1, missing)
        .max(longest, 'staffOrders.errors.tooLong')
        .refine((typed) => !/\p{Cc}/u.test(typed.replaceAll(/\r?\n/g, ' ')), {
          message: 'common.errors.invalid',
        }),
    );
const noteSchema = z.object({ note: text(500, 'staffOrders.errors.noteMissing') });
const payoutSchema = z.object({
  paidOn: z
    .string()
    .transform((typed) => typed.trim().replaceAll('/', '-'))
    .refine(isCivilDate, 'staffOrders.errors.day'),
  way: z.enum(PAYOUT_WAYS, 'staffOrders.errors.way'),
  reference: text(60, 'staffOrders.errors.reference'),
});

/** What the first person recorded, as the second one saw it. */
function recordedPayout({ facts }: TaskDetail): Payout {
  const parsed = payoutSchema.parse({ ...facts, reference: facts.payoutReference });
  return parsed;
}

const REFUSED: Record<Exclude<TaskRefusal, 'role_missing' | 'unknown'>, string> = {
  done: 'staffOrders.errors.done',
  same_person: 'staffOrders.errors.samePerson',
  waits_for_second: 'staffOrders.errors.waitsForSecond',
  nothing_to_decline: 'staffOrders.errors.changed',
};

/** POST: does what was chosen; the page then says what happened, or why nothing did. */
export function submitTask(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const task = await taskOf(deps, req, res);
    const { staffId, roles } = staffOf(res);
    const body = (req.body ?? {}) as Record<string, unknown>;
    const action = ACTIONS.find((one) => one === body.action);
    const typed = newForm(
      Object.fromEntries(
        Object.entries(body).filter(
          (pair): pair is [string, string] => typeof pair[1] === 'string',
        ),
      ),
    );
    const refuse = (key: string, status: number) =>
      render(res, task, {
        form: withErrors(typed, { field: '', message: { key } }),
        status,
      });
    if (!action || action === 'cancel_and_refund') return refuse('staffOrders.errors.action', 400);
    const terms = university.profile.certificate.refunds;
    const judged = judgeTaskAction(task, action, { id: staffId, roles }, terms);
    if ('refusal' in judged) {
      if (judged.refusal === 'role_missing') throw new RoleMissing(action);
      if (judged.refusal === 'unknown') return refuse('staffOrders.errors.action', 400);
      return refuse(REFUSED[judged.refusal], 409);
    }
    // The page that was answered must have shown the task as it stands now.
    if (body.seen !== seenOf(task)) return refuse('staffOrders.errors.changed', 409);
    const act = { task, staffId, step: judged.step };

    const finish = (outcome: TaskNotice | 'changed') => {
      if (outcome === 'changed') return refuse('staffOrders.errors.changed', 409);
      res.redirect(303, `${paths.staffTask(university.code, task.id)}?done=${outcome}`);
    };
    const invalid = (form: FormState) => render(res, task, { form, status: 400 });

    if (action === 'record_payout') {
      const payout = readPayout(task, judged.step, body, deps.clock());
      if ('errors' in payout) return invalid(payout);
      const outcome = await recordPayout(deps, university, act, payout);
      const notices = { done: 'payout', first: 'payout-first', unknown: 'payout-later' } as const;
      return finish(outcome === 'changed' ? outcome : notices[outcome]);
    }
    if (action === 'try_again') {
      const outcome = await tryAgain(deps, university, act);
      return finish(
        outcome === 'changed' ? outcome : outcome === 'unknown' ? 'unknown' : 'try-again',
      );
    }
    if (action === 'approve_refund') {
      return finish(noticeOf(await approveRefund(deps, university, act)));
    }
    const note = parseForm(noteSchema, body);
    if (!note.ok) return invalid(note);
    return finish(await byNote(deps, university, act, action, note.value.note));
  };
}

async function byNote(
  deps: AppDependencies,
  university: ReturnType<typeof universityOf>,
  act: Parameters<typeof settleByHand>[2],
  action: StaffTaskAction,
  note: string,
): Promise<TaskNotice | 'changed'> {
  if (action === 'decline_refund') {
    const { kind } = await declineRefund(deps, university, act, note);
    return kind === 'changed' ? kind : 'declined';
  }
  const isDecline = action === 'decline_payout';
  const outcome = await (isDecline ? declinePayout : settleByHand)(deps, university, act, note);
  return outcome === 'changed' ? outcome : isDecline ? 'payout-declined' : 'settled';
}

/** The notice of a cancellation that was approved. */
function noticeOf(outcome: CancellationOutcome): TaskNotice | 'changed' {
  if (outcome.kind === 'refused') return 'refused';
  if (outcome.kind === 'unknown' || outcome.kind === 'changed') return outcome.kind;
  return 'approved';
}

function readPayout(
  task: TaskDetail,
  step: 'alone' | 'first' | 'second',
  body: unknown,
  now: Date,
): Payout | FormState {
  if (step === 'second') return recordedPayout(task);
  const parsed = parseForm(payoutSchema, body);
  if (!parsed.ok) return parsed;
  const owedOn = tokyoDate(task.refund?.requestedAt ?? task.createdAt);
  const problem = judgePayoutDay(parsed.value.paidOn, { owedOn, today: tokyoDate(now) });
  if (problem === null) return parsed.value;
  const key = problem === 'in_future' ? 'dayInFuture' : 'dayBeforeOwed';
  const error = { field: 'paidOn', message: { key: `staffOrders.errors.${key}` } };
  return withErrors(newForm({ ...parsed.value }), error);
}
