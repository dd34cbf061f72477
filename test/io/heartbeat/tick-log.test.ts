import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openTimer, readTickLog, timerStateIn } from '../../../src/io/heartbeat/tick-log'
import { fakePrograms } from '../../support/fake-programs'
import { folderWith } from '../../support/folder'

test.each([
  ['LoadState=loaded\nActiveState=active\nUnitFileState=enabled', 'active'],
  ['LoadState=loaded\nActiveState=active\nUnitFileState=disabled', 'disabled'],
  ['LoadState=loaded\nActiveState=inactive\nUnitFileState=disabled', 'inactive'],
  ['LoadState=loaded\nActiveState=failed\nUnitFileState=enabled', 'failed'],
  ['LoadState=masked\nActiveState=inactive\nUnitFileState=masked', 'masked'],
  ['LoadState=not-found\nActiveState=inactive\nUnitFileState=', undefined],
  ['', undefined],
])('of %j, as systemctl shows it, the state of the timer is %s', (text, state) => {
  expect(timerStateIn(text)).toBe(state)
})

test('the ticks of a machine with a journal are the last lines of both units in it', async () => {
  const programs = await fakePrograms({ journalctl: 'echo "$@" > "$HERE/args"; printf "one\\ntwo\\n"' })
  const runtime = await folderWith({ 'heartbeat.log': 'three\n' })
  expect(await readTickLog(runtime)).toEqual({ source: 'journalctl', lines: ['one', 'two'] })
  expect(await readFile(join(programs, 'args'), 'utf8')).toBe(
    '-u intvlm8r-tick.service -u intvlm8r-boot.service -n 300 -o short-iso --no-pager -q\n',
  )
})

test.each(['exit 1', 'true'])(
  'where the journal says nothing (%s), the last tick stands in a file',
  async script => {
    await fakePrograms({ journalctl: script })
    const runtime = await folderWith({ 'heartbeat.log': 'three\n' })
    const source = 'heartbeat.log (the last tick only)'
    expect(await readTickLog(runtime)).toEqual({ source, lines: ['three'] })
    await rm(join(runtime, 'heartbeat.log'))
    expect(await readTickLog(runtime)).toEqual({ source, lines: [] })
  },
)

test('the state of the timer is asked for once in ten seconds', async () => {
  const programs = await fakePrograms({
    systemctl:
      'echo "$@" >> "$HERE/args"; printf "LoadState=loaded\\nActiveState=active\\nUnitFileState=disabled\\n"',
  })
  const asked = async () => (await readFile(join(programs, 'args'), 'utf8')).split('\n').slice(0, -1)
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const timer = openTimer()
  expect(await timer()).toBe('disabled')
  vi.advanceTimersByTime(10_000)
  expect(await timer()).toBe('disabled')
  const question = 'show -p LoadState -p ActiveState -p UnitFileState intvlm8r-tick.timer'
  expect(await asked()).toEqual([question])
  vi.advanceTimersByTime(1)
  expect(await timer()).toBe('disabled')
  expect(await asked()).toEqual([question, question])
  await fakePrograms({}, { alone: true })
  expect(await openTimer()()).toBeUndefined()
})
