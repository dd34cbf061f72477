import { CHANNEL_KINDS } from '../../../domain/alerts/channel-kinds'
import { WINDOW_FIELDS } from '../../../domain/alerts/maintenance'
import { UNIQUE_FIELDS } from '../../../domain/watch/asked-plan'
import { SIGNAL_SCHEMA, STATE_SCHEMAS, TIMES_SCHEMA } from '../../../domain/watch/check-json'
import { FLIP_WORDS } from '../../../domain/watch/flip-words'
import { PLAN_ROWS } from '../../../domain/watch/plan-fields'
import { SCHEDULE_SCHEMA } from '../../../domain/watch/schedule-field'
import { COUNT, FLAG, list, MOMENT, object, orNull, type Schema, TEXT } from '../../../domain/watch/schema'
import { STATUSES } from '../../../domain/watch/status'

const SENT: Record<string, Schema> = {}
const RETURNED: Record<string, Schema> = {}
for (const [key, { type, fallback }] of PLAN_ROWS) {
  if (type.json === undefined) continue
  const { schema, sent = schema } = type.json
  SENT[key] = fallback === undefined ? orNull(sent) : sent
  RETURNED[key] = schema
}

const PASSWORD = { ...orNull(TEXT), description: "guards the check's tag at /pyremto; never returned" }

/** The components of the API's document. */
export const SCHEMAS = {
  Schedule: SCHEDULE_SCHEMA,
  /** A plan as it is sent. */
  Plan: object({
    ...SENT,
    adopted: { ...FLAG, description: 'true: a check that waits becomes an ordinary one' },
    password: PASSWORD,
  }),
  /** A new plan as it is sent. */
  NewPlan: object({
    ...SENT,
    password: PASSWORD,
    unique: {
      ...list({ enum: UNIQUE_FIELDS }),
      description: 'a check that has the same values in these fields is changed instead',
    },
  }),
  Channel: object({ name: TEXT, kind: { enum: Object.keys(CHANNEL_KINDS) } }, ['name', 'kind']),
  NewWindow: object(
    {
      name: TEXT,
      settings: {
        ...object(
          Object.fromEntries(WINDOW_FIELDS.map(({ key, hint }) => [key, { ...TEXT, description: hint }])),
        ),
        description: 'as in the sections [window.NAME] of the INI',
      },
    },
    ['name', 'settings'],
  ),
  Window: object(
    {
      name: TEXT,
      origin: { enum: ['ini', 'page', 'peer'] },
      settings: { type: 'object', additionalProperties: TEXT },
      since: { ...MOMENT, description: 'while it lasts: when it began' },
      until: { ...MOMENT, description: 'while it lasts: its end' },
      next: { ...MOMENT, description: 'when it begins next' },
    },
    ['name', 'origin', 'settings', 'since', 'until', 'next'],
  ),
  Flip: object(
    {
      seq: { ...COUNT, description: "counts the check's flips from 1" },
      from: { enum: STATUSES },
      to: { enum: STATUSES },
      reason: { enum: Object.keys(FLIP_WORDS) },
      at: { ...MOMENT, description: 'when it was noticed' },
      due: { ...MOMENT, description: 'when it came about' },
    },
    ['seq', 'from', 'to', 'reason', 'at', 'due'],
  ),
  /** A check as it is returned. */
  Check: object({ ...RETURNED, ...STATE_SCHEMAS }, [
    'publicId',
    'name',
    'slug',
    'schedule',
    'grace',
    'status',
    'since',
    'origin',
  ]),
  Signal: SIGNAL_SCHEMA,
  Times: TIMES_SCHEMA,
  Error: object({ error: TEXT, faults: list(object({ field: TEXT, reason: TEXT }, ['field', 'reason'])) }, [
    'error',
  ]),
}
