import { describe, expect, it } from 'vitest'
import { notifierContract } from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, channelTest, SILENCE_PAGE } from '../support/channel-test'
import { answer } from '../support/receiver'

const settings = (url: string) => ({ url: `${url}/api/webhooks/1/secret-token` })
/** What Discord makes of a backslash before a sign. */
const read = (text: string) => text.replace(/\\([^0-9A-Za-z\s])/g, '$1')

notifierContract({
  kind: 'discord',
  settings,
  success: 200,
  secrets: ['secret-token'],
  shown: body => {
    const [{ title, description }] = JSON.parse(body).embeds
    return [read(title), read(description)].join('\n')
  },
  expectFit: body => {
    const [{ title, description }] = JSON.parse(body).embeds
    expect(title.length).toBeLessThanOrEqual(256)
    expect(description.length).toBeLessThanOrEqual(4_096)
    expect(title.length + description.length).toBeLessThanOrEqual(6_000)
  },
})

describe('a webhook of Discord', () => {
  const test = channelTest('discord', settings)

  it('gets an embed with links, in which nobody is mentioned and nothing is formatted', async () => {
    const text = '@everyone <@1> **b** `c`\n# big\n- point\n1. first\n[a](http://b) ||c||'
    await test.send({}, 'trigger', { subject: '[DOWN] *x*', text, tags: [] })
    expect(test.server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/webhooks/1/secret-token?wait=true',
    })
    expect(test.body()).toEqual({
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: '\\[DOWN\\] \\*x\\*',
          url: CHECK_PAGE,
          description: `\\@everyone \\<\\@1\\> \\*\\*b\\*\\* \\\`c\\\`\n\\# big\n\\- point\n1\\. first\n\\[a\\](http://b) \\|\\|c\\|\\|\n\n[Open](${CHECK_PAGE}) · [Silence 1 h](${SILENCE_PAGE}) · [Acknowledge](${ACKNOWLEDGE_PAGE})`,
          color: 0xc62828,
          timestamp: '2026-11-20T12:00:00.000Z',
        },
      ],
    })
  })

  it('is written to in a thread that its address names', async () => {
    await test.send({ url: `${test.server.url}/api/webhooks/1/t?thread_id=5` }, 'trigger')
    expect(test.server.requests[0]?.path).toBe('/api/webhooks/1/t?thread_id=5&wait=true')
  })

  it('waits for parts of a second, as Discord says in its answer', async () => {
    test.server.answerWith(answer(429, '{"message":"slow","retry_after":0.65,"global":false}'))
    expect(await test.send({}, 'trigger')).toMatchObject({ ok: false, permanent: false, retryAfter: 650 })
  })
})
