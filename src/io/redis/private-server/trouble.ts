import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The file beside the socket with the reason why the server does not start, for the page and `status`. */
function troubleFile(socket: string): string {
  return join(dirname(socket), 'trouble')
}

/** Stores the reason; undefined removes that of an earlier start. */
export async function noteTrouble(socket: string, reason: string | undefined): Promise<void> {
  if (reason === undefined) await rm(troubleFile(socket), { force: true })
  else await writeFile(troubleFile(socket), reason, { mode: 0o600 })
}

/** Returns the reason why the last start failed; undefined when it succeeded. */
export async function readTrouble(socket: string): Promise<string | undefined> {
  return (await readFile(troubleFile(socket), 'utf8').catch(() => '')) || undefined
}
