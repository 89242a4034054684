import proto from '@temporalio/proto';
import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;

const INDEXED_TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
} as const;

/** Registers what operators search by, where it is not registered yet. Needs the right to operate the namespace. */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const known = Object.keys(customAttributes ?? {});
  await addSearchAttributes(connection, namespace, { known });
}

/** For servers that cannot say what they know already. @param known names to leave out */
export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  { known }: { known: readonly string[] },
): Promise<void> {
  const missing = Object.values(SEARCH_ATTRIBUTES).filter(({ name }) => !known.includes(name));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(
      missing.map(({ name, type }) => [name, INDEXED_TYPES[type]]),
    ),
  });
}
