import type { OrderState } from '../../domain/orders/states.ts';
import type { StaffTaskKind, StaffTaskState } from '../../domain/staff/tasks.ts';
import type { UniversityReader } from './data.ts';

/** A task with what its page tells. */
export interface TaskDetail {
  id: string;
  kind: StaffTaskKind;
  state: StaffTaskState;
  reference: string;
  amountYen: number | null;
  facts: Record<string, unknown>;
  createdAt: Date;
  firstBy: string | null;
  firstName: string | null;
  firstAt: Date | null;
  doneBy: string | null;
  doneName: string | null;
  doneAt: Date | null;
  action: string | null;
  note: string | null;
  orderId: string | null;
  order: {
    issueNumber: string;
    state: OrderState;
    totalYen: number;
    paymentMethod: string;
    nameJa: string;
  } | null;
  refund: {
    amountYen: number;
    cause: string;
    state: string;
    reason: string | null;
    requestedAt: Date;
  } | null;
}

const TASK = `select t.id, t.kind, t.state, t.reference, t.amount_yen as "amountYen", t.facts,
  t.created_at as "createdAt", t.first_by as "firstBy", f.name as "firstName", t.first_at as "firstAt",
  t.done_by as "doneBy", d.name as "doneName", t.done_at as "doneAt", t.action, t.note, t.order_id as "orderId",
  case when o.id is null then null else json_build_object('issueNumber', o.issue_number, 'state', o.state,
    'totalYen', o.total_yen, 'paymentMethod', o.payment_method, 'nameJa', o.frozen_person->>'nameJa') end as "order",
  case when r.id is null then null else json_build_object('amountYen', r.amount_yen, 'cause', r.cause,
    'state', r.state, 'reason', r.reason, 'requestedAt', r.requested_at) end as refund
  from staff_task t left join "order" o on o.id = t.order_id
  left join refund r on r.order_id = t.order_id and r.id::text = t.reference and t.kind in ('owed_money', 'refund_refused')
  left join staff_member f on f.id = t.first_by left join staff_member d on d.id = t.done_by
  where t.id = $2`;

/** @returns null for nobody's, and another university's: both are one 404 */
export async function findTask(read: UniversityReader, taskId: string): Promise<TaskDetail | null> {
  const [row] = await read<TaskDetail>({ text: TASK, values: [taskId], name: 'find-staff-task' });
  if (!row) return null;
  const { refund } = row;
  return {
    ...row,
    refund: refund && { ...refund, requestedAt: new Date(refund.requestedAt) },
  };
}
