import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { PushSubscription } from '../../domain/alerts/ports'
import { logChange } from '../access/access-log'
import { createConfirmation } from '../access/confirmation'
import { Refusal } from '../pages/errors'
import { field } from '../pages/form'
import type { AppPorts } from '../ports'
import { findChannel } from './find-channel'

/** The browsers that take the messages of a Web Push channel, as `public/js/channel.ts` adds and removes them. */
export function pushBrowsersDoor(
  ports: Pick<AppPorts, 'now' | 'log' | 'sessions' | 'channels' | 'channelStore'>,
): Router {
  const { channelStore } = ports
  const confirmation = createConfirmation(ports)
  const door = Router()

  async function answerCount(response: Response, channel: string): Promise<void> {
    response.json({ browsers: (await channelStore.subscriptions(channel)).length })
  }

  door.post(
    '/channels/:name/browsers',
    confirmation.required as RequestHandler<{ name: string }>,
    async (request, response) => {
      const { name, kind } = await findChannel(ports, request)
      const subscription = subscriptionOf(request)
      if (!subscription || kind !== 'web-push') throw new Refusal(422, UNUSABLE)
      await channelStore.subscribe(name, subscription)
      logChange(ports, request, `a browser was added to the channel ${name}`)
      await answerCount(response, name)
    },
  )

  door.post('/channels/:name/browsers/remove', async (request, response) => {
    const { name } = await findChannel(ports, request)
    await channelStore.unsubscribe(name, field(request, 'endpoint'))
    logChange(ports, request, `a browser was removed from the channel ${name}`)
    await answerCount(response, name)
  })

  return door
}

const UNUSABLE = 'The browser did not send a subscription that this channel can use.'

/** The members of `PushSubscription.toJSON()` as form fields: keys in base64url, 65 and 16 bytes (RFC 8291). */
function subscriptionOf(request: Request): PushSubscription | undefined {
  const [endpoint, p256dh, auth] = ['endpoint', 'p256dh', 'auth'].map(name => field(request, name))
  if (!endpoint || !p256dh || !auth) return undefined
  const isHttps = URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:'
  const fits = endpoint.length <= 1_000 && /^[\w-]{87}=?$/.test(p256dh) && /^[\w-]{22}(==)?$/.test(auth)
  return isHttps && fits ? { endpoint, keys: { p256dh, auth } } : undefined
}
