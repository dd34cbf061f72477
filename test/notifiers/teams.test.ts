import { describe, expect, it } from 'vitest'
import { notifierContract } from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, channelTest, SILENCE_PAGE } from '../support/channel-test'

const settings = (url: string) => ({ url: `${url}/workflows/1/triggers/manual/paths/invoke?sig=secret-sig` })

interface Card {
  readonly body: readonly { readonly inlines: readonly { readonly text: string }[] }[]
  readonly actions: readonly { readonly url: string }[]
}

notifierContract({
  kind: 'teams',
  settings,
  success: 202,
  secrets: ['secret-sig', 'workflows/1'],
  shown: body => {
    const card: Card = JSON.parse(body).attachments[0].content
    return [...card.body.map(({ inlines }) => inlines[0]?.text), ...card.actions.map(({ url }) => url)].join(
      '\n',
    )
  },
  expectFit: body => expect(Buffer.byteLength(body)).toBeLessThanOrEqual(28_000),
})

describe('a workflow of Teams', () => {
  const test = channelTest('teams', settings)

  it('gets a card whose text is no Markdown, with two buttons', async () => {
    await test.send({}, 'trigger', { text: '**x** [a](http://b)\n\n<at>everyone</at>', tags: [] })
    expect(test.body()).toEqual({
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
                inlines: [
                  {
                    type: 'TextRun',
                    text: '🔴 [DOWN] backup',
                    weight: 'bolder',
                    size: 'medium',
                    color: 'attention',
                  },
                ],
              },
              {
                type: 'RichTextBlock',
                inlines: [{ type: 'TextRun', text: '**x** [a](http://b)' }],
                spacing: 'none',
              },
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: ' ' }], spacing: 'small' },
              {
                type: 'RichTextBlock',
                inlines: [{ type: 'TextRun', text: '<at>everyone</at>' }],
                spacing: 'none',
              },
            ],
            actions: [
              { type: 'Action.OpenUrl', title: 'Open', url: CHECK_PAGE },
              { type: 'Action.OpenUrl', title: 'Silence 1 h', url: SILENCE_PAGE },
              { type: 'Action.OpenUrl', title: 'Acknowledge', url: ACKNOWLEDGE_PAGE },
            ],
          },
        },
      ],
    })
  })
})
