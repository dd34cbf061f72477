/** Programs that probes run: without a shell, in a process group of their own, and never longer than allowed. */
import { spawn } from 'node:child_process'
import { OUTPUT_KEPT, type ProgramEnd, type RunProgram } from '../../domain/probes/look'

/** Milliseconds from the polite signal to the one that cannot be ignored. */
const GRACE_MS = 500

/** Milliseconds after its end in which its last output is read; a grandchild may hold the pipes open. */
const DRAIN_MS = 200

const MISSING = ['ENOENT', 'EACCES', 'ENOEXEC', 'ENOTDIR']

export const runProgram: RunProgram = ([program, ...args], { signal, input, environment }) =>
  new Promise(resolve => {
    const child = spawn(program, args, {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(environment && { env: environment }),
    })
    const stdout = keepEnd(child.stdout)
    const stderr = keepEnd(child.stderr)
    let kill: NodeJS.Timeout | undefined
    let drained: NodeJS.Timeout | undefined

    /** The whole group: a child of the program must not live on. */
    const signalGroup = (name: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name)
      } catch {
        // The group is gone already.
      }
    }
    const abort = () => {
      signalGroup('SIGTERM')
      kill = setTimeout(() => signalGroup('SIGKILL'), GRACE_MS)
    }
    const done = (end: ProgramEnd) => {
      clearTimeout(kill)
      clearTimeout(drained)
      signal.removeEventListener('abort', abort)
      // A grandchild that left the group may hold the pipes open for ever.
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy()
      resolve(end)
    }

    child.on('error', error => {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      done({ kind: MISSING.includes(code) ? 'missing' : 'refused', reason: reasonOf(code, program) })
    })
    const endOf = (code: number | null, name: NodeJS.Signals | null): ProgramEnd => {
      const outputs = { stdout: stdout(), stderr: stderr() }
      return code === null
        ? { kind: 'killed', signal: name ?? '', ...outputs }
        : { kind: 'exited', code, ...outputs }
    }
    child.on('exit', (code, name) => {
      signalGroup('SIGKILL')
      drained = setTimeout(() => done(endOf(code, name)), DRAIN_MS)
    })
    child.on('close', (code, name) => done(endOf(code, name)))
    child.stdin.on('error', () => {}) // It has not read all of its input.
    child.stdin.end(input)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })

function reasonOf(code: string, program: string): string {
  if (code === 'ENOENT') return `${program} is not installed here`
  if (MISSING.includes(code)) return `${program} cannot be executed (${code})`
  return `${program} could not be started (${code})`
}

/** A program may write more than is kept; all of it is read. */
function keepEnd(stream: NodeJS.ReadableStream): () => string {
  let chunks: Buffer[] = []
  let size = 0
  stream.on('error', () => {}) // Closed at the end.
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size < 2 * OUTPUT_KEPT) return
    chunks = [Buffer.concat(chunks).subarray(-OUTPUT_KEPT)]
    size = OUTPUT_KEPT
  })
  return () => Buffer.concat(chunks).subarray(-OUTPUT_KEPT).toString()
}
