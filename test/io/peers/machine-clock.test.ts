import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { expect, it } from 'vitest'
import { machineBoot, machineClock } from '../../../src/io/peers/machine-clock'

it('the clock of the machine has run since its boot, in milliseconds', () => {
  const before = performance.now()
  const [first, up] = [machineClock(), uptime() * 1_000]
  expect(Math.abs(first - up)).toBeLessThan(60_000)
  const second = machineClock()
  expect(second - first).toBeGreaterThanOrEqual(0)
  expect(second - first).toBeLessThanOrEqual(performance.now() - before + 1)
})

it('a boot has the name that systemd gives, or that of the kernel, without hyphens', () => {
  expect(machineBoot('0a-1b-2c')).toBe('0a1b2c')
  const [one = '', two, three, four, five] = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
    .trim()
    .split('-')
  expect(one).toHaveLength(8)
  expect(machineBoot('')).toBe(`${one}${two}${three}${four}${five}`)
})
