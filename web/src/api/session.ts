import { computed, reactive } from 'vue'
import { call, get, onSignedOut, setCsrf } from './client'
import type { Role, Session } from './types'

/** Who is signed in, and the book's head as last heard. */
export const state = reactive<{ session: Session | null; asked: boolean }>({ session: null, asked: false })

/** A browser that nobody signed in with does not ask: the answer would be 401, and the console would carry it as an error. */
const trace = 'weir-signed-in'

function take(session: Session): Session {
  state.session = session
  state.asked = true
  setCsrf(session.csrf)
  localStorage.setItem(trace, 'yes')
  return session
}

export async function ask(): Promise<Session | null> {
  if (state.asked || !localStorage.getItem(trace)) return state.session
  try {
    return take(await get<Session>('/api/session'))
  } catch {
    state.asked = true
    localStorage.removeItem(trace)
    return null
  }
}
export async function signIn(id: string, password: string): Promise<Session> {
  await call('POST', '/api/session', { id, password })
  return take(await get<Session>('/api/session'))
}
export async function signOut(): Promise<void> {
  try {
    await call('DELETE', '/api/session')
  } finally {
    localStorage.removeItem(trace)
    state.session = null
  }
}
onSignedOut(() => {
  state.session = null
})

export const role = computed<Role | null>(() => state.session?.person.role ?? null)
export const mayWrite = computed(() => ['maker', 'checker', 'gp'].includes(role.value ?? ''))

/** Which roles may read each page; the others see who can help. */
const closed: Record<string, Role[]> = {
  lookthrough: ['gp'], compliance: ['gp'], score: ['gp'], sql: ['gp'],
}
const open: Record<string, Role[]> = { admin: ['admin'], access: ['admin', 'auditor'], import: ['maker', 'checker', 'gp'], newEntry: ['maker', 'checker', 'gp'] }
export function allowed(page: string): boolean {
  const mine = role.value
  if (!mine) return true
  if (open[page]) return open[page].includes(mine)
  return !(closed[page] ?? []).includes(mine)
}
export const whoMay = (page: string): Role[] =>
  open[page] ?? (['viewer', 'maker', 'checker', 'auditor', 'admin', 'gp'] as Role[]).filter((r) => !(closed[page] ?? []).includes(r))
