/** A guest login: its user number shows all of its documents. */
export interface GuestLogin {
  token: string;
  userCode: string;
}

export interface NetworkPrintJob extends GuestLogin {
  fileId: string;
}

/** Packs what is needed to ask for the document later, across restarts, into one opaque string. */
export function writeJobRef({ token, fileId, userCode }: NetworkPrintJob): string {
  return [token, fileId, userCode].map(encodeURIComponent).join(':');
}

/** Throws `RangeError` for a string that `writeJobRef` did not write. */
export function readJobRef(jobRef: string): NetworkPrintJob {
  const [token, fileId, userCode, ...rest] = jobRef.split(':').map(decodeURIComponent);
  if (!token || !fileId || !userCode || rest.length > 0) {
    throw new RangeError('This is no reference of a network print job.');
  }
  return { token, fileId, userCode };
}
