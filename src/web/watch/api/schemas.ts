import { SIGNAL_SCHEMA, STATE_SCHEMAS } from '../../../domain/watch/check-json'
import { PLAN_ROWS } from '../../../domain/watch/plan-fields'
import { SCHEDULE_SCHEMA } from '../../../domain/watch/schedule-field'
import { list, object, orNull, type Schema, TEXT } from '../../../domain/watch/schema'

const SENT: Record<string, Schema> = {}
const RETURNED: Record<string, Schema> = {}
for (const [key, { type, fallback }] of PLAN_ROWS) {
  if (type.json === undefined) continue
  const { schema, sent = schema } = type.json
  SENT[key] = fallback === undefined ? orNull(sent) : sent
  RETURNED[key] = schema
}

/** The components of the API's document. */
export const SCHEMAS = {
  Schedule: SCHEDULE_SCHEMA,
  /** A plan as it is sent. */
  Plan: object({
    ...SENT,
    password: { ...orNull(TEXT), description: "guards the check's tag at /pyremto; never returned" },
  }),
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
  Error: object({ error: TEXT, faults: list(object({ field: TEXT, reason: TEXT }, ['field', 'reason'])) }, [
    'error',
  ]),
}
