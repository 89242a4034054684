import type { Pool } from 'pg';

export interface AuditRow {
  at: Date;
  /** `account:<id>`, `visitor`, `system` */
  actor: string;
  action: string;
  entity: string;
  entityId: string;
  cause?: string;
  universityId: string;
}

/** One row of the append-only record of who did what (I17). Ids and plain facts, no personal data. */
export async function audit(pool: Pool, row: AuditRow): Promise<void> {
  const { at, actor, action, entity, entityId, cause, universityId } = row;
  await pool.query(
    `insert into audit_entry (at, actor, action, entity, entity_id, cause, university_id)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [at, actor, action, entity, entityId, cause ?? null, universityId],
  );
}
