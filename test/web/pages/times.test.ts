import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const VIEWS = readdirSync('views', { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.ejs'),
)

/** A moment as the place of a sentence: both forms where none is named. */
const IN_A_SENTENCE = /\btime\(([\w.]+)(?:, '([a-z ]+)')?\)/g

/** Moments that stand in one form alone, and the reason for each. */
const ALONE = [
  // It is always of this very moment.
  'alerts/status-page.ejs: snapshot.at as stamp',
  // A message that is read out when it changes; the card beside it has both.
  'heartbeat/monitoring.ejs: notice.first as clock',
  // It is the name of a heartbeat.
  'partials/overdue.ejs: overdue.at as clock',
]

test('each moment on a page is given by the clock and by its distance, both as text', () => {
  const alone: string[] = []
  let moments = 0
  for (const name of VIEWS) {
    const shown = [
      ...readFileSync(`views/${name}`, 'utf8').matchAll(
        /include\('(?:\.\.\/partials\/)?time', \{ at(?:: ([\w.]+))?, form: '([a-z ]+)' \}/g,
      ),
      ...readFileSync(`views/${name}`, 'utf8').matchAll(IN_A_SENTENCE),
    ].map(([, at = 'at', form = 'clock ago']) => ({ at, isDistance: /\bago\b/.test(form), form }))
    moments += shown.length
    for (const { at, form, isDistance } of shown) {
      if (form.includes(' ')) continue
      const isPaired = shown.some(
        other => other.at === at && !other.form.includes(' ') && other.isDistance !== isDistance,
      )
      if (!isPaired) alone.push(`${name}: ${at} as ${form}`)
    }
  }
  expect(alone.sort()).toEqual(ALONE)
  // No call is written in a way that the pattern above misses.
  const all = VIEWS.map(
    name =>
      readFileSync(`views/${name}`, 'utf8').match(/include\('[^']*\btime'(?!, \{ at, form \})|\btime\(/g) ??
      [],
  )
  expect(moments).toBe(all.flat().length)
  expect(moments).toBeGreaterThan(40)
})
