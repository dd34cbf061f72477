/** The form of a check: its schedule in words and its next times, as one types. The server works them out. */
import { t } from '../../src/domain/language/text'
import { fetchJson, LOGGED_OUT } from './parts/fetch-json'
import { keepFoldsTrue } from './parts/folds'
import { timeOf } from './parts/times'

interface Preview {
  readonly words: string
  readonly next: readonly number[]
  readonly problem?: string
}

const PAUSE_MS = 250
const FIELDS = ['kind', 'period', 'cron', 'oncalendar', 'zone', 'grace']

const form = document.querySelector<HTMLFormElement>('.check-form')
const place = document.getElementById('preview')

let timer: ReturnType<typeof setTimeout> | undefined
let requested = ''

function typed(): string {
  const all = new FormData(form ?? undefined)
  return String(new URLSearchParams(FIELDS.map(name => [name, String(all.get(name) ?? '')])))
}

/** The same of the page as the server sent it: entries that came back with Back or a reload differ from it. */
function sent(): string {
  const inputs = [...(form?.querySelectorAll('input') ?? [])]
  const sentIn = (field: string) =>
    inputs.find(({ name, type, defaultChecked }) => name === field && (type !== 'radio' || defaultChecked))
      ?.defaultValue ?? ''
  return String(new URLSearchParams(FIELDS.map(name => [name, sentIn(name)])))
}

async function update(): Promise<void> {
  const query = typed()
  if (query === requested) return
  requested = query
  const { status, body } = await fetchJson<Preview>(`/checks/schedule?${query}`)
  if (query !== requested) return
  if (status === 200) return show(body)
  requested = ''
  const problem =
    status === 401 ? t('You were logged out. Your entries are kept: log in when you save.') : body.error
  show({ words: '', next: [], ...(problem && { problem }) })
}

function show({ words, next, problem = '' }: Preview): void {
  const [said, why, times] = place?.children ?? []
  if (said) said.textContent = words
  if (why) why.textContent = problem
  times?.replaceChildren(
    ...next.map(at => {
      const item = document.createElement('li')
      const hint = document.createElement('span')
      hint.className = 'hint'
      hint.append(timeOf(at, 'ago'))
      item.append(timeOf(at, 'clock'), ' ', hint)
      return item
    }),
  )
}

// Typed entries are not given up for the log-in page: saving leads there, and back to them.
document.addEventListener(LOGGED_OUT, event => event.preventDefault())

for (const name of ['input', 'change'])
  form?.addEventListener(name, () => {
    clearTimeout(timer)
    timer = setTimeout(update, PAUSE_MS)
  })
if (form) keepFoldsTrue(form)
requested = sent()
void update()
