/** A run through many checks: sends its next request. Whoever presses "Stop here" has a moment for it. */
const PAUSE_MS = 400

setTimeout(() => document.querySelector<HTMLFormElement>('#run')?.requestSubmit(), PAUSE_MS)
