/**
 * `npm run bench`: measures the installed Debian package, prints a table, and writes docs/performance.md.
 * `npm run bench -- tick page` measures these parts only, and INTVLM8R_BENCH=short takes fewer and shorter runs, for
 * first figures while tuning; both leave docs/performance.md alone.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fillHistory, startReceiver, withRedis } from './heartbeats'
import { installIn, unpackPackage } from './installed'
import { logIn } from './page'
import { BEFORE, PARTS } from './parts'
import { isMet, machine, markdown, type Row, shown } from './report'
import { SHORT, type Stopped, WHOLE } from './setting'

const PAGE = 'docs/performance.md'
const isShort = process.env.INTVLM8R_BENCH === 'short'

// Options from outside would add to every start of Node.
for (const name of ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS']) delete process.env[name]

const wanted = process.argv.slice(2)
const known = [...Object.keys(BEFORE), ...Object.keys(PARTS)]
const odd = wanted.find(name => !known.includes(name))
if (odd !== undefined) {
  console.error(`There is no part "${odd}"; there are ${known.join(', ')}.`)
  process.exit(2)
}

const folder = resolve('build/bench')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const rows: Row[] = []
const unpacked = unpackPackage(folder)
const appliance = await installIn(folder, unpacked)
const stopped: Stopped = { folder, unpacked, appliance, runs: isShort ? SHORT : WHOLE, note }
await measure(BEFORE, stopped)

const receiver = await startReceiver()
const running = await appliance.start()
try {
  await appliance.configure('5', receiver.url)
  await withRedis(appliance, redis => fillHistory(redis, receiver))
  const cookie = await logIn(appliance)
  await measure(PARTS, { ...stopped, running, receiver, cookie })
} finally {
  await running.stop()
  receiver.close()
}

const measuredOn = `Measured by \`npm run bench\` on ${machine()}.`
console.log(`\n${markdown(rows)}\n\n${measuredOn}`)
if (!isShort && wanted.length === 0) writePage()
rmSync(folder, { recursive: true, force: true })

async function measure<State>(
  parts: Readonly<Record<string, (state: State) => Promise<void>>>,
  state: State,
): Promise<void> {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const started = performance.now()
    await part(state)
    console.log(`  (${name}: ${Math.round((performance.now() - started) / 1_000)} s)`)
  }
}

function note(row: Row): void {
  rows.push(row)
  console.log(`${isMet(row) ? '  ' : '! '}${row.what}: ${shown(row.value)} ${row.unit} (${row.figures})`)
}

/** Replaces the measured part of the page, and leaves the text below it. */
function writePage(): void {
  const text = readFileSync(PAGE, 'utf8')
  const [head = '', rest = ''] = text.split('<!-- measured -->\n')
  const [, below = ''] = rest.split('<!-- /measured -->\n')
  const measured = `${measuredOn}\n\n${markdown(rows)}\n`
  writeFileSync(PAGE, `${head}<!-- measured -->\n${measured}<!-- /measured -->\n${below}`)
}
