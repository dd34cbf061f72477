/** `npm run test:mutants [layer or file ...]`: puts small faults into the code one at a time, and counts those that a test notices. */
import { mkdirSync, readFileSync } from 'node:fs'
import { LAYERS, layerOf } from './layers'
import { report } from './report'
import { trySwitched } from './switched'

const SIZE = 300

const names = process.argv.slice(2)
const odd = names.find(name => layerOf(name) === undefined)
if (odd !== undefined) {
  console.error(`There is no layer or file "${odd}"; the layers are ${Object.keys(LAYERS).join(', ')}.`)
  process.exit(2)
}

mkdirSync('build/mutants', { recursive: true })
const seed = Number(process.env.SEED ?? 1)
for (const name of names.length > 0 ? names : Object.keys(LAYERS)) {
  const layer = layerOf(name)!
  process.env.MUTANTS_SUITE = layer.suite ?? ''
  const isWhole = name in LAYERS
  const size = isWhole ? SIZE : Number.POSITIVE_INFINITY
  const sample = { size: Number(process.env.MUTANTS_SIZE ?? size), seed }
  const place = `build/mutants/${name.replaceAll('/', '-')}`
  const outcome = await trySwitched(place, layer, sample)
  console.log(`${name}: ${outcome.caught} of ${outcome.tried} noticed (of ${outcome.of}), seed ${seed}`)
  if (isWhole) report(name, layer, sample, outcome)
  else console.log(readFileSync(`${place}.txt`, 'utf8'))
}
