import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Channel } from '../../domain/alerts/channel'
import type { PushSubscription } from '../../domain/alerts/ports'
import { mark, t } from '../../domain/language/text'
import { logChange } from '../access/access-log'
import { createConfirmation } from '../access/confirmation'
import { Refusal } from '../pages/errors'
import { field } from '../pages/form'
import type { AppPorts } from '../ports'
import { findChannel } from './find-channel'

type PushPorts = Pick<AppPorts, 'now' | 'log' | 'sessions' | 'channels' | 'channelStore'>

/**
 * The browsers that take the messages of a Web Push channel, as `public/js/parts/push.ts` adds and removes them.
 * `POST /this-device/channel` returns the channel for the next one, and the key that it subscribes with;
 * `POST /this-device/channels` the names of those that have this browser.
 */
export function pushBrowsersDoor(ports: PushPorts): Router {
  const { channelStore } = ports
  const confirmation = createConfirmation(ports)
  const door = Router()

  async function answerCount(response: Response, channel: string): Promise<void> {
    response.json({ browsers: (await channelStore.subscriptions(channel)).length })
  }

  door.post('/this-device/channel', confirmation.required, async (request, response) => {
    const { name } = await channelForBrowsers(ports, request)
    const { publicKey: key } = await channelStore.vapidKeys()
    response.json({ channel: name, key })
  })

  door.post('/this-device/channels', async (request, response) => {
    const endpoint = field(request, 'endpoint')
    const all = (await ports.channels.list()).filter(({ kind }) => kind === 'web-push')
    const takes = await Promise.all(
      all.map(async ({ name }) =>
        (await channelStore.subscriptions(name)).some(each => each.endpoint === endpoint),
      ),
    )
    response.json({ channels: all.filter((_, index) => takes[index]).map(({ name }) => name) })
  })

  door.post(
    '/channels/:name/browsers',
    confirmation.required as RequestHandler<{ name: string }>,
    async (request, response) => {
      const { name, kind } = await findChannel(ports, request)
      const subscription = subscriptionOf(request)
      if (!subscription || kind !== 'web-push') throw new Refusal(422, t(UNUSABLE))
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

/** The first Web Push channel. Where there is none, it is made, and new checks alert by it. */
async function channelForBrowsers(ports: PushPorts, request: Request): Promise<Channel> {
  const all = await ports.channels.list()
  const present = all.find(({ kind }) => kind === 'web-push')
  if (present !== undefined) return present
  const names = ['browsers', ...Array.from({ length: all.length + 1 }, (_, index) => `browsers-${index + 2}`)]
  const name = names.find(each => !all.some(channel => channel.name === each)) ?? 'browsers'
  // Push services want an address for questions; that of the page is the one that is known.
  const settings = { contact: `https://${request.headers.host}` }
  const channel: Channel = { name, kind: 'web-push', origin: 'page', settings, isDefault: true }
  await ports.channelStore.save(channel)
  logChange(ports, request, `the channel ${name} (web-push) was made`)
  return channel
}

const UNUSABLE = mark('The browser did not send a subscription that this channel can use.')

/** The members of `PushSubscription.toJSON()` as form fields: keys in base64url, 65 and 16 bytes (RFC 8291). */
function subscriptionOf(request: Request): PushSubscription | undefined {
  const [endpoint, p256dh, auth] = ['endpoint', 'p256dh', 'auth'].map(name => field(request, name))
  if (!endpoint || !p256dh || !auth) return undefined
  const isHttps = URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:'
  const fits = endpoint.length <= 1_000 && /^[\w-]{87}=?$/.test(p256dh) && /^[\w-]{22}(==)?$/.test(auth)
  return isHttps && fits ? { endpoint, keys: { p256dh, auth } } : undefined
}
