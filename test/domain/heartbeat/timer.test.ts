import { expect, it } from 'vitest'
import { type TimerState, timerTrouble } from '../../../src/domain/heartbeat/timer'

const bad = (detail: string) => ({ state: 'bad', detail })
const DISABLED =
  'intvlm8r-tick.timer is disabled: no tick comes after the next boot. Type: sudo systemctl enable intvlm8r-tick.timer'
const STOPPED =
  'npm start (process 7) was stopped, as by Ctrl-Z: no tick comes. Type fg in its terminal, or: kill -CONT 7'

it.each<[TimerState | undefined, boolean, unknown]>([
  [undefined, true, undefined],
  ['active', true, undefined],
  ['disabled', true, { state: 'warn', detail: DISABLED }],
  ['masked', true, bad('intvlm8r-tick.timer is masked')],
  ['failed', false, bad('intvlm8r-tick.timer is failed')],
  [{ start: 'stopped', pid: 7 }, true, bad(STOPPED)],
  [{ start: 'stopped', pid: 7 }, false, bad(STOPPED)],
  [{ start: 'gone', pid: 7 }, true, undefined],
  [{ start: 'gone', pid: 7 }, false, bad('npm start (process 7) is gone: start it again')],
])('the timer %j, with a web app that answers: %s', (timer, isWebUp, trouble) => {
  expect(timerTrouble(timer, isWebUp)).toStrictEqual(trouble)
})
