import { expect, it, vi } from 'vitest'
import { readSystemFacts } from '../../../src/io/appliance/system-facts'
import * as files from '../../../src/io/files/small-file'

vi.mock('../../../src/io/files/small-file', { spy: true })

const FIGURES = 'MemTotal:   8000000 kB\nMemFree:  20000 kB\nMemAvailable:   6000000 kB'

it.each(['/proc/meminfo', '/run/intvlm8r/meminfo'])(
  'memory that caches only borrow counts as free, by the figures in %s',
  async place => {
    vi.mocked(files.readText).mockImplementation(async path => (path === place ? FIGURES : undefined))
    expect((await readSystemFacts('/nowhere')).memory.available).toBe(6_144_000_000)
  },
)
