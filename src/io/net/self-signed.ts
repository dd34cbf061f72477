/** The self-signed certificate of the page, each with its key in one file: a reader finds both or neither. */
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFile, unlink } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  type CertificateFacts,
  SELF_SIGNED,
  SELF_SIGNED_DAYS,
  type SelfSigned,
  type SelfSignedState,
} from '../../domain/net/certificate'
import { replaceFile } from '../files/atomic-file'

/** By this subject the appliance knows its own certificates from those of its owner. */
const ORGANIZATION = 'intvlm8r heartbeat (self-signed)'
const NEXT = SELF_SIGNED.replace('.pem', '.next.pem')
const BEFORE = SELF_SIGNED.replace('.pem', '.before.pem')
const OPENSSL_MS = 20_000
/** More names than these are left out: they would make every handshake longer. */
const MOST_NAMES = 50

/** @param home the state folder */
export function openSelfSigned(home: string): SelfSigned {
  const at = (name: string) => join(home, name)

  async function own(name: string): Promise<CertificateFacts | undefined> {
    const pem = await textOf(at(name))
    return pem !== undefined && isOurs(pem) ? factsOf(pem) : undefined
  }

  async function place(name: string, pem: string): Promise<CertificateFacts> {
    await replaceFile(at(name), pem, 0o600)
    return factsOf(pem)
  }

  async function make(names: readonly string[]): Promise<CertificateFacts> {
    const present = await textOf(at(SELF_SIGNED))
    if (present !== undefined && !isOurs(present))
      throw new Error(`${at(SELF_SIGNED)} is not of the appliance's making; move it elsewhere first`)
    return await place(SELF_SIGNED, await newPem([...names, ...ownNames()]))
  }

  async function prepare(): Promise<CertificateFacts> {
    const current = await own(SELF_SIGNED)
    return await place(NEXT, await newPem([...(current?.names ?? []), ...ownNames()]))
  }

  async function state(): Promise<SelfSignedState> {
    const [current, next, before] = await Promise.all([SELF_SIGNED, NEXT, BEFORE].map(own))
    // After a power cut in the middle of a replacement it is in use already.
    const isAhead = next?.fingerprint !== current?.fingerprint
    return { ...(current && { current }), ...(next && isAhead && { next }), ...(before && { before }) }
  }

  return {
    state,
    make,
    prepare,
    replace: async () => {
      if ((await state()).next === undefined) await prepare()
      const [old, next] = await Promise.all([readFile(at(SELF_SIGNED), 'utf8'), readFile(at(NEXT), 'utf8')])
      // Without its key, which nobody needs any more.
      await place(BEFORE, new X509Certificate(old).toString())
      const facts = await place(SELF_SIGNED, next)
      await unlink(at(NEXT))
      return facts
    },
  }
}

/** The facts of a PEM certificate. @throws Error when it is none */
export function factsOf(pem: string | Buffer): CertificateFacts {
  const { fingerprint256, validFrom, validTo, subjectAltName = '' } = new X509Certificate(pem)
  const names = subjectAltName
    .split(', ')
    .filter(name => name !== '')
    .map(name => shortened(name.slice(name.indexOf(':') + 1)))
  return { fingerprint: fingerprint256, names, from: Date.parse(validFrom), until: Date.parse(validTo) }
}

/** `::1`, where openssl writes `0:0:0:0:0:0:0:1`. */
function shortened(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]/`).hostname.slice(1, -1) : name
}

function isOurs(pem: string): boolean {
  try {
    const { subject, issuer } = new X509Certificate(pem)
    return subject === issuer && subject.split('\n').includes(`O=${ORGANIZATION}`)
  } catch {
    return false
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The names and addresses by which this machine knows itself. A service may not list the interfaces. */
function ownNames(): readonly string[] {
  const host = hostname().toLowerCase()
  const names = [host, ...(host.includes('.') ? [] : [`${host}.local`]), 'localhost', '127.0.0.1', '::1']
  try {
    const all = Object.values(networkInterfaces()).flatMap((list = []) => list)
    return [...names, ...all.map(({ address }) => address).filter(address => !/^fe[89ab]/i.test(address))]
  } catch {
    return names
  }
}

/** Returns the key and the certificate; Node itself can make no certificate. */
async function newPem(names: readonly string[]): Promise<string> {
  const all = [...new Set(names.flatMap(alternativeName))].slice(0, MOST_NAMES)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '-']
  // No authority: whoever gets the key from the card can speak in the name of this page, and of no other.
  const extensions = [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=serverAuth',
    `subjectAltName=${all.join(',')}`,
  ].flatMap(extension => ['-addext', extension])
  const subject = `/O=${ORGANIZATION}/CN=${hostname().slice(0, 64).replaceAll('/', '-')}`
  const what = ['-sha256', '-days', String(SELF_SIGNED_DAYS), '-subj', subject, ...extensions]
  try {
    const options = { timeout: OPENSSL_MS, encoding: 'utf8' } as const
    const args = ['req', '-x509', '-config', '/dev/null', ...key, ...what]
    return (await promisify(execFile)('openssl', args, options)).stdout
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

/** As openssl writes it. A name of another form, such as one with an underscore, is left out, and so is *all addresses*. */
function alternativeName(name: string): readonly string[] {
  if (name === '0.0.0.0' || name === '::') return []
  if (isIP(name) > 0) return [`IP:${name}`]
  return /^[a-z\d]([a-z\d.-]{0,250}[a-z\d])?$/i.test(name) ? [`DNS:${name.toLowerCase()}`] : []
}
