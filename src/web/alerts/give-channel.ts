import { Router } from 'express'
import { isProvided } from '../../domain/watch/check'
import { PLAN_FIELDS } from '../../domain/watch/plan-fields'
import type { Watched } from '../../domain/watch/ports'
import { logChange } from '../access/access-log'
import type { AppPorts } from '../ports'
import { findChannel } from './find-channel'

/** Checks that are changed at the same time. */
const AT_ONCE = 100

/** The checks to which a channel can be added here. */
export function takers(all: readonly Watched[], channel: string): readonly Watched[] {
  return all.filter(
    ({ check }) =>
      !isProvided(check) && !check.channels.includes(channel) && fits([...check.channels, channel]),
  )
}

function fits(channels: readonly string[]): boolean {
  return PLAN_FIELDS.channels.type.rules.every(rule => rule.holds(channels))
}

/** `POST /channels/<name>/checks`: adds the channel to all checks that can take it. */
export function giveChannelDoor(ports: Pick<AppPorts, 'now' | 'log' | 'channels' | 'checks'>): Router {
  const { now, checks } = ports
  const door = Router()

  door.post('/channels/:name/checks', async (request, response) => {
    const { name } = await findChannel(ports, request)
    const left = [...takers(await checks.list(), name)]
    const given = left.length
    while (left.length > 0) {
      await Promise.all(
        left
          .splice(0, AT_ONCE)
          .map(({ check: { id, channels } }) => checks.update(id, { channels: [...channels, name] }, now())),
      )
    }
    logChange(ports, request, `the channel ${name} was given to ${given} checks`)
    response.redirect(303, `/channels?given=${given}`)
  })

  // A browser that comes back to it sends a GET.
  door.get('/channels/:name/checks', (_request, response) => response.redirect(303, '/channels'))
  return door
}
