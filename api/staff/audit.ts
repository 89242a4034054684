import type { AuditAction, AuditEntity } from '../../domain/audit-actions.ts';
import type { Prisma } from '../../prisma/client.ts';
import type { DataInTransaction, UniversityData } from './data.ts';

/** Ids, states and names of roles: nothing personal. */
export type AuditFacts = Prisma.InputJsonObject;

export interface StaffAct {
  at: Date;
  /** Null: somebody at the door whom we do not know (yet). */
  staffId: string | null;
  action: AuditAction;
  entity: Extract<AuditEntity, 'staff_member' | 'university' | 'staff_task' | 'order' | 'refund'>;
  entityId: string;
  before?: AuditFacts;
  after?: AuditFacts;
}

/** One row of the record of who did what (I17, R-324, R-325), in the transaction of what was done. */
export async function note(
  data: UniversityData | DataInTransaction,
  { at, staffId, action, entity, entityId, before, after }: StaffAct,
): Promise<void> {
  await data.auditEntry.create({
    data: {
      at,
      actor: staffId === null ? 'visitor' : `staff:${staffId}`,
      action,
      entity,
      entityId,
      ...(before ? { before } : {}),
      ...(after ? { after } : {}),
    },
    select: { id: true },
  });
}
