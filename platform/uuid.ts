const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL answers anything else in a uuid column with an error, which would be a 500 instead of a 404. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
