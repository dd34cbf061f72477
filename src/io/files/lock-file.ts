import { randomUUID } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

const RETRY_MS = 15

/** The result of `work`, or the id of the process that kept the lock for all of `waitMs`. */
export type Locked<T> = { readonly result: T } | { readonly heldBy: string }

/**
 * Does `work` while the file `path` exists, which only one process at a time can create. The file holds its owner, as
 * `<pid> <start>` of /proc, so that the lock of a process that died is taken over, also when a power cut emptied it or
 * another process has its pid by now. Throws the system's error where no file can be created.
 */
export async function withLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<Locked<T>> {
  const holder = await lock(path, waitMs)
  if (holder !== undefined) return { heldBy: holder.split(' ', 1)[0] ?? '' }
  try {
    return { result: await work() }
  } finally {
    await unlink(path)
  }
}

/** Returns undefined once the lock is ours, or its holder when the time is over. */
async function lock(path: string, waitMs: number): Promise<string | undefined> {
  const giveUp = performance.now() + waitMs
  for (;;) {
    const holder = await contentOf(path)
    if (holder === undefined) {
      if (await placed(path)) return undefined
    } else if (!(await isAlive(holder))) await removeDead(path, holder)
    else if (performance.now() > giveUp) return holder
    else await pause(RETRY_MS)
  }
}

/** A lock appears together with its content: as a link to a finished file, which fails where one exists. */
async function placed(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, `${process.pid} ${await startOf(process.pid)}`, { flag: 'wx' })
    await link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlink(draft).catch(unlessMissing)
  }
}

/** Two processes that found the same dead lock must not both remove it, or the second would remove the new lock of the first. */
async function removeDead(path: string, holder: string): Promise<void> {
  await withLock(`${path}.dead`, 0, async () => {
    if ((await contentOf(path)) === holder) await unlink(path)
  })
}

async function isAlive(holder: string): Promise<boolean> {
  const [pid, start] = holder.split(' ')
  return start !== undefined && (await startOf(Number(pid))) === start
}

/** The start of a process (field 22 of proc_pid_stat(5)), or undefined if it does not run. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await contentOf(`/proc/${pid}/stat`)
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return state === 'Z' ? undefined : fields[18]
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(unlessMissing)
}

/** Passes over a missing file; ESRCH means that the process ended while its file in /proc was being read. */
function unlessMissing(error: unknown): undefined {
  if (!['ENOENT', 'ESRCH'].includes(codeOf(error) ?? '')) throw error
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
