/**
 * The first import of each file with switches: a program that a test starts asks the runner of that test (fault-runner)
 * which fault is on, and tells it which it reaches. Pages of the browser are asked and told by page-switch.
 */
import type { Plan } from './journal'

/** The copy of the project has the folder's path in this place. */
const FOLDER = 'MUTANTS_FOLDER'
/** So long a program may try what its runner tried before. */
const OLD_MS = 1

const world: typeof globalThis & { __stryker__?: unknown } = globalThis
// Some of these files are scripts of pages as well, so nothing is imported for real.
const fs = typeof process === 'undefined' ? undefined : process.getBuiltinModule('node:fs')

if (fs !== undefined && world.__stryker__ === undefined && fs.existsSync(`${FOLDER}/plan.json`)) {
  const runner = runnerOf(process.pid)
  if (runner !== undefined) follow(runner, fs)
}

function runnerOf(pid: number): number | undefined {
  if (fs?.existsSync(`${FOLDER}/present/${pid}`)) return pid
  // Some tests hide what belongs to others.
  if (!fs?.existsSync(`/proc/${pid}/stat`)) return undefined
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  return parent > 1 ? runnerOf(parent) : undefined
}

function follow(
  runner: number,
  { readFileSync, openSync, readSync, appendFileSync }: typeof import('node:fs'),
): void {
  const plan: Plan = JSON.parse(readFileSync(`${FOLDER}/plan.json`, 'utf8'))
  const drawn = new Set(plan.drawn)
  const reached = new Set<string>()
  const fd = openSync(`${FOLDER}/present/${runner}`, 'r')
  const buffer = Buffer.alloc(4096)
  let present = ''
  let readAt = 0
  world.__stryker__ = {
    get activeMutant() {
      const now = performance.now()
      if (now - readAt > OLD_MS) {
        readAt = now
        const text = buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, 0))
        if (text !== present) reached.clear()
        present = text
      }
      return present.slice(0, Math.max(0, present.indexOf('\n'))) || undefined
    },
    mutantCoverage: { static: new Proxy({}, { set: (_, id) => tell(String(id)) }), perTest: {} },
  }

  function tell(id: string): true {
    if (drawn.has(id) && !reached.has(id)) appendFileSync(`${FOLDER}/reached/${runner}`, `${id}\n`)
    reached.add(id)
    return true
  }
}
