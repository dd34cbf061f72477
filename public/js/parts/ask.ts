/** The server's answer in JSON, or what kept it from coming. */
export type Answer<T> = { readonly status: number; readonly body: T & { readonly error?: string } }

/** Posts a form's fields. Somebody who was logged out meanwhile is sent to the log-in. */
export async function ask<T>(path: string, form?: URLSearchParams): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      headers: { Accept: 'application/json' },
      ...(form && { method: 'POST', body: form }),
    })
    if (response.redirected || response.status === 401) location.reload()
    return { status: response.status, body: await response.json() }
  } catch {
    const error = 'The appliance cannot be reached from here. Check the connection and try again.'
    return { status: 0, body: { error } as T & { error: string } }
  }
}
