import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { faultText, type Reading } from '../../../src/domain/settings/reading'
import { openSettings, readIni } from '../../../src/wire/settings'
import { makeCertificates } from '../../support/certificates'
import { allBut } from './sections'

let ca: string
beforeAll(() => {
  ca = makeCertificates().ca
})

let folder: string
let ini: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-cafile-'))
  ini = join(folder, 'intvlm8r.ini')
})
const made: string[] = []
afterAll(() => {
  for (const one of made) rmSync(one, { recursive: true, force: true })
})

function write(cafile: string): void {
  made.push(folder)
  writeFileSync(ini, `[Monitoring]\nheartbeatfrequency = Off\n[Network]\ncafile = ${cafile}\n`)
}

const faultsOf = (reading: Reading) =>
  reading.kind === 'faulty' ? reading.faults.map(faultText) : reading.kind

describe('a cafile', () => {
  it('with certificates is fine, relative to the INI or not, and with text between', () => {
    writeFileSync(join(folder, 'ca.pem'), `our own\n${ca}\nand again\n${ca}`)
    for (const path of ['ca.pem', join(folder, 'ca.pem')]) {
      write(path)
      expect(readIni(ini).kind).toBe('ok')
    }
  })

  it.each([
    ['is not there', () => {}, 'does not exist'],
    ['is a folder', (path: string) => mkdirSync(path), 'is a folder; name the file in it'],
    [
      'holds none',
      (path: string) => writeFileSync(path, 'secret'),
      'holds no certificate in PEM (-----BEGIN CERTIFICATE-----)',
    ],
    [
      'holds a damaged one',
      (path: string) =>
        writeFileSync(path, `${ca}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`),
      'holds a damaged certificate, at place 2',
    ],
    [
      'is large',
      (path: string) => writeFileSync(path, Buffer.alloc(5_000_000)),
      'is too large for a file of certificates',
    ],
  ])('that %s is a fault of the INI by name', (_name, make, reason) => {
    write('ca.pem')
    const path = join(folder, 'ca.pem')
    make(path)
    const reading = readIni(ini)
    expect(faultsOf(reading)).toEqual([`[Network] cafile: ${path} ${reason}`])
    expect(reading.kind === 'faulty' && Object.keys(reading.sound).sort()).toEqual(
      [...allBut('network')].sort(),
    )
  })

  it.skipIf(process.getuid?.() === 0)('that may not be read is one, too', () => {
    write('ca.pem')
    writeFileSync(join(folder, 'ca.pem'), ca)
    chmodSync(join(folder, 'ca.pem'), 0)
    expect(faultsOf(readIni(ini))).toEqual([expect.stringContaining('may not be read')])
  })

  it('is judged anew when the file changes and the INI does not, and its fault stands beside others', async () => {
    write('ca.pem')
    const settings = openSettings({ home: folder, ini, result: '', runtime: folder })
    expect(faultsOf(await settings.read())).toHaveLength(1)
    writeFileSync(join(folder, 'ca.pem'), ca)
    const mended = await settings.read()
    expect(mended.kind).toBe('ok')
    rmSync(join(folder, 'ca.pem'))
    const faulty = await settings.read()
    expect(faultsOf(faulty)).toHaveLength(1)
    expect(faulty.kind === 'faulty' && faulty.revision).toBe(mended.kind === 'ok' && mended.revision)
    writeFileSync(ini, readFileSync(ini, 'utf8').replace('= Off', '= 7'))
    const outcome = await settings.edit([{ section: 'Web', key: 'port', value: '8081' }])
    expect(outcome.kind === 'saved' && faultsOf(outcome.reading)).toEqual([
      expect.stringContaining('[Monitoring] heartbeatfrequency'),
      expect.stringContaining('[Network] cafile'),
    ])
  })
})
