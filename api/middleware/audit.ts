import type { Pool, PoolClient } from 'pg';
import type { AuditAction } from '../../domain/audit-actions.ts';

export interface AuditRow {
  at: Date;
  /** `account:<id>`, `staff:<id>`, `visitor`, `system` */
  actor: string;
  action: AuditAction;
  entity: string;
  entityId: string;
  /** What was so before and is so now (I17, R-325): ids, states, roles; no personal data. */
  before?: Readonly<Record<string, unknown>>;
  after?: Readonly<Record<string, unknown>>;
  cause?: string;
  universityId: string;
}

/**
 * One row of the append-only record of who did what (I17). Ids and plain facts, no personal data.
 * @param client that of the transaction of the change, where there is one
 */
export async function audit(client: Pool | PoolClient, row: AuditRow): Promise<void> {
  const { at, actor, action, entity, entityId, before, after, cause, universityId } = row;
  await client.query(
    `insert into audit_entry (at, actor, action, entity, entity_id, before, after, cause, university_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      at,
      actor,
      action,
      entity,
      entityId,
      before ?? null,
      after ?? null,
      cause ?? null,
      universityId,
    ],
  );
}
