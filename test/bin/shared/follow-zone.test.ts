import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { followZone } from '../../../src/bin/shared/follow-zone'

let folder: string
let link: string
const before = process.env.TZ

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-zone-'))
  link = join(folder, 'localtime')
  symlinkSync('/usr/share/zoneinfo/UTC', link)
})

afterEach(() => {
  rmSync(folder, { recursive: true })
  if (before === undefined) delete process.env.TZ
  else process.env.TZ = before
})

/** As timedatectl does it. */
function setZone(zone: string): void {
  symlinkSync(`/usr/share/zoneinfo/${zone}`, `${link}.new`)
  renameSync(`${link}.new`, link)
}

test('a new link makes Node read the zone of the machine again', async () => {
  const watch = followZone(undefined, link)
  process.env.TZ = 'Asia/Tokyo' // Stands for what Node read at the start.
  setZone('Europe/Berlin')
  await expect.poll(() => process.env.TZ).toBeUndefined()
  watch.close()
})

test('a zone that TZ names stays', async () => {
  process.env.TZ = 'Asia/Tokyo'
  const watch = followZone('Asia/Tokyo', link)
  setZone('Europe/Berlin')
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(process.env.TZ).toBe('Asia/Tokyo')
  watch.close()
})
