import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LastResult } from '../../../src/domain/heartbeat/result-line'
import { openResultFile, readResult } from '../../../src/io/heartbeat/result-file'
import { inZone, whileInZone } from '../../support/zone'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-result-'))
  path = join(folder, 'hbresults.txt')
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (iso: string) => Date.parse(iso)

const writeIn = (zone: string, result: LastResult) =>
  whileInZone(zone, () => openResultFile(path).write(result))

describe('hbresults.txt', () => {
  it('keeps its one line in local time, and is read in the zone that it was written in', async () => {
    const result = { at: at('2026-11-20T10:00:03Z'), result: '200' }
    await writeIn('Asia/Kolkata', result)
    expect(readFileSync(path, 'utf8')).toBe('2026/11/20 15:30:03 (200)\n')
    for (const zone of ['UTC', 'Asia/Kolkata', 'America/New_York'])
      expect(inZone(zone, () => readResult(path))).toEqual(result)
  })

  it('changes places with its spare file, so that a heartbeat makes no new one', async () => {
    const inodes: number[] = []
    for (const second of [1, 2, 3]) {
      await openResultFile(path).write({ at: at(`2026-11-20T10:00:0${second}Z`), result: '200' })
      inodes.push(statSync(path).ino)
    }
    expect(inodes[1]).not.toBe(inodes[0])
    expect(inodes[2]).toBe(inodes[0])
  })

  it('is read right across changes of the zone, summer time included', async () => {
    const steps = [
      ['Europe/Berlin', '2026-10-25T00:30:00Z', '02:30:00'],
      ['Europe/Berlin', '2026-10-25T01:30:00Z', '02:30:00'],
      ['Asia/Kolkata', '2026-10-25T02:00:00Z', '07:30:00'],
      ['Asia/Kolkata', '2026-10-25T01:00:00Z', '06:30:00'], // The clock was set back.
      ['Asia/Kolkata', '2026-10-25T02:30:00Z', '08:00:00'],
    ] as const
    for (const [zone, iso, clock] of steps) {
      await writeIn(zone, { at: at(iso), result: '200' })
      expect(readFileSync(path, 'utf8')).toContain(` ${clock} (200)`)
      expect(
        inZone('UTC', () => readResult(path)?.at),
        iso,
      ).toBe(at(iso))
    }
  })

  it('is read in the zone before where the result after the change could not be written', async () => {
    await writeIn('Europe/Berlin', { at: at('2026-11-20T10:00:03Z'), result: '200' })
    const line = readFileSync(path, 'utf8')
    rmSync(path)
    mkdirSync(path)
    await expect(writeIn('Asia/Kolkata', { at: at('2026-11-20T10:10:03Z'), result: '200' })).rejects.toThrow()
    rmSync(path, { recursive: true })
    writeFileSync(path, line)
    expect(inZone('Asia/Kolkata', () => readResult(path)?.at)).toBe(at('2026-11-20T10:00:03Z'))
  })

  it('has a zone that is written only when it changes', async () => {
    await writeIn('Europe/Berlin', { at: at('2026-11-20T10:00:03Z'), result: '200' })
    const { ino, mtimeMs } = statSync(`${path}.zone`)
    await writeIn('Europe/Berlin', { at: at('2026-11-20T10:10:03Z'), result: '200' })
    await writeIn('Europe/Paris', { at: at('2026-11-20T10:20:03Z'), result: '200' })
    expect(statSync(`${path}.zone`)).toMatchObject({ ino, mtimeMs })
  })

  it.each(['', 'nonsense', '{}', '{"ahead":"1"}'])(
    'is in the present zone where the other file holds %j',
    async text => {
      await writeIn('UTC', { at: at('2026-11-20T10:00:03Z'), result: '200' })
      writeFileSync(`${path}.zone`, text)
      expect(inZone('UTC', () => readResult(path)?.at)).toBe(at('2026-11-20T10:00:03Z'))
    },
  )
})
