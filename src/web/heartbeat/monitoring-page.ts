import { type Request, type Response, Router } from 'express'
import { brokenLink } from '../../domain/heartbeat/cause-chain'
import { isOutcome, type Progress } from '../../domain/heartbeat/heartbeat'
import { heartbeatBars, SHOWN_BARS } from '../../domain/heartbeat/heartbeat-bar'
import { type Fields, frequencyProblem, urlProblem } from '../../domain/heartbeat/interlock'
import { endStep, progressWords, wasRetried } from '../../domain/heartbeat/progress-words'
import { recogniseReceiver } from '../../domain/heartbeat/receivers/index'
import { isDelivered } from '../../domain/heartbeat/result-line'
import { resultWords } from '../../domain/heartbeat/result-words'
import { heartbeatUrlProblem } from '../../domain/net/web-url'
import { type EditOutcome, faultText, type Reading, usable } from '../../domain/settings/reading'
import { FREQUENCIES, type Frequency, nextDueSlot, slotOf, slotStart } from '../../domain/time/slot'
import { type SharedPage, sendCompressed } from '../pages/compressed'
import { field } from '../pages/form'
import { onceEach } from '../pages/memo'
import { asksForPage, pagesOf, type Render } from '../pages/render'
import type { AppPorts } from '../ports'
import { refusal } from './heartbeat-now'
import { createObserver, type Observation } from './observe'

interface Notice {
  readonly kind: 'ok' | 'warn' | 'bad'
  readonly text: string
  /** Epoch milliseconds of the first heartbeat by what was saved. */
  readonly first?: number | undefined
  /** In a conflict: what is saved now. */
  readonly saved?: Fields
}

/** What is on somebody's page and on nobody else's. */
interface Own {
  readonly typed?: Fields | undefined
  readonly notice?: Notice | undefined
  readonly progress?: Progress | undefined
}

interface MonitoringDoor {
  readonly door: Router
  /** The page as everybody sees it who has nothing of his own on it. */
  readonly sharedPage: SharedPage
  /** The page, saying what went wrong. */
  showProblem(response: Response, text: string): Promise<void>
}

/** `/monitoring`: Remote monitoring. */
export function monitoringDoor(ports: AppPorts, render: Render): MonitoringDoor {
  const { now, settings } = ports
  const door = Router()
  const observe = createObserver(ports)
  const pageFor = pagesOf('heartbeat/monitoring', render)
  /** Who sees the same look sees the same page. */
  const pageOf = onceEach((seen: Observation) => pageFor(seen.now, localsOf(seen, {})))

  door.get('/monitoring', async (request, response) => {
    const progress = await progressOf(ports, request.query.job)
    // Without script the page comes again by itself until the heartbeat has ended; the script replaces this address.
    if (progress && !isOutcome(progress.state)) response.set('Refresh', '2')
    await show(response, { progress, notice: await noticeOf(request) })
  })

  door.post('/monitoring', async (request, response) => {
    const typed = { frequency: field(request, 'hbFreq'), url: field(request, 'hbUrl') }
    const problem = frequencyProblem(typed) ?? urlProblem(typed)
    if (problem !== undefined) {
      await answer(request, response, 422, { outcome: 'invalid', message: problem }, typed)
      return
    }
    const edits = [
      { section: 'Monitoring', key: 'heartbeatfrequency', value: typed.frequency },
      { section: 'Monitoring', key: 'heartbeaturl', value: typed.url },
    ]
    const edited = await settings.edit(edits, field(request, 'revision') || undefined)
    await answer(request, response, STATUS[edited.kind], editAnswer(edited, now()), typed)
  })

  async function noticeOf({ query }: Request): Promise<Notice | undefined> {
    if (query.saved === undefined) return undefined
    const reading = await settings.read()
    return { kind: 'ok', text: savedText(reading), first: firstHeartbeat(reading, now()) }
  }

  async function answer(
    request: Request,
    response: Response,
    status: number,
    body: FormAnswer,
    typed: Fields,
  ): Promise<void> {
    if (!asksForPage(request)) {
      response.status(status).json(body)
      return
    }
    if (status === 200) {
      response.redirect(303, '/monitoring?saved')
      return
    }
    const { message, saved, outcome } = body
    const kind = outcome === 'conflict' ? 'warn' : 'bad'
    response.status(status)
    await show(response, { typed, notice: { kind, text: message, ...(saved && { saved }) } })
  }

  async function show(response: Response, own: Own): Promise<void> {
    const isOwn = Object.values(own).some(value => value !== undefined)
    const seen = await observe()
    await sendCompressed(
      response.req,
      response,
      await (isOwn ? pageFor(seen.now, localsOf(seen, own)) : pageOf(seen)),
    )
  }

  async function sharedPage() {
    const seen = await observe()
    return { reading: seen.reading, page: await pageOf(seen) }
  }

  function localsOf(seen: Observation, { typed, notice, progress }: Own) {
    const { now: at, reading, queue, last } = seen
    const monitoring = usable(reading, 'monitoring')
    const saved = monitoring && fieldsOf(monitoring)
    const draft = reading.kind === 'faulty' ? reading.draft : undefined
    const fields = typed ?? saved ?? { frequency: String(draft?.frequency ?? ''), url: draft?.url ?? '' }
    return {
      last,
      next: seen.next,
      chain: seen.chain,
      saved,
      fields,
      notice,
      progress: progress && {
        state: progress.state,
        words: progressWords(progress),
        end: endStep(progress.state),
        retried: wasRetried(progress.state, progress.attempts),
      },
      problem: typed && urlProblem(typed),
      receiver: heartbeatUrlProblem(fields.url) === undefined ? recogniseReceiver(fields.url) : undefined,
      faults: reading.kind === 'faulty' ? reading.faults.map(faultText) : [],
      unreadable: reading.kind === 'unreadable' ? reading.reason : undefined,
      revision: reading.kind === 'unreadable' ? '' : reading.revision,
      canSend: refusal(reading) === undefined,
      frequencies: FREQUENCIES,
      tone: last === undefined ? 'unknown' : isDelivered(last) ? 'ok' : 'bad',
      lastWords: last && resultWords(last),
      broken: brokenLink(seen.chain),
      bars: queue.reached
        ? heartbeatBars({
            now: at,
            history: queue.history,
            frequency: monitoring?.frequency ?? 'Off',
            settingsChangedAt: reading.kind === 'unreadable' ? at : reading.changedAt,
            limit: SHOWN_BARS,
          })
        : undefined,
    }
  }

  return {
    door,
    sharedPage,
    showProblem: (response, text) => show(response, { notice: { kind: 'bad', text } }),
  }
}

/** The heartbeat that a form without script started; undefined when there is none, or Redis is away. */
async function progressOf({ queue }: AppPorts, job: unknown): Promise<Progress | undefined> {
  return typeof job === 'string' ? await queue.find(job).catch(() => undefined) : undefined
}

function fieldsOf({ frequency, url }: { frequency: Frequency; url: string }): Fields {
  return { frequency: String(frequency), url }
}

const STATUS = { saved: 200, unchanged: 200, conflict: 409, refused: 507 } as const

/** The answer to the page's script. */
export interface FormAnswer {
  readonly outcome: EditOutcome['kind'] | 'invalid'
  readonly message: string
  /** What the INI says now, where it can be told. */
  readonly saved?: Fields
  readonly revision?: string
  /** Whether heartbeats can go out with the INI as it is now. */
  readonly usable?: boolean
  /** Epoch milliseconds. */
  readonly first?: number
}

function editAnswer(edited: EditOutcome, now: number): FormAnswer {
  if (edited.kind === 'refused') return { outcome: 'refused', message: `Not saved: ${edited.reason}.` }
  const { kind: outcome, reading } = edited
  const monitoring = usable(reading, 'monitoring')
  const known = {
    ...(monitoring && { saved: fieldsOf(monitoring) }),
    ...(reading.kind !== 'unreadable' && { revision: reading.revision }),
    usable: reading.kind === 'ok',
  }
  if (outcome === 'conflict') {
    const message =
      'Not saved: the settings were changed meanwhile, in another tab or in an editor. Apply again to save yours instead.'
    return { outcome, message, ...known }
  }
  const first = firstHeartbeat(reading, now)
  return { outcome, message: savedText(reading), ...known, ...(first !== undefined && { first }) }
}

/** Epoch milliseconds of the next due slot. */
function firstHeartbeat(reading: Reading, now: number): number | undefined {
  const slot =
    reading.kind === 'ok' ? nextDueSlot(slotOf(now), reading.settings.monitoring.frequency) : undefined
  return slot === undefined ? undefined : slotStart(slot)
}

/** What was saved; when the first heartbeat goes out is for the page to say, in the zone of who reads it. */
function savedText(reading: Reading): string {
  if (reading.kind !== 'ok') return 'Saved, but no heartbeat goes out until the INI is mended (see below).'
  const { frequency, url } = reading.settings.monitoring
  if (frequency === 'Off') return 'Saved: heartbeating is Off.'
  return `Saved: a heartbeat every ${frequency} minutes to ${recogniseReceiver(url).name}.`
}
