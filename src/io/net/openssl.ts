/** Debian's openssl, which makes the certificates of the page: Node itself can make none. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const OPENSSL_MS = 20_000

/** The subject of every certificate that the appliance makes, which it knows them by. */
const ORGANIZATION = 'intvlm8r heartbeat (self-signed)'

/**
 * Returns a new key and its certificate (PEM); with `issuer`, the path of a file with both, signed by that one.
 *
 * @param name the common name; `/` and what is beyond 64 characters are left out
 * @throws Error with the remedy in its message
 */
export async function newCertificate(
  name: string,
  { days, extensions, issuer }: { days: number; extensions: readonly string[]; issuer?: string },
): Promise<string> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '-']
  const signed = issuer === undefined ? [] : ['-CA', issuer, '-CAkey', issuer]
  const subject = `/O=${ORGANIZATION}/CN=${name.slice(0, 64).replaceAll('/', '-')}`
  const added = extensions.flatMap(extension => ['-addext', extension])
  const args = ['-sha256', '-days', String(days), '-subj', subject, ...added]
  return await openssl(['req', '-x509', '-config', '/dev/null', ...signed, ...key, ...args])
}

export function isOurs({ subject, issuer }: { readonly subject: string; readonly issuer: string }): boolean {
  return [subject, issuer].every(name => name.split('\n').includes(`O=${ORGANIZATION}`))
}

/** Returns what openssl prints. @throws Error with the remedy in its message */
export async function openssl(args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)('openssl', args, { timeout: OPENSSL_MS, encoding: 'utf8' })).stdout
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(
      code === 'ENOENT'
        ? 'openssl is not installed, and it makes the certificate: sudo apt install openssl'
        : `openssl could not make the certificate: ${String((error as { stderr?: string }).stderr).trim()}`,
      { cause: error },
    )
  }
}
