import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { LookTools, ProgramEnd } from '../../src/domain/probes/look'
import { runProgram } from '../../src/io/probes/run-program'
import { itIsAProber, look } from '../contracts/prober'

/** What ping of iputils 20221126 wrote. */
const ended = (code: number, stdout: string, stderr = ''): ProgramEnd => ({
  kind: 'exited',
  code,
  stdout,
  stderr,
})

const summary = (
  sent: number,
  received: number,
  lost: string,
  times = '',
) => `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.

--- 192.0.2.1 ping statistics ---
${sent} packets transmitted, ${received} received, ${lost}% packet loss, time 1004ms
${times}
`
const TIMES = 'rtt min/avg/max/mdev = 0.312/12.519/20.704/8.801 ms'

const writing =
  (end: ProgramEnd, settings = {}) =>
  async () => ({ target: '192.0.2.1', settings, tools: { run: async () => end } })

itIsAProber('ping', {
  success: [
    {
      when: 'every packet comes back',
      looking: writing(ended(0, summary(3, 3, '0', TIMES))),
      detail: '192.0.2.1 answered in 12.519 ms, 3 of 3 packets',
    },
    {
      when: 'few are lost',
      looking: writing(ended(1, summary(3, 2, '33.3333', TIMES))),
      detail: '192.0.2.1 answered in 12.519 ms, 2 of 3 packets',
    },
  ],
  failure: [
    {
      when: 'none comes back',
      looking: writing(ended(1, summary(9, 0, '100'))),
      detail: '192.0.2.1 does not answer to ping',
    },
    {
      when: 'more are lost than allowed',
      looking: writing(ended(1, summary(3, 2, '33.3333', TIMES)), { loss: '10 %' }),
      detail: '192.0.2.1 lost 33 % of 3 packets',
    },
    {
      when: 'the name is unknown',
      looking: async () => ({ target: 'receiver.invalid' }),
      detail: 'receiver.invalid has no address: its name is unknown',
    },
    {
      when: 'the name has no address of the version that is asked for',
      looking: async () => ({ target: 'receiver.invalid', settings: { ip: '6' } }),
      detail: 'receiver.invalid has no IPv6 address',
    },
    {
      when: 'it is an address of the other version',
      looking: async () => ({ target: '192.0.2.1', settings: { ip: '6' } }),
      detail: '192.0.2.1 has no IPv6 address',
    },
    {
      when: 'it is an address of the newer version, and the older one is asked for',
      looking: async () => ({ target: '::1', settings: { ip: '4' } }),
      detail: '::1 has no IPv4 address',
    },
  ],
  blind: [
    {
      when: 'no network here leads to it',
      looking: writing(ended(2, '', 'ping: connect: Network is unreachable\n')),
      detail: 'no network here leads to it',
    },
    {
      when: 'the network goes away in the middle of it',
      looking: writing(ended(2, summary(3, 0, '100'), 'ping: sendmsg: Network is unreachable\n')),
      detail: 'no network here leads to it',
    },
    {
      when: 'it may not send',
      looking: writing(ended(2, '', 'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n')),
      detail:
        "ping may not send here (ping: socket: Operation not permitted): net.ipv4.ping_group_range has to include this user's group",
    },
    {
      when: 'there is no ping',
      looking: async () => ({
        target: '192.0.2.1',
        tools: {
          run: (_command, options) => runProgram(['no-such-ping'], options),
        } satisfies Partial<LookTools>,
      }),
      detail: 'no-such-ping is not installed here (on Debian it is the package iputils-ping)',
    },
    {
      when: 'ping was killed',
      looking: writing({ kind: 'killed', signal: 'SIGSYS', stdout: '', stderr: '' }),
      detail: 'ping was ended (SIGSYS)',
    },
  ],
  silent: async () => ({
    target: '192.0.2.1',
    tools: { run: (_command, options) => runProgram(['sleep', '30'], options) } satisfies Partial<LookTools>,
  }),
})

it('sends as many packets as are wanted, within the time limit, to an address of the version that is wanted', async () => {
  const commands: string[] = []
  const run: LookTools['run'] = async command => {
    commands.push(command.join(' '))
    return ended(0, summary(5, 5, '0', TIMES))
  }
  const options = { timeout: 8_000, tools: { run } }
  await look('ping', 'localhost', { ...options, settings: { count: '5', ip: '4' } })
  await look('ping', '::1', { ...options, settings: { ip: '6' } })
  expect(commands).toEqual(['ping -n -q -c 5 -i 0.5 -w 7 127.0.0.1', 'ping -n -q -c 3 -i 0.5 -w 7 ::1'])
})

it.each([
  [1_000, '3', '0.2'],
  [1_550, '3', '0.35'],
  [4_000, '20', '0.2'],
  [10_000, '3', '0.5'],
])(
  'within %i ms %s packets are sent %s s apart, so that there is time for all',
  async (timeout, count, apart) => {
    const intervals: (string | undefined)[] = []
    const run: LookTools['run'] = async command => {
      intervals.push(command[command.indexOf('-i') + 1])
      return ended(0, summary(3, 3, '0', TIMES))
    }
    await look('ping', '127.0.0.1', { timeout, settings: { count }, tools: { run } })
    expect(intervals).toEqual([apart])
  },
)

it('a success with lost packets has a warning, and so has a slow one', async () => {
  const { target, tools } = await writing(ended(1, summary(3, 2, '33.3333', TIMES)))()
  const seen = await look('ping', target, { tools, settings: { slow: '10ms' } })
  expect(seen).toMatchObject({
    answer: 'success',
    took: 12.519,
    warning: '33 % of the packets were lost; it took 13 ms, longer than 10ms',
  })
})

const { status } = spawnSync('ping', ['-n', '-c', '1', '-w', '1', '127.0.0.1'])
if (status !== 0) console.warn('SKIPPED: ping of 127.0.0.1 does not work here (package iputils-ping)')

describe.skipIf(status !== 0)('the ping of this system', () => {
  it('is understood', async () => {
    const seen = await look('ping', 'localhost', { tools: { run: runProgram }, settings: { ip: '4' } })
    expect(seen).toMatchObject({
      answer: 'success',
      detail: expect.stringMatching(/^localhost answered in [\d.]+ ms, 3 of 3 packets$/),
    })
  })

  it('that may not send there could not look', async () => {
    // ping refuses to send to a broadcast address.
    const seen = await look('ping', '255.255.255.255', { tools: { run: runProgram } })
    expect(seen.answer).toBe('blind')
  })
})
