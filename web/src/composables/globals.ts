import { computed } from 'vue'
import { type LocationQuery, type LocationQueryRaw, useRoute, useRouter } from 'vue-router'
import { state } from '@/api/session'
import type { MoneyUnit } from '@/figure/figure'

/** What every page keeps in its address, so that a pasted link shows the same page. */
export const globalKeys = ['scope', 'as_of', 'known_at', 'published_by', 'record', 'as_reported', 'unit', 'lang', 'theme'] as const
export type GlobalKey = (typeof globalKeys)[number]
export type Globals = Partial<Record<GlobalKey, string>>

export const one = (value: LocationQuery[string] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))
export const many = (value: LocationQuery[string] | undefined): string[] =>
  (Array.isArray(value) ? value : value ? [value] : []).filter((v): v is string => !!v)

export function readGlobals(query: LocationQuery): Globals {
  const g: Globals = {}
  for (const key of globalKeys) {
    const value = one(query[key])
    if (value) g[key] = value
  }
  return g
}

export function unitOf(g: Globals): MoneyUnit {
  return g.unit === 'yuan' || g.unit === 'wan' ? g.unit : 'yi'
}

export function moveMonth(day: string, by: number): string {
  const [y = 0, m = 1, d = 1] = day.split('-').map(Number)
  const index = y * 12 + (m - 1) + by
  const year = Math.floor(index / 12)
  const month = (index % 12) + 1
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `${year}-${String(month).padStart(2, '0')}-${String(Math.min(d, last)).padStart(2, '0')}`
}

export function useGlobals() {
  const route = useRoute()
  const router = useRouter()
  const globals = computed(() => readGlobals(route.query))
  const unit = computed(() => unitOf(globals.value))
  const today = computed(() => state.session?.book.today ?? new Date().toISOString().slice(0, 10))
  const asOf = computed(() => globals.value.as_of ?? today.value)
  const isPast = computed(() => !!globals.value.known_at || !!globals.value.as_reported)
  /** The basis as the reading routes take it. */
  const basis = computed(() => {
    const g = globals.value
    return { as_of: g.as_of, known_at: g.known_at, published_by: g.published_by, record: g.record, as_reported: g.as_reported }
  })
  const set = (change: LocationQueryRaw): Promise<unknown> => {
    const query: LocationQueryRaw = { ...route.query, ...change }
    for (const key of Object.keys(query)) if (query[key] === '' || query[key] === undefined) delete query[key]
    return router.replace({ query, hash: route.hash })
  }
  /** A link that keeps the globals. */
  const to = (path: string, query: LocationQueryRaw = {}) => ({ path, query: { ...globals.value, ...query } })
  return { globals, unit, today, asOf, isPast, basis, set, to, route, router }
}
