import { raw } from 'express';
import type { Request, RequestHandler } from 'express';

/** Reads a multipart body into memory. Files are small here; what is larger is refused with 413. */
export const readMultipart: RequestHandler = raw({ type: 'multipart/form-data', limit: '40mb' });

/** The form of a request that went through `readMultipart`; null when there is none. */
export async function formOf(request: Request): Promise<FormData | null> {
  const type = request.headers['content-type'];
  if (!type || !Buffer.isBuffer(request.body)) return null;
  try {
    const copy = Uint8Array.from(request.body);
    return await new Response(copy, { headers: { 'content-type': type } }).formData();
  } catch {
    return null;
  }
}

/** The uploaded file in a field of the form; null when the field holds none. */
export async function fileIn(
  form: FormData,
  field: string,
): Promise<{ name: string; bytes: Uint8Array } | null> {
  const value = form.get(field);
  if (value === null || typeof value === 'string') return null;
  return { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) };
}
