import { computed } from 'vue'
import { get } from '@/api/client'
import { role } from '@/api/session'
import type { Amount, Relation, Row } from '@/api/types'
import { useFetch } from '@/composables/fetching'
import { useGlobals } from '@/composables/globals'
import { useScope } from '@/composables/scope'
import { isAmount } from '@/figure/figure'
import { sum } from '@/figure/sum'

/** The bases of a size, the firmest first; a fund shows the first that somebody stated. */
export const bases = ['registered', 'subscribed', 'paid_in', 'target', 'announced', 'unstated'] as const
export interface FundLine {
  id: string
  name: string
  region: string
  basis: string
  size: Amount | null
  known: Amount | null
  partners: number
  silent: number
  period: string
}
export const amount = (row: Row | undefined, name: string): Amount | null => {
  const v = row?.[name]
  return isAmount(v) ? v : null
}
const text = (v: unknown): string => (typeof v === 'string' ? v : '')

export function useOverview() {
  const { basis } = useGlobals()
  const { scope, isRegion, inScope } = useScope()
  const relation = (name: string, query: Record<string, string | number | string[]> = {}) =>
    useFetch<Relation>(() => (s) => get<Relation>(`/api/relations/${name}`, { ...basis.value, ...query }, s), () => [basis.value, query])
  const funds = relation('funds')
  const stakes = relation('stakes', { columns: 'investor,fund,committed,paid_in,reported,reported_paid_in' })
  const sizes = relation('sizes', { columns: 'subject,basis,date,chosen' })
  const clusters = relation('cluster_size')
  const targets = relation('targets')
  const leverage = relation('leverage')
  const returns = relation('performance', { where: 'by=all' })
  const cash = relation('cash')
  const due = relation('reports_due', { limit: 400 })
  const rules = role.value !== 'gp'
  const breaches = useFetch<Relation>(() => (rules ? (s) => get<Relation>('/api/check', { ...basis.value, where: 'outcome=breach', sort: 'severity', limit: 40 }, s) : null), () => [basis.value])
  const open = useFetch<Relation>(() => (rules ? (s) => get<Relation>('/api/check', { ...basis.value, where: 'outcome=undetermined', limit: 400 }, s) : null), () => [basis.value])

  const lines = computed<FundLine[]>(() => {
    const byFund = new Map<string, Row[]>()
    for (const s of stakes.data.value?.rows ?? []) byFund.set(text(s.fund), [...(byFund.get(text(s.fund)) ?? []), s])
    const days = new Map((sizes.data.value?.rows ?? []).filter((r) => r.chosen === 'yes').map((r) => [`${text(r.subject)}/${text(r.basis)}`, text(r.date)]))
    return (funds.data.value?.rows ?? [])
      .filter((r) => inScope(r.fund, r.region))
      .map((r) => {
        const of = byFund.get(text(r.fund)) ?? []
        const amounts = of.map((s) => amount(s, 'committed') ?? amount(s, 'reported'))
        const known = amounts.filter((a): a is Amount => a !== null && (a.lo !== null || a.hi !== null) && a.unit === 'CNY')
        const on = bases.find((b) => amount(r, b)?.lo) ?? ''
        return {
          id: text(r.fund), name: text(r.name), region: text(r.region), basis: on, size: on ? amount(r, on) : null,
          known: known.length ? sum(known) : null, partners: known.length, silent: of.length - known.length,
          period: (days.get(`${text(r.fund)}/${on}`) ?? text(r.established)).slice(0, 7),
        }
      })
  })
  const inside = computed(() => new Set(lines.value.map((l) => l.id)))
  const scoped = computed(() => (stakes.data.value?.rows ?? []).filter((s) => inside.value.has(text(s.fund))))
  const committedParts = computed(() => scoped.value.map((s) => amount(s, 'committed') ?? amount(s, 'reported')))
  const committed = computed(() => sum(committedParts.value))
  const withoutAmount = computed(() => committedParts.value.filter((a) => a === null).length)
  const paidIn = computed(() => sum(scoped.value.map((s) => amount(s, 'paid_in') ?? amount(s, 'reported_paid_in'))))
  /** The cluster in view: the chosen one, else the one with the largest size that is stated on any basis. */
  const cluster = computed<Row | null>(() => {
    const rows = (clusters.data.value?.rows ?? []).filter((r) => amount(r, 'gross')?.lo && BigInt((amount(r, 'gross')?.lo ?? '0').split('.')[0] ?? '0') > 0n)
    const mine = scope.value && !isRegion.value ? rows.filter((r) => r.cluster === scope.value) : rows.filter((r) => inScopeCluster(r))
    return mine.sort((a, b) => Number(BigInt((amount(b, 'gross')?.lo ?? '0').split('.')[0] ?? '0') > BigInt((amount(a, 'gross')?.lo ?? '0').split('.')[0] ?? '0')) * 2 - 1)[0] ?? null
  })
  const clusterRegions = useFetch<Relation>(() => (s) => get<Relation>('/api/relations/clusters', { ...basis.value }, s), () => [basis.value])
  const regionOf = computed(() => new Map((clusterRegions.data.value?.rows ?? []).map((r) => [r.cluster, r.region])))
  function inScopeCluster(r: Row): boolean {
    return !scope.value || inScope(r.cluster, regionOf.value.get(r.cluster ?? ''))
  }
  const lever = computed<Row | null>(() => {
    const rows = (leverage.data.value?.rows ?? []).filter((r) => amount(r, 'ratio') && (amount(r, 'ratio')?.lo !== null || amount(r, 'ratio')?.hi !== null))
    const populations = rows.filter((r) => text(r.level).startsWith('population') || r.record === 'whole' || text(r.definition) !== 'c')
    return (populations.length ? populations : rows).find((r) => (amount(r, 'ratio')?.lo ?? '0') !== '0.0000') ?? null
  })
  const promises = computed(() => (targets.data.value?.rows ?? []).filter((r) => inScope(r.program, r.region)))
  return { funds, stakes, clusters, targets, leverage, returns, cash, due, breaches, open, lines, committed, committedParts, withoutAmount, paidIn, cluster, lever, promises, scope, rules }
}
export type Overview = ReturnType<typeof useOverview>
