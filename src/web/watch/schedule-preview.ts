/** A schedule as it is typed: in words, and the next times by it. The form and its script get both from here. */
import { type Request, Router } from 'express'
import type { ScheduleWords } from '../../domain/alerts/ports'
import { tStored } from '../../domain/language/text'
import { parseDuration } from '../../domain/time/duration'
import type { PlanFault } from '../../domain/watch/check-plan'
import { planFaults, planOf } from '../../domain/watch/check-plan'
import { PLAN_FIELDS } from '../../domain/watch/plan-fields'
import { dueAfterOf, nextMoments, type Schedule } from '../../domain/watch/schedule'
import { sentence } from '../pages/form'
import type { AppPorts } from '../ports'
import { type CheckFields, emptyFields, typedPlan } from './check-form'

/** Times that are shown. */
const NEXT = 5

export interface SchedulePreview {
  /** Empty while it has a fault. */
  readonly words: string
  /** Epoch milliseconds; none for a period, whose times follow the check-ins. */
  readonly next: readonly number[]
  /** The reason why it cannot be used, as a sentence. */
  readonly problem?: string
}

/** The schedule that stands in the form, for the page itself. */
export async function previewOf(
  scheduleWords: ScheduleWords,
  fields: CheckFields,
  now: number,
): Promise<SchedulePreview> {
  const { kind = '', period = '', cron = '', oncalendar = '', zone = '', grace = '' } = fields
  const { changes, faults } = typedPlan({ ...emptyFields(), kind, period, cron, oncalendar, zone })
  const { schedule } = changes
  const [fault] = schedule === undefined ? faults : [...faults, ...scheduleFaults(schedule, now)]
  if (schedule === undefined || fault !== undefined)
    return { words: '', next: [], ...(fault && { problem: sentence(tStored(fault.reason)) }) }
  const words = await scheduleWords(schedule, parseDuration(grace) ?? PLAN_FIELDS.grace.fallback ?? 0)
  return { words, next: schedule.kind === 'period' ? [] : nextMoments(dueAfterOf(schedule), now, NEXT) }
}

function scheduleFaults(schedule: Schedule, since: number): readonly PlanFault[] {
  return planFaults(planOf({ name: 'x', schedule }), { since }).filter(({ key }) => key === 'schedule')
}

/** `GET /checks/schedule?kind=cron&cron=...&zone=...&grace=...`: `{"words": "...", "next": [epoch ms, ...]}`. */
export function schedulePreviewDoor({ now, scheduleWords }: Pick<AppPorts, 'now' | 'scheduleWords'>): Router {
  const door = Router()
  door.get('/checks/schedule', async (request, response) => {
    response.json(await previewOf(scheduleWords, textsIn(request), now()))
  })
  return door
}

/** A schedule is short: longer texts are cut, so that nobody waits for them. */
function textsIn({ query }: Request): CheckFields {
  const texts = Object.entries(query).filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value).slice(0, 500)]))
}
