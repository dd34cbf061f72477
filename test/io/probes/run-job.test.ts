import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createRunJob } from '../../../src/io/probes/run-job'
import { folderWith } from '../../support/folder'

const SCRIPT = join(import.meta.dirname, '../../../deploy/debian/run-job')
const LONG = () => AbortSignal.timeout(20_000)

/** The unit's program behind a socket, as systemd starts it for each connection. */
async function unit(variable = '') {
  const folder = await folderWith()
  const socket = join(folder, 'job.sock')
  const run = `RUNTIME_DIRECTORY=$(mktemp -d "$1/run.XXXX") exec env ${variable} "$2"`
  const words = ['--accept', '--inetd', '-l', socket, 'sh', '-c', run, 'sh', folder, SCRIPT]
  const child: ChildProcess = spawn('systemd-socket-activate', words, { stdio: 'ignore' })
  onTestFinished(() => void child.kill())
  await expect.poll(() => isListening(socket)).toBe(true)
  return { job: createRunJob({ socket, environment: {} }), folder }
}

/** The file of a socket is there a moment before connections are taken (proc(5), net/unix: flag 0x10000). */
async function isListening(socket: string): Promise<boolean> {
  const lines = (await readFile('/proc/net/unix', 'utf8')).split('\n')
  return lines.some(line => line.endsWith(` ${socket}`) && line.split(' ')[3] === '00010000')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('a job in the unit gives back both outputs and its exit code', async () => {
  const { job } = await unit()
  const words = ['sh', '-c', 'printf "%s|" "$@"; echo err >&2; exit 3', 'sh', 'a  b', '', 'ü"\''] as const
  expect(await job(words, { signal: LONG() })).toEqual({
    kind: 'exited',
    code: 3,
    stdout: 'a  b||ü"\'|',
    stderr: 'err\n',
  })
})

it('gets its standard input, line for line, and none where there is none', async () => {
  const { job } = await unit()
  const words = ['sh', '-c', 'cat; echo "<$#>"', 'sh'] as const
  const input = ' a  b\\n\n\nü "quoted" 0 \n-n\n'
  const end = await job(words, { signal: LONG(), input })
  expect(end).toMatchObject({ kind: 'exited', code: 0, stdout: `${input}\n<0>\n` })
  expect(await job(words, { signal: LONG() })).toMatchObject({ stdout: '<0>\n' })
})

it('runs no other program where the unit is for one', async () => {
  const { job } = await unit('ONLY_PROGRAM=echo')
  expect(await job(['echo', 'a'], { signal: LONG() })).toMatchObject({ code: 0, stdout: 'a\n' })
  expect(await job(['printf', 'a'], { signal: LONG() })).toMatchObject({ kind: 'killed', stdout: '' })
})

it('keeps the ends of outputs that are too long, with their NULs in place', async () => {
  const { job } = await unit()
  const script = 'head -c 300000 /dev/zero; echo end; head -c 300000 /dev/zero | tr "\\0" e >&2; echo END >&2'
  const end = await job(['sh', '-c', script], { signal: LONG() })
  expect(end).toMatchObject({ kind: 'exited', code: 0, stdout: expect.stringMatching(/\0end\n$/) })
  expect(end.kind === 'exited' && end.stdout.length).toBe(64 * 1024)
  expect(end.kind === 'exited' && end.stderr.slice(-10)).toBe('eeeeeEND\n'.padStart(10, 'e'))
  expect(end.kind === 'exited' && end.stderr.length).toBe(64 * 1024)
})

it('stops a job with all that it started when its time is over', async () => {
  const { job, folder } = await unit()
  const pids = join(folder, 'pids')
  const abort = new AbortController()
  const script = `sleep 60 & echo $! >"${pids}"; echo begun; wait`
  const running = job(['sh', '-c', script], { signal: abort.signal })
  await expect.poll(() => readFile(pids, 'utf8').catch(() => '')).toMatch(/^\d+\n$/)
  const pid = Number(await readFile(pids, 'utf8'))
  abort.abort()
  expect(await running).toMatchObject({ kind: 'killed', stdout: 'begun\n' })
  await expect.poll(() => isAlive(pid)).toBe(false)
})

it('kills a job that ignores the polite signal', async () => {
  const { job } = await unit()
  const abort = new AbortController()
  const running = job(['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'], { signal: abort.signal })
  abort.abort()
  expect(await running).toMatchObject({ kind: 'killed' })
})

it('does not wait for what a job leaves behind', async () => {
  const { job } = await unit()
  const end = await job(['sh', '-c', 'sleep 60 & echo done'], { signal: LONG() })
  expect(end).toMatchObject({ kind: 'exited', code: 0, stdout: 'done\n' })
})

it.each([
  ['exit 255', { kind: 'exited', code: 255 }],
  ['exit 193', { kind: 'exited', code: 193 }],
  ['kill -64 $$', { kind: 'killed', signal: 'signal 64' }],
  ['kill -1 $$', { kind: 'killed', signal: 'signal 1' }],
  ['exit 128', { kind: 'exited', code: 128 }],
])('a job that ends with %s ends so', async (script, end) => {
  const { job } = await unit()
  expect(await job(['sh', '-c', script], { signal: LONG() })).toMatchObject(end)
})

it('a program that is not there is missing', async () => {
  const { job } = await unit()
  expect(await job(['no-such-program'], { signal: LONG() })).toEqual({
    kind: 'missing',
    reason: 'no-such-program is not installed here',
  })
})

it('a socket that takes no job is named', async () => {
  const socket = join(await folderWith({ 'job.sock': '' }), 'job.sock')
  const job = createRunJob({ socket, environment: {} })
  expect(await job(['true'], { signal: LONG() })).toEqual({
    kind: 'refused',
    reason: `jobs cannot be run: ${socket} does not take them (ECONNREFUSED)`,
  })
})

it('without the unit a job runs directly, with the environment that is meant for it', async () => {
  const job = createRunJob({
    socket: '/nowhere/job.sock',
    environment: { PATH: process.env.PATH ?? '', A: 'b' },
  })
  expect(await job(['sh', '-c', 'echo $A $HOME.'], { signal: LONG() })).toMatchObject({ stdout: 'b .\n' })
})
