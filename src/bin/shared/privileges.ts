import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, statSync } from 'node:fs'

/** Whether the folder is there, but may not be read by this user. */
export function isForbidden(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES'
  }
}

/** The owner of the folder where this is root and the folder is not root's. */
export function foreignOwnerOf(folder: string): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(folder, { throwIfNoEntry: false })
  return owner === undefined || owner.uid === 0 ? undefined : owner
}

/**
 * Runs this program once more with the rights of the folder's owner and returns its exit code: root reads what the
 * appliance itself cannot. Undefined where that would change nothing. (Node gives up its own rights only in some builds.)
 *
 * @param input its standard input, in place of our own
 * @param descriptors open files, which it gets as descriptors from 3 on
 */
export async function runAsOwnerOf(
  folder: string,
  environment: NodeJS.ProcessEnv,
  { input, descriptors = [] }: { readonly input?: string; readonly descriptors?: readonly number[] } = {},
): Promise<number | undefined> {
  const owner = foreignOwnerOf(folder)
  if (owner === undefined) return undefined
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    uid: owner.uid,
    gid: owner.gid,
    cwd: '/',
    stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit', ...descriptors],
    env: { ...process.env, ...environment },
  })
  // A child that ended before it read all of it has its exit code.
  child.stdin?.on('error', () => {}).end(input)
  const [code] = await once(child, 'exit')
  return Number(code ?? 1)
}
