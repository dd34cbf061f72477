import { describe, expect, it } from 'vitest'
import { AT, notifierContract } from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, channelTest, SILENCE_PAGE } from '../support/channel-test'

const settings = (url: string) => ({ url: `${url}/services/T0/B0/secret` })
/** What Slack makes of its three escapes. */
const read = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

notifierContract({
  kind: 'slack',
  settings,
  success: 200,
  secrets: ['T0/B0', 'secret'],
  shown: body => {
    const [{ title, text, actions }] = JSON.parse(body).attachments
    return [read(title), read(text), ...(actions ?? []).map((each: { url: string }) => each.url)].join('\n')
  },
  expectFit: body => expect(JSON.parse(body).attachments[0].text.length).toBeLessThanOrEqual(4_000),
})

describe('a webhook of Slack', () => {
  const test = channelTest('slack', settings)

  it('gets an attachment with two buttons, in which nothing is formatted, linked or mentioned', async () => {
    await test.send({}, 'trigger', {
      subject: '[DOWN] <!channel> & <@U1>',
      text: '*x* <https://evil|y>',
      tags: [],
    })
    expect(test.server.requests[0]).toMatchObject({ method: 'POST', path: '/services/T0/B0/secret' })
    expect(test.body()).toEqual({
      attachments: [
        {
          fallback: '🔴 [DOWN] &lt;!channel&gt; &amp; &lt;@U1&gt;',
          color: '#c62828',
          title: '🔴 [DOWN] &lt;!channel&gt; &amp; &lt;@U1&gt;',
          title_link: CHECK_PAGE,
          text: '*x* &lt;https://evil|y&gt;',
          mrkdwn_in: [],
          ts: AT / 1_000,
          actions: [
            { type: 'button', text: 'Open', url: CHECK_PAGE },
            { type: 'button', text: 'Silence 1 h', url: SILENCE_PAGE },
            { type: 'button', text: 'Acknowledge', url: ACKNOWLEDGE_PAGE },
          ],
        },
      ],
    })
  })

  it('offers no silence at an end', async () => {
    await test.send({}, 'resolve')
    expect(test.body().attachments[0]).toMatchObject({
      color: '#2e7d32',
      actions: [{ type: 'button', text: 'Open', url: CHECK_PAGE }],
    })
  })
})
