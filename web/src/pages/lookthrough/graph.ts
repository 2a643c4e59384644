import type { Amount, Row } from '@/api/types'
import { compare, parse, ratio, subtract, print, type Decimal } from '@/figure/decimal'
import { isAmount } from '@/figure/figure'
import { sum } from '@/figure/sum'

export interface Edge {
  from: string
  to: string
  amount: Amount | null
  rows: number
}
export interface Graph {
  edges: Edge[]
  names: Map<string, string>
  into: Map<string, Edge[]>
  outOf: Map<string, Edge[]>
  sizes: Map<string, Amount>
}
const text = (v: unknown): string => (typeof v === 'string' ? v : '')
const amount = (r: Row, n: string): Amount | null => (isAmount(r[n]) ? (r[n] as Amount) : null)

/** Stakes in funds and holdings of enterprises as one graph; the ledger's figure where there is one, else the statement. */
export function makeGraph(stakes: Row[], holdings: Row[], funds: Row[], paid: boolean): Graph {
  const parts = new Map<string, { from: string; to: string; amounts: (Amount | null)[] }>()
  const names = new Map<string, string>()
  const put = (from: string, to: string, a: Amount | null): void => {
    const key = `${from}\n${to}`
    const e = parts.get(key) ?? { from, to, amounts: [] }
    e.amounts.push(a)
    parts.set(key, e)
  }
  for (const s of stakes) {
    names.set(text(s.investor), text(s.investor_name)).set(text(s.fund), text(s.fund_name))
    put(text(s.investor), text(s.fund), paid ? (amount(s, 'paid_in') ?? amount(s, 'reported_paid_in')) : (amount(s, 'committed') ?? amount(s, 'reported')))
  }
  for (const h of holdings) {
    names.set(text(h.investor), text(h.investor_name)).set(text(h.enterprise), text(h.enterprise_name))
    put(text(h.investor), text(h.enterprise), amount(h, 'amount'))
  }
  const sizes = new Map<string, Amount>()
  for (const f of funds) {
    const a = ['registered', 'subscribed', 'target', 'announced', 'unstated'].map((b) => amount(f, b)).find((x) => x?.lo && x.unit === 'CNY')
    if (a && !paid) sizes.set(text(f.fund), a)
    names.set(text(f.fund), text(f.name))
  }
  const edges = [...parts.values()].map((p) => ({ from: p.from, to: p.to, amount: sum(p.amounts), rows: p.amounts.length }))
  const into = new Map<string, Edge[]>()
  const outOf = new Map<string, Edge[]>()
  for (const e of edges) {
    into.set(e.to, [...(into.get(e.to) ?? []), e])
    outOf.set(e.from, [...(outOf.get(e.from) ?? []), e])
  }
  return { edges, names, into, outOf, sizes }
}

export interface FlowNode {
  id: string
  name: string
  level: number
  value: Decimal
  unknown: boolean
  kind: 'focus' | 'source' | 'fund' | 'target' | 'rest'
}
export interface FlowLink {
  from: string
  to: string
  value: Decimal
  unknown: boolean
}
export interface Flow {
  nodes: FlowNode[]
  links: FlowLink[]
  silent: number
  loops: number
}
const known = (a: Amount | null): Decimal | null => {
  const t = a?.lo ?? a?.hi ?? null
  if (t === null) return null
  const d = parse(t)
  return d.digits > 0n ? d : null
}
const total = (list: Decimal[]): Decimal => list.reduce((a, b) => subtract(a, { digits: -b.digits, scale: b.scale }), { digits: 0n, scale: 2 })

/** What flows into the focus and out of it, with what nobody names as its own node. Nodes of a level under half a per cent
 * become one; an edge that would close a circle is left out and counted. */
export function flowAround(g: Graph, focus: string, direction: 'up' | 'down' | 'both', threshold: number, restName: (n: number) => string, unnamed: string, undisclosed: string, depth = 3): Flow {
  const nodes = new Map<string, FlowNode>()
  const links: FlowLink[] = []
  let silent = 0
  let loops = 0
  const node = (id: string, level: number, kind: FlowNode['kind'], name = g.names.get(id) ?? id, unknown = false): FlowNode => {
    const n = nodes.get(id) ?? { id, name, level, value: { digits: 0n, scale: 2 }, unknown, kind }
    nodes.set(id, n)
    return n
  }
  node(focus, 0, 'focus')
  const walk = (id: string, level: number, up: boolean): void => {
    if (Math.abs(level) >= depth) return
    const list = (up ? g.into.get(id) : g.outOf.get(id)) ?? []
    const open: { other: string; value: Decimal }[] = []
    for (const e of list) {
      const value = known(e.amount)
      const other = up ? e.from : e.to
      if (!value) silent += 1
      else if (nodes.has(other)) loops += 1
      else open.push({ other, value })
    }
    const whole = total(open.map((o) => o.value))
    const size = up ? known(g.sizes.get(id) ?? null) : known(sum((g.into.get(id) ?? []).map((e) => e.amount)))
    const base = size && compare(size, whole) > 0 ? size : whole
    const small = open.filter((o) => ratio(o.value, base, 1000000) * 100 < threshold)
    const next = level + (up ? -1 : 1)
    const link = (other: string, value: Decimal, unknown: boolean): void => void links.push(up ? { from: other, to: id, value, unknown } : { from: id, to: other, value, unknown })
    const large = small.length > 1 ? open.filter((o) => !small.includes(o)) : open
    const fresh: string[] = []
    for (const o of large.sort((a, b) => compare(b.value, a.value))) {
      node(o.other, next, up ? 'source' : 'target')
      link(o.other, o.value, false)
      fresh.push(o.other)
    }
    if (small.length > 1) {
      const rest = `rest:${id}:${up}`
      node(rest, next, 'rest', restName(small.length))
      link(rest, total(small.map((o) => o.value)), false)
    }
    if (size && compare(size, whole) > 0 && (up ? list.length > 0 : level === 0 && list.length > 0)) {
      const left = subtract(size, whole)
      if (ratio(left, size, 1000000) * 100 >= threshold) {
        node(`open:${id}:${up}`, next, 'rest', up ? unnamed : undisclosed, true)
        link(`open:${id}:${up}`, left, true)
      }
    }
    for (const other of fresh) walk(other, next, up)
  }
  if (direction !== 'down') walk(focus, 0, true)
  if (direction !== 'up') walk(focus, 0, false)
  for (const n of nodes.values()) {
    const inn = total(links.filter((l) => l.to === n.id).map((l) => l.value))
    const out = total(links.filter((l) => l.from === n.id).map((l) => l.value))
    n.value = compare(inn, out) >= 0 ? inn : out
    if (n.kind !== 'focus' && !n.unknown && n.kind !== 'rest' && (g.into.get(n.id)?.length || g.outOf.get(n.id)?.length) && g.sizes.has(n.id)) n.kind = 'fund'
  }
  return { nodes: [...nodes.values()], links, silent, loops }
}
export const asAmount = (d: Decimal): Amount => {
  const t = print(d.digits, d.scale, false).replace('−', '-')
  return { lo: t, hi: t, about: false, lo_strict: false, hi_strict: false, unknown_count: 0, unit: 'CNY', qualifier: null }
}
