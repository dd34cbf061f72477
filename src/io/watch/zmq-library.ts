/** The optional library for 0MQ, which is read at its first use. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Zmq from 'zeromq'

export type ZmqLibrary = typeof Zmq

/** The processors for which it comes ready-made. */
const PROCESSORS: readonly string[] = ['x64', 'arm64']

const REMEDY =
  'install the package intvlm8r-heartbeat-zmq (in a checkout: npm install zeromq), then it begins by itself'

/** Why there is no 0MQ on this machine, in words with a remedy; undefined where it can be loaded. Loads nothing. */
export function zmqProblem(arch: string = process.arch, from: string = __filename): string | undefined {
  if (!PROCESSORS.includes(arch))
    return `0MQ is not available on this machine: there is no library for its processor (${arch}). Everything else works without it`
  // Not by `resolve`: Node remembers that a package was not there.
  const places = createRequire(from).resolve.paths('zeromq') ?? []
  const found = places
    .map(place => join(place, 'zeromq'))
    .find(place => existsSync(join(place, 'package.json')))
  return found !== undefined && existsSync(join(found, 'build'))
    ? undefined
    : `0MQ is not installed: ${REMEDY}`
}

export async function loadZmq(): Promise<ZmqLibrary> {
  return await import('zeromq')
}
