import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts short secrets that must be readable again: an authenticator's key, in its row or in a hidden control. */
export interface TextSealer {
  /** @param context what it belongs to; it opens for the same context only */
  seal(text: string, context: string): string;
  /** @returns the text, or null for anything that was not sealed by us for this context */
  open(sealed: string, context: string): string | null;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a key derived (HKDF-SHA-256) from a secret, another for each use.
 * @param use what is sealed, e.g. `staff-totp`: texts sealed for one use open for no other
 */
export function createTextSealer(secret: string, use: string): TextSealer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `sealed-text:${use}`, 32));
  return {
    seal(text, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const rest = bytes.subarray(IV_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
