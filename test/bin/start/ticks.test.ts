import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openTicks } from '../../../src/bin/start/ticks'
import { folderWith } from '../../support/folder'
import { commandLine } from '../../support/processes'

/** Opens ticks of a program with that text; `lines` are those of the log. */
async function open(program: string) {
  const folder = await folderWith({ 'tick.cjs': program })
  const lines: string[] = []
  const note = (level: string) => (text: unknown) => void lines.push(`${level} ${text}`)
  const log = { info: note('info'), warn: note('warn'), error: note('error') }
  return { folder, lines, ticks: openTicks(join(folder, 'tick.cjs'), log) }
}

it('the lines of a tick are logged when it has ended, as errors where it failed', async () => {
  const { lines, ticks } = await open('console.log(process.argv[2]); process.exit(process.argv[3])')
  ticks.run('went well', '0')
  await expect.poll(() => lines).toEqual(['info went well'])
  ticks.run('failed', '1')
  await expect.poll(() => lines).toEqual(['info went well', 'error failed'])
})

it('a tick that still waits ends with the appliance, whatever it does at a signal, and none begins after it', async () => {
  const program = `process.on('SIGTERM', () => {})
    require('node:fs').appendFileSync(__dirname + '/begun', process.pid + ' ')
    setInterval(() => {}, 1_000)`
  const { folder, ticks } = await open(program)
  const pids = () => {
    try {
      return readFileSync(join(folder, 'begun'), 'utf8').trim().split(' ').map(Number)
    } catch {
      return []
    }
  }
  ticks.run()
  ticks.run()
  await expect.poll(pids).toHaveLength(2)
  expect(pids().map(commandLine)).toEqual([
    expect.stringContaining('tick.cjs'),
    expect.stringContaining('tick.cjs'),
  ])
  await ticks.stop()
  expect(pids().map(commandLine)).toEqual(['', ''])
  ticks.run('--start')
  await ticks.stop()
  expect(pids()).toHaveLength(2)
})
