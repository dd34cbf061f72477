import { describe, expect, it } from 'vitest'
import type { Channel } from '../../src/domain/alerts/channel'
import { attemptMs } from '../../src/domain/alerts/channel'
import { signal } from '../../src/notifiers/signal'
import { alertOf, context, notifierContract } from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, channelTest, SILENCE_PAGE } from '../support/channel-test'
import { answer } from '../support/receiver'

const settings = (url: string) => ({ url, number: '+491701234567', to: '+491707654321' })

notifierContract({
  kind: 'signal',
  settings,
  success: 201,
  passing: 400,
  secrets: ['+491701234567'],
  shown: body => JSON.parse(body).message,
  expectFit: body => expect(Buffer.byteLength(JSON.parse(body).message)).toBeLessThanOrEqual(2_000),
})

describe('Signal', () => {
  const test = channelTest('signal', settings)

  it('gets a message without formats', async () => {
    await test.send({}, 'trigger', { text: 'a **b** ||c||', tags: [] })
    expect(test.server.requests[0]).toMatchObject({ method: 'POST', path: '/v2/send' })
    expect(test.body()).toEqual({
      message: `🔴 [DOWN] backup\n\na **b** ||c||\n\nOpen: ${CHECK_PAGE}\nSilence 1 h: ${SILENCE_PAGE}\nAcknowledge: ${ACKNOWLEDGE_PAGE}`,
      number: '+491701234567',
      recipients: ['+491707654321'],
      text_mode: 'normal',
    })
  })

  const [anna, bert, group] = ['+491701', 'u:bert.01', 'group.c2VjcmV0'] as const
  const to = [anna, bert, group].join(', ')
  /** As signal-cli-rest-api: it takes no group beside others, and fails as a whole where somebody is not registered. */
  const isRefused = (body: string, gone: string) => {
    const { recipients } = JSON.parse(body) as { readonly recipients: readonly string[] }
    return recipients.includes(gone) || (recipients.length > 1 && recipients.includes(group))
  }
  const recipients = () =>
    test.server.requests.map(({ body }) => JSON.parse(body).recipients as readonly string[])

  it('goes to numbers, names and groups, each by a call of its own, in time for all of them', async () => {
    test.server.answerWith((request, response) => {
      response.writeHead(isRefused(request.body, 'nobody') ? 400 : 201).end('{"timestamp":"1"}')
    })
    expect(await test.send({ to }, 'trigger')).toEqual({ ok: true, detail: 'sent to 3 recipients' })
    expect(recipients().flat().sort()).toEqual([anna, group, bert])
    expect(recipients()).toHaveLength(3)
    const channel: Channel = { name: 'mine', kind: 'signal', origin: 'page', settings: { to } }
    expect(attemptMs(channel)).toBe(60_000)
  })

  it('begins with another recipient now and then, so that one whose call hangs does not keep it from the others', async () => {
    test.server.answerWith(answer(201))
    const first = new Set<string>()
    await expect
      .poll(async () => {
        const before = recipients().length
        await test.send({ to }, 'trigger')
        return first.add(recipients()[before]?.[0] ?? '').size
      })
      .toBe(3)
  })

  it('that one recipient did not get is sent again to that one alone, and names the failure', async () => {
    test.server.answerWith((request, response) => {
      response.writeHead(isRefused(request.body, bert) ? 400 : 201).end('{"timestamp":"1"}')
    })
    const settled = { reached: [anna, group], refused: {} }
    const detail = `sent to ${anna}, ${group}; not to ${bert}: answered 400`
    const partly = { ok: false, permanent: false, untaken: true, settled, detail }
    expect(await test.send({ to }, 'trigger')).toEqual(partly)
    const channel: Channel = {
      ...{ name: 'mine', kind: 'signal', origin: 'page' },
      settings: { ...settings(test.server.url), to },
    }
    expect(await signal(alertOf('trigger'), channel, context(undefined, { settled }))).toEqual(partly)
    expect(recipients().slice(3)).toEqual([[bert]])
    test.server.answerWith(answer(201))
    expect(await signal(alertOf('trigger'), channel, context(undefined, { settled }))).toEqual({
      ...{ ok: true, detail: 'sent to 3 recipients' },
    })
  })

  it('is not delivered to a recipient whom the answer names as one who does not get it', async () => {
    test.server.answerWith(
      answer(201, '{"timestamp":"1","errors":{"recipients":[{"reason":"unregistered"}]}}'),
    )
    expect(await test.send({ to: anna }, 'trigger')).toMatchObject({ ok: false, permanent: false })
    // Some members of a group are no longer registered; the others have it.
    expect(await test.send({ to: group }, 'trigger')).toEqual({ ok: true, detail: 'sent' })
    test.server.answerWith(answer(201, '{"timestamp":"1"}'))
    expect(await test.send({ to: anna }, 'trigger')).toEqual({ ok: true, detail: 'sent' })
  })

  it('may have been taken by some of a group, where that is refused, and by no other recipient', async () => {
    test.server.answerWith(answer(400))
    expect(await test.send({ to: group }, 'trigger')).not.toHaveProperty('untaken')
    expect(await test.send({ to: anna }, 'trigger')).toHaveProperty('untaken', true)
  })
})
