import type { ChannelKind } from '../../../domain/alerts/channel-kinds'
import { idForChannel } from '../public-ids'
import type { Handler, ManagementPorts } from './call'
import { changingHandlers, readingHandlers } from './checks'
import { recordHandlers } from './records'
import { badgeLinks } from './tag-badges'

export interface ManagementRoute {
  readonly method: 'get' | 'post' | 'delete'
  /** Behind the version, in Express' notation. */
  readonly path: string
  readonly access: 'none' | 'read' | 'full'
  readonly answer: Handler
}

export function managementRoutes(ports: ManagementPorts): readonly ManagementRoute[] {
  const { list, get } = readingHandlers(ports)
  const { create, update, remove, pause, resume } = changingHandlers(ports)
  const { pings, body, flips } = recordHandlers(ports)
  const { channels, badges, status } = overviewHandlers(ports)
  return [
    { method: 'get', path: '/checks', access: 'read', answer: list },
    { method: 'post', path: '/checks', access: 'full', answer: create },
    { method: 'get', path: '/checks/:id', access: 'read', answer: get },
    { method: 'post', path: '/checks/:id', access: 'full', answer: update },
    { method: 'delete', path: '/checks/:id', access: 'full', answer: remove },
    { method: 'post', path: '/checks/:id/pause', access: 'full', answer: pause },
    { method: 'post', path: '/checks/:id/resume', access: 'full', answer: resume },
    { method: 'get', path: '/checks/:id/pings', access: 'full', answer: pings },
    { method: 'get', path: '/checks/:id/pings/:n/body', access: 'full', answer: body },
    { method: 'get', path: '/checks/:id/flips', access: 'read', answer: flips },
    { method: 'get', path: '/channels', access: 'full', answer: channels },
    { method: 'get', path: '/badges', access: 'read', answer: badges },
    { method: 'get', path: '/status', access: 'none', answer: status },
  ]
}

/** Healthchecks' names of the kinds, where they differ from ours. */
const KINDS: Partial<Record<ChannelKind, string>> = { pagerduty: 'pd' }

/** The handlers that return what belongs to no single check. */
function overviewHandlers(ports: ManagementPorts) {
  const { checks } = ports

  const channels: Handler = async ({ secret }) => {
    const all = await ports.channels.list()
    return {
      body: {
        channels: all.map(({ name, kind }) => ({
          id: idForChannel(name, secret),
          name,
          kind: KINDS[kind] ?? kind,
        })),
      },
    }
  }

  const badges: Handler = async ({ base, secret }) => {
    const tags = [...(await checks.lists.tags())].sort()
    const links = [...tags, '*'].map(tag => [tag, badgeLinks(base, tag, secret)])
    return { body: { badges: Object.fromEntries(links) } }
  }

  const status: Handler = async () => {
    await checks.count()
    return { body: 'OK' }
  }

  return { channels, badges, status }
}
