/** One check: it follows what happens, and its recipes can be copied. */
import { useCopyButtons } from './parts/copy'
import { keepLive } from './parts/live-updates'

const { check = '' } = document.querySelector<HTMLElement>('[data-check]')?.dataset ?? {}
keepLive(`/checks/events?check=${check}`)
useCopyButtons()
