import { readFile } from 'node:fs/promises'

/** Stands for what /proc does not show. */
const UNKNOWN = '-'

/** Stands for the start of a process that is dead, and only waits for its parent. */
const DEAD = ''

/**
 * Our life as a text: `<pid> <start> <boot>`. The start (field 22 of proc_pid_stat(5)) and the id of the boot tell it from
 * that of a later process with the same pid.
 */
export async function ownLife(): Promise<string> {
  return [process.pid, (await startOf(process.pid)) ?? UNKNOWN, (await bootId()) ?? UNKNOWN].join(' ')
}

/**
 * Whether the process of a life still runs. Where /proc hides other users' processes (mount option hidepid), one that
 * exists counts as the one that is meant.
 */
export async function isAlive(life: string): Promise<boolean> {
  const [id = '', start, boot] = life.split(' ')
  const pid = Number(id)
  if (start === undefined || !Number.isSafeInteger(pid) || pid < 1) return false
  if (boot !== undefined && boot !== UNKNOWN && boot !== ((await bootId()) ?? boot)) return false
  const present = await startOf(pid)
  if (present === undefined) return exists(pid)
  return present === start || (start === UNKNOWN && present !== DEAD)
}

/** EPERM means that it exists, and that it is another user's. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The start of a process, or DEAD; undefined when it cannot be seen. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await textOf(`/proc/${pid}/stat`)
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return state === 'Z' ? DEAD : fields[18]
}

function bootId(): Promise<string | undefined> {
  return textOf('/proc/sys/kernel/random/boot_id')
}

/** ESRCH means that the process ended while its file was being read; EACCES and EPERM, that it is hidden. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined
    throw error
  }
}
