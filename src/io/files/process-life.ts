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

export function pidOf(life: string): number {
  return Number(life.split(' ', 1)[0])
}

/** Whether the process of a life was stopped (SIGSTOP, or Ctrl-Z in its terminal); false where /proc does not show it. */
export async function isStopped(life: string): Promise<boolean> {
  const [state] = await statOf(pidOf(life))
  return state === 'T' && (await isAlive(life))
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
  const [state, ...fields] = await statOf(pid)
  return state === 'Z' ? DEAD : fields[18]
}

/** The fields of proc_pid_stat(5) from the state on; empty when the process cannot be seen. */
async function statOf(pid: number): Promise<readonly string[]> {
  const stat = await textOf(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
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
