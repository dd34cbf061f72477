/** The page of a check: it is kept up to date, and its recipes can be copied. */
import { useCopyButtons } from './parts/copy'
import { useLiveUpdates } from './parts/live-updates'

const { check = '' } = document.querySelector<HTMLElement>('[data-check]')?.dataset ?? {}
useLiveUpdates(`/checks/events?check=${check}`)
useCopyButtons()
