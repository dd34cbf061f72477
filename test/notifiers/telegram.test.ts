import { describe, expect, it } from 'vitest'
import { alertLinks } from '../../src/domain/alerts/alert'
import { buttonsOf } from '../../src/notifiers/telegram'
import { alertOf, notifierContract } from '../contracts/notifier'
import { CHECK_PAGE, channelTest } from '../support/channel-test'
import { answer } from '../support/receiver'

const TOKEN = '123456789:AAHsecretsecretsecret'
const settings = (url: string) => ({ token: TOKEN, chat: '-100123', url })

/** What Telegram makes of its HTML. */
function read(html: string): string {
  return html
    .replace(/<\/?[a-z]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

notifierContract({
  kind: 'telegram',
  settings,
  success: 200,
  secrets: [TOKEN, 'AAHsecret'],
  shown: body => read(JSON.parse(body).text),
  expectFit: body => expect(JSON.parse(body).text.length).toBeLessThanOrEqual(4_096),
})

describe('a Telegram bot', () => {
  const test = channelTest('telegram', settings)

  it('sends HTML to the chat, whose text cannot break it', async () => {
    await test.send({}, 'trigger', {
      subject: '[DOWN] <b>a</b> & "b"',
      text: 'x </b> <a href="y">z</a>',
      tags: [],
    })
    expect(test.server.requests[0]).toMatchObject({ method: 'POST', path: `/bot${TOKEN}/sendMessage` })
    expect(test.body()).toEqual({
      chat_id: '-100123',
      text: `<b>🔴 [DOWN] &lt;b&gt;a&lt;/b&gt; &amp; &quot;b&quot;</b>\n\nx &lt;/b&gt; &lt;a href=&quot;y&quot;&gt;z&lt;/a&gt;\n\n${CHECK_PAGE}`,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      disable_notification: false,
    })
  })

  it('has buttons where Telegram takes the address, which needs a dot in its host', () => {
    const buttons = (page: string) => buttonsOf(alertLinks(alertOf('trigger'), page))
    expect(buttons('http://pi:8080')).toEqual([])
    const check = `http://pi.fritz.box:8080/checks/${alertOf('trigger').check}`
    expect(buttons('http://pi.fritz.box:8080')).toEqual([
      { text: 'Open', url: check },
      { text: 'Silence 1 h', url: `${check}/silence?until=1h` },
      { text: 'Acknowledge', url: `${check}/acknowledge` },
    ])
    expect(buttons('http://192.168.1.7:8080')).toHaveLength(3)
    expect(buttons('http://[fd00::7]:8080')).toHaveLength(3)
  })

  it('makes no noise for an end, and writes to a topic', async () => {
    await test.send({ topic: '7' }, 'resolve')
    expect(test.body()).toMatchObject({ disable_notification: true, message_thread_id: 7 })
  })

  it('follows a group that became a supergroup, and names its new number', async () => {
    const moved = JSON.stringify({ ok: false, parameters: { migrate_to_chat_id: -100999 } })
    test.server.answerWith(answer(400, moved), answer(200, '{"ok":true}'))
    const delivery = await test.send({}, 'trigger')
    expect(delivery).toEqual({ ok: true, detail: 'answered 200; the chat is now -100999, enter that' })
    expect(test.body().chat_id).toBe('-100999')
  })

  it('waits as long as Telegram says in its answer', async () => {
    test.server.answerWith(answer(429, '{"ok":false,"parameters":{"retry_after":35}}'))
    expect(await test.send({}, 'trigger')).toMatchObject({ ok: false, permanent: false, retryAfter: 35_000 })
  })
})
