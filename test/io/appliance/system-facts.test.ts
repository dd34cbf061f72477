import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { availableBytes } from '../../../src/io/appliance/system-facts'

const FIGURES = 'MemTotal:   8000000 kB\nMemFree:  20000 kB\nMemAvailable:   6000000 kB\n'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-facts-'))
})
afterEach(() => rm(folder, { recursive: true }))

it.each(['first', 'second'])(
  'memory that caches only borrow counts as free, by the %s place of its figures',
  async there => {
    await writeFile(join(folder, there), FIGURES)
    expect(await availableBytes([join(folder, 'first'), join(folder, 'second')])).toBe(6_144_000_000)
  },
)
