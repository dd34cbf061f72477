import { describe, expect, it } from 'vitest'
import { retryDelay } from '../../../src/domain/heartbeat/heartbeat'
import {
  ATTEMPT_MS,
  DUTY_MS,
  END_MS,
  HEARTBEAT_LATE_MS,
  JOB_LOCK_MS,
  PAGE_MS,
  RETRY_TICK_MS,
  STAND_BY,
  TICK_LATE_MS,
  TICK_PATIENCE_MS,
} from '../../../src/domain/time/limits'
import { SLOT_MS } from '../../../src/domain/time/slot'
import { REQUEST_TIMEOUT_MS } from '../../../src/io/redis/client'

describe('the time limits', () => {
  it.each([
    ['a worker owns a heartbeat for longer than an attempt', ATTEMPT_MS, JOB_LOCK_MS / 2],
    ['two attempts and the pause between fit into a slot', 2 * ATTEMPT_MS + retryDelay(1), SLOT_MS],
    ['a tick waits for longer than the web app does for Redis', REQUEST_TIMEOUT_MS, TICK_PATIENCE_MS],
    [
      'a heartbeat that goes well, with its retry, is never late',
      TICK_PATIENCE_MS + 2 * ATTEMPT_MS + retryDelay(1),
      HEARTBEAT_LATE_MS,
    ],
    [
      'a watch that waits for its peer, and sends then, is never late',
      TICK_PATIENCE_MS + STAND_BY.most * STAND_BY.ms + DUTY_MS.first + DUTY_MS.silent + ATTEMPT_MS,
      HEARTBEAT_LATE_MS,
    ],
    [
      'the peer that is waited for has time for both attempts',
      2 * ATTEMPT_MS + retryDelay(1),
      STAND_BY.most * STAND_BY.ms,
    ],
    [
      'a heartbeat that is requested again has time for both attempts',
      TICK_PATIENCE_MS + 2 * ATTEMPT_MS + retryDelay(1),
      RETRY_TICK_MS.reserve,
    ],
    ['a tick that starts late still ends in its slot', TICK_LATE_MS + TICK_PATIENCE_MS, SLOT_MS],
    ['a program ends after its attempt', ATTEMPT_MS, END_MS.program],
    ['a program ends after its sweep and its alerts', END_MS.sweep + END_MS.alerts, END_MS.program],
    ['a program ends by itself before it is killed', END_MS.program + END_MS.threads, END_MS.part],
    [
      'a page survives one lost request',
      PAGE_MS.refresh + PAGE_MS.answer + PAGE_MS.retry,
      PAGE_MS.stale - PAGE_MS.answer,
    ],
    ['a page is not older than 5 s while a heartbeat is under way', PAGE_MS.busy + 1_000, 5_000],
    ['a stream of events is never quiet for 20 s', PAGE_MS.event, 20_000],
    ['a stream may lose one of its events', 2 * PAGE_MS.event, PAGE_MS.stale],
    ['`npm start` ends after its programs and its Redis', 2 * END_MS.part, END_MS.start],
  ])('%s', (_name, shorter, longer) => {
    expect(shorter).toBeLessThan(longer)
  })
})
