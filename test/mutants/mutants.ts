/** `npm run test:mutants [layer ...]`: puts small faults into the code one at a time, and counts those that a test notices. */
import { mkdirSync } from 'node:fs'
import { LAYERS } from './layers'
import { report } from './report'
import { trySwitched } from './switched'
import { tryByText } from './text'

const SIZES = { switches: 300, text: 60 }

const names = process.argv.slice(2)
const odd = names.find(name => !(name in LAYERS))
if (odd !== undefined) {
  console.error(`There is no layer "${odd}"; there are ${Object.keys(LAYERS).join(', ')}.`)
  process.exit(2)
}

mkdirSync('build/mutants', { recursive: true })
const seed = Number(process.env.SEED ?? 1)
for (const name of names.length > 0 ? names : Object.keys(LAYERS)) {
  const layer = LAYERS[name]!
  const sample = { size: Number(process.env.MUTANTS_SIZE ?? SIZES[layer.by]), seed }
  const outcome = await (layer.by === 'switches' ? trySwitched : tryByText)(name, layer, sample)
  console.log(`${name}: ${outcome.caught} of ${outcome.tried} noticed (of ${outcome.of}), seed ${seed}`)
  report(name, layer, sample, outcome)
}
