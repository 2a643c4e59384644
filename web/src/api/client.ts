import type { Refusal } from './types'

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly errors: Refusal[],
    readonly retryAfter: number | null = null,
    readonly total: number | null = null,
    /** The bad rows with their reasons as CSV, where the server gives them. */
    readonly mend = '',
  ) {
    super(errors[0]?.text_en ?? `HTTP ${status}`)
  }
}

export type Query = Record<string, string | number | string[] | null | undefined>

let csrf = ''
let signedOut: () => void = () => undefined

export function setCsrf(token: string): void {
  csrf = token
}
export function onSignedOut(f: () => void): void {
  signedOut = f
}

export function address(path: string, query: Query = {}): string {
  const q = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) q.append(key, String(one))
  }
  const text = q.toString()
  return text ? `${path}?${text}` : path
}

const offline: Refusal = {
  code: 'E_OFFLINE', row: 0, field: '', value: '',
  text_zh: '连接中断', text_en: 'Connection lost', hint_zh: '稍后重试', hint_en: 'Try again',
}

export async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  let payload: BodyInit | null = null
  if (body instanceof Blob) {
    // The server looks at the first bytes for the type, whatever the browser believes.
    headers['Content-Type'] = 'application/octet-stream'
    payload = body
  } else if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    payload = JSON.stringify(body)
  }
  if (method !== 'GET' && csrf) headers['X-Weir-CSRF'] = csrf
  let answer: Response
  try {
    answer = await fetch(path, { method, headers, body: payload, signal: signal ?? null, credentials: 'same-origin' })
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e
    throw new ApiError(0, [offline])
  }
  const text = await answer.text()
  if (!answer.ok) {
    let told: { errors?: Refusal[]; total?: number; mend?: string } = {}
    try {
      told = JSON.parse(text) as typeof told
    } catch {
      // A proxy's page instead of the server's JSON: the status alone is said.
    }
    if (answer.status === 401 && path !== '/api/session') signedOut()
    const wait = answer.headers.get('Retry-After')
    throw new ApiError(answer.status, told.errors ?? [], wait ? Number(wait) : null, told.total ?? null, told.mend ?? '')
  }
  return (text ? JSON.parse(text) : null) as T
}

export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
  call<T>('GET', address(path, query), undefined, signal)
export const post = <T>(path: string, body?: unknown, query: Query = {}): Promise<T> => call<T>('POST', address(path, query), body ?? {})
