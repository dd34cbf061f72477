import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { expect, it, onTestFinished } from 'vitest'
import { folderWith } from '../../support/folder'

/** Starts a program, and returns how a signal ends it, with what it printed. */
async function endBy(signal: NodeJS.Signals, { hangs }: { readonly hangs: boolean }) {
  const folder = await folderWith()
  const [program, pipe] = [join(folder, 'ending-child.cjs'), join(folder, 'pipe')]
  const entryPoints = [join(import.meta.dirname, '../../support/ending-child.ts')]
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node' })
  execFileSync('mkfifo', [pipe])
  const child = spawn(process.execPath, hangs ? [program, pipe] : [program])
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', line => lines.push(line))
  await expect.poll(() => lines).toEqual(['ready'])
  child.kill(signal)
  const [code, endedBy] = await once(child, 'exit')
  return [lines.at(-1), code ?? endedBy]
}

it.each([
  ['is stopped', 'SIGTERM', 'SIGTERM'],
  ['wants to start again', 'SIGUSR2', 'SIGKILL'],
] as const)(
  'a program with a call that hangs ends by a signal when it %s, once all is put away',
  async (_what, signal, end) => {
    expect(await endBy(signal, { hangs: true })).toEqual(['all is put away', end])
  },
)

it.each([
  ['is stopped', 'SIGTERM', 0],
  ['wants to start again', 'SIGUSR2', 75],
] as const)('a program without one exits when it %s', async (_what, signal, code) => {
  expect(await endBy(signal, { hangs: false })).toEqual(['all is put away', code])
})
