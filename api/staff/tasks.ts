import type { Request, Response } from 'express';
import { STAFF_TASK_KINDS } from '../../domain/staff/tasks.ts';
import type { StaffTaskKind, StaffTaskState } from '../../domain/staff/tasks.ts';
import type { Message } from '../../rendering/translate.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { readerOf } from './data.ts';
import type { UniversityReader } from './data.ts';
import { asPosition, positionText } from './positions.ts';
import type { Position } from './positions.ts';

export interface TaskListRow {
  href: string;
  kind: StaffTaskKind;
  state: StaffTaskState;
  tone: 'waiting' | 'working' | 'done';
  amountYen: number | null;
  issueNumber: string | null;
  createdAt: Date;
  doneAt: Date | null;
}

export interface TasksModel {
  form: FormState;
  kinds: { value: string; words: Message }[];
  states: { value: string; words: Message }[];
  rows: TaskListRow[];
  isFiltered: boolean;
  /** True: those that are done, newest first; otherwise what is to be done, oldest first. */
  isDone: boolean;
  firstHref: string | null;
  nextHref: string | null;
}

export const tasksPage = definePage<TasksModel>('staff/tasks', {
  title: () => ({ key: 'staffOrders.tasks.title' }),
});

const PAGE_SIZE = 20;

export const KIND_OPTIONS = STAFF_TASK_KINDS.map((value) => ({
  value,
  words: { key: `staffOrders.kinds.${value}.label` },
}));
export const STATE_OPTIONS = [{ value: 'done', words: { key: 'staffOrders.taskStates.done' } }];

export const TASK_TONES = { open: 'waiting', awaiting_second: 'working', done: 'done' } as const;

interface Found {
  id: string;
  kind: StaffTaskKind;
  state: StaffTaskState;
  amountYen: number | null;
  issueNumber: string | null;
  createdAt: Date;
  doneAt: Date | null;
}

interface Asked {
  kind: StaffTaskKind | null;
  isDone: boolean;
  after: Position | null;
}

function findTasks(read: UniversityReader, { kind, isDone, after }: Asked): Promise<Found[]> {
  // What is done is few against what will be looked for: the newest come first, by the time they were opened.
  const order = isDone ? 'desc' : 'asc';
  return read<Found>({
    text: `select t.id, t.kind, t.state, t.amount_yen as "amountYen", o.issue_number as "issueNumber",
        t.created_at as "createdAt", t.done_at as "doneAt"
      from staff_task t left join "order" o on o.id = t.order_id
      where t.state = any($2) and ($3::text is null or t.kind = $3)
        and ($4::timestamptz is null or (t.created_at, t.id) ${isDone ? '<' : '>'} ($4, $5::uuid))
      order by t.created_at ${order}, t.id ${order} limit $6`,
    values: [
      isDone ? ['done'] : ['open', 'awaiting_second'],
      kind,
      after?.at ?? null,
      after?.id ?? null,
      PAGE_SIZE + 1,
    ],
  });
}

/** GET: what a person at the desk has to do, oldest first, or what was done. */
export function showTasks(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const kind = STAFF_TASK_KINDS.find((one) => one === req.query.kind) ?? null;
    const isDone = req.query.state === 'done';
    const after = asPosition(req.query.after);
    const found = await findTasks(readerOf(deps, university), { kind, isDone, after });
    const rows = found.slice(0, PAGE_SIZE);
    const hrefAt = (position: Position | null) => {
      const query = new URLSearchParams({
        ...(kind === null ? {} : { kind }),
        ...(isDone ? { state: 'done' } : {}),
        ...(position === null ? {} : { after: positionText(position) }),
      }).toString();
      return paths.staffTasks(university.code) + (query === '' ? '' : `?${query}`);
    };
    const last = rows.at(-1);
    renderPage(res, tasksPage, {
      form: newForm({ kind: kind ?? '', state: isDone ? 'done' : '' }),
      kinds: KIND_OPTIONS,
      states: STATE_OPTIONS,
      rows: rows.map(({ id, ...task }) => ({
        ...task,
        href: paths.staffTask(university.code, id),
        tone: TASK_TONES[task.state],
      })),
      isFiltered: kind !== null,
      isDone,
      firstHref: after === null ? null : hrefAt(null),
      nextHref:
        found.length > PAGE_SIZE && last ? hrefAt({ at: last.createdAt, id: last.id }) : null,
    });
  };
}
