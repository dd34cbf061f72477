/** The words of the system's ping, and how they are judged. */
import { describe, expect, test } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { type Looking, look } from '../contracts/prober'

async function pinged(end: ProgramEnd, looking: Looking = {}, target = '127.0.0.1') {
  const asked: unknown[] = []
  const run = async (...given: unknown[]) => {
    asked.push(given)
    return end
  }
  return { found: await look('ping', target, { ...looking, tools: { run } }), asked }
}
const said = (stdout: string, code = 0, stderr = ''): ProgramEnd => ({ kind: 'exited', code, stdout, stderr })
const counted = (sent: number, received: number, times = 'rtt min/avg/max/mdev = 1.0/2.5/3.0/0.1 ms') =>
  said(`--- 127.0.0.1 ping statistics ---\n${sent} packets transmitted, ${received} received\n${times}\n`)
const judged = async (end: ProgramEnd, settings: Readonly<Record<string, string>> = {}) =>
  (await pinged(end, { settings })).found

test('ping gets its words, and has as long as the look but for half a second', async () => {
  const of = async (timeout: number, settings = {}) =>
    (await pinged(counted(3, 3), { timeout, settings })).asked
  const words = (count: string, seconds: string, apart = '0.5') => [
    'ping',
    '-n',
    '-q',
    '-c',
    count,
    '-i',
    apart,
    '-w',
    seconds,
    '127.0.0.1',
  ]
  const how = expect.objectContaining({ environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } })
  expect(await of(10_000)).toEqual([[words('3', '9'), how]])
  expect(await of(10_500, { count: '5' })).toEqual([[words('5', '10'), how]])
  expect(await of(1_000)).toEqual([[words('3', '1', '0.2'), how]])
})

describe('an answer', () => {
  test.each([
    [
      counted(3, 3),
      {},
      { answer: 'success', detail: '127.0.0.1 answered in 2.5 ms, 3 of 3 packets', took: 2.5 },
    ],
    [
      said('3 packets transmitted, 3 packets received\nround-trip min/avg/max = 1/2/3 ms'),
      {},
      { answer: 'success', detail: '127.0.0.1 answered in 2 ms, 3 of 3 packets', took: 2 },
    ],
    [
      counted(3, 2),
      { loss: '50%' },
      {
        answer: 'success',
        detail: '127.0.0.1 answered in 2.5 ms, 2 of 3 packets',
        took: 2.5,
        warning: '33 % of the packets were lost',
      },
    ],
    [
      counted(4, 2),
      { loss: '50%' },
      {
        answer: 'success',
        detail: '127.0.0.1 answered in 2.5 ms, 2 of 4 packets',
        took: 2.5,
        warning: '50 % of the packets were lost',
      },
    ],
    [
      counted(4, 2),
      { loss: '49%' },
      { answer: 'failure', detail: '127.0.0.1 lost 50 % of 4 packets', took: 2.5 },
    ],
    [
      counted(3, 3),
      { slow: '2ms' },
      {
        answer: 'success',
        detail: '127.0.0.1 answered in 2.5 ms, 3 of 3 packets',
        took: 2.5,
        warning: 'it took 3 ms, longer than 2ms',
      },
    ],
    [counted(3, 0), {}, { answer: 'failure', detail: '127.0.0.1 does not answer to ping' }],
    [counted(0, 0), {}, { answer: 'failure', detail: '127.0.0.1 does not answer to ping' }],
  ])('%j with %j is %j', async (end, settings, found) => {
    expect(await judged(end, settings)).toEqual(found)
  })
})

describe('trouble of its own', () => {
  const NOT_ALLOWED = ": net.ipv4.ping_group_range has to include this user's group"
  test.each([
    [{ kind: 'missing', reason: 'no ping' }, 'no ping (on Debian it is the package iputils-ping)'],
    [{ kind: 'refused', reason: 'no memory' }, 'no memory'],
    [{ kind: 'killed', signal: 'SIGTERM', stdout: '', stderr: '' }, 'ping was ended (SIGTERM)'],
    [said('', 2, 'a\nping: connect: Network is unreachable\n'), 'no network here leads to it'],
    [
      said('', 2, 'ping: socket: Operation not permitted'),
      `ping may not send here (ping: socket: Operation not permitted)${NOT_ALLOWED}`,
    ],
    [said('', 2, 'lacks privilege'), `ping may not send here (lacks privilege)${NOT_ALLOWED}`],
    [said('out\n', 2), 'ping could not look (out)'],
    [said('', 2), 'ping could not look (exit code 2)'],
    [said('', 0), 'ping could not look (exit code 0)'],
    [said('3 packets transmitted, 3 received', 2), 'ping could not look (3 packets transmitted, 3 received)'],
  ] as const)('%j makes the look blind', async (end, detail) => {
    expect(await judged(end)).toEqual({ answer: 'blind', detail })
  })
})

test('the limit of time is a failure of the target', async () => {
  const signal = AbortSignal.abort()
  expect((await pinged(counted(3, 3), { signal })).found).toEqual({
    answer: 'failure',
    detail: '127.0.0.1 did not answer in time',
  })
})
