import { readFile, stat } from 'node:fs/promises'
import { createSecureContext, type SecureContext } from 'node:tls'
import { NetworkFailure } from './network-failure'

/** The certificates that Debian, Fedora, openSUSE, and the BSDs trust; the first that exists counts. */
const SYSTEM_STORES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * The authorities beyond those of Node: the system's and those of `[Network] cafile`. They are read, which takes 20 ms and
 * 1.2 MB, only when Node's own do not suffice for a server; such servers are remembered.
 */
export interface Trust {
  /** The authorities that a server is known to need; undefined: Node's own. */
  known(server: string, cafile: string): Promise<SecureContext | undefined>
  /** All there is, read anew when a file has changed; undefined when there is none. */
  all(cafile: string): Promise<SecureContext | undefined>
  /** The authorities of one file, and no others. @throws NetworkFailure when it cannot be used */
  only(file: string): Promise<SecureContext>
  remember(server: string): void
  forget(server: string): void
}

export function openTrust(stores: readonly string[] = SYSTEM_STORES): Trust {
  const servers = new Set<string>()
  /** By their paths, which the INI names. */
  const single = new Map<string, { readonly mark: string; readonly context: SecureContext }>()
  let loaded: { readonly mark: string; readonly context: SecureContext } | undefined

  async function all(cafile: string): Promise<SecureContext | undefined> {
    const system = await firstOf(stores)
    const files = [system, cafile && (await marked(cafile))].filter(file => typeof file === 'object')
    if (files.length === 0) return undefined
    const mark = files.map(file => file.mark).join('\n')
    if (loaded?.mark !== mark) {
      const ca = await Promise.all(files.map(({ path }) => readFile(path).catch(() => Buffer.alloc(0))))
      loaded = { mark, context: createSecureContext({ ca }) }
    }
    return loaded.context
  }

  async function only(file: string): Promise<SecureContext> {
    const found = await marked(file)
    const before = single.get(file)
    if (found !== undefined && before?.mark === found.mark) return before.context
    try {
      const context = createSecureContext({ ca: await readFile(file) })
      if (found !== undefined) single.set(file, { mark: found.mark, context })
      return context
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
      throw new NetworkFailure('tls', `the certificate file ${file} cannot be used (${reason})`, true)
    }
  }

  return {
    all,
    only,
    known: async (server, cafile) => (servers.has(server) ? await all(cafile) : undefined),
    remember: server => void servers.add(server),
    forget: server => void servers.delete(server),
  }
}

async function firstOf(paths: readonly string[]) {
  for (const path of paths) {
    const file = await marked(path)
    if (file !== undefined) return file
  }
  return undefined
}

/** A file with a text that changes whenever it does; undefined when it cannot be read. */
async function marked(path: string): Promise<{ path: string; mark: string } | undefined> {
  try {
    const { ino, size, mtimeMs } = await stat(path)
    return { path, mark: `${path} ${ino} ${size} ${mtimeMs}` }
  } catch {
    return undefined // The fault of a cafile is shown as one of the INI.
  }
}
