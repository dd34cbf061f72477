import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { skewedClock } from '../support/faketime'
import { commandLine, descendants, processesOf } from '../support/processes'

const ROOT = join(import.meta.dirname, '../..')
const SUPPORT = join(ROOT, 'test/support')
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

const CONFIG = `export default { test: { globals: true, isolate: false, maxWorkers: 2, include: ['*.test.mjs'],
  globalSetup: '${SUPPORT}/run-folder.ts', setupFiles: ['${SUPPORT}/ends-with-its-run.ts'] } }`

/**
 * Leaves a server with its socket, as the start of the appliance does, a child in a session of its own, a network, and a
 * program with a clock of its own.
 */
const OPEN = `
  import { spawn, spawnSync } from 'node:child_process'
  import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
  import { tmpdir } from 'node:os'
  import { basename, join } from 'node:path'
  const folder = mkdtempSync(join(tmpdir(), 'left-'))
  const alone = { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH } }
  const start = command => spawn('sh', ['-c', command], { ...alone, cwd: folder }).unref()
  start('PATH=$PATH:/usr/sbin; for server in valkey-server redis-server; do command -v $server && exec $server --port 0 --dir ' + folder + ' --unixsocket ' + folder + '/redis.sock --pidfile ' + folder + '/server.pid; done')
  start('sleep 1001 & echo $! > left.pid; exec sleep 1000')
  const clock = spawn('sleep', ['1002'], { ...alone, cwd: folder, env: ${JSON.stringify(skewedClock(-3_600_000))} }).pid
  spawnSync('ip', ['netns', 'add', basename(tmpdir()) + '-left'])
  const open = async () => {
    const files = ['server.pid', 'redis.sock', 'left.pid'].map(name => join(folder, name))
    while (![...files, '/dev/shm/faketime_shm_' + clock].every(file => existsSync(file)))
      await new Promise(resolve => setTimeout(resolve, 10))
    writeFileSync(process.env.OPENED, String(clock))
  }`
const FAILS = `${OPEN}\ntest('fails', async () => { await open(); expect(1).toBe(2) })`
const HANGS = `${OPEN}\ntest('hangs', async () => { await open(); await new Promise(() => {}) }, 120_000)`
const FAILS_NEXT = `
  import { existsSync } from 'node:fs'
  test('fails', async () => {
    while (!existsSync(process.env.OPENED)) await new Promise(resolve => setTimeout(resolve, 10))
    expect(1).toBe(2)
  })`

interface Run {
  /** Whether the test has started all that it would leave. */
  hasOpened(): boolean
  signal(signal: NodeJS.Signals, of: 'vitest' | 'its worker' | 'all of its processes'): void
  /** Waits for the end of vitest; returns its exit code. */
  end(): Promise<number | null>
  /** What is there of the run: processes, files and networks. */
  left(): string[]
}

type Files = Readonly<Record<string, string>>

const it = test.extend<{ suite: (files: Files, ...options: readonly string[]) => Run }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest asks for it
  suite: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-suite-'))
    await mkdir(join(folder, 'tmp'))
    await mkdir(join(folder, 'node_modules'))
    symlinkSync(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'))
    await use((files, ...options) => start(folder, files, options))
    await rm(folder, { recursive: true })
  },
})

/** Starts a suite of these files in a process group of its own. */
function start(folder: string, files: Files, options: readonly string[]): Run {
  for (const [name, text] of Object.entries({ 'vitest.config.mjs': CONFIG, ...files }))
    writeFileSync(join(folder, name), text)
  const temporary = join(folder, 'tmp')
  const { VITEST: _runs, VITEST_POOL_ID: _pool, VITEST_WORKER_ID: _worker, ...env } = process.env
  const opened = join(folder, 'opened')
  const main = spawn(process.execPath, [VITEST, 'run', ...options], {
    cwd: folder,
    detached: true,
    env: { ...env, TMPDIR: temporary, OPENED: opened },
    stdio: 'ignore',
  })
  const pid = main.pid ?? 0
  const exit = once(main, 'exit')
  return {
    hasOpened: () => existsSync(opened),
    signal: (signal, of) => {
      const [worker = 0] = descendants(pid).filter(child => commandLine(child).includes('workers/forks'))
      process.kill({ vitest: pid, 'its worker': worker, 'all of its processes': -pid }[of], signal)
    },
    end: async () => (await exit)[0],
    left: () => [
      ...processesOf(temporary).map(commandLine),
      ...readdirSync(temporary, { recursive: true }).map(String),
      ...networks().filter(name => name.startsWith(`ih-run-${pid}-`)),
      ...readdirSync('/dev/shm').filter(name => name.endsWith(`_${readFileSync(opened)}`)),
    ],
  }
}

const networks = () => (spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout ?? '').split('\n')

describe.concurrent('nothing is left', { timeout: 120_000 }, () => {
  it('of a test that fails', async ({ expect, suite }) => {
    const run = suite({ 'fails.test.mjs': FAILS })
    expect(await run.end()).toBe(1)
    expect(run.hasOpened()).toBe(true)
    expect(run.left()).toEqual([])
  })

  it('of a test that --bail cuts', async ({ expect, suite }) => {
    const files = { 'hangs.test.mjs': HANGS, 'fails.test.mjs': FAILS_NEXT }
    const run = suite(files, '--bail', '1', '--teardownTimeout', '1000')
    expect(await run.end()).toBe(1)
    expect(run.hasOpened()).toBe(true)
    expect(run.left()).toEqual([])
  })

  it.for([
    ['at Ctrl-C', 'SIGINT', 'all of its processes'],
    ['that is ended', 'SIGTERM', 'vitest'],
    ['that is killed', 'SIGKILL', 'vitest'],
    ['whose worker is killed', 'SIGKILL', 'its worker'],
  ] as const)('of a run %s', async ([, signal, of], { expect, suite }) => {
    const run = suite({ 'hangs.test.mjs': HANGS })
    await expect.poll(run.hasOpened).toBe(true)
    run.signal(signal, of)
    await run.end()
    await expect.poll(run.left).toEqual([])
  })

  it('of a run that was killed with all of its processes, once the next one has begun', async ({
    expect,
    suite,
  }) => {
    const killed = suite({ 'hangs.test.mjs': HANGS })
    await expect.poll(killed.hasOpened).toBe(true)
    killed.signal('SIGKILL', 'all of its processes')
    await killed.end()
    expect(killed.left()).not.toEqual([])
    const next = suite({ 'hangs.test.mjs': 'test("passes", () => {})' })
    expect(await next.end()).toBe(0)
    expect(killed.left()).toEqual([])
  })
})
