import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificates } from '../support/certificates'
import type { MachineOptions } from './machine'

/** A receiver with https, whose authority the appliance trusts. The file goes away with the folder of the campaign. */
export function trustedHttps(): Pick<MachineOptions, 'tls' | 'env'> {
  const { ca, good } = makeCertificates()
  const folder = mkdtempSync(join(tmpdir(), 'intvlm8r-ca-'))
  chmodSync(folder, 0o755)
  const file = join(folder, 'ca.pem')
  writeFileSync(file, ca)
  return { tls: good, env: { NODE_EXTRA_CA_CERTS: file } }
}
