import { expect, it } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { AT, itIsAProber, look } from '../contracts/prober'

/** What `systemctl show` prints, as of a unit that is not there but for these. */
function systemd(shown: Readonly<Record<string, string>>): { run: () => Promise<ProgramEnd> } {
  const all = {
    LoadState: 'loaded',
    ActiveState: 'inactive',
    SubState: 'dead',
    Result: 'success',
    ExecMainStatus: '0',
    ExecMainExitTimestamp: '',
    ...shown,
  }
  const stdout = Object.entries(all)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
  return { run: async () => ({ kind: 'exited', code: 0, stdout, stderr: '' }) }
}

const at = (hours: number) => ({ ExecMainExitTimestamp: `@${AT / 1000 - hours * 3600}` })
const unit =
  (state: 'active' | 'succeeded', shown: Readonly<Record<string, string>>, within = '') =>
  async () => ({ target: 'backup', settings: { state, within }, tools: systemd(shown) })

itIsAProber('unit', {
  success: [
    {
      when: 'it is active',
      looking: unit('active', { ActiveState: 'active', SubState: 'running' }),
      detail: 'backup.service is active (running)',
    },
    {
      when: 'it reads its settings anew',
      looking: unit('active', { ActiveState: 'reloading', SubState: 'reload' }),
      detail: 'backup.service is active (reload)',
    },
    {
      when: 'its last run succeeded',
      looking: unit('succeeded', at(3)),
      detail: 'the last run of backup.service succeeded 3h ago',
    },
  ],
  failure: [
    {
      when: 'it is not active',
      looking: unit('active', {}),
      detail: 'backup.service is inactive (dead)',
    },
    {
      when: 'it is restarted again and again',
      looking: unit('active', {
        ActiveState: 'activating',
        SubState: 'auto-restart',
        Result: 'exit-code',
        ExecMainStatus: '3',
      }),
      detail: 'backup.service is activating (auto-restart), with exit code 3',
    },
    {
      when: 'systemd does not know it, though it shows a success',
      looking: unit('succeeded', { LoadState: 'not-found' }),
      detail: 'there is no unit backup.service',
    },
    {
      when: 'it is masked',
      looking: unit('active', { LoadState: 'masked' }),
      detail: 'backup.service cannot be used: it is masked',
    },
    {
      when: 'its last run failed',
      looking: unit('succeeded', {
        ActiveState: 'failed',
        Result: 'exit-code',
        ExecMainStatus: '2',
        ...at(1),
      }),
      detail: 'the last run of backup.service failed, with exit code 2',
    },
    {
      when: 'its last run is too long ago',
      looking: unit('succeeded', at(30), '25h'),
      detail: 'the last run of backup.service succeeded 1d6h ago, longer than 1d1h',
    },
  ],
  blind: [
    {
      when: 'it is being started',
      looking: unit('active', { ActiveState: 'activating', SubState: 'start-pre' }),
      detail: 'backup.service is being started',
    },
    {
      when: 'systemd says nothing',
      looking: unit('active', { LoadState: '' }),
      detail: 'systemd says nothing of backup.service',
    },
    {
      when: 'it never ran, though it shows a success',
      looking: unit('succeeded', {}),
      detail: 'systemd remembers no run of backup.service',
    },
    {
      when: 'it runs',
      looking: unit('succeeded', { ActiveState: 'activating', SubState: 'start' }),
      detail: 'backup.service runs, and how it ends is not known yet',
    },
    {
      when: 'systemd cannot be reached',
      looking: async () => ({
        target: 'backup',
        tools: {
          run: async () => ({
            kind: 'exited',
            code: 1,
            stdout: '',
            stderr: 'Failed to connect to bus: No such file or directory\n',
          }),
        },
      }),
      detail: 'systemd could not be asked: Failed to connect to bus: No such file or directory',
    },
    {
      when: 'there is no systemctl',
      looking: async () => ({
        target: 'backup',
        tools: { run: async () => ({ kind: 'missing', reason: 'systemctl is not installed here' }) },
      }),
      detail: 'systemctl is not installed here',
    },
  ],
})

it('asks systemd for the unit itself, also where its name begins with a dash', async () => {
  const asked: (readonly string[])[] = []
  await look('unit', '-.mount', {
    tools: {
      run: async command => {
        asked.push(command)
        return { kind: 'missing', reason: 'no' }
      },
    },
  })
  expect(asked[0]?.slice(-2)).toEqual(['--', '-.mount'])
})
