/** Something the person at the keyboard can mend: the message alone is shown, without a stack. */
export class StartProblem extends Error {
  override name = 'StartProblem';
}

const names = new Set([
  'StartProblem',
  'EnvironmentMistakes',
  'NoTemporalExecutable',
  'OtherPostgresVersion',
  'DatabaseOfOtherVersion',
  'MigrationFailed',
  'ProfileMistakes',
]);

/** What to print for an error that ends the start. */
export function explain(error: unknown, dataFolder: string): string {
  if (!(error instanceof Error)) return String(error);
  if (names.has(error.name)) {
    const other = error.name === 'OtherPostgresVersion' || error.name === 'DatabaseOfOtherVersion';
    return other
      ? `${error.message}\nStart the version that made it, or give DATA_DIR another folder. ${dataFolder} was left as it is.`
      : error.message;
  }
  if (/ENOSPC|[Nn]o space left/.test(error.message)) {
    return `The disk is full (${error.message.split('\n')[0]}). Make room and start again: nothing is lost.`;
  }
  return error.stack ?? error.message;
}
