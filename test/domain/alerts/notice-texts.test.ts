/** The texts of the watch about itself: its room, 0MQ, its start, its server, and maintenance. */
import { expect, it } from 'vitest'
import { maintenanceText } from '../../../src/domain/alerts/maintenance-text'
import { messagesAwayText, messagesBackText } from '../../../src/domain/alerts/messages-text'
import {
  roomAgainText,
  shortageText,
  waitingEndText,
  waitingFullText,
  waitingRoomText,
  waitingText,
} from '../../../src/domain/alerts/room-text'
import { serverFaultEndText, serverFaultText } from '../../../src/domain/alerts/server-text'
import { startText } from '../../../src/domain/alerts/start-text'
import type { AlertText } from '../../../src/domain/alerts/text'
import type { Notice } from '../../../src/domain/watch/notices'
import { inZone } from '../../support/zone'

const notice = (title: string, ...sentences: readonly string[]) => ({ title, sentences }) as unknown as Notice
const window = (about: string) => ({
  window: { name: 'night', origin: 'page', settings: { all: 'on', about } } as const,
  from: 0,
  to: Date.parse('2026-12-08T07:00:00Z'),
})

it.each<[string, AlertText, string, string[]]>([
  [
    'one check waits',
    waitingText(['“a”']),
    'digest mixed [WAITING] 1 check waits to be adopted',
    ['The names are theirs:', '- “a”'],
  ],
  [
    'two checks wait',
    waitingText(['“a”', '“b”']),
    'digest mixed [WAITING] 2 checks wait to be adopted',
    ['The names are theirs:', '- “a”', '- “b”'],
  ],
  [
    'nothing is down',
    waitingEndText(),
    'resolve up [WAITING] This was a message, and nothing is down',
    ['Checks wait to be adopted; nothing is down.'],
  ],
  [
    'checks had to go',
    waitingFullText(7),
    'trigger down [STRANGERS] The room for checks that wait is full',
    [
      'Adopt on the page of the checks what you know; [Watch] pyremto = off and batchy = off in the INI close the doors.',
    ],
  ],
  [
    'none has to go',
    waitingRoomText(),
    'resolve up [STRANGERS] There is room again for checks that wait',
    ['For a day no check that waits had to go to make room for another.'],
  ],
  [
    'memory is short',
    shortageText('it keeps less'),
    'trigger down [MEMORY] The watch has used its share of the memory',
    [
      'The rest is kept free for the heartbeat and the alerts. Until there is room: it keeps less.',
      'Delete checks that you do not need, or give Redis more memory.',
    ],
  ],
  [
    'memory is there',
    roomAgainText(),
    'resolve up [MEMORY] The watch has room again',
    ['The watch keeps messages and histories again as usual.'],
  ],
  [
    '0MQ is away',
    messagesAwayText([notice('A is away.', 'Why.', 'So.'), notice('B.')]),
    'trigger down [0MQ] A is away',
    [
      'A is away. Why. So. B.',
      'Until that is mended no silence of the checks that are fed by 0MQ is judged; all others are.',
    ],
  ],
  [
    '0MQ is back',
    messagesBackText(true),
    'resolve up [0MQ] Messages are received again',
    ['Messages by 0MQ are received again, and silences are judged again.'],
  ],
  [
    '0MQ is expected no more',
    messagesBackText(false),
    'resolve up [0MQ] Messages are not expected any more',
    ['The INI names no address for 0MQ any more.'],
  ],
  [
    'one check starts',
    startText(1, []),
    'digest up OK: the watch has started',
    ['1 check of the INI is watched.'],
  ],
  [
    'checks of files start',
    startText(2, [], 3),
    'digest up OK: the watch has started',
    ['2 checks of the INI and 3 of the files that it names are watched.'],
  ],
  [
    'a start has faults, and hides what may be a key',
    startText(0, ['line 1', `key ${'a'.repeat(32)}`, 'b'.repeat(31)]),
    'digest mixed FAILURE: the watch has started',
    ['0 checks of the INI are watched.', 'line 1', 'key (removed)', 'b'.repeat(31)],
  ],
  [
    'the server has a fault',
    serverFaultText('Redis 7', 'forgets'),
    'trigger down [REDIS] The server is not as the watch needs it',
    ['Redis (Redis 7) forgets.', 'intvlm8r status and the page name it until it is mended.'],
  ],
  [
    'the server has it no more',
    serverFaultEndText('Redis 7'),
    'resolve up [REDIS] The server is as the watch needs it again',
    ['Redis (Redis 7) has this fault no more.'],
  ],
  [
    'maintenance begins',
    inZone('UTC', () => maintenanceText(window('new disks'))),
    'digest paused [MAINTENANCE] night until Tue 8 Dec 2026 07:00 UTC+00:00',
    [
      'Maintenance night has begun, and lasts until Tue 8 Dec 2026 07:00 UTC+00:00.',
      'new disks',
      'Until then nobody is alerted of all checks, which is watched as ever. What is still down then is reported then.',
    ],
  ],
])('the text where %s', (_what, { kind, status, subject, text }, head, lines) => {
  expect(`${kind} ${status} ${subject}`).toBe(head)
  // Those about checks that wait have an explanation before.
  expect(text.split('\n').slice(-lines.length)).toStrictEqual(lines)
})
