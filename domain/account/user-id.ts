/**
 * Tells the owner of a mailbox which of their accounts is meant, and a stranger who reads the mail not enough to log
 * in with: `muk****01`. The number of asterisks says nothing; of a short ID only its first character is shown.
 */
export function maskUserId(userId: string): string {
  const characters = [...userId];
  if (characters.length < 8) return `${characters[0] ?? ''}****`;
  return `${characters.slice(0, 3).join('')}****${characters.slice(-2).join('')}`;
}
