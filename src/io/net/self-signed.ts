/**
 * The certificates that the appliance makes for its page, each with its key in one file: a reader finds both or neither. Its
 * own authority signs them; those of earlier releases signed themselves.
 */
import { X509Certificate } from 'node:crypto'
import { readFile, unlink } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import {
  type CertificateFacts,
  SELF_SIGNED,
  type SelfSigned,
  type SelfSignedState,
} from '../../domain/net/certificate'
import { replaceFile } from '../files/atomic-file'
import { openAuthority } from './authority'
import { isOurs } from './openssl'

const NEXT = SELF_SIGNED.replace('.pem', '.next.pem')
const BEFORE = SELF_SIGNED.replace('.pem', '.before.pem')

/** @param home the state folder */
export function openSelfSigned(home: string): SelfSigned {
  const at = (name: string) => join(home, name)
  const authority = openAuthority(home)

  async function own(name: string): Promise<CertificateFacts | undefined> {
    const pem = await textOf(at(name))
    return pem !== undefined && isMade(pem) ? factsOf(pem) : undefined
  }

  async function place(name: string, pem: string): Promise<CertificateFacts> {
    await replaceFile(at(name), pem, 0o600)
    return factsOf(pem)
  }

  async function make(names: readonly string[]): Promise<CertificateFacts> {
    const present = await textOf(at(SELF_SIGNED))
    if (present !== undefined && !isMade(present))
      throw new Error(`${at(SELF_SIGNED)} is not of the appliance's making; move it elsewhere first`)
    return await place(SELF_SIGNED, await authority.issue([...names, ...ownNames()], true, Date.now()))
  }

  async function prepare({ widen = false } = {}): Promise<CertificateFacts> {
    const current = await own(SELF_SIGNED)
    const names = [...(current?.names ?? []), ...ownNames()]
    return await place(NEXT, await authority.issue(names, widen, Date.now()))
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
    makeMissing: async names =>
      (await textOf(at(SELF_SIGNED))) === undefined ? await make(names) : undefined,
    prepare,
    authority: async () => {
      const pem = await authority.certificate()
      return pem === undefined ? undefined : { pem, facts: factsOf(pem) }
    },
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

function isMade(pem: string): boolean {
  try {
    return isOurs(new X509Certificate(pem))
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
