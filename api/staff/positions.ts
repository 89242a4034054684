/** Where a page of a list begins: behind the row of this instant and id. */
export interface Position {
  at: Date;
  id: string;
}

const POSITION = /^(\d{13})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** @returns null for what is no position (any more): the list then begins at its beginning */
export function asPosition(value: unknown): Position | null {
  const [, at, id] = (typeof value === 'string' && POSITION.exec(value)) || [];
  return at === undefined || id === undefined ? null : { at: new Date(Number(at)), id };
}

export const positionText = ({ at, id }: Position): string => `${at.getTime()}_${id}`;
