/** Starts bin/tick-run, the tick itself, with the code that V8 compiled for an earlier tick. */
import { runCached } from './shared/code-cache'
import { places } from './shared/environment'

const { runtime } = places()
runCached(`${__dirname}/tick-run.js`, `${runtime}/tick.code`, `${runtime}/tick.json`)
