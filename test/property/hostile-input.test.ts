/** Any content of the files and fields that people, power cuts and other programs write gets an answer, never a throw. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { parseSettings } from '../../src/config/settings/settings'
import { recogniseReceiver } from '../../src/domain/heartbeat/receivers/index'
import { parseResultLine, resultLine } from '../../src/domain/heartbeat/result-line'
import { heartbeatUrlProblem, maskUrl } from '../../src/domain/net/web-url'
import { FREQUENCIES } from '../../src/domain/time/slot'
import { openTickFile } from '../../src/io/heartbeat/tick-file'

const folder = mkdtempSync(join(tmpdir(), 'intvlm8r-property-'))
afterAll(() => rmSync(folder, { recursive: true }))

const anything = fc.string({ unit: 'binary', maxLength: 200 })
const KEYS = [
  'heartbeatfrequency',
  'heartbeaturl',
  'heartbeatcatchup',
  'host',
  'port',
  'trustproxy',
  'hostnames',
  'url',
  'username',
  'passwordhash',
  '__proto__',
  'constructor',
]
const SECTIONS = ['Monitoring', 'Web', 'Redis', 'Login', '__proto__', 'monitoring', 'DEFAULT']
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom(...KEYS), fc.oneof(anything, fc.constantFrom('5', 'on', '8080', 'http://x/')))
    .map(pair => pair.join(' = ')),
  fc.constantFrom(...SECTIONS).map(name => `[${name}]`),
  anything,
)
const ini = fc.array(line, { maxLength: 20 }).map(lines => lines.join('\n'))

test('settings are sound, or every fault is named', () => {
  fc.assert(
    fc.property(ini, text => {
      const parsed = parseSettings(text)
      if (parsed.kind === 'faulty') {
        expect(parsed.faults.length).toBeGreaterThan(0)
        return
      }
      const { monitoring, web } = parsed.settings
      expect(FREQUENCIES).toContain(monitoring.frequency)
      if (monitoring.frequency !== 'Off') expect(heartbeatUrlProblem(monitoring.url)).toBeUndefined()
      expect(web.port).toBeGreaterThan(0)
      expect(web.port).toBeLessThan(65_536)
    }),
    { numRuns: 2_000 },
  )
  expect(({} as Record<string, unknown>).heartbeatfrequency).toBeUndefined()
})

const urlish = fc.oneof(
  anything,
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc
    .tuple(fc.constantFrom('http://', 'https://', 'HTTP:', 'http:///', '//', 'ftp://', ''), anything)
    .map(parts => parts.join('')),
)

test('a heartbeat URL that is valid can be sent to, and its mask holds nothing of its path', () => {
  fc.assert(
    fc.property(urlish, fc.stringMatching(/^[a-z0-9]{12}$/), (text, secret) => {
      if (heartbeatUrlProblem(text) !== undefined) return
      expect(/^https?:$/.test(new URL(text).protocol)).toBe(true)
      const { url } = recogniseReceiver(text).request(text, { outcome: 'success' })
      expect(URL.canParse(url)).toBe(true)
      const secretive = `${new URL(text).origin}/${secret}?q=${secret}#${secret}`
      expect(maskUrl(secretive)).not.toContain(secret)
    }),
    { numRuns: 2_000 },
  )
})

test('a last result is read back as it was written, and junk is none', () => {
  const at = fc.integer({ min: 0, max: 4_000_000_000 }).map(seconds => seconds * 1000)
  fc.assert(
    fc.property(at, fc.stringMatching(/^[\w .]{1,30}$/), anything, (time, result, junk) => {
      expect(parseResultLine(resultLine({ at: time, result }), time)).toEqual({ at: time, result })
      const parsed = parseResultLine(junk, time)
      if (parsed !== undefined) expect(Number.isFinite(parsed.at)).toBe(true)
    }),
  )
})

test("a tick's record is read, or is none", () => {
  const ticks = openTickFile(folder)
  fc.assert(
    fc.property(fc.oneof(anything, fc.json()), text => {
      writeFileSync(join(folder, 'tick.json'), text)
      expect(ticks.readNow()).toBeUndefined()
    }),
  )
})
