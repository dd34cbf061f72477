import { type Response, Router } from 'express'
import type { Delivery } from '../../domain/alerts/alert'
import { defaultChannels } from '../../domain/alerts/channel'
import { CHANNEL_KINDS } from '../../domain/alerts/channel-kinds'
import { mark, t } from '../../domain/language/text'
import { createSealed } from '../access/sealed'
import { doneIn } from '../pages/done'
import { channelTroubles } from '../pages/ini-troubles'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { channelDoor } from './channel-page'
import { findChannel } from './find-channel'
import { countTakers, giveChannelDoor, givenWords } from './give-channel'
import { pushBrowsersDoor } from './push-browsers'

/** The outcome of a test, for the page. */
type Tested = Delivery & { readonly name: string }

/** `/channels` and all below it: the list, the tests that are sent from it, and the pages of the channels. */
export function channelsDoor(ports: AppPorts): Router {
  const { now, channels, checks, deliveries, settings, testChannel } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)

  async function showList(
    response: Response,
    { tested, done }: { readonly tested?: Tested; readonly done?: string | undefined },
  ) {
    const [total, all, reading] = await Promise.all([
      checks.lists.size({}, now()),
      channels.list(),
      settings.read(),
    ])
    const uses = new Map<string, number>()
    const offers = new Map<string, number>()
    for (const { name } of total === 0 ? [] : all) {
      const used = await checks.lists.size({ channels: names => names.includes(name) }, now())
      uses.set(name, used)
      offers.set(name, await countTakers(checks.lists, name, now()))
    }
    const health = new Map(
      await Promise.all(all.map(async ({ name }) => [name, await deliveries.health(name)] as const)),
    )
    const defaults = defaultChannels(all)
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
          isDefault: defaults.includes(name),
          offer: offers.get(name) ?? 0,
        })),
      troubles: channelTroubles(reading),
      tested,
      done,
    })
  }

  door.get('/channels', async (request, response) => {
    const { given, tested } = request.query
    const opened =
      typeof tested === 'string' ? (sealed.open(tested, TESTED) as Tested | undefined) : undefined
    const many = typeof given === 'string' ? Number(given) : Number.NaN
    const done = Number.isInteger(many) ? givenWords(many) : t(doneIn(request, NOTICES))
    await showList(response, { ...(opened && { tested: opened }), done })
  })

  door.post('/channels/:name/test', async (request, response) => {
    const channel = await findChannel(ports, request)
    const tested: Tested = { name: channel.name, ...(await testChannel(channel)) }
    // Loading the page with the outcome again sends nothing.
    response.redirect(303, `/channels?tested=${sealed.seal(tested, TESTED)}`)
  })

  // A browser that loads the page of a test again, or comes back to it, sends a GET.
  door.get('/channels/:name/test', (_request, response) => response.redirect(303, '/channels'))

  door.use(channelDoor(ports))
  door.use(pushBrowsersDoor(ports))
  door.use(giveChannelDoor(ports))
  return door
}

const TESTED = 'outcome of a test'

const NOTICES: Readonly<Record<string, string>> = {
  saved: mark(
    'Saved. Send a test to see whether it arrives, then choose the channel at the checks that are to alert by it.',
  ),
  removed: mark('The channel is deleted.'),
  device: mark('This device takes messages from now on. Send a test to see whether they arrive.'),
}
