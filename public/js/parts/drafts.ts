/**
 * Entries that were typed come back with the Back button and with a reload, which the browser does not do for pages that
 * it may not store. They are kept in the tab's own storage until it closes, or its owner logs out. What a page never
 * shows, a password, is not kept.
 */

const PREFIX = 'draft '

interface Entry {
  readonly value: string
  readonly checked: boolean
}

interface Draft {
  readonly entries: readonly Entry[]
  /** The revision that the form was sent with. */
  readonly sent?: string
}

export function keepDrafts(): void {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const isReturn = visit?.type === 'back_forward' || visit?.type === 'reload'
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
    const key = `${PREFIX}${form.dataset.draft}`
    if (isReturn) fill(form, sessionStorage.getItem(key))
    else sessionStorage.removeItem(key)
    const keep = (sent?: string) => {
      const draft: Draft = { entries: inputsOf(form).map(entryOf), ...(sent !== undefined && { sent }) }
      sessionStorage.setItem(key, JSON.stringify(draft))
    }
    form.addEventListener('input', () => keep())
    form.addEventListener('change', () => keep())
    document.addEventListener('submit', event => {
      if (event.target === form && !event.defaultPrevented) keep(revisionOf(form))
    })
  }
  for (const form of document.querySelectorAll('form:is([action="/logout"], [action="/sessions/end"])'))
    form.addEventListener('submit', forget)
}

type DraftInput = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

function inputsOf(form: HTMLFormElement): DraftInput[] {
  return [...form.querySelectorAll<DraftInput>('input:not([type="password"]), select, textarea')]
}

function entryOf(input: DraftInput): Entry {
  return { value: input.value, checked: input instanceof HTMLInputElement && input.checked }
}

/** The revision that the form begins with; empty in the form of something new. */
function revisionOf(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>('[name=revision]')?.value ?? ''
}

/** Fills in the entries unless the form has changed its fields since, or its entries have been saved. */
function fill(form: HTMLFormElement, json: string | null): void {
  const { entries = [], sent }: Partial<Draft> = json === null ? {} : JSON.parse(json)
  const inputs = inputsOf(form)
  if (entries.length !== inputs.length || (sent !== undefined && sent !== revisionOf(form))) return
  for (const [index, input] of inputs.entries()) {
    const { value, checked } = entries[index] as Entry
    if (input instanceof HTMLInputElement && /^(checkbox|radio)$/.test(input.type)) input.checked = checked
    else input.value = value
  }
}

function forget(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
}
