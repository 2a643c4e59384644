import type { Amount, Row } from '@/api/types'
import { isAmount } from '@/figure/figure'
import { sum } from '@/figure/sum'

export interface FundItem {
  id: string
  name: string
  class: string
  stage: string
  basis: string
  size: Amount | null
  committed: Amount | null
  paidIn: Amount | null
  navOn: string
  report: 'filed' | 'due' | 'overdue' | 'never'
  isFund: boolean
}
const bases = ['registered', 'subscribed', 'paid_in', 'target', 'announced', 'unstated']
const amount = (r: Row, n: string): Amount | null => (isAmount(r[n]) ? (r[n] as Amount) : null)
const text = (v: unknown): string => (typeof v === 'string' ? v : '')

export interface Node {
  id: string
  label: string
  item: FundItem
  children: Node[]
}
/** Funds under the funds that put money into them; one that several feed stands under each. */
export function fundTree(funds: Row[], stakes: Row[], navs: Row[], reports: Row[]): { roots: Node[]; items: Map<string, FundItem> } {
  const into = new Map<string, Row[]>()
  for (const s of stakes) into.set(text(s.fund), [...(into.get(text(s.fund)) ?? []), s])
  const navOn = new Map<string, string>()
  for (const n of navs) if (text(n.date) > (navOn.get(text(n.fund)) ?? '')) navOn.set(text(n.fund), text(n.date))
  const report = new Map<string, Row[]>()
  for (const r of reports) report.set(text(r.fund), [...(report.get(text(r.fund)) ?? []), r])
  const items = new Map<string, FundItem>()
  for (const f of funds) {
    const id = text(f.fund)
    const basis = bases.find((b) => amount(f, b)?.lo) ?? ''
    const rs = report.get(id) ?? []
    const filed = rs.some((r) => text(r.last_filed))
    items.set(id, {
      id, name: text(f.name), class: text(f.class), stage: text(f.stage), basis, size: basis ? amount(f, basis) : null,
      committed: sum((into.get(id) ?? []).map((s) => amount(s, 'committed') ?? amount(s, 'reported'))),
      paidIn: sum((into.get(id) ?? []).map((s) => amount(s, 'paid_in') ?? amount(s, 'reported_paid_in'))),
      navOn: navOn.get(id) ?? '', isFund: true,
      report: rs.some((r) => Number(r.overdue_days ?? 0) > 0) ? 'overdue' : filed ? (rs.some((r) => r.status === 'due') ? 'due' : 'filed') : 'never',
    })
  }
  const children = new Map<string, string[]>()
  const fed = new Set<string>()
  for (const s of stakes) {
    const a = text(s.investor)
    const b = text(s.fund)
    if (!items.has(a) || !items.has(b) || a === b) continue
    children.set(a, [...(children.get(a) ?? []), b])
    fed.add(b)
  }
  const build = (id: string, path: string[]): Node => ({
    id, label: items.get(id)?.name ?? id, item: items.get(id) as FundItem,
    // A fund that holds itself by way of others stops where it would begin again.
    children: path.includes(id) ? [] : [...new Set(children.get(id) ?? [])].map((c) => build(c, [...path, id])),
  })
  const order = ['mother_fund', 'direct_fund', 'sub_fund']
  const roots = [...items.keys()].filter((id) => !fed.has(id)).map((id) => build(id, []))
  roots.sort((a, b) => order.indexOf(a.item.class) - order.indexOf(b.item.class) || b.children.length - a.children.length || (a.label < b.label ? -1 : 1))
  return { roots, items }
}
