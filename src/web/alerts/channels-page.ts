import { type Request, type Response, Router } from 'express'
import type { Delivery } from '../../domain/alerts/alert'
import { type Channel, channelFaults } from '../../domain/alerts/channel'
import { CHANNEL_KINDS, isChannelKind } from '../../domain/alerts/channel-kinds'
import type { PushSubscription } from '../../domain/alerts/ports'
import { Refusal } from '../pages/errors'
import { field, sentence } from '../pages/form'
import { channelTroubles } from '../pages/ini-troubles'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { type ChannelForm, savedForm, settingsFrom, typedForm } from './channel-form'

type Named = Request<{ name: string }>

/** `/channels`: where alerts go. */
export function channelsDoor(ports: AppPorts): Router {
  const { now, channels, channelStore, checks, deliveries, settings, testChannel } = ports
  const door = Router()

  /** @throws Refusal when there is no such channel */
  async function find({ params }: Named): Promise<Channel> {
    const found = (await channels.list()).find(({ name }) => name === params.name)
    if (!found) throw new Refusal(404, GONE)
    return found
  }

  /** @throws Refusal when there is no such channel, or it may not be changed here */
  async function findOwn(request: Named): Promise<Channel> {
    const found = await find(request)
    if (found.origin === 'ini') throw new Refusal(403, READ_ONLY)
    return found
  }

  async function show(response: Response, tested?: Delivery & { readonly name: string }, done?: string) {
    const [all, watched, reading] = await Promise.all([channels.list(), checks.list(), settings.read()])
    const uses = new Map<string, number>()
    for (const { check } of watched)
      for (const name of check.channels) uses.set(name, (uses.get(name) ?? 0) + 1)
    const health = new Map(
      await Promise.all(all.map(async ({ name }) => [name, await deliveries.health(name)] as const)),
    )
    await renderPage(response, 'alerts/channels', now(), {
      channels: [...all]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, kind, origin, problem }) => ({
          name,
          kind,
          origin,
          problem,
          health: health.get(name),
          label: CHANNEL_KINDS[kind].label,
          uses: uses.get(name) ?? 0,
        })),
      troubles: channelTroubles(reading),
      tested,
      done,
    })
  }

  door.get('/channels', async (request, response) => {
    const done = DONE[Object.keys(request.query)[0] ?? '']
    await show(response, undefined, done)
  })

  door.post('/channels/:name/test', async (request, response) => {
    const channel = await find(request)
    await show(response, { name: channel.name, ...(await testChannel(channel)) })
  })

  // Where a browser looks that comes back to the page of a test.
  door.get('/channels/:name/test', (_request, response) => response.redirect(303, '/channels'))

  door.get('/channels/new', async (request, response) => {
    const { kind } = request.query
    if (typeof kind !== 'string' || !isChannelKind(kind))
      return await renderPage(response, 'alerts/channel-kinds', now(), {
        kinds: Object.entries(CHANNEL_KINDS),
      })
    return await form(response, { name: '', kind, settings: {}, kept: [], faults: {} })
  })

  door.post('/channels', async (request, response) => {
    const kind = field(request, 'kind')
    if (!isChannelKind(kind)) throw new Refusal(422, 'Choose a kind of channel first.')
    const typed = typedForm(request, kind)
    const channel: Channel = { name: typed.name, kind, origin: 'page', settings: settingsFrom(request, kind) }
    const faults = faultsOf(channel)
    if ((await channels.list()).some(({ name }) => name === typed.name))
      faults.name = 'is taken by another channel'
    if (Object.keys(faults).length > 0) {
      response.status(422)
      return await form(response, { ...typed, faults })
    }
    await channelStore.save(channel)
    response.redirect(303, kind === 'web-push' ? `/channels/${channel.name}/edit` : '/channels?saved')
  })

  door.get('/channels/:name/edit', async (request, response) => {
    const channel = await find(request)
    const readOnly = channel.origin === 'ini'
    // Whoever provides it: browsers are added in the page.
    if (readOnly && channel.kind !== 'web-push') throw new Refusal(403, READ_ONLY)
    await edit(request, response, { ...savedForm(channel), faults: {}, readOnly })
  })

  door.post('/channels/:name', async (request, response) => {
    const before = await findOwn(request)
    const channel = { ...before, settings: settingsFrom(request, before.kind, before) }
    const faults = faultsOf(channel)
    if (Object.keys(faults).length > 0) {
      response.status(422)
      const typed = { ...typedForm(request, before.kind, before), name: before.name }
      return await edit(request, response, { ...typed, faults })
    }
    await channelStore.save(channel)
    response.redirect(303, '/channels?saved')
  })

  door.get('/channels/:name/delete', async (request, response) => {
    const channel = await findOwn(request)
    const users = (await checks.list()).filter(({ check }) => check.channels.includes(channel.name))
    await renderPage(response, 'alerts/channel-delete', now(), { name: channel.name, uses: users.length })
  })

  door.post('/channels/:name/delete', async (request, response) => {
    const channel = await findOwn(request)
    await channelStore.remove(channel.name)
    response.redirect(303, '/channels?removed')
  })

  door.post('/channels/:name/browsers', async (request, response) => {
    const channel = await find(request)
    const subscription = subscriptionOf(request)
    if (!subscription || channel.kind !== 'web-push')
      throw new Refusal(422, 'The browser did not say how it takes messages.')
    await channelStore.subscribe(channel.name, subscription)
    response.json({ browsers: (await channelStore.subscriptions(channel.name)).length })
  })

  door.post('/channels/:name/browsers/remove', async (request, response) => {
    const channel = await find(request)
    await channelStore.unsubscribe(channel.name, field(request, 'endpoint'))
    response.json({ browsers: (await channelStore.subscriptions(channel.name)).length })
  })

  type FormPage = ChannelForm & { readonly faults: Faults; readonly readOnly?: boolean }

  async function form(
    response: Response,
    page: FormPage & { readonly existing?: boolean; readonly push?: object },
  ): Promise<void> {
    const about = CHANNEL_KINDS[page.kind]
    await renderPage(response, 'alerts/channel-edit', now(), {
      push: undefined,
      existing: false,
      readOnly: false,
      about,
      sentence,
      ...page,
    })
  }

  async function edit(request: Request, response: Response, page: FormPage): Promise<void> {
    if (page.kind !== 'web-push') return await form(response, { ...page, existing: true })
    const [keys, browsers] = await Promise.all([
      channelStore.vapidKeys(),
      channelStore.subscriptions(page.name),
    ])
    const push = { key: keys.publicKey, browsers: browsers.length, secure: request.secure }
    return await form(response, { ...page, existing: true, push })
  }

  return door
}

const DONE: Record<string, string> = {
  saved: 'Saved. Send a test to see whether it arrives, then choose it at the checks that it is to tell of.',
  removed: 'The channel is deleted.',
}

type Faults = Record<string, string>

function faultsOf(channel: Channel): Faults {
  return Object.fromEntries(channelFaults(channel).map(({ key, reason }) => [key, reason]))
}

/** As `PushSubscription.toJSON()` says, in form fields: keys in base64url, 65 and 16 bytes (RFC 8291). */
function subscriptionOf(request: Request): PushSubscription | undefined {
  const [endpoint, p256dh, auth] = ['endpoint', 'p256dh', 'auth'].map(name => field(request, name))
  if (!endpoint || !p256dh || !auth) return undefined
  const isHttps = URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:'
  const fits = endpoint.length <= 1_000 && /^[\w-]{87}=?$/.test(p256dh) && /^[\w-]{22}(==)?$/.test(auth)
  return isHttps && fits ? { endpoint, keys: { p256dh, auth } } : undefined
}

const GONE = 'There is no such channel; somebody may have deleted it.'
const READ_ONLY =
  'This channel stands in the INI of the appliance and is changed there, in its [channel] section.'
