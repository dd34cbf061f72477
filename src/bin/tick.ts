/** Starts bin/tick-run, which is the tick, with the code that V8 made of it for the last one. */
import { join } from 'node:path'
import { runWithKeptCode } from './code-cache'
import { places } from './environment'

/** What scripts/build.mjs made of bin/tick-run; another build has other code. */
declare const TICK_BUILD: string

runWithKeptCode(join(__dirname, 'tick-run.js'), TICK_BUILD, join(places().runtime, 'tick.code'))
