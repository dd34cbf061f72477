import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { ProgramEnd } from '../../../src/domain/probes/look'
import { runProgram } from '../../../src/io/probes/run-program'

const LONG = AbortSignal.timeout(20_000)
const shell = (script: string, signal = LONG, input = ''): Promise<ProgramEnd> =>
  runProgram(['sh', '-c', script], { signal, input })

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'intvlm8r-program-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** The pid that a program writes into a file once it runs. */
async function pidIn(file: string): Promise<number> {
  return await expect
    .poll(async () => Number(await readFile(file, 'utf8').catch(() => '')))
    .toBeGreaterThan(0)
    .then(async () => Number(await readFile(file, 'utf8')))
}

it('returns the exit code and both outputs', async () => {
  expect(await shell('echo out; echo err >&2; exit 3')).toEqual({
    kind: 'exited',
    code: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  })
})

it('passes words on as they are, and its input', async () => {
  const end = await runProgram(['cat', '-', '/dev/null'], { signal: LONG, input: 'a $HOME `b`\n' })
  expect(end).toMatchObject({ code: 0, stdout: 'a $HOME `b`\n' })
})

it.each([
  ['that is not there', '/no/such/program', 'missing', '/no/such/program is not installed here'],
  ['that cannot be executed', '/etc/passwd', 'missing', '/etc/passwd cannot be executed (EACCES)'],
])('a program %s is said to be so', async (_what, program, kind, reason) => {
  expect(await runProgram([program], { signal: LONG })).toEqual({ kind, reason })
})

it('keeps the end of a long output, and all of it is read', async () => {
  const end = await shell('head -c 3000000 /dev/zero | tr "\\0" x; echo; echo the end')
  expect(end).toMatchObject({ kind: 'exited', code: 0 })
  const { stdout } = end as Extract<ProgramEnd, { kind: 'exited' }>
  expect(stdout.length).toBe(64 * 1024)
  expect(stdout.endsWith('x\nthe end\n')).toBe(true)
})

it('ends the program and its children at the time limit, also those that ignore SIGTERM', async () => {
  const file = join(await folder(), 'pid')
  const abort = new AbortController()
  const running = shell(
    `trap '' TERM; sleep 600 & echo $! > ${file}.new; mv ${file}.new ${file}; wait; wait`,
    abort.signal,
  )
  const pid = await pidIn(file)
  abort.abort()
  expect(await running).toMatchObject({ kind: 'killed', signal: 'SIGKILL' })
  await expect.poll(() => isAlive(pid)).toBe(false)
})

it('ends though a grandchild that left the group holds its output open', async () => {
  const file = join(await folder(), 'pid')
  const end = await shell(`setsid sh -c 'echo $$ > ${file}; exec sleep 600' & sleep 0.2; echo done`)
  const pid = await pidIn(file)
  onTestFinished(() => void process.kill(pid))
  expect(end).toMatchObject({ kind: 'exited', code: 0, stdout: 'done\n' })
})

it('an aborted signal starts nothing that stays', async () => {
  const end = await shell('sleep 600', AbortSignal.abort())
  expect(end.kind).toBe('killed')
})

it('a program that does not read its input ends as always', async () => {
  const file = join(await folder(), 'big')
  await writeFile(file, '')
  const end = await runProgram(['true'], { signal: LONG, input: 'x'.repeat(1_000_000) })
  expect(end).toMatchObject({ kind: 'exited', code: 0 })
})
