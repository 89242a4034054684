import { createSamlGateway } from './gateway.ts';
import { openMetadataFiles } from './metadata-files.ts';
import type { SamlGateway, SingleSignOn } from './port.ts';

export interface SingleSignOnOptions {
  /** Our own addresses at a university; `entityId` is where our metadata is. */
  addressesOf(code: string): { entityId: string; consumer: string; logout: string };
  keyPair: { keyPem: string; certificatePem: string } | null;
  /** Folder with `<university code>.xml`; undefined: no university has a provider. */
  metadataFolder: string | undefined;
  /** Is told about metadata that cannot be used. */
  report(code: string, error: unknown): void;
  /** How long a metadata file is believed unchanged, in milliseconds; default a minute. */
  recheckAfter?: number;
}

/** All universities' identity providers, by the files of their metadata. */
export function createSingleSignOn(options: SingleSignOnOptions): SingleSignOn {
  const { addressesOf, keyPair, metadataFolder, report, recheckAfter } = options;
  const files = openMetadataFiles(
    metadataFolder,
    report,
    recheckAfter === undefined ? {} : { recheckAfter },
  );
  return {
    of({ code, entityId, scopes }): SamlGateway {
      const { entityId: ownEntityId, consumer, logout } = addressesOf(code);
      const provider = () => files.of({ code, entityId });
      return createSamlGateway({ ownEntityId, consumer, logout, keyPair, scopes, provider });
    },
  };
}
