import { isDeepStrictEqual } from 'node:util'
import { type Request, type Response, Router } from 'express'
import { type Channel, channelFaults } from '../../domain/alerts/channel'
import { CHANNEL_KINDS, isChannelKind, isOfIni, UNKNOWN_KIND } from '../../domain/alerts/channel-kinds'
import { announcedTo } from '../../domain/alerts/maintenance'
import type { LibraryRules } from '../../domain/field'
import { mark, t, tStored } from '../../domain/language/text'
import { providableChecks, usable } from '../../domain/settings/reading'
import type { ListQuery } from '../../domain/watch/check-lists'
import type { CheckPlan } from '../../domain/watch/plan-fields'
import { channelsInIni } from '../../domain/watch/provided-check'
import { logChange } from '../access/access-log'
import { createConfirmation } from '../access/confirmation'
import { createSealed } from '../access/sealed'
import { Refusal } from '../pages/errors'
import { field, isDraft, sentence } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { type ChannelForm, savedForm, typedDefault, typedForm, typedSettings } from './channel-form'
import { findChannel, findPageChannel, READ_ONLY } from './find-channel'
import { countTakers } from './give-channel'

/** Checks that are read for the page before a channel is deleted. */
const MOST_READ = 2_000

/** Reasons by the settings' keys. */
type ChannelFaults = Readonly<Record<string, string>>

interface ChannelFormPage extends ChannelForm {
  readonly faults: ChannelFaults
  /** The revision of the channel that the edit began with. */
  readonly revision?: string
  /** Whether the channel was changed meanwhile. */
  readonly isConflict?: boolean
  readonly existing?: boolean
  readonly readOnly?: boolean
  /** The number of checks that do not alert by it and could. */
  readonly offer?: number
  /** Of a Web Push channel that exists. */
  readonly push?: { readonly key: string; readonly browsers: number; readonly secure: boolean }
}

type ChannelPagePorts = Pick<
  AppPorts,
  | 'now'
  | 'log'
  | 'settings'
  | 'channels'
  | 'channelStore'
  | 'channelRules'
  | 'checks'
  | 'sessions'
  | 'windows'
>

/** The pages of one channel: it is made, edited and deleted there. */
export function channelDoor(ports: ChannelPagePorts): Router {
  const { now, channels, channelStore, channelRules, checks } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)
  const confirmation = createConfirmation(ports)
  const revisionOf = ({ settings, isDefault = false }: Channel) => sealed.fingerprint([settings, isDefault])

  async function showForm(response: Response, page: ChannelFormPage): Promise<void> {
    if (Object.keys(page.faults).length > 0) response.status(422)
    const about = CHANNEL_KINDS[page.kind]
    const fields = ['name', ...about.fields.map(({ key }) => key)]
    await renderPage(response, 'alerts/channel-edit', now(), {
      push: undefined,
      dropped: [],
      held: '',
      revision: '',
      isConflict: false,
      offer: 0,
      existing: false,
      readOnly: false,
      about,
      // Faults that have no field of the form to stand at.
      others: Object.entries(page.faults).filter(([key]) => !fields.includes(key)),
      sentence,
      ...page,
    })
  }

  async function showExisting(request: Request, response: Response, form: ChannelFormPage): Promise<void> {
    const page = { ...form, offer: await countTakers(checks.lists, form.name, now()) }
    if (page.kind !== 'web-push') return await showForm(response, { ...page, existing: true })
    const [{ publicKey: key }, browsers] = await Promise.all([
      channelStore.vapidKeys(),
      channelStore.subscriptions(page.name),
    ])
    const push = { key, browsers: browsers.length, secure: request.secure }
    return await showForm(response, { ...page, existing: true, push })
  }

  door.get('/channels/new', async (request, response) => {
    const { kind } = request.query
    if (typeof kind !== 'string' || !isChannelKind(kind) || isOfIni(kind))
      return await renderPage(response, 'alerts/channel-kinds', now(), {
        kinds: Object.entries(CHANNEL_KINDS).map(([kind, { label, hint }]) => ({
          kind,
          label,
          hint,
          isMade: isChannelKind(kind) && !isOfIni(kind),
        })),
      })
    const isDefault = (await channels.list()).length === 0
    return await showForm(response, { name: '', kind, settings: {}, kept: [], isDefault, faults: {} })
  })

  door.post('/channels', async (request, response) => {
    const kind = field(request, 'kind')
    if (!isChannelKind(kind))
      throw new Refusal(422, t('The kind of a channel {reason}.', { reason: tStored(UNKNOWN_KIND) }))
    if (isOfIni(kind)) throw new Refusal(403, t(OF_INI))
    const others = await channels.list()
    // The first channel is the default, unless its box was unticked.
    const isDefault = typedDefault(request) ?? (others.length === 0 ? true : undefined)
    const channel: Channel = {
      name: field(request, 'name').trim(),
      kind,
      origin: 'page',
      settings: typedSettings(request, kind, sealed).settings,
      ...(isDefault !== undefined && { isDefault }),
    }
    if (isDraft(response))
      return await showForm(response, { ...typedForm(request, kind, { sealed }), faults: {} })
    const faults = faultsOf(channel, channelRules)
    if (others.some(({ name }) => name === channel.name)) faults.name = mark('is taken by another channel')
    if (Object.keys(faults).length > 0) {
      const typed = typedForm(request, kind, { sealed, faulty: Object.keys(faults) })
      return await showForm(response, { ...typed, faults })
    }
    if (confirmation.isAsked(request, response)) return
    await channelStore.save(channel)
    logChange(ports, request, `the channel ${channel.name} (${kind}) was made`)
    response.redirect(303, kind === 'web-push' ? `/channels/${channel.name}/edit` : '/channels?saved')
  })

  door.get('/channels/:name/edit', async (request, response) => {
    const channel = await findChannel(ports, request)
    const readOnly = channel.origin !== 'page'
    // Browsers are added in the page, also to a channel of the INI.
    if (readOnly && channel.kind !== 'web-push') throw new Refusal(403, t(READ_ONLY))
    await showExisting(request, response, {
      ...savedForm(channel),
      faults: {},
      readOnly,
      revision: revisionOf(channel),
    })
  })

  door.post('/channels/:name', async (request, response) => {
    const before = await findPageChannel(ports, request)
    const { kind, name } = before
    const { settings } = typedSettings(request, kind, sealed, before)
    const isDefault = typedDefault(request)
    const channel = { ...before, settings, ...(isDefault !== undefined && { isDefault }) }
    const revision = field(request, 'revision')
    const faults = isDraft(response) ? {} : faultsOf(channel, channelRules)
    const faulty = Object.keys(faults)
    const page = { ...typedForm(request, kind, { before, faulty, sealed }), name, faults, revision }
    if (isDraft(response) || faulty.length > 0) return await showExisting(request, response, page)
    const present = revisionOf(before)
    if (revision !== '' && revision !== present && present !== revisionOf(channel)) {
      response.status(409)
      return await showExisting(request, response, { ...page, revision: present, isConflict: true })
    }
    if (!isDeepStrictEqual(settings, before.settings) && confirmation.isAsked(request, response)) return
    await channelStore.save(channel)
    logChange(ports, request, `the channel ${name} (${kind}) was changed`)
    response.redirect(303, '/channels?saved')
  })

  /** @throws Refusal when the INI names the channel, which then alerted nobody */
  async function refuseNamed(name: string): Promise<void> {
    const reading = await ports.settings.read()
    const user = providableChecks(reading)?.checks.find(({ plan }) => names(plan, name))
    const watch = usable(reading, 'watch')
    const isOfWatch = watch?.escalation.channels.includes(name) === true || watch?.startChannel === name
    if (user === undefined && !isOfWatch) return
    const section = user === undefined ? 'Watch' : channelsInIni(user.key).section
    throw new Refusal(
      409,
      t('[{section}] in the INI names this channel: take it out there before you delete it.', { section }),
    )
  }

  /** The number of checks that alert by it, or escalate to it; of many those that alert by it, as no list is kept of the others. */
  async function usesOf(name: string): Promise<{ readonly uses: number; readonly isOfMany: boolean }> {
    const alerting: ListQuery = { channels: channels => channels.includes(name) }
    if ((await checks.lists.size({}, now())) > MOST_READ)
      return { uses: await checks.lists.size(alerting, now()), isOfMany: true }
    let uses = 0
    for await (const batch of checks.scan()) uses += batch.filter(({ check }) => names(check, name)).length
    return { uses, isOfMany: false }
  }

  // A browser that comes back to an answer of this form sends a GET.
  door.get('/channels/:name', ({ params }, response) =>
    response.redirect(303, `/channels/${encodeURIComponent(params.name)}/edit`),
  )

  door.get('/channels/:name/delete', async (request, response) => {
    const { name } = await findPageChannel(ports, request)
    await refuseNamed(name)
    const announcing = (await ports.windows()).filter(window => announcedTo(window).includes(name))
    await renderPage(response, 'alerts/channel-delete', now(), {
      name,
      ...(await usesOf(name)),
      announcing: announcing.length,
    })
  })

  door.post('/channels/:name/delete', async (request, response) => {
    const { name } = await findPageChannel(ports, request)
    await refuseNamed(name)
    await channelStore.remove(name)
    logChange(ports, request, `the channel ${name} was deleted`)
    response.redirect(303, '/channels?removed')
  })

  return door
}

function names({ channels, escalateTo = [] }: CheckPlan, channel: string): boolean {
  return channels.includes(channel) || escalateTo.includes(channel)
}

const OF_INI = mark(
  'A channel of this kind runs a program, and only the INI may name one: see its [channel] sections.',
)

function faultsOf(channel: Channel, rules: LibraryRules): Record<string, string> {
  return Object.fromEntries(channelFaults(channel, rules).map(({ key, reason }) => [key, reason]))
}
