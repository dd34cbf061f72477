/** Remote monitoring: the interlock of form and buttons, Apply, and Heartbeat now. */
import { type Fields, interlock, urlProblem } from '../../src/domain/interlock'
import { recogniseReceiver } from '../../src/domain/receivers'
import type { FormAnswer } from '../../src/web/monitoring'
import { ask } from './parts/ask'
import { follow, hasEnded, type Shown } from './parts/progress'
import { refresh } from './parts/refresh'
import { timeOf } from './parts/times'

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const form = element<HTMLFormElement>('settings')
const frequency = element<HTMLSelectElement>('hbFreq')
const url = element<HTMLInputElement>('hbUrl')
const apply = element<HTMLButtonElement>('apply')
const now = element<HTMLButtonElement>('hbnow')
const revision = form.elements.namedItem('revision') as HTMLInputElement
/** Somebody who types is left in peace by the screen reader until a pause. */
const PAUSE_MS = 700

let saved: Fields | undefined =
  form.dataset.frequency === undefined
    ? undefined
    : { frequency: form.dataset.frequency, url: form.dataset.url ?? '' }
let saving = false
/** Another part of the INI has to be mended first. */
let faulty = form.dataset.faulty !== undefined
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

/** When the first heartbeat goes out, in the zone of the browser. */
function firstAt(first: number | undefined): readonly (string | Node)[] {
  return first === undefined ? [] : [' The first one goes out at ', timeOf(first, 'clock'), '.']
}

function notify(kind: 'ok' | 'warn' | 'bad', text: readonly (string | Node)[], ...more: Node[]): void {
  const box = document.createElement('div')
  box.className = `notice ${kind}`
  const words = document.createElement('p')
  words.append(...text)
  box.append(words, ...more)
  element('notice').replaceChildren(box)
  box.scrollIntoView({ block: 'nearest' })
}

/** What is saved now and what was typed, side by side, and a way back. */
function bothVersions(theirs: Fields, mine: Fields): Node[] {
  const list = document.createElement('dl')
  list.className = 'facts'
  for (const [name, fields] of [
    ['Saved now', theirs],
    ['You typed', mine],
  ] as const) {
    const row = document.createElement('div')
    const term = document.createElement('dt')
    const value = document.createElement('dd')
    term.textContent = name
    value.textContent = `${fields.frequency} · ${fields.url || 'no URL'}`
    row.append(term, value)
    list.append(row)
  }
  const back = document.createElement('a')
  back.href = '/monitoring'
  back.textContent = 'Drop mine and take what is saved'
  const line = document.createElement('p')
  line.append(back)
  return [list, line]
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
  if (body.revision !== undefined) revision.value = body.revision
  const message = body.message ?? body.error ?? `Not saved: the appliance answered ${status}.`
  if (body.outcome === 'conflict' && body.saved) notify('warn', [message], ...bothVersions(body.saved, mine))
  else notify(status === 200 ? 'ok' : 'bad', [message, ...firstAt(body.first)])
  showState()
  await refresh()
}

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
