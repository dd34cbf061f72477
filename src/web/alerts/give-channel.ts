import { Router } from 'express'
import { tn } from '../../domain/language/text'
import { HomeTrouble } from '../../domain/peers/edit'
import type { CheckLists, ListQuery } from '../../domain/watch/check-lists'
import { PLAN_FIELDS } from '../../domain/watch/plan-fields'
import { logChange } from '../access/access-log'
import { field } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { decodedPlace } from '../watch/bulk-page'
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

/** A request ends after so many checks, or so many passed; the page then sends the next one. */
const STEP = { given: 400, passed: 10_000 } as const

/** `POST /channels/<name>/checks`: adds the channel to all checks that can take it, by requests of bounded size. */
export function giveChannelDoor(ports: Pick<AppPorts, 'now' | 'log' | 'channels' | 'checks'>): Router {
  const { now, checks } = ports
  const door = Router()

  door.post('/channels/:name/checks', async (request, response) => {
    const { name } = await findChannel(ports, request)
    const before = Math.max(0, Math.trunc(Number(field(request, 'given'))) || 0)
    let [given, passed] = [before, 0]
    let after = decodedPlace(field(request, 'after'))
    do {
      const step = await checks.lists.walk(takers(name), now(), after)
      const outcomes = await Promise.all(
        step.rows.map(({ check: { id, channels } }) =>
          checks.update(id, { channels: [...channels, name] }, now()).catch(notAtHome),
        ),
      )
      given += outcomes.filter(({ kind }) => kind === 'changed').length
      passed += step.rows.length
      after = step.next
      if (after !== undefined && (given - before >= STEP.given || passed >= STEP.passed))
        return await renderPage(response, 'watch/bulk-progress', now(), {
          ...{ to: `/channels/${encodeURIComponent(name)}/checks`, back: '/channels' },
          ...{ words: givenWords(given, name), others: '', filter: {}, act: 'channel', value: {} },
          counts: [['given', given]],
          after: Buffer.from(after).toString('base64url'),
          ...{ passed: step.passed, total: step.total },
        })
    } while (after !== undefined)
    logChange(ports, request, `the channel ${name} was given to ${given} checks`)
    response.redirect(303, `/channels?given=${given}`)
  })

  // A browser that comes back to it sends a GET.
  door.get('/channels/:name/checks', (_request, response) => response.redirect(303, '/channels'))
  return door
}

/** A check of another member of the group, whose home did not take the change, is offered again. */
function notAtHome(error: unknown): { readonly kind: 'away' } {
  if (error instanceof HomeTrouble) return { kind: 'away' }
  throw error
}

/** `2 checks alert by phone from now on.` */
export function givenWords(many: number, by?: string): string {
  return by === undefined
    ? tn(many, '{n} check alerts by it from now on.', '{n} checks alert by it from now on.')
    : tn(many, '{n} check alerts by {by} from now on.', '{n} checks alert by {by} from now on.', { by })
}
