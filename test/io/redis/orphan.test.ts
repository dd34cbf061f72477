import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

it("a test's server does not outlive the process of the test, even if that is killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-orphan-'))
  const program = join(folder, 'orphan-child.cjs')
  await build({
    entryPoints: [join(import.meta.dirname, '../../support/orphan-child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    external: ['msgpackr-extract'],
    logLevel: 'error',
  })
  const child = fork(program)
  const [home] = (await once(child, 'message')) as [string]
  const pid = readFileSync(join(home, 'redis/redis.pid'), 'utf8').trim()
  expect(existsSync(`/proc/${pid}`)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => stateOf(pid)).toMatch(/^(gone|Z)$/)
  await Promise.all([rm(folder, { recursive: true }), rm(home, { recursive: true })])
})

/** The state of proc_pid_stat(5). A container without an init leaves the dead as zombies. */
function stateOf(pid: string): string {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? ''
  } catch {
    return 'gone'
  }
}
