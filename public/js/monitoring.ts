/** Remote monitoring: the interlock of form and buttons, Apply, and Heartbeat now. */
import { type Fields, interlock, urlProblem } from '../../src/domain/interlock'
import { recogniseReceiver } from '../../src/domain/receivers'
import type { FormAnswer } from '../../src/web/monitoring'
import { ask } from './parts/ask'
import { bothVersions, firstAt, notify } from './parts/notice'
import { follow, hasEnded, type Shown } from './parts/progress'
import { REFRESHED, refresh } from './parts/refresh'

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const form = element<HTMLFormElement>('settings')
const frequency = element<HTMLSelectElement>('hbFreq')
const url = element<HTMLInputElement>('hbUrl')
const apply = element<HTMLButtonElement>('apply')
const now = element<HTMLButtonElement>('hbnow')
const revision = form.elements.namedItem('revision') as HTMLInputElement
/** Somebody who types is left in peace by the screen reader until a pause. */
const PAUSE_MS = 700

/** What a page says of the INI. */
function savedOn({ dataset }: HTMLFormElement): Fields | undefined {
  const { frequency: minutes, url: address = '' } = dataset
  return minutes === undefined ? undefined : { frequency: minutes, url: address }
}

let saved = savedOn(form)
/** What the form showed before somebody typed. */
let untouched = saved ?? typed()
let saving = false
/** Another part of the INI has to be mended first. */
let faulty = form.dataset.faulty !== undefined
/** The INI that was last heard of; `revision` names the one that the form's edit began with. */
let heardOf = revision.value
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
  element('urlProblem').textContent = problem ?? ''
  showReceiver(problem === undefined ? fields.url : '')
}

function showReceiver(valid: string): void {
  const hint = element('receiver')
  if (valid === '') {
    hint.textContent =
      "The address that your receiver gave you, such as Healthchecks, Dead Man's Snitch or Uptime Kuma."
    return
  }
  const receiver = recogniseReceiver(valid)
  const name = document.createElement('strong')
  name.textContent = receiver.name
  hint.replaceChildren(name, `: ${receiver.hint}`)
}

function speak(): void {
  clearTimeout(pause)
  pause = window.setTimeout(() => {
    element('spoken').textContent = element('urlProblem').textContent || element('receiver').textContent
  }, PAUSE_MS)
}

async function save(): Promise<void> {
  const mine = typed()
  saving = true
  showState()
  const fields = { hbFreq: mine.frequency, hbUrl: mine.url, revision: revision.value }
  const { status, body } = await ask<FormAnswer>('/monitoring', new URLSearchParams(fields))
  saving = false
  if (body.saved) saved = body.saved
  if (body.usable !== undefined) faulty = !body.usable
  if (body.saved) untouched = body.saved
  if (body.revision !== undefined) {
    revision.value = body.revision
    heardOf = body.revision
  }
  const message = body.message ?? body.error ?? `Not saved: the appliance answered ${status}.`
  if (body.outcome === 'conflict' && body.saved) notify('warn', [message], bothVersions(body.saved, mine))
  else notify(status === 200 ? 'ok' : 'bad', [message, ...firstAt(body.first)])
  showState()
  await refresh()
}

/** The INI may have been changed elsewhere. What somebody has typed is kept, and stays in conflict with it. */
function takeOver(page: Document): void {
  const fresh = page.querySelector<HTMLFormElement>('#settings')
  const now = fresh?.querySelector<HTMLInputElement>('[name="revision"]')?.value ?? ''
  // An answer to Apply is under way, and knows better.
  if (!fresh || saving || now === heardOf) return
  heardOf = now
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
    const text = 'The settings were changed meanwhile, in another tab or in an editor.'
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

document.addEventListener(REFRESHED, event => takeOver((event as CustomEvent<Document>).detail))

const WORDS: Record<Shown['state'], string> = {
  queued: 'Queued: waiting for the worker',
  sending: 'Sending',
  retrying: 'The first attempt failed; one more follows in some seconds',
  delivered: 'Delivered',
  failed: 'Failed',
  missed: 'Missed: it was not sent',
}

function showProgress(progress: Shown): void {
  const box = element('progress')
  box.hidden = false
  box.dataset.state = progress.state
  box.classList.toggle('retried', progress.attempts.length > 1 || progress.state === 'retrying')
  const end = box.querySelector('[data-step="end"]')
  if (end)
    end.textContent =
      progress.state === 'failed' ? 'Failed' : progress.state === 'missed' ? 'Missed' : 'Delivered'
  const said = progress.detail === '' ? '' : ` (${progress.detail})`
  element('progressText').textContent = `${WORDS[progress.state]}${said}.`
  if (hasEnded(progress)) refresh()
}

let unfollow = () => {}

async function send(): Promise<void> {
  unfollow()
  const { status, body } = await ask<Shown>('/heartbeat-now', new URLSearchParams())
  if (status !== 202) {
    notify('bad', [body.error ?? `No heartbeat: the appliance answered ${status}.`])
    return
  }
  element('notice').replaceChildren()
  showProgress(body)
  unfollow = follow(body.job, showProgress, why => {
    element('progressText').textContent = why
  })
}

form.addEventListener('input', () => {
  showState()
  speak()
})
form.addEventListener('submit', event => {
  event.preventDefault()
  if (!apply.disabled) save()
})
element('nowForm').addEventListener('submit', event => {
  event.preventDefault()
  if (!now.disabled) send()
})
showState()

/** A heartbeat that was started without script, or in the page before a reload. */
const job = new URLSearchParams(location.search).get('job')
if (job !== null) follow(job, showProgress, () => {})
if (location.search !== '') history.replaceState(null, '', '/monitoring')
