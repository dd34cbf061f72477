/** The answers of systemd about a unit, property by property. */
import { describe, expect, test } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { AT, look } from '../contracts/prober'

async function seen(end: ProgramEnd | string, settings: Readonly<Record<string, string>> = {}, target = 'b') {
  const asked: (readonly string[])[] = []
  const run = async (words: readonly string[]) => {
    asked.push(words)
    return typeof end === 'string' ? { kind: 'exited' as const, code: 0, stdout: end, stderr: '' } : end
  }
  return { found: await look('unit', target, { settings, tools: { run } }), asked }
}
const shown = (properties: Readonly<Record<string, string>>) =>
  Object.entries({ LoadState: 'loaded', ...properties })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
const stated = async (properties: Readonly<Record<string, string>>, state = 'active', within = '') =>
  (await seen(shown(properties), { state, within })).found

test('systemd is asked for the properties by their names', async () => {
  const words = ['systemctl', 'show', '--timestamp=unix', '-p']
  const names = 'LoadState,ActiveState,SubState,Result,ExecMainStatus,ExecMainExitTimestamp'
  expect((await seen('')).asked).toEqual([[...words, names, '--', 'b.service']])
  expect((await seen('', {}, 'b.timer')).asked).toEqual([[...words, names, '--', 'b.timer']])
})

describe('systemd itself', () => {
  test.each([
    [{ kind: 'refused', reason: 'no memory' }, 'no memory'],
    [{ kind: 'killed', signal: 'SIGTERM', stdout: '', stderr: '' }, 'systemd did not answer in time'],
    [{ kind: 'exited', code: 4, stdout: '', stderr: '' }, 'systemd could not be asked: exit code 4'],
    [{ kind: 'exited', code: 4, stdout: '', stderr: 'one\ntwo\n' }, 'systemd could not be asked: two'],
    [{ kind: 'exited', code: 0, stdout: '', stderr: '' }, 'systemd says nothing of b.service'],
  ] as const)('that ended as %j makes the look blind', async (end, detail) => {
    expect((await seen(end)).found).toEqual({ answer: 'blind', detail })
  })
})

describe('a unit that has to be active', () => {
  test.each([
    [{ ActiveState: 'active', SubState: 'running' }, 'success', 'b.service is active (running)'],
    [{ ActiveState: 'active', SubState: 'a=b' }, 'success', 'b.service is active (a=b)'],
    [{ ActiveState: 'reloading' }, 'success', 'b.service is active ()'],
    [{ ActiveState: 'activating', SubState: 'start' }, 'blind', 'b.service is being started'],
    [
      { ActiveState: 'activating', SubState: 'auto-restart-queued' },
      'failure',
      'b.service is activating (auto-restart-queued)',
    ],
    [
      { ActiveState: 'inactive', SubState: 'dead', Result: 'success' },
      'failure',
      'b.service is inactive (dead)',
    ],
    [
      { ActiveState: 'failed', SubState: 'failed', Result: 'timeout' },
      'failure',
      'b.service is failed (failed) (timeout)',
    ],
    [
      { ActiveState: 'failed', SubState: 'failed', Result: 'exit-code', ExecMainStatus: '7' },
      'failure',
      'b.service is failed (failed), with exit code 7',
    ],
    [{}, 'failure', 'b.service is  ()'],
    [{ LoadState: 'error' }, 'failure', 'b.service cannot be used: it is error'],
    [{ LoadState: 'not-found' }, 'failure', 'there is no unit b.service'],
  ])('of %j is a %s', async (properties, answer, detail) => {
    expect(await stated(properties)).toEqual({ answer, detail })
  })
})

describe('a unit whose last run has to have succeeded', () => {
  const ran = (seconds: number) => ({ ExecMainExitTimestamp: `@${AT / 1_000 - seconds}` })
  test.each([
    [{ ...ran(3_600), Result: 'success' }, '', 'success', 'the last run of b.service succeeded 1h ago'],
    [ran(3_600), '1h', 'success', 'the last run of b.service succeeded 1h ago'],
    [ran(3_601), '1h', 'failure', 'the last run of b.service succeeded 1h1s ago, longer than 1h'],
    [ran(-60), '1h', 'success', 'the last run of b.service succeeded 0s ago'],
    [{ ExecMainExitTimestamp: 'x@5' }, '', 'blind', 'systemd remembers no run of b.service'],
    [{ ExecMainExitTimestamp: '@0' }, '', 'blind', 'systemd remembers no run of b.service'],
    [{ ActiveState: 'active', ...ran(1) }, '', 'blind', 'b.service runs, and how it ends is not known yet'],
    [
      { ActiveState: 'active', SubState: 'exited', ...ran(60) },
      '',
      'success',
      'the last run of b.service succeeded 1m ago',
    ],
    [
      { ActiveState: 'activating', ...ran(1) },
      '',
      'blind',
      'b.service runs, and how it ends is not known yet',
    ],
    [{ ActiveState: 'failed', ...ran(1) }, '', 'failure', 'the last run of b.service failed'],
    [{ Result: 'oom-kill', ...ran(1) }, '', 'failure', 'the last run of b.service failed (oom-kill)'],
  ])('of %j within %j is a %s', async (properties, within, answer, detail) => {
    expect(await stated(properties, 'succeeded', within)).toEqual({ answer, detail })
  })
})
