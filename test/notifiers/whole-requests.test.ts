/** The whole request of each notifier: with the least that an alert may have, in each state, and at its bounds. */
import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alerts/alert'
import type { Channel } from '../../src/domain/alerts/channel'
import type { ChannelKind } from '../../src/domain/alerts/channel-kinds'
import type { NotifierContext } from '../../src/domain/alerts/ports'
import type { Exchange } from '../../src/domain/net/exchange'
import { NOTIFIERS } from '../../src/notifiers'
import { AT, context } from '../contracts/notifier'

const BARE: Alert = {
  kind: 'trigger',
  key: 'k/1',
  name: 'n',
  status: 'down',
  tags: [],
  subject: '[DOWN] n',
  text: 'words',
  at: AT,
}
const PAGE = 'http://pi:8080/checks/c1'

const answered = (status: number, body = '', headers: object = {}) =>
  ({ kind: 'answer', status, body, headers, at: AT, phases: {} }) as unknown as Exchange

/** What a channel sends where every question is answered in turn, the last answer again and again. */
async function sent(
  kind: ChannelKind,
  settings: Readonly<Record<string, string>>,
  alert: Partial<Alert> = {},
  answers: readonly Exchange[] = [answered(200)],
  more: Partial<NotifierContext> = {},
) {
  const requests: { method: string; url: string; headers: object; body?: string }[] = []
  const limits: unknown[] = []
  const http = {
    send: async (request: (typeof requests)[number], limit: unknown) => {
      requests.push(request)
      limits.push(limit)
      return answers[Math.min(requests.length, answers.length) - 1]
    },
  } as unknown as NotifierContext['http']
  const channel: Channel = { name: 'mine', kind, origin: 'page', settings }
  const tools = context(undefined, {
    http,
    page: undefined,
    notAfter: 77,
    ...more,
  } as Partial<NotifierContext>)
  const delivery = await NOTIFIERS[kind]({ ...BARE, ...alert }, channel, tools)
  for (const limit of limits) expect(limit).toEqual({ notAfter: 77, deadlineMs: 15_000 })
  const bodies = requests.map(({ body }) => (body === undefined ? undefined : JSON.parse(body)))
  return { delivery, requests, bodies, body: bodies[0] }
}
const JSON_HEADER = { 'Content-Type': 'application/json' }

describe('an alert without a page, a check and tags', () => {
  test.each<
    [ChannelKind, Record<string, string>, url: string, headers: object, body: unknown, status: number]
  >([
    [
      'apprise',
      { url: 'http://a/' },
      'http://a/notify',
      JSON_HEADER,
      { title: '[DOWN] n', body: 'words', type: 'failure', format: 'text' },
      200,
    ],
    [
      'discord',
      { url: 'https://d/x?y=1' },
      'https://d/x?y=1&wait=true',
      JSON_HEADER,
      {
        allowed_mentions: { parse: [] },
        embeds: [
          {
            title: '\\[DOWN\\] n',
            description: 'words',
            color: 0xc62828,
            timestamp: '2026-11-20T12:00:00.000Z',
          },
        ],
      },
      200,
    ],
    [
      'gotify',
      { url: 'http://g', token: 'k', priority: '8' },
      'http://g/message',
      { ...JSON_HEADER, 'X-Gotify-Key': 'k' },
      {
        title: '🔴 [DOWN] n',
        message: 'words',
        priority: 8,
        extras: { 'client::display': { contentType: 'text/plain' } },
      },
      200,
    ],
    [
      'ntfy',
      { url: 'https://n', topic: 't', priority: '4' },
      'https://n',
      JSON_HEADER,
      { topic: 't', title: '[DOWN] n', tags: ['rotating_light'], priority: 4, message: 'words' },
      200,
    ],
    [
      'ntfy',
      { url: 'https://n', topic: 't', priority: '4', token: 'k' },
      'https://n',
      { ...JSON_HEADER, Authorization: 'Bearer k' },
      { topic: 't', title: '[DOWN] n', tags: ['rotating_light'], priority: 4, message: 'words' },
      200,
    ],
    [
      'opsgenie',
      { url: 'https://o', key: 'k', priority: 'P2' },
      'https://o/v2/alerts',
      { ...JSON_HEADER, Authorization: 'GenieKey k' },
      {
        alias: 'k/1',
        message: '[DOWN] n',
        description: 'words',
        tags: [],
        details: {},
        entity: 'n',
        source: 'intvlm8r',
        priority: 'P2',
      },
      202,
    ],
    [
      'pagerduty',
      { url: 'https://p', routingkey: 'r', severity: 'warning' },
      'https://p/v2/enqueue',
      JSON_HEADER,
      {
        routing_key: 'r',
        event_action: 'trigger',
        dedup_key: 'k/1',
        payload: {
          summary: '[DOWN] n',
          source: 'n',
          severity: 'warning',
          timestamp: '2026-11-20T12:00:00.000Z',
          component: 'n',
          custom_details: { text: 'words', tags: [] },
        },
        client: 'intvlm8r',
      },
      202,
    ],
    [
      'pushover',
      { url: 'https://p', token: 't', user: 'u', priority: '1' },
      'https://p/1/messages.json',
      JSON_HEADER,
      { token: 't', user: 'u', title: '🔴 [DOWN] n', message: 'words', priority: 1, timestamp: AT / 1_000 },
      200,
    ],
    [
      'slack',
      { url: 'https://s' },
      'https://s',
      JSON_HEADER,
      {
        attachments: [
          {
            fallback: '🔴 [DOWN] n',
            color: '#c62828',
            title: '🔴 [DOWN] n',
            text: 'words',
            mrkdwn_in: [],
            ts: AT / 1_000,
          },
        ],
      },
      200,
    ],
    [
      'telegram',
      { url: 'https://t', token: 'k', chat: '-1' },
      'https://t/botk/sendMessage',
      JSON_HEADER,
      {
        chat_id: '-1',
        text: '<b>🔴 [DOWN] n</b>\n\nwords',
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        disable_notification: false,
      },
      200,
    ],
    [
      'webhook',
      { url: 'https://w', method: 'POST' },
      'https://w',
      JSON_HEADER,
      {
        kind: 'trigger',
        status: 'down',
        name: 'n',
        subject: '[DOWN] n',
        text: 'words',
        key: 'k/1',
        check: '',
        tags: '',
        reason: '',
        since: '',
        until: '',
        at: '2026-11-20T12:00:00.000Z',
        url: '',
      },
      200,
    ],
  ])('is one request by %s', async (kind, settings, url, headers, body, status) => {
    const { requests, bodies, delivery } = await sent(kind, settings, {}, [answered(status)])
    expect(requests.map(({ body: _, ...request }) => request)).toEqual([{ method: 'POST', url, headers }])
    expect(bodies).toEqual([body])
    expect(delivery).toEqual({ ok: true, detail: `answered ${status}` })
  })

  test('is one request for each recipient by Signal', async () => {
    const settings = { url: 'http://s', number: '+1', to: '+2 ,+3' }
    const { requests, bodies, delivery } = await sent('signal', settings, {}, [answered(201)])
    const whole = { method: 'POST', url: 'http://s/v2/send', headers: JSON_HEADER }
    expect(requests.map(({ body: _, ...request }) => request)).toEqual([whole, whole])
    const message = { message: '🔴 [DOWN] n\n\nwords', number: '+1', text_mode: 'normal' }
    // Each of them may be the first.
    const inOrder = bodies.toSorted((one, other) => one.recipients[0].localeCompare(other.recipients[0]))
    expect(inOrder).toEqual([
      { ...message, recipients: ['+2'] },
      { ...message, recipients: ['+3'] },
    ])
    expect(delivery).toEqual({ ok: true, detail: 'sent to 2 recipients' })
  })

  test('is a message of Matrix with a name that stays', async () => {
    const settings = { url: 'https://m', token: 'k', room: '!r:m' }
    const { requests, body } = await sent('matrix', settings)
    // The SHA-256 of "k/1 trigger 1795176000000" names the message, so that another attempt is the same one.
    const [request] = requests
    expect(request).toMatchObject({
      method: 'PUT',
      url: expect.stringMatching(
        /^https:\/\/m\/_matrix\/client\/v3\/rooms\/!r%3Am\/send\/m\.room\.message\/[\da-f]{32}$/,
      ),
      headers: { ...JSON_HEADER, Authorization: 'Bearer k' },
    })
    expect((await sent('matrix', settings)).requests[0]?.url).toBe(request?.url)
    for (const other of [{ at: AT + 1 }, { key: 'k/2' }, { kind: 'reminder' as const }])
      expect((await sent('matrix', settings, other)).requests[0]!.url).not.toBe(request?.url)
    expect(body).toEqual({
      msgtype: 'm.text',
      body: '🔴 [DOWN] n\n\nwords',
      format: 'org.matrix.custom.html',
      formatted_body: '<strong>🔴 [DOWN] n</strong><br>words<br>',
      'm.mentions': {},
    })
  })
})

describe('each status has its sign', () => {
  const STATUSES = [
    ['down', '🔴', 'c62828', 'failure', 'rotating_light', 'attention'],
    ['blind', '🟣', '6a3fa0', 'warning', 'see_no_evil', 'warning'],
    ['flapping', '🟠', 'd97706', 'warning', 'ocean', 'warning'],
    ['up', '🟢', '2e7d32', 'success', 'white_check_mark', 'good'],
    ['paused', '⚪', '757575', 'info', 'double_vertical_bar', 'default'],
    ['mixed', '🔵', '1565c0', 'info', 'clipboard', 'default'],
  ] as const
  test.each(STATUSES)('%s', async (status, sign, colour, type, tag, cardColour) => {
    expect((await sent('slack', { url: 'https://s' }, { status })).body.attachments[0]).toMatchObject({
      title: `${sign} [DOWN] n`,
      color: `#${colour}`,
    })
    expect((await sent('discord', { url: 'https://d' }, { status })).body.embeds[0].color).toBe(
      Number.parseInt(colour, 16),
    )
    expect((await sent('apprise', { url: 'https://a' }, { status })).body.type).toBe(type)
    expect((await sent('ntfy', { url: 'https://n', topic: 't' }, { status })).body.tags).toEqual([tag])
    const card = (await sent('teams', { url: 'https://t' }, { status })).body.attachments[0].content
    expect(card.body[0].inlines).toEqual([
      { type: 'TextRun', text: `${sign} [DOWN] n`, weight: 'bolder', size: 'medium', color: cardColour },
    ])
  })

  test('a test is neither a failure nor a success', async () => {
    expect((await sent('apprise', { url: 'https://a' }, { kind: 'test', status: 'up' })).body.type).toBe(
      'info',
    )
  })
})

describe('a message that wakes nobody', () => {
  test.each([
    ['trigger', 5, 8, 1, false],
    ['reminder', 3, 4, 0, false],
    ['resolve', 3, 4, 0, true],
    ['digest', 3, 4, 0, true],
    ['test', 3, 4, 0, false],
  ] as const)('%s', async (kind, ntfy, gotify, pushover, quiet) => {
    expect(
      (await sent('ntfy', { url: 'https://n', topic: 't', priority: '5' }, { kind })).body.priority,
    ).toBe(ntfy)
    expect((await sent('gotify', { url: 'https://g', priority: '8' }, { kind })).body.priority).toBe(gotify)
    expect((await sent('pushover', { url: 'https://p', priority: '1' }, { kind })).body.priority).toBe(
      pushover,
    )
    expect((await sent('pushover', { url: 'https://p', priority: '-2' }, { kind })).body.priority).toBe(-2)
    const telegram = await sent('telegram', { url: 'https://t', chat: '1' }, { kind })
    expect(telegram.body.disable_notification).toBe(quiet)
  })
})

test('a digest with new trouble in it is as loud as that, but for the repetitions, which no end would stop', async () => {
  const digest = (...kinds: Alert['kind'][]) =>
    ({ kind: 'digest', status: 'mixed', items: kinds.map(kind => ({ ...BARE, kind })) }) as const
  const ofKind = async (kind: ChannelKind, settings: Record<string, string>, alert: Partial<Alert>) =>
    (await sent(kind, { url: 'https://x', ...settings }, alert)).body
  const found = async (alert: Partial<Alert>) => [
    (await ofKind('ntfy', { topic: 't', priority: '5' }, alert)).priority,
    (await ofKind('gotify', { priority: '8' }, alert)).priority,
    (await ofKind('pushover', { priority: '2' }, alert)).priority,
    (await ofKind('pushover', { priority: '-1' }, alert)).priority,
    (await ofKind('telegram', { chat: '1' }, alert)).disable_notification,
  ]
  expect(await found(digest('resolve', 'trigger'))).toEqual([5, 8, 1, -1, false])
  expect(await found(digest('resolve', 'reminder'))).toEqual([3, 4, 0, -1, true])
})

describe('links', () => {
  const page = { page: 'http://pi:8080' }
  const open = { kind: 'resolve', check: 'c1', status: 'up' } as const
  const labels = ['Open', 'Silence 1 h', 'Acknowledge']
  const urls = [PAGE, `${PAGE}/silence?until=1h`, `${PAGE}/acknowledge`]

  test('stand in the message of each service', async () => {
    const of = async (kind: ChannelKind, settings: Record<string, string>) =>
      (await sent(kind, settings, { check: 'c1' }, undefined, page)).body
    expect(await of('ntfy', { url: 'https://n', topic: 't' })).toMatchObject({
      click: PAGE,
      actions: labels.map((label, n) => ({ action: 'view', label, url: urls[n] })),
    })
    expect((await of('discord', { url: 'https://d' })).embeds[0]).toMatchObject({
      url: PAGE,
      description: `words\n\n[Open](${PAGE}) · [Silence 1 h](${urls[1]}) · [Acknowledge](${urls[2]})`,
    })
    expect((await of('opsgenie', { url: 'https://o' })).description).toBe(
      `words\n\nOpen: ${PAGE}\nSilence 1 h: ${urls[1]}\nAcknowledge: ${urls[2]}`,
    )
    expect(await of('matrix', { url: 'https://m', room: '!r' })).toMatchObject({
      body: `🔴 [DOWN] n\n\nwords\n\n${PAGE}`,
      formatted_body: `<strong>🔴 [DOWN] n</strong><br>words<br><a href="${PAGE}">Open</a> · <a href="${urls[1]}">Silence 1 h</a> · <a href="${urls[2]}">Acknowledge</a>`,
    })
    expect((await of('pagerduty', { url: 'https://p' })).client_url).toBe(PAGE)
    expect((await of('apprise', { url: 'https://a' })).body).toBe(`words\n\n${PAGE}`)
    expect(await of('pushover', { url: 'https://p' })).toMatchObject({ url: PAGE, url_title: 'Open' })
  })

  test('are one where nothing is to be silenced', async () => {
    expect(
      (await sent('slack', { url: 'https://s' }, open, undefined, page)).body.attachments[0],
    ).toMatchObject({
      title_link: PAGE,
      actions: [{ type: 'button', text: 'Open', url: PAGE }],
    })
  })

  test('of Pushover have 512 characters at most', async () => {
    const of = async (length: number) =>
      (
        await sent('pushover', { url: 'https://p' }, {}, undefined, {
          page: `http://${'x'.repeat(length - 7)}`,
        })
      ).body
    expect((await of(512)).url).toHaveLength(512)
    expect(await of(513)).not.toHaveProperty('url')
  })

  test('of Telegram are buttons where the host has a dot or is an address, and else a line', async () => {
    const of = async (page: string) =>
      (await sent('telegram', { url: 'https://t', chat: '1' }, {}, undefined, { page })).body
    for (const address of ['http://pi.lan', 'http://[::1]:80']) {
      expect(await of(address)).toMatchObject({
        text: '<b>🔴 [DOWN] n</b>\n\nwords',
        reply_markup: { inline_keyboard: [[{ text: 'Open', url: address }]] },
      })
    }
    const plain = await of('http://pi')
    expect(plain.text).toBe('<b>🔴 [DOWN] n</b>\n\nwords\n\nhttp://pi')
    expect(plain).not.toHaveProperty('reply_markup')
  })
})

test('a test and an end leave no incident behind', async () => {
  const ofDuty = (kind: 'test' | 'resolve', status = 202) =>
    sent('pagerduty', { url: 'https://p', routingkey: 'r' }, { kind }, [answered(status)])
  expect((await ofDuty('test')).bodies).toMatchObject([
    { event_action: 'trigger', payload: { severity: 'info' } },
    { event_action: 'resolve' },
  ])
  expect((await ofDuty('test', 400)).bodies).toHaveLength(1)
  expect((await ofDuty('resolve')).bodies).toEqual([
    { routing_key: 'r', event_action: 'resolve', dedup_key: 'k/1' },
  ])
  const ofGenie = (kind: 'test' | 'resolve' | 'trigger', status = 202) =>
    sent('opsgenie', { url: 'https://o', key: 'k' }, { kind }, [answered(status)])
  const close = 'https://o/v2/alerts/k%2F1/close?identifierType=alias'
  const test = await ofGenie('test')
  expect(test.requests.map(({ url }) => url)).toEqual(['https://o/v2/alerts', close])
  expect(test.bodies).toMatchObject([{ priority: 'P5' }, { source: 'intvlm8r', note: 'words' }])
  expect((await ofGenie('test', 422)).requests).toHaveLength(1)
  expect((await ofGenie('trigger')).requests).toHaveLength(1)
  expect((await ofGenie('resolve')).requests).toMatchObject([
    { url: close, headers: { Authorization: 'GenieKey k' } },
  ])
  expect((await ofGenie('resolve', 200)).delivery).toMatchObject({ ok: false, permanent: true })
})

test('lengths are kept', async () => {
  const long = 'x'.repeat(20_000)
  const all = { name: long, key: long, subject: long, text: long, tags: Array(30).fill(long) as string[] }
  const genie = (await sent('opsgenie', { url: 'https://o' }, all, [answered(202)])).body
  expect([genie.message.length, genie.alias.length, genie.entity.length]).toEqual([130, 512, 512])
  expect(genie.description).toHaveLength(15_000)
  expect(genie.tags.map((tag: string) => tag.length)).toEqual(Array(20).fill(50))
  const duty = (await sent('pagerduty', { url: 'https://p' }, all, [answered(202)])).body
  expect([duty.dedup_key.length, duty.payload.source.length, duty.payload.component.length]).toEqual([
    255, 255, 255,
  ])
  expect([duty.payload.summary.length, duty.payload.custom_details.text.length]).toEqual([1_024, 20_000])
  const over = (await sent('pushover', { url: 'https://p' }, all)).body
  expect([over.title.length, over.message.length]).toEqual([251, 1_024])
  const slack = (await sent('slack', { url: 'https://s' }, all)).body.attachments[0]
  expect([slack.title.length, slack.text.length]).toEqual([251, 3_500])
  const gotify = (await sent('gotify', { url: 'https://g' }, all)).body
  expect([gotify.title.length, gotify.message.length]).toEqual([251, 8_000])
  const apprise = (await sent('apprise', { url: 'https://a' }, all)).body
  expect([apprise.title.length, apprise.body.length]).toEqual([250, 8_000])
  const discord = (await sent('discord', { url: 'https://d' }, all)).body.embeds[0]
  expect([discord.title.length, discord.description.length]).toEqual([128, 4_096])
  const signal = (await sent('signal', { url: 'https://s' }, all)).body
  expect(Buffer.byteLength(signal.message)).toBe(1_900)
  const telegram = (await sent('telegram', { url: 'https://t', chat: '1' }, all)).body
  expect(telegram.text).toHaveLength(4_000)
  const { title, tags, message } = (await sent('ntfy', { url: 'https://n', topic: 't' }, all)).body
  expect([title.length, tags.length, Buffer.byteLength(message)]).toEqual([250, 1, 4_000])
})

test('the tags of ntfy leave room for the text', async () => {
  const of = async (tags: readonly string[]) =>
    (await sent('ntfy', { url: 'https://n', topic: 't' }, { tags })).body.tags.length - 1
  expect(await of(['x'.repeat(2_998)])).toBe(1)
  expect(await of(['x'.repeat(2_999)])).toBe(0)
  expect(await of(['x'.repeat(1_498), 'y'.repeat(1_498), 'z'])).toBe(2)
})

describe('an answer', () => {
  test.each([
    [{ topic: 't' }, { ok: true, detail: 'answered 200' }],
    [{ topic: 7 }, { ok: true, detail: 'answered 200' }],
    [
      { topic: 'n' },
      {
        ok: false,
        permanent: true,
        detail:
          'the server took its address for another topic; enter it without the path, and the topic at its place',
      },
    ],
  ])('%j of ntfy tells where the message went', async (body, delivery) => {
    const answers = [answered(200, JSON.stringify(body))]
    expect((await sent('ntfy', { url: 'https://n', topic: 't' }, {}, answers)).delivery).toEqual(delivery)
  })

  test.each([
    [200, { ok: true, detail: 'answered 200' }],
    [
      204,
      {
        ok: false,
        permanent: true,
        untaken: true,
        detail: 'Apprise knows no service to notify: check the key or the addresses',
      },
    ],
    [424, { ok: false, permanent: false, untaken: true, detail: 'answered 424' }],
  ])('%i of Apprise is judged', async (status, delivery) => {
    expect((await sent('apprise', { url: 'https://a' }, {}, [answered(status)])).delivery).toEqual(delivery)
  })

  test.each([
    ['1795176060', 60_000],
    ['1795175999', 0],
    ['1795176000x', undefined],
    ['x1795176000', undefined],
    ['1234567890123', undefined],
    [undefined, undefined],
  ])('of Pushover with the reset %s is waited for %s ms', async (reset, retryAfter) => {
    const headers = reset === undefined ? {} : { 'x-limit-app-reset': reset }
    const now = 1_795_176_000_000
    const { delivery } = await sent('pushover', { url: 'https://p' }, {}, [answered(429, '', headers)], {
      now,
    })
    expect(Object(delivery).retryAfter).toBe(retryAfter)
  })

  test('of Pushover with status 0 is a refusal, another one is not', async () => {
    const of = async (status: number, body: string) =>
      (await sent('pushover', { url: 'https://p' }, {}, [answered(status, body)])).delivery
    expect(await of(200, '{"status":0}')).toEqual({
      ok: false,
      permanent: true,
      untaken: true,
      detail: 'it was refused; check token and user key',
    })
    expect(await of(200, '{"status":1}')).toEqual({ ok: true, detail: 'answered 200' })
    expect(await of(500, '{"status":0}')).toMatchObject({ permanent: false })
  })

  test('of Telegram that a group has moved is followed, and said', async () => {
    const moved = answered(400, '{"parameters": {"migrate_to_chat_id": -100}}')
    const { bodies, delivery } = await sent('telegram', { url: 'https://t', chat: '-1', topic: '9' }, {}, [
      moved,
      answered(200),
    ])
    expect(bodies).toMatchObject([
      { chat_id: '-1', message_thread_id: 9 },
      { chat_id: '-100', message_thread_id: 9 },
    ])
    expect(delivery).toEqual({ ok: true, detail: 'answered 200; the chat is now -100, enter that' })
    for (const body of ['{"parameters": {"migrate_to_chat_id": "x"}}', '{}', ''])
      expect(
        (await sent('telegram', { url: 'https://t', chat: '-1' }, {}, [answered(400, body)])).bodies,
      ).toHaveLength(1)
  })

  test.each([
    ['telegram', '{"parameters": {"retry_after": 5}}', 5_000],
    ['discord', '{"retry_after": 1.5}', 1_500],
    ['matrix', '{"retry_after_ms": 2500}', 2_500],
    ['matrix', '{"retry_after_ms": "2500"}', undefined],
    ['matrix', '{}', undefined],
  ] as const)('of %s that says %s is waited for', async (kind, body, retryAfter) => {
    const settings = { url: 'https://t', chat: '1', room: '!r' }
    const { delivery } = await sent(kind, settings, {}, [answered(429, body)])
    expect(Object(delivery).retryAfter).toBe(retryAfter)
  })

  test('of Matrix resolves the address of a room first', async () => {
    const settings = { url: 'https://m/', token: 'k', room: '#a:m' }
    const { requests } = await sent('matrix', settings, {}, [answered(200, '{"room_id": "!r:m"}')])
    expect(requests[0]).toEqual({
      method: 'GET',
      url: 'https://m/_matrix/client/v3/directory/room/%23a%3Am',
      headers: { ...JSON_HEADER, Authorization: 'Bearer k' },
    })
    expect(requests[1]?.url).toMatch(/\/rooms\/!r%3Am\/send\//)
    const words = 'the room’s address leads to no room: the server answered'
    const of = async (status: number, body = '') =>
      (await sent('matrix', settings, {}, [answered(status, body)])).delivery
    expect(await of(404)).toEqual({ ok: false, permanent: true, untaken: true, detail: `${words} 404` })
    expect(await of(200, '{}')).toEqual({ ok: false, permanent: true, untaken: true, detail: `${words} 200` })
    expect(await of(500)).toEqual({ ok: false, permanent: false, detail: `${words} 500` })
  })
})

test('an emergency of Pushover is repeated until its end, which has its tag', async () => {
  const settings = { url: 'https://p/', token: 't', user: 'u', priority: '2', sound: 's', device: 'd' }
  expect((await sent('pushover', settings)).body).toMatchObject({
    priority: 2,
    retry: 60,
    expire: 10_800,
    tags: 'k-1',
    sound: 's',
    device: 'd',
  })
  const cancelled = async (kind: 'resolve' | 'reminder', priority: string, status = 200) =>
    (await sent('pushover', { ...settings, priority }, { kind }, [answered(status)])).requests.slice(1)
  expect(await cancelled('resolve', '2')).toMatchObject([
    { method: 'POST', url: 'https://p/1/receipts/cancel_by_tag/k-1.json', body: '{"token":"t"}' },
  ])
  expect(await cancelled('resolve', '1')).toEqual([])
  expect(await cancelled('reminder', '2')).toEqual([])
  expect(await cancelled('resolve', '2', 500)).toEqual([])
})

test('the settings of Apprise choose whom it notifies', async () => {
  const of = async (settings: Record<string, string>) =>
    await sent('apprise', { url: 'https://a//', ...settings })
  expect((await of({ key: 'k', tag: 't' })).requests[0]?.url).toBe('https://a/notify/k')
  expect((await of({ key: 'k', tag: 't' })).body).toMatchObject({ tag: 't' })
  expect((await of({ addresses: 'x://y' })).body).toMatchObject({ urls: 'x://y' })
})

test('a webhook by GET has no body, and its places are filled in', async () => {
  const get = await sent('webhook', { url: 'https://w', method: 'GET' })
  expect(get.requests).toEqual([{ method: 'GET', url: 'https://w', headers: JSON_HEADER }])
  const alert = { check: 'c1', until: AT, since: AT - 1_000, reason: 'failure', tags: ['a', 'b'] } as const
  const { body } = await sent(
    'webhook',
    {
      url: 'https://w',
      body: '{"a": "{{check}} {{since}} {{until}} {{reason}} {{tags}} {{  name }}{{ name }}{{url}}"}',
    },
    alert,
    undefined,
    { page: 'http://pi:8080' },
  )
  expect(body.a).toBe(`c1 2026-11-20T11:59:59.000Z 2026-11-20T12:00:00.000Z failure a b {{  name }}n${PAGE}`)
})

test('the details of PagerDuty are those that are known', async () => {
  const signal = { kind: 'fail', at: AT, exitCode: 0, duration: 1_500, words: 'one\ntwo' } as const
  const more = { signal, about: 'about', reason: 'failure', schedule: 'daily' } as const
  const { payload } = (
    await sent('pagerduty', { url: 'https://p' }, { ...more, since: AT - 60_000 }, [answered(202)])
  ).body
  expect(payload.summary).toBe("[DOWN] n: exit code 0, the sender's last line: > two")
  expect(payload.timestamp).toBe('2026-11-20T11:59:00.000Z')
  expect(payload.custom_details).toEqual({
    text: 'words',
    tags: [],
    about: 'about',
    reason: 'failure',
    schedule: 'daily',
    last_signal: expect.stringMatching(/^fail, /),
    exit_code: 0,
    run_time: '1.5 s',
    last_lines_of_the_sender: '> one\n> two',
  })
})

test('tags stand below the text where a service has no other place for them', async () => {
  const of = async (kind: ChannelKind) =>
    (
      await sent(kind, { url: 'https://a', room: '!r', chat: '1', to: '+1' }, { tags: ['a', 'b'] }, [
        answered(202),
      ])
    ).body
  expect((await of('apprise')).body).toBe('words\n\nTags: a b')
  expect((await of('discord')).embeds[0].description).toBe('words\n\nTags: a b')
  expect((await of('gotify')).message).toBe('words\n\nTags: a b')
  expect((await of('matrix')).body).toBe('🔴 [DOWN] n\n\nwords\n\nTags: a b')
  expect((await of('opsgenie')).description).toBe('words\n\nTags: a b')
  expect((await of('pushover')).message).toBe('words\n\nTags: a b')
  expect((await of('signal')).message).toBe('🔴 [DOWN] n\n\nwords\n\nTags: a b')
  expect((await of('slack')).attachments[0].text).toBe('words\n\nTags: a b')
  expect((await of('telegram')).text).toBe('<b>🔴 [DOWN] n</b>\n\nwords\n\nTags: a b')
  const { message, tags } = await of('ntfy')
  expect([message, tags]).toEqual(['words', ['rotating_light', 'a', 'b']])
})

test('a card of Teams has its lines, and a button for each link', async () => {
  const alert = { check: 'c1', kind: 'digest', text: 'one\n\n> two', status: 'mixed' } as const
  const { body, requests } = await sent('teams', { url: 'https://t' }, alert, undefined, {
    page: 'http://pi:8080',
  })
  const run = (text: string, more: object = {}) => [{ type: 'TextRun', text, ...more }]
  expect(body).toEqual({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            {
              type: 'RichTextBlock',
              inlines: run('🔵 [DOWN] n', { weight: 'bolder', size: 'medium', color: 'default' }),
            },
            { type: 'RichTextBlock', inlines: run('one'), spacing: 'none' },
            { type: 'RichTextBlock', inlines: run(' '), spacing: 'small' },
            { type: 'RichTextBlock', inlines: run('> two', { fontType: 'monospace' }), spacing: 'none' },
          ],
          actions: [{ type: 'Action.OpenUrl', title: 'Open', url: PAGE }],
        },
      },
    ],
  })
  expect(requests).toMatchObject([{ method: 'POST', url: 'https://t', headers: JSON_HEADER }])
})
