import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'

/** PEM. */
export interface KeyPair {
  readonly cert: Buffer
  readonly key: Buffer
}

export interface Certificate {
  /**
   * The pair to use now; the same object until the files change. A new pair that cannot be used is reported to the log,
   * and the old one stays in use; undefined when there never was a usable one.
   */
  current(): Promise<KeyPair | undefined>
}

/** A certificate and its key, by their paths; each call compares the files, so no restart is needed after a renewal. */
export function openCertificate(
  paths: { readonly cert: string; readonly key: string },
  now: Clock,
  log: Pick<Log, 'info' | 'warn' | 'error'>,
): Certificate {
  let loadedMark = ''
  let pair: KeyPair | undefined
  let refreshing: Promise<KeyPair | undefined> | undefined

  async function refresh(): Promise<KeyPair | undefined> {
    const marks = await Promise.all([markOf(paths.cert), markOf(paths.key)])
    const mark = marks.join(' ')
    if (mark === loadedMark) return pair
    const hadOne = pair !== undefined
    try {
      pair = await load()
      if (hadOne) log.info('the new TLS certificate is in use')
    } catch (error) {
      const still = hadOne ? 'the old one stays in use' : 'only this machine itself gets pages, by plain http'
      log.error(`the TLS certificate cannot be used, ${still}: ${(error as Error).message}`)
    }
    loadedMark = mark
    return pair
  }

  async function load(): Promise<KeyPair> {
    // Read in this order, so that the message is about the certificate where both are missing.
    const cert = await read(paths.cert, 'tlscert')
    const key = await read(paths.key, 'tlskey')
    try {
      createSecureContext({ cert, key })
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
      throw new Error(`${paths.cert} and ${paths.key} are not a PEM certificate and its key (${reason})`)
    }
    const { validTo } = new X509Certificate(cert)
    if (Date.parse(validTo) < now()) log.warn(`the TLS certificate ${paths.cert} has expired (${validTo})`)
    return { cert, key }
  }

  return {
    current: () => {
      refreshing ??= refresh().finally(() => {
        refreshing = undefined
      })
      return refreshing
    },
  }
}

/** A text that changes whenever the file does. */
async function markOf(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path).catch(() => ({ ino: 0, size: 0, mtimeMs: 0 }))
  return `${ino} ${size} ${mtimeMs}`
}

async function read(path: string, key: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Error(`[Web] ${key}: ${path} does not exist`)
    if (code === 'EACCES') throw new Error(`[Web] ${key}: ${path} may not be read by this user`)
    throw new Error(`[Web] ${key}: ${path} cannot be read: ${code}`)
  }
}
