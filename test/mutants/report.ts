import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { LAYERS, type Layer } from './layers'
import { lowerEnd } from './sample'

const PAGE = 'docs/mutants.md'

/** How many faults are drawn, and by which seed. */
export interface Sample {
  readonly size: number
  readonly seed: number
}

/** Counts of faults: all that there are, those tried, those noticed by a test, and of these, by a limit of time alone. */
export interface Outcome {
  readonly of: number
  readonly tried: number
  readonly caught: number
  readonly byTime: number
  /** Its tests were not run to their end. */
  readonly isCut: boolean
}

interface Row extends Outcome {
  readonly aim: number
  readonly seed: number
  readonly commit: string
  readonly date: string
}

const HEAD = `# Mutants

Written by \`npm run test:mutants\`, which puts small faults into the code one at a time and counts those that a test
notices: first those of the same layer, and of what they miss, those of the layers that use it. The faults are those of
Stryker; in scripts of Redis, comparisons and links changed, conditions turned, and calls left out. Programs that a test
starts, and pages of the browser, have the faults as well. A layer with more faults than the sample is judged by the lower
end of the 95 % interval of its share. \`npm run test:mutants domain web\` takes these layers only, \`MUTANTS_SIZE=50\` fewer
faults each, \`SEED=n\` others; what was missed stands in \`build/mutants/<layer>.txt\`.

- Wording is left out: a string with a blank in it, or one given to \`t\`, for people or for the log, may be worded anew
  without a test. So is the German catalogue, which the tests in \`test/language\` compare with the pages.
- So is the empty list in place of a match whose first element nobody reads: \`const [, name] = form.exec(text) ?? []\`.
- A fault counts as noticed only if the test passes without it before and after. *By time* are those among them that only
  a limit of time showed.
- *Cut*: \`MUTANTS_MINUTES\` ended the tests of the layer, and what they had not noticed by then counts as missed: the share of
  such a row says how far the run came, not how good the tests are.
- A fault that no test can show is named in the source, with the reason: \`// Stryker disable next-line ...\`.
- A test of more than half a second tries no fault that 20 others have missed, one of more than three seconds none that so
  many have missed as it can do in a minute, a quick one none that 100 have, and a test of another layer none that 30 have. A
  file's own tests, by its name, try all of its faults. They come first, and quick ones before slow ones.
`

/** Writes a layer's row on the page, in place of that of an earlier run; those of other layers stay. */
export function report(name: string, layer: Layer, { seed }: Sample, outcome: Outcome): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const row = { ...outcome, aim: layer.aim, seed, commit, date: new Date().toISOString().slice(0, 10) }
  const before = readFileSync(PAGE, 'utf8').split('\n')
  const lines = Object.keys(LAYERS).flatMap(key =>
    key === name ? [line(name, row)] : before.filter(text => text.startsWith(`| ${key} |`)),
  )
  writeFileSync(PAGE, [HEAD, TABLE, ...lines, ''].join('\n'))
}

const TABLE = `| layer | faults | tried | noticed | by time | share | at least | aim | met | tests | seed | commit | date |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`

function line(name: string, { of, tried, caught, byTime, aim, isCut, seed, commit, date }: Row): string {
  const atLeast = tried === of ? caught / tried : lowerEnd(caught, tried)
  const met = atLeast >= aim ? 'yes' : 'no'
  const cells = [
    name,
    of,
    tried,
    caught,
    byTime,
    percent(caught / tried),
    percent(atLeast),
    percent(aim),
    met,
    isCut ? 'cut' : 'all',
  ]
  return `| ${[...cells, seed, commit, date].join(' | ')} |`
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
