import { expect, test } from 'vitest'
import type { MaintenanceWindow } from '../../../src/domain/alerts/maintenance'
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
import { inZone } from '../../support/zone'

test.each([
  [1, undefined, '1 check of the INI is watched.'],
  [2, undefined, '2 checks of the INI are watched.'],
  [1, 0, '1 check of the INI and 0 of the files that it names are watched.'],
  [2, 7, '2 checks of the INI and 7 of the files that it names are watched.'],
])('a start with %i checks of the INI and %s of its files is OK', (checks, listed, text) => {
  expect(startText(checks, [], listed)).toEqual({
    kind: 'digest',
    status: 'up',
    subject: 'OK: the watch has started',
    text,
  })
})

test('a start with faults is a failure, names each in a line, and no key of a paging service', () => {
  const faults = ['one is wrong', `two has ${'a1'.repeat(16)}`]
  expect(startText(0, faults)).toEqual({
    kind: 'digest',
    status: 'mixed',
    subject: 'FAILURE: the watch has started',
    text: '0 checks of the INI are watched.\none is wrong\ntwo has (removed)',
  })
})

const STRANGERS =
  'Devices in your network, or strangers, made checks without a log-in. They alert nobody until you adopt them on the page of the checks; what you do not know can be deleted there.\nThe names are theirs:'

test('checks that wait to be adopted are a message, which ends by itself', () => {
  expect(waitingText(['“nas”'])).toEqual({
    kind: 'digest',
    status: 'mixed',
    subject: '[WAITING] 1 check waits to be adopted',
    text: `${STRANGERS}\n- “nas”`,
  })
  expect(waitingText(['“nas”', '“pi”'])).toEqual({
    kind: 'digest',
    status: 'mixed',
    subject: '[WAITING] 2 checks wait to be adopted',
    text: `${STRANGERS}\n- “nas”\n- “pi”`,
  })
  expect(waitingEndText()).toEqual({
    kind: 'resolve',
    status: 'up',
    subject: '[WAITING] This was a message, and nothing is down',
    text: 'Checks wait to be adopted; nothing is down.',
  })
})

test('a full room for checks that wait is an incident of its own', () => {
  expect(waitingFullText(12)).toEqual({
    kind: 'trigger',
    status: 'down',
    subject: '[STRANGERS] The room for checks that wait is full',
    text: 'So many checks were made without a log-in that 12 had to go, the oldest first. Your own checks and the heartbeat are not concerned.\nAdopt on the page of the checks what you know; [Watch] pyremto = off and batchy = off in the INI close the doors.',
  })
  expect(waitingRoomText()).toEqual({
    kind: 'resolve',
    status: 'up',
    subject: '[STRANGERS] There is room again for checks that wait',
    text: 'For a day no check that waits had to go to make room for another.',
  })
})

test('memory that is used up is an incident, which says what is saved meanwhile', () => {
  expect(shortageText('no bodies are kept')).toEqual({
    kind: 'trigger',
    status: 'down',
    subject: '[MEMORY] The watch has used its share of the memory',
    text: 'The rest is kept free for the heartbeat and the alerts. Until there is room: no bodies are kept.\nDelete checks that you do not need, or give Redis more memory.',
  })
  expect(roomAgainText()).toEqual({
    kind: 'resolve',
    status: 'up',
    subject: '[MEMORY] The watch has room again',
    text: 'The watch keeps messages and histories again as usual.',
  })
})

test('a server that is not as it should be is an incident with its name and version', () => {
  expect(serverFaultText('Redis 7.0', 'loses what it holds')).toEqual({
    kind: 'trigger',
    status: 'down',
    subject: '[REDIS] The server is not as the watch needs it',
    text: 'Redis (Redis 7.0) loses what it holds.\nintvlm8r status and the page name it until it is mended.',
  })
  expect(serverFaultEndText('Redis 7.0')).toEqual({
    kind: 'resolve',
    status: 'up',
    subject: '[REDIS] The server is as the watch needs it again',
    text: 'Redis (Redis 7.0) has this fault no more.',
  })
})

test('messages that are not received are an incident with all that is known of it', () => {
  const notices = [
    { title: 'No messages are received.', sentences: ['The program does not run.', 'Start it.'] },
    { title: 'An address is wrong.', sentences: [] },
  ]
  expect(messagesAwayText(notices)).toEqual({
    kind: 'trigger',
    status: 'down',
    subject: '[0MQ] No messages are received',
    text: 'No messages are received. The program does not run. Start it. An address is wrong.\nUntil that is mended no silence of the checks that are fed by 0MQ is judged; all others are.',
  })
})

test.each([
  [
    true,
    '[0MQ] Messages are received again',
    'Messages by 0MQ are received again, and silences are judged again.',
  ],
  [false, '[0MQ] Messages are not expected any more', 'The INI names no address for 0MQ any more.'],
])('the incident ends, with messages expected still: %s', (isExpected, subject, text) => {
  expect(messagesBackText(isExpected)).toEqual({ kind: 'resolve', status: 'up', subject, text })
})

test.each([
  [{ all: 'on' }, 'all checks', ''],
  [{ checks: 'nas', tags: 'disk', about: 'New fans <@1>' }, 'nas, #disk', 'New fans ‹@1>\n'],
])('a maintenance window %j begins with a message', (settings, covered, about) => {
  const window: MaintenanceWindow = { name: 'fans', origin: 'page', settings }
  const text = inZone('UTC', () =>
    maintenanceText({ window, from: 0, to: Date.parse('2026-12-24T22:00:00Z') }),
  )
  expect(text).toEqual({
    kind: 'digest',
    status: 'paused',
    subject: '[MAINTENANCE] fans until Thu 24 Dec 2026 22:00 UTC+00:00',
    text: `Maintenance fans has begun, and lasts until Thu 24 Dec 2026 22:00 UTC+00:00.\n${about}Until then nobody is alerted of ${covered}, which is watched as ever. What is still down then is reported then.`,
  })
})
