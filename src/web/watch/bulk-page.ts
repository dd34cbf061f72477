import { type Request, type Response, Router } from 'express'
import { isNamedBy } from '../../domain/heartbeat/gates'
import { t } from '../../domain/language/text'
import { inLanguage } from '../../domain/language/use-language'
import type { Search } from '../../domain/watch/check-lists'
import { fits } from '../../domain/watch/list-fit'
import type { Watched } from '../../domain/watch/ports'
import { hasWords, searchEntryOf } from '../../domain/watch/search-text'
import { watchedAt } from '../../domain/watch/status-at'
import { logChange } from '../access/access-log'
import { createSealed } from '../access/sealed'
import { Refusal } from '../pages/errors'
import { field, isDraft } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import {
  type Action,
  actionIn,
  apply,
  type Counts,
  doneWords,
  isReversible,
  type Outcome,
  orderWords,
  othersWords,
  UNDO,
  VALUES,
} from './bulk-action'
import { filterOf, type ListFilter, linkOf, searchOf } from './list-filter'
import { ownGates, refuseGate } from './refuse-gate'
import { packed, tickedIn } from './ticked'
import { NONE_CHOSEN } from './waiting-page'

/** Checks of which the list's address can hold the ids. */
const MOST_UNDONE = 100
/** Checks that are changed at the same moment. */
const AT_ONCE = 50
/** A request of a run through all that match ends after so many changes, or so many checks passed. */
const STEP = { changed: 400, passed: 10_000 } as const
/** Names that a question shows. */
const NAMED = 40

const NONE: Counts = { changed: 0, same: 0, kept: 0, away: 0, gone: 0 }
const COUNTED = ['changed', 'same', 'kept', 'away', 'gone'] as const satisfies readonly Outcome[]

/** The end of an action, for the list. */
export interface Done {
  readonly action: Action
  readonly counts: Counts
  /** The checks for which it can be taken back. */
  readonly ids: readonly string[]
}

export const DONE = 'end of an action on checks'

/**
 * `POST /checks/bulk`: an action on the ticked checks at once, or on all that match. A deletion, and whatever is to happen to all, is
 * asked about first. A run through all goes by requests of bounded size, each of which shows how far it has come; the page's script
 * sends the next one, without script a button does, and whoever leaves the page stops it.
 */
export function bulkDoor(ports: AppPorts): Router {
  const { now, channels, checks, settings } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)

  async function applyAll(action: Action, batch: readonly Watched[]) {
    const outcomes: Outcome[] = []
    for (let at = 0; at < batch.length; at += AT_ONCE)
      outcomes.push(
        ...(await Promise.all(
          batch.slice(at, at + AT_ONCE).map(watched => apply(checks, action, watched, now())),
        )),
      )
    return outcomes
  }

  function end(request: Request, response: Response, filter: ListFilter, done: Done): void {
    const { action, counts } = done
    // The log is in English.
    const words = inLanguage('en', {}, () => doneWords(action, counts.changed))
    if (counts.changed > 0) logChange(ports, request, words.replace(/\.$/, ''))
    const list = linkOf('/checks', filter)
    const query = new URLSearchParams({ done: sealed.seal(done, DONE) })
    response.redirect(303, `${list}${list.includes('?') ? '&' : '?'}${query}`)
  }

  async function ask(
    response: Response,
    action: Action,
    question: {
      readonly filter: ListFilter
      /** The ticked ones in one field. */
      readonly ids?: string
      readonly names: readonly string[]
      readonly total: number
      readonly isMore?: boolean
    },
  ): Promise<void> {
    const { act, value } = action
    const { total, isMore = false } = question
    const these = isMore
      ? t('more than {n} checks', { n: total })
      : total === 1
        ? t('this check')
        : t('these {n} checks', { n: total })
    await renderPage(response, 'watch/bulk-ask', now(), {
      act,
      value: { name: VALUES[act], value },
      title: orderWords(action, t('checks')),
      question: orderWords(action, these),
      ...question,
      back: linkOf('/checks', question.filter),
    })
  }

  async function onTicked(request: Request, response: Response, action: Action, filter: ListFilter) {
    const found = (await checks.getAll(tickedIn(request))).filter(({ check }) => check.waits === undefined)
    if (found.length === 0) throw new Refusal(422, NONE_CHOSEN)
    const at = now()
    const picked = found.map(watched => watchedAt(watched, at))
    if (action.act === 'delete') {
      await refuseGate(settings, ...picked.map(({ check }) => check))
      if (field(request, 'sure') === '') {
        const names = picked.slice(0, NAMED).map(({ check }) => check.name)
        return await ask(response, action, {
          filter,
          ids: packed(picked.map(({ check }) => check.id)),
          names,
          total: picked.length,
        })
      }
    }
    const outcomes = await applyAll(action, picked)
    const undone = picked.filter(
      (watched, index) => outcomes[index] === 'changed' && isReversible(action, watched, at),
    )
    const isUndoable = UNDO[action.act] !== undefined && undone.length <= MOST_UNDONE
    end(request, response, filter, {
      action,
      counts: counted(NONE, outcomes),
      ids: isUndoable ? undone.map(({ check }) => check.id) : [],
    })
  }

  /** With a gate among those that match, none is deleted. */
  async function refuseMatchingGates(search: Search): Promise<void> {
    for (const name of await ownGates(settings)) {
      const named = [...(await checks.findBySlug(name)), ...(await checks.getAll([name]))]
      const matching = named
        .map(watched => watchedAt(watched, now()))
        .filter(one => fits(one, search) && hasWords(searchEntryOf(one.check), search.words ?? []))
      await refuseGate(settings, ...matching.map(({ check }) => check))
    }
  }

  async function onAll(request: Request, response: Response, action: Action, filter: ListFilter) {
    const search = searchOf(filter, await channels.names())
    if (action.act === 'delete') await refuseMatchingGates(search)
    if (field(request, 'sure') === '') {
      const { rows, matching, isMore = false } = await checks.lists.find(search, 'name', now(), NAMED, 0)
      const names = rows.map(({ check }) => check.name)
      return await ask(response, action, { filter, names, total: matching, isMore })
    }
    const gates = await ownGates(settings)
    let counts: Counts = countsIn(request)
    let after = decodedPlace(field(request, 'after'))
    const before = counts.changed
    for (let passed = 0; ; ) {
      const step = await checks.lists.walk(search, now(), after)
      const isGate = ({ check }: Watched) => gates.some(gate => isNamedBy(gate, check))
      const batch = action.act === 'delete' ? step.rows.filter(watched => !isGate(watched)) : step.rows
      counts = counted(counts, await applyAll(action, batch))
      after = step.next
      if (after === undefined) return end(request, response, filter, { action, counts, ids: [] })
      passed += step.rows.length
      if (counts.changed - before >= STEP.changed || passed >= STEP.passed)
        return await showProgress(response, { action, filter, counts, after, step })
    }
  }

  async function showProgress(
    response: Response,
    {
      action,
      filter,
      counts,
      after,
      step,
    }: {
      readonly action: Action
      readonly filter: ListFilter
      readonly counts: Counts
      readonly after: string
      readonly step: { readonly passed: number; readonly total: number }
    },
  ): Promise<void> {
    const { act, value } = action
    await renderPage(response, 'watch/bulk-progress', now(), {
      act,
      value: { name: VALUES[act], value },
      words: doneWords(action, counts.changed),
      others: othersWords(counts),
      filter,
      counts: COUNTED.map(name => [name, counts[name]]),
      after: Buffer.from(after).toString('base64url'),
      passed: step.passed,
      total: step.total,
      back: linkOf('/checks', filter),
    })
  }

  door.post('/checks/bulk', async (request, response) => {
    const filter = filterOf(Object(request.body))
    if (isDraft(response)) return response.redirect(303, linkOf('/checks', filter))
    const action = actionIn(request, (await channels.names()) ?? [])
    if (field(request, 'all') === '') await onTicked(request, response, action, filter)
    else await onAll(request, response, action, filter)
  })

  // A browser that loads a page of a run again sends a GET.
  door.get('/checks/bulk', (_request, response) => response.redirect(303, '/checks'))

  return door
}

function counted(before: Counts, outcomes: readonly Outcome[]): Counts {
  const of = (wanted: Outcome) => before[wanted] + outcomes.filter(outcome => outcome === wanted).length
  return { changed: of('changed'), same: of('same'), kept: of('kept'), away: of('away'), gone: of('gone') }
}

/** The counts of the earlier requests of a run, as its form carries them. */
function countsIn(request: Request): Counts {
  const [changed = 0, same = 0, kept = 0, away = 0, gone = 0] = COUNTED.map(name =>
    Math.max(0, Math.trunc(Number(field(request, name))) || 0),
  )
  return { changed, same, kept, away, gone }
}

/** The place in the list by names, which has characters that no form takes. */
export function decodedPlace(after: string): string | undefined {
  return after === '' ? undefined : Buffer.from(after, 'base64url').toString()
}

/** The notice of an action that has ended, with the way to take it back. */
export function noticeOfDone(done: Done) {
  const { action, counts, ids } = done
  const undo = UNDO[action.act]
  return {
    words: [doneWords(action, counts.changed), othersWords(counts)].filter(Boolean).join(' '),
    undo:
      undo === undefined || ids.length === 0
        ? undefined
        : { ...undo, words: t(undo.words), ids, name: VALUES[undo.act], value: action.value },
  }
}
