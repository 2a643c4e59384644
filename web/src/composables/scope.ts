import { computed } from 'vue'
import { get } from '@/api/client'
import { role } from '@/api/session'
import type { Relation } from '@/api/types'
import { useFetch } from './fetching'
import { useGlobals } from './globals'
import { regionPrefix } from './region'

export interface ScopeItem {
  id: string
  name: string
}

const text = (v: unknown): string => (typeof v === 'string' ? v : '')

/** What can be chosen as scope: places that have a fund, with their provinces, and clusters. */
export function useScopes() {
  const { data } = useFetch<[Relation, Relation]>(
    // Parties and clusters have no fund, so a manager's account cannot read them and has its own scope anyway.
    () => (role.value === 'gp' ? null : (s) => Promise.all([
      get<Relation>('/api/relations/parties', { columns: 'id,class,region,region_name' }, s),
      get<Relation>('/api/relations/clusters', {}, s),
    ])),
    () => '',
  )
  const regions = computed<ScopeItem[]>(() => {
    const found = new Map<string, string>()
    for (const r of data.value?.[0].rows ?? []) {
      const code = text(r.region)
      if (/^\d{6}$/.test(code) && code.endsWith('00') && code !== '100000') found.set(code, text(r.region_name))
    }
    return [...found].map(([id, name]) => ({ id, name })).sort((a, b) => a.id.localeCompare(b.id))
  })
  const clusters = computed<ScopeItem[]>(() =>
    (data.value?.[1].rows ?? [])
      .filter((r) => r.class === 'fund_cluster' && Number(r.members) > 0)
      .map((r) => ({ id: text(r.cluster), name: text(r.name) })))
  return { regions, clusters }
}

/** Whether a row is in the chosen scope: by its place, or by being a member of the chosen cluster. */
export function useScope() {
  const { globals } = useGlobals()
  const scope = computed(() => globals.value.scope ?? '')
  const isRegion = computed(() => /^\d{6}$/.test(scope.value))
  const { data } = useFetch<Relation>(
    () => (scope.value && !isRegion.value ? (s) => get<Relation>('/api/relations/members', { where: `cluster=${scope.value}` }, s) : null),
    () => scope.value,
  )
  const members = computed(() => new Set((data.value?.rows ?? []).map((r) => text(r.member))))
  const inScope = (id: unknown, region?: unknown): boolean => {
    if (!scope.value) return true
    if (isRegion.value) return text(region).startsWith(regionPrefix(scope.value))
    return id === scope.value || members.value.has(text(id))
  }
  return { scope, isRegion, members, inScope }
}
