import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { timeZoneName, zoneProblem } from '../../../src/io/appliance/time-zone'
import { inZone } from '../../support/zone'

const folder = mkdtempSync(join(tmpdir(), 'intvlm8r-zone-'))
afterAll(() => rmSync(folder, { recursive: true }))

let links = 0
function linkTo(target: string): string {
  const link = join(folder, `localtime-${links++}`)
  symlinkSync(target, link)
  return link
}

describe("the zone's name", () => {
  test.each([
    ['/usr/share/zoneinfo/Europe/Berlin', 'Europe/Berlin'],
    ['../usr/share/zoneinfo/America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['/usr/share/zoneinfo/Etc/GMT+5', 'Etc/GMT+5'],
    ['/usr/share/zoneinfo/posix/Asia/Kolkata', 'Asia/Kolkata'],
    ['/usr/share/zoneinfo/right/Asia/Tokyo', 'Asia/Tokyo'],
    ['/usr/share/zoneinfo/UTC', 'UTC'],
  ])("is what the machine's link to %s says", (target, name) => {
    expect(timeZoneName(undefined, linkTo(target))).toBe(name)
  })

  const copy = join(folder, 'copy')
  writeFileSync(copy, 'TZif2')
  test.each([
    ['there is no link', join(folder, 'none')],
    ['a copy of the file stands there', copy],
    ['the link leads elsewhere', linkTo('/var/lib/zone')],
  ])("is Node's own where %s", (_name, link) => {
    expect(inZone('Asia/Tokyo', () => timeZoneName(undefined, link))).toBe('Asia/Tokyo')
  })

  test("is Node's own where TZ is set to nothing, which means UTC", () => {
    const link = linkTo('/usr/share/zoneinfo/Europe/Berlin')
    expect(inZone('', () => timeZoneName('', link))).toMatch(/^(UTC|Etc\/.*)$/)
  })

  test('is that of TZ, which Node goes by, whatever the link says', () => {
    const link = linkTo('/usr/share/zoneinfo/Europe/Berlin')
    expect(inZone('Asia/Kathmandu', () => timeZoneName('Asia/Kathmandu', link))).toMatch(/Asia\/Kat(h)?mandu/)
  })
})

describe('a TZ', () => {
  test.each([
    'Europe/Berlin',
    ':Europe/Berlin',
    'posix/Europe/Berlin',
    'EST5EDT',
    'UTC',
    'UTC0',
    'UTC+3',
    'GMT-2',
    '',
  ])('%j is understood', tz => {
    inZone(tz, () => {
      expect(zoneProblem(tz)).toBeUndefined()
      expect(timeZoneName(tz)).not.toContain('not understood')
    })
  })

  test.each([
    'IST-5:30',
    '<+0530>-5:30',
    'CET-1CEST',
    'CET-1CEST,M3.5.0,M10.5.0/3',
    'Nonsense/Zone',
    'XYZ',
    'europe/berlin',
    ':/etc/localtime',
    '/usr/share/zoneinfo/Europe/Berlin',
  ])('%j is warned of, and so are the times of the page', tz => {
    inZone(tz, () => {
      expect(zoneProblem(tz)).toContain(
        `TZ=${tz} is not understood: due slots and times are not those of its zone.`,
      )
      expect(timeZoneName(tz)).toMatch(/^[\w/]+, as TZ=.* is not understood$/)
    })
  })
})
