/** The record of the last tick: what is cut short, or made by hand, counts as none. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LastTick } from '../../../src/domain/heartbeat/tick'
import { openTickFile } from '../../../src/io/heartbeat/tick-file'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tick-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const LEAST = { at: 1_795_867_200_000, end: 'queued', line: 'queued' } as const
const INI = { mark: 'm', frequency: 60, catchup: true, port: 8080 } as const
const STOP = { from: 1, to: 2, reason: 'clock' }

/** What is read of a record. */
function read(record: unknown): LastTick | undefined {
  writeFileSync(join(folder, 'tick.json'), typeof record === 'string' ? record : JSON.stringify(record), {
    mode: 0o600,
  })
  return openTickFile(folder).readNow()
}

it('a tick that is written is read again, and stands in the log for people', async () => {
  const files = openTickFile(folder)
  expect(await files.read()).toBeUndefined()
  const tick = { ...LEAST, owedSince: 5, stops: [STOP], ini: INI } as unknown as LastTick
  files.write(tick, ' and more')
  expect([files.readNow(), await files.read()]).toEqual([tick, tick])
  expect(readFileSync(join(folder, 'tick.json'), 'utf8')).toBe(`${JSON.stringify(tick)}\n`)
  expect(readFileSync(join(folder, 'heartbeat.log'), 'utf8')).toMatch(/^\S.* queued and more\n$/)
})

it.each(['nothing', 'queued', 'ini', 'disk', 'web', 'redis'])('a tick may end with %s', end => {
  expect(read({ ...LEAST, end })).toEqual({ ...LEAST, end })
})

it.each<[string, unknown]>([
  ['nothing', ''],
  ['half of it', '{"at":1,"end":"que'],
  ['no record', 'null'],
  ['no moment', { ...LEAST, at: '1' }],
  ['no line', { ...LEAST, line: 1 }],
  ['no end', { at: 1, line: 'x' }],
  ['an unknown end', { ...LEAST, end: 'other' }],
])('%s counts as none', (_what, record) => {
  expect(read(record)).toBeUndefined()
})

it.each<[string, object]>([
  ['a debt without a moment', { owedSince: '5' }],
  ['stops that are no list', { stops: STOP }],
  ['a stop without a beginning', { stops: [STOP, { ...STOP, from: '1' }] }],
  ['a stop without an end', { stops: [{ ...STOP, to: undefined }] }],
  ['a stop without a reason', { stops: [{ ...STOP, reason: 1 }] }],
  ['a stop that is nothing', { stops: [null] }],
  ['an INI that is nothing', { ini: null }],
  ['an INI without its mark', { ini: { ...INI, mark: 1 } }],
  ['an INI with an unknown frequency', { ini: { ...INI, frequency: 'often' } }],
  ['an INI without its catching up', { ini: { ...INI, catchup: 'yes' } }],
  ['an INI without a whole port', { ini: { ...INI, port: 1.5 } }],
  ['an unknown field', { more: 1 }],
])('%s is left out', (_what, more) => {
  expect(read({ ...LEAST, ...more })).toEqual(LEAST)
})

it('what cannot be read as a file counts as none', () => {
  mkdirSync(join(folder, 'tick.json'))
  expect(openTickFile(folder).readNow()).toBeUndefined()
})
