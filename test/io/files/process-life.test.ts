import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, expect, test } from 'vitest'
import { isAlive, isStopped, ownLife, pidOf } from '../../../src/io/files/process-life'

const folder = mkdtempSync(join(tmpdir(), 'process-life-'))
afterAll(() => rmSync(folder, { recursive: true }))

const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
})

async function start(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  await once(child, 'spawn')
  return child
}

/** Field 22 of proc_pid_stat(5), counted from behind the name, which may have blanks and brackets. */
function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? ''
}

const stateOf = (pid: number) => /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]

const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

test('our own life has pid, start and boot, and runs', async () => {
  expect(await ownLife()).toBe(`${process.pid} ${startOf(process.pid)} ${boot}`)
  expect(await isAlive(await ownLife())).toBe(true)
  expect(pidOf(await ownLife())).toBe(process.pid)
})

test.each([
  ['whose pid is another process now', () => `${process.pid} 1 ${boot}`],
  ['of an earlier boot', () => `${process.pid} ${startOf(process.pid)} 6f1e2b34-0000-4000-8000-000000000000`],
  [
    'of an earlier boot, whose start is not known',
    () => `${process.pid} - 6f1e2b34-0000-4000-8000-000000000000`,
  ],
  ['without a start', () => `${process.pid}`],
  ['of every process', () => '-1 -'],
  ['of junk', () => 'x y z'],
])('a life %s does not run', async (_what, life) => {
  expect(await isAlive(life())).toBe(false)
})

test.each([
  ['start', () => `${process.pid} - ${boot}`],
  ['boot', () => `${process.pid} ${startOf(process.pid)} -`],
])('a life of which the %s is not known runs while its pid does', async (_what, life) => {
  expect(await isAlive(life())).toBe(true)
})

test('a program whose name has blanks and brackets is known by its start like any other', async () => {
  copyFileSync('/bin/sleep', join(folder, 'a) S 1 (b'))
  const { pid = 0 } = await start(join(folder, 'a) S 1 (b'), ['60'])
  expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('a) S 1 (b\n')
  expect(await isAlive(`${pid} ${startOf(pid)} ${boot}`)).toBe(true)
  expect(await isAlive(`${pid} ${Number(startOf(pid)) - 1} ${boot}`)).toBe(false)
})

test('a dead process that nobody has waited for does not run, and is not stopped', async () => {
  // The second sleep takes the place of the shell, and never waits for the first.
  const parent = await start('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'])
  const [line] = await once(createInterface({ input: parent.stdout as NodeJS.ReadableStream }), 'line')
  const pid = Number(line)
  await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n')
  process.kill(pid)
  await expect.poll(() => stateOf(pid)).toBe('Z')
  for (const life of [`${pid} ${startOf(pid)} ${boot}`, `${pid} - ${boot}`]) {
    expect(await isAlive(life)).toBe(false)
    expect(await isStopped(life)).toBe(false)
  }
})

test('a process that was stopped is alive and stopped; another one with its pid is not meant', async () => {
  const child = await start('sleep', ['60'])
  const { pid = 0 } = child
  const life = `${pid} ${startOf(pid)} ${boot}`
  expect(await isStopped(life)).toBe(false)
  child.kill('SIGSTOP')
  await expect.poll(() => isStopped(life)).toBe(true)
  expect(await isAlive(life)).toBe(true)
  expect(await isStopped(`${pid} 1 ${boot}`)).toBe(false)
  child.kill('SIGCONT')
  await expect.poll(() => isStopped(life)).toBe(false)
})
