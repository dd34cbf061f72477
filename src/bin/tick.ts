/** Starts bin/tick-run, which is the tick, with the code that V8 made of it for an earlier one. */
import { runWithKeptCode } from './shared/code-cache'
import { places } from './shared/environment'

const { runtime } = places()
runWithKeptCode(`${__dirname}/tick-run.js`, `${runtime}/tick.code`, `${runtime}/tick.json`)
