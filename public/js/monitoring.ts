/** Remote monitoring: the interlock of form and buttons, Apply, and Heartbeat now. */

import { isOutcome } from '../../src/domain/heartbeat/heartbeat'
import { type Fields, interlock, urlProblem } from '../../src/domain/heartbeat/interlock'
import type { FormAnswer, ProgressAnswer } from '../../src/domain/heartbeat/page-answers'
import { endStep, progressWords, wasRetried } from '../../src/domain/heartbeat/progress-words'
import { recogniseReceiver } from '../../src/domain/heartbeat/receivers/index'
import { pingUrlDoubt } from '../../src/domain/heartbeat/receivers/ping-url'
import { t, tStored } from '../../src/domain/language/text'
import { pastedUrl } from '../../src/domain/net/web-url'
import { fetchJson, LOGGED_OUT } from './parts/fetch-json'
import { around, bothVersions, firstAt, notify } from './parts/notice'
import { followHeartbeat } from './parts/progress'
import { REFRESHED, refresh } from './parts/refresh'

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const form = element<HTMLFormElement>('settings')
const frequency = element<HTMLSelectElement>('hbFreq')
const url = element<HTMLInputElement>('hbUrl')
const apply = element<HTMLButtonElement>('apply')
const now = element<HTMLButtonElement>('hbnow')
const revision = form.elements.namedItem('revision') as HTMLInputElement
/** The screen reader announces a problem only after a pause in the typing. */
const PAUSE_MS = 700

/** The saved settings that a page carries. */
function savedOn({ dataset }: HTMLFormElement): Fields | undefined {
  const { frequency: minutes, url: address = '' } = dataset
  return minutes === undefined ? undefined : { frequency: minutes, url: address }
}

let saved = savedOn(form)
/** The form's values before anything was typed. */
let untouched = saved ?? typed()
let saving = false
/** Whether another part of the INI has to be mended first. */
let faulty = form.dataset.faulty !== undefined
/** The newest known revision of the INI; the form's `revision` is the one that the edit began with. */
let latestRevision = revision.value
let pause: number | undefined

function typed(): Fields {
  return { frequency: frequency.value, url: url.value }
}

function showState(): void {
  const fields = typed()
  const may = interlock(fields, saved)
  apply.disabled = !may.apply || saving || url.disabled
  now.disabled = !may.now || faulty

  const problem = urlProblem(fields)
  url.classList.toggle('redborder', problem !== undefined)
  if (problem === undefined) url.removeAttribute('aria-invalid')
  else url.setAttribute('aria-invalid', 'true')
  element('urlProblem').textContent = tStored(problem ?? '')
  showReceiver(problem === undefined ? fields.url : '')
  element('urlDoubt').textContent = tStored(pingUrlDoubt(fields.url) ?? '')
}

function showReceiver(valid: string): void {
  const hint = element('receiver')
  if (valid === '') {
    hint.textContent = hint.dataset.none ?? ''
    return
  }
  const receiver = recogniseReceiver(valid)
  const name = document.createElement('strong')
  name.textContent = tStored(receiver.name)
  hint.replaceChildren(name, `: ${tStored(receiver.hint)}`)
}

function announce(): void {
  clearTimeout(pause)
  pause = window.setTimeout(() => {
    element('spoken').textContent =
      element('urlProblem').textContent ||
      `${element('receiver').textContent} ${element('urlDoubt').textContent}`
  }, PAUSE_MS)
}

async function save(): Promise<void> {
  const mine = typed()
  const byKeyboard = document.activeElement === apply
  saving = true
  showState()
  const fields = { hbFreq: mine.frequency, hbUrl: mine.url, revision: revision.value }
  const { status, body } = await fetchJson<FormAnswer>('/monitoring', new URLSearchParams(fields))
  saving = false
  if (body.saved) saved = body.saved
  if (body.usable !== undefined) faulty = !body.usable
  if (body.saved) untouched = body.saved
  if (body.outcome === 'saved') hideProgress()
  if (body.revision !== undefined) {
    revision.value = body.revision
    latestRevision = body.revision
    // The kept draft is one of this revision from now on.
    form.dispatchEvent(new Event('change'))
  }
  if (status === 401) {
    showLoggedOut(t('You were logged out: {link}, then apply again.'))
    showState()
    return
  }
  const message = body.message ?? body.error ?? t('Not saved: the appliance answered {n}.', { n: status })
  if (body.outcome === 'conflict' && body.saved) notify('warn', [message], bothVersions(body.saved, mine))
  else notify(status === 200 ? 'ok' : 'bad', [message, ...firstAt(body.first)])
  showState()
  // A button that was disabled has lost the focus.
  if (byKeyboard) (now.disabled ? element('notice') : now).focus()
  await refresh()
}

/** Takes over settings that were changed elsewhere. Typed values are kept, with a notice about the conflict. */
function takeOver(page: Document): void {
  const fresh = page.querySelector<HTMLFormElement>('#settings')
  const now = fresh?.querySelector<HTMLInputElement>('[name="revision"]')?.value ?? ''
  // The answer to Apply, which is under way, is newer.
  if (!fresh || saving || now === latestRevision) return
  latestRevision = now
  saved = savedOn(fresh)
  faulty = fresh.dataset.faulty !== undefined
  const mine = typed()
  if (isSame(mine, untouched) || (saved && isSame(mine, saved))) {
    const shown = fieldsIn(fresh)
    frequency.replaceChildren(...(fresh.querySelector('#hbFreq')?.children ?? []))
    frequency.value = shown.frequency
    url.value = shown.url
    revision.value = now
    untouched = saved ?? typed()
  } else if (saved) {
    const text = t('The settings were changed meanwhile, in another tab or in an editor.')
    notify('warn', [text], bothVersions(saved, mine))
  }
  showState()
}

function fieldsIn(fresh: HTMLFormElement): Fields {
  const fields = new FormData(fresh)
  return { frequency: String(fields.get('hbFreq') ?? ''), url: String(fields.get('hbUrl') ?? '') }
}

function isSame(one: Fields, other: Fields): boolean {
  return one.frequency === other.frequency && one.url === other.url
}

document.addEventListener(REFRESHED, event => {
  if (linkToLogIn()) element('notice').replaceChildren() // Somebody has logged in again.
  takeOver((event as CustomEvent<Document>).detail)
})

function showProgress(progress: ProgressAnswer): void {
  const { state, attempts } = progress
  stepTo(state, tStored(progressWords(progress)), wasRetried(state, attempts))
  element('endStep').textContent = tStored(endStep(state))
  if (isOutcome(state)) refresh()
}

function stepTo(state: ProgressAnswer['state'] | 'asking', words: string, retried = false): void {
  const box = element('progress')
  box.hidden = false
  box.dataset.state = state
  box.classList.toggle('retried', retried)
  element('progressText').textContent = words
}

let unfollow = () => {}

/** The heartbeat that was followed is none of the settings that are saved now. */
function hideProgress(): void {
  unfollow()
  element('progress').hidden = true
}

function followJob(job: string): void {
  unfollow = followHeartbeat(job, showProgress, why => {
    element('progressText').textContent = why
  })
}

async function send(): Promise<void> {
  unfollow()
  // `disabled` would take the focus away.
  now.setAttribute('aria-disabled', 'true')
  stepTo('asking', t('Asking the appliance…'))
  const { status, body } = await fetchJson<ProgressAnswer>('/heartbeat-now', new URLSearchParams())
  now.removeAttribute('aria-disabled')
  if (status === 202) {
    element('notice').replaceChildren()
    showProgress(body)
    followJob(body.job)
    return
  }
  element('progress').hidden = true
  if (status === 401) showLoggedOut(t('You were logged out: {link}, then press again.'))
  else notify('bad', [body.error ?? t('No heartbeat: the appliance answered {n}.', { n: status })])
}

function showLoggedOut(text: string): void {
  const link = document.createElement('a')
  link.href = '/login'
  link.target = '_blank'
  link.textContent = t('log in in another tab')
  notify('bad', around(text, link))
}

const linkToLogIn = () => element('notice').querySelector('[href="/login"]')

// Typed values are not given up for the log-in page. The page goes on asking: its link stays, and keeps the focus.
document.addEventListener(LOGGED_OUT, event => {
  if (isSame(typed(), untouched)) return
  event.preventDefault()
  if (!linkToLogIn()) showLoggedOut(t('You were logged out: {link}, then apply again.'))
})

/** A paste that replaces the whole field loses what copying adds to a URL; typed text stays as it is. */
url.addEventListener('paste', event => {
  const text = event.clipboardData?.getData('text') ?? ''
  const isWhole = url.selectionStart === 0 && url.selectionEnd === url.value.length
  if (!isWhole || pastedUrl(text) === text) return
  event.preventDefault()
  url.value = pastedUrl(text)
  url.dispatchEvent(new Event('input', { bubbles: true }))
})

form.addEventListener('input', () => {
  showState()
  announce()
})
form.addEventListener('submit', event => {
  event.preventDefault()
  if (!apply.disabled) save()
})
element('nowForm').addEventListener('submit', event => {
  event.preventDefault()
  if (!now.disabled && !now.hasAttribute('aria-disabled')) send()
})
showState()

/** The heartbeat that a form without script started. */
const job = new URLSearchParams(location.search).get('job')
if (job !== null) followJob(job)
if (location.pathname + location.search !== '/monitoring') history.replaceState(null, '', '/monitoring')
