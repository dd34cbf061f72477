import { Router } from 'express'
import type { CheckLists, ListQuery } from '../../domain/watch/check-lists'
import { PLAN_FIELDS } from '../../domain/watch/plan-fields'
import { logChange } from '../access/access-log'
import type { AppPorts } from '../ports'
import { findChannel } from './find-channel'

/** The checks to which a channel may be added here. */
export function takers(channel: string): ListQuery {
  const { rules } = PLAN_FIELDS.channels.type
  return {
    channels: names => !names.includes(channel) && rules.every(rule => rule.holds([...names, channel])),
    without: 'provided',
  }
}

/** The number of these checks. Those of files, of which there are few, are counted apart: the others need no reading. */
export async function countTakers(lists: CheckLists, channel: string, now: number): Promise<number> {
  const { without, ...all } = takers(channel)
  const [total, provided] = await Promise.all([
    lists.size(all, now),
    without === undefined ? 0 : lists.size({ ...all, only: without }, now),
  ])
  return total - provided
}

/** `POST /channels/<name>/checks`: adds the channel to all checks that can take it. */
export function giveChannelDoor(ports: Pick<AppPorts, 'now' | 'log' | 'channels' | 'checks'>): Router {
  const { now, checks } = ports
  const door = Router()

  door.post('/channels/:name/checks', async (request, response) => {
    const { name } = await findChannel(ports, request)
    let given = 0
    for await (const batch of checks.lists.each(takers(name), now())) {
      await Promise.all(
        batch.map(({ check: { id, channels } }) =>
          checks.update(id, { channels: [...channels, name] }, now()),
        ),
      )
      given += batch.length
    }
    logChange(ports, request, `the channel ${name} was given to ${given} checks`)
    response.redirect(303, `/channels?given=${given}`)
  })

  // A browser that comes back to it sends a GET.
  door.get('/channels/:name/checks', (_request, response) => response.redirect(303, '/channels'))
  return door
}
