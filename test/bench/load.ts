/**
 * Requests as fast as the answers come, on sixteen connections. They are of wrk's making, which takes as little of the processor
 * as it can: what it takes is missing to the programs that are compared.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const CONNECTIONS = 16

export interface Answers {
  readonly requests: number
  /** Requests a second. */
  readonly rate: number
  /** Milliseconds. */
  readonly p99: number
}

export interface Asked {
  readonly port: number
  /** Requested one after the other, again and again. */
  readonly paths: readonly string[]
  readonly seconds: number
  /** It ends when each path has been requested, after that time at the latest. */
  readonly isOnce?: boolean
  /** Lines as `name: value`. */
  readonly headers?: readonly string[]
}

/** @throws where a request fails, or has no answer below 400 */
export async function load({ port, paths, seconds, isOnce = false, headers = [] }: Asked): Promise<Answers> {
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-load-'))
  try {
    const file = join(folder, 'paths')
    await writeFile(file, paths.map(path => `${path}\n`).join(''))
    const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...headers.flatMap(line => ['-H', line])]
    const script = ['-s', 'test/bench/programs/load.lua', `http://127.0.0.1:${port}`, file]
    const { stdout } = await promisify(execFile)('wrk', [...args, ...script, ...(isOnce ? ['once'] : [])])
    const { failed, ...answers } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    if (failed > 0) throw new Error(`${failed} requests failed, of ${paths[0]} and others`)
    return answers
  } finally {
    await rm(folder, { recursive: true })
  }
}
