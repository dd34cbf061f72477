import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { connectSystemd } from '../../../src/io/appliance/systemd'
import { isBeingStarted } from '../../../src/io/appliance/systemd-units'
import { fakePrograms } from '../../support/fake-programs'

/** What systemd was told, so far. */
async function fakeNotify(): Promise<() => Promise<string>> {
  const folder = await fakePrograms({ 'systemd-notify': 'echo "$@" >> "$HERE/told"' })
  return () => readFile(join(folder, 'told'), 'utf8').catch(() => '')
}

function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  onTestFinished(() => void vi.useRealTimers())
}

it('systemd hears that a service is ready, and every half of the watchdog that it works', async () => {
  stopClock()
  const told = await fakeNotify()
  const supervisor = connectSystemd('/run/systemd/notify', '240000000')
  supervisor.ready()
  await expect.poll(told).toBe('--ready\n')
  const works = vi.fn(async () => {
    if (works.mock.calls.length === 1) throw new Error('Redis hangs')
  })
  supervisor.feedWhile(works)
  await vi.advanceTimersByTimeAsync(119_999)
  expect(works).toHaveBeenCalledTimes(0)
  // The first one fails, which is no food for the watchdog.
  await vi.advanceTimersByTimeAsync(1)
  expect(works).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(120_000)
  await expect.poll(told).toBe('--ready\nWATCHDOG=1\n')
  await vi.advanceTimersByTimeAsync(120_000)
  await expect.poll(told).toBe('--ready\nWATCHDOG=1\nWATCHDOG=1\n')
  expect(works).toHaveBeenCalledTimes(3)
})

it.each([undefined, '', '0', 'soon'])('with a watchdog of %j nothing is fed', async watchdog => {
  stopClock()
  connectSystemd('/run/systemd/notify', watchdog).feedWhile(async () => {})
  expect(vi.getTimerCount()).toBe(0)
})

it('without systemd nobody is told, and a `systemd-notify` that is missing is no fault', async () => {
  const told = await fakeNotify()
  connectSystemd(undefined, undefined).ready()
  connectSystemd('', undefined).ready()
  connectSystemd('/run/systemd/notify', undefined).ready()
  await expect.poll(told).toBe('--ready\n')
  await fakePrograms({}, { alone: true })
  expect(() => connectSystemd('/run/systemd/notify', undefined).ready()).not.toThrow()
})

it.each([
  ['activating', true],
  ['deactivating', true],
  ['reloading', true],
  ['active', false],
  ['inactive', false],
  ['failed', false],
  ['activating-not', false],
  ['not-activating', false],
])('a unit that is %s is being started or restarted: %s', async (state, expected) => {
  await fakePrograms({
    systemctl: `[ "$*" = "show -p ActiveState a.service b.service" ] && printf 'ActiveState=active\\n\\nActiveState=${state}\\n'`,
  })
  expect(await isBeingStarted(['a.service', 'b.service'])).toBe(expected)
})

it('without systemd no unit is being started', async () => {
  await fakePrograms({}, { alone: true })
  expect(await isBeingStarted(['a.service'])).toBe(false)
})
